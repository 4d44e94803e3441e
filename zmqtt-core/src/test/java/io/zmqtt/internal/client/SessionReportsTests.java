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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import io.netty.channel.DefaultEventLoop;
import io.zmqtt.CapturedLog;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.PacketType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionReportsTests {

	private final CapturedLog log = CapturedLog.of(SessionReports.class.getName());

	/**
	 * As {@link System#nanoTime()} may, it soon goes on with negative numbers.
	 */
	private long now = Long.MAX_VALUE - 1;

	private final DefaultEventLoop loop = new DefaultEventLoop();

	private final SessionReports reports = new SessionReports(new ClientSettings("localhost").toConfig(),
			new Work(this.loop, new NoSettler()), new ListenerDispatcher(Runnable::run, List.of()), (cause) -> {
			}, () -> this.now);

	@AfterEach
	void close() {
		this.log.close();
		this.loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	@Test
	void unknownAcknowledgementsAreLoggedAtMostOnceAMinute() {
		this.reports.unknownAck(PacketType.PUBACK, 7);
		this.reports.unknownAck(PacketType.PUBREC, 8);
		pass(Duration.ofSeconds(59));
		this.reports.unknownAck(PacketType.PUBCOMP, 9);
		assertThat(this.log.messages(Level.WARN, "")).containsExactly(
				"The server sent PUBACK for packet identifier 7, under which nothing is open; 1 such packets so far");
		pass(Duration.ofSeconds(1));
		this.reports.unknownAck(PacketType.SUBACK, 10);
		this.reports.unknownAck(PacketType.UNSUBACK, 11);
		assertThat(this.log.messages(Level.WARN, "")).hasSize(2)
			.last()
			.isEqualTo("The server sent SUBACK for packet identifier 10, under which nothing is open;"
					+ " 4 such packets so far");
		assertThat(this.log.lines()).hasSize(2);
	}

	@Test
	@Semantics("4.10")
	void unroutedMessagesAreLoggedAtMostOnceAMinute() {
		this.reports.unrouted("a");
		this.reports.unrouted("b");
		pass(Duration.ofSeconds(59));
		this.reports.unrouted("c");
		assertThat(this.log.messages(Level.WARN, ""))
			.containsExactly("No subscription wanted a message on 'a'; 1 since the last time this was logged");
		pass(Duration.ofSeconds(1));
		this.reports.unrouted("d");
		assertThat(this.log.lines()).hasSize(2);
		assertThat(this.log.messages(Level.WARN, "'d'; 3 since")).hasSize(1);
	}

	@Test
	void oneKindOfLineDoesNotHoldBackTheOther() {
		this.reports.unrouted("a");
		this.reports.unknownAck(PacketType.PUBREL, 1);
		assertThat(this.log.messages(Level.WARN, "")).hasSize(2);
	}

	private static final class NoSettler implements Work.Settler {

		@Override
		public void settle() {
		}

		@Override
		public long expire(long now) {
			return Long.MAX_VALUE;
		}

		@Override
		public void failed(RuntimeException failure) {
		}

	}

}
