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

import ch.qos.logback.classic.Level;
import io.zmqtt.CapturedLog;
import io.zmqtt.conformance.Semantics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class OutageLogTests {

	private final CapturedLog captured = CapturedLog.of("outage");

	/**
	 * As {@link System#nanoTime()} may, it soon goes on with negative numbers.
	 */
	private long now = Long.MAX_VALUE - 1;

	private final OutageLog log = new OutageLog(LoggerFactory.getLogger("outage"), () -> this.now);

	@AfterEach
	void close() {
		this.captured.close();
	}

	@Test
	@Semantics("4.13")
	void anOutageIsOneWarningAndThenOneInFiveMinutes() {
		this.log.warn("{} is lost", "a");
		for (int second = 1; second < 300; second++) {
			this.now += Duration.ofSeconds(1).toNanos();
			this.log.warn("{} is refused", "a");
		}
		assertThat(this.captured.messages(Level.WARN, "")).containsExactly("a is lost");
		assertThat(this.captured.messages(Level.DEBUG, "a is refused")).hasSize(299);
		this.now += Duration.ofSeconds(1).toNanos();
		this.log.warn("{} is still refused", "a");
		this.log.warn("{} is refused again", "a");
		assertThat(this.captured.messages(Level.WARN, "")).containsExactly("a is lost", "a is still refused");
	}

	@Test
	@Semantics("4.13")
	void eachOutageIsWarnedOf() {
		this.log.warn("first");
		this.log.connected();
		this.log.warn("second");
		this.log.warn("third");
		assertThat(this.captured.messages(Level.WARN, "")).containsExactly("first", "second");
		assertThat(this.captured.messages(Level.DEBUG, "")).containsExactly("third");
	}

}
