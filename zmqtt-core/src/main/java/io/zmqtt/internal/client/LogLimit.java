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

package io.zmqtt.internal.client;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts what is to be logged at most once a minute. Belongs to one thread.
 */
final class LogLimit {

	private static final long QUIET = TimeUnit.MINUTES.toNanos(1);

	private final LongSupplier clock;

	private boolean logged;

	private long loggedAt;

	private long since;

	private long total;

	/**
	 * Create a limit.
	 * @param clock nanoseconds from any beginning
	 */
	LogLimit(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Count one more, and log it if it is time.
	 */
	void count(Line line) {
		long now = this.clock.getAsLong();
		this.since++;
		this.total++;
		if (!this.logged || now - this.loggedAt >= QUIET) {
			line.log(this.since, this.total);
			this.logged = true;
			this.loggedAt = now;
			this.since = 0;
		}
	}

	/**
	 * A line of the log.
	 */
	interface Line {

		/**
		 * Log it.
		 * @param since how many there were since the last line, this one included
		 * @param total how many there were at all
		 */
		void log(long since, long total);

	}

}
