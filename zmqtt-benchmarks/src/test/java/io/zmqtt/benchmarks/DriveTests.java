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

package io.zmqtt.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishDrive} and {@link ReceiveDrive} over a connection that stays in
 * this thread.
 */
class DriveTests {

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final LocalConnection connection = new LocalConnection();

	@Test
	void countsWhatWasPublished() throws InterruptedException {
		Workload workload = Workload.parse("3.1.1/publish/1/16");
		PublishDrive drive = PublishDrive.marked(this.connection, workload, 10);
		Drive.Outcome first = drive.run(NANOS);
		Drive.Outcome second = drive.run(NANOS);
		assertThat(first.messages() + second.messages()).isEqualTo(this.connection.published);
		assertThat(first.messages()).isPositive();
		assertThat(first.lost()).isZero();
		assertThat(second.lost()).isZero();
	}

	@Test
	void countsWhatWasReceivedAndWhatWasLost() throws InterruptedException {
		Workload workload = Workload.parse("3.1.1/receive/0/16");
		ReceiveDrive drive = new ReceiveDrive(this.connection, workload, 10);
		Drive.Outcome outcome = drive.run(NANOS);
		assertThat(outcome.messages()).isEqualTo(LocalConnection.DELIVERED);
		assertThat(outcome.lost()).isEqualTo(1);
	}

	/**
	 * Plays both the client and the broker: delivers five messages and pretends that
	 * there were six, and answers only the second time it is asked.
	 */
	private static final class LocalConnection implements PeerConnection {

		private static final int DELIVERED = 5;

		private final List<Consumer<byte[]>> handlers = new ArrayList<>();

		private long published;

		private int questions;

		@Override
		public void publish(String topic, int qos, byte[] payload,
				BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
			switch (topic) {
				case "zb/mark" -> answer(payload, this.published);
				case "zb/stop" -> answer(payload, DELIVERED + 1);
				case "zb/start" -> {
					for (int i = 0; i < DELIVERED; i++) {
						this.handlers.get(1).accept(new byte[16]);
					}
				}
				default -> this.published++;
			}
			whenDone.accept(null, null);
		}

		private void answer(byte[] token, long count) {
			if (this.questions++ > 0) {
				this.handlers.get(0).accept((new String(token) + " " + count).getBytes());
			}
		}

		@Override
		public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
			this.handlers.add(handler);
		}

		@Override
		public void close() {
			this.handlers.clear();
		}

	}

}
