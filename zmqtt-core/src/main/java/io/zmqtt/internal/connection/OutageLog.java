/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.internal.connection;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.slf4j.Logger;

/**
 * Logs the first trouble after a connect, and then at most one line in five minutes.
 */
final class OutageLog {

	private static final Duration QUIET = Duration.ofMinutes(5);

	private final Logger logger;

	private final LongSupplier clock;

	private long lastWarning;

	private boolean warned;

	OutageLog(Logger logger) {
		this(logger, System::nanoTime);
	}

	/**
	 * Create a log.
	 * @param clock nanoseconds from any beginning
	 */
	OutageLog(Logger logger, LongSupplier clock) {
		this.logger = logger;
		this.clock = clock;
	}

	void connected() {
		this.warned = false;
	}

	void warn(String format, Object... arguments) {
		long now = this.clock.getAsLong();
		if (!this.warned || now - this.lastWarning >= QUIET.toNanos()) {
			this.warned = true;
			this.lastWarning = now;
			this.logger.warn(format, arguments);
		}
		else {
			this.logger.debug(format, arguments);
		}
	}

}
