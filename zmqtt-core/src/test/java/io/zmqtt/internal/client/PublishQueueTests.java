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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishQueue}.
 */
class PublishQueueTests {

	private final PublishQueue queue = new PublishQueue(null);

	private static PublishFuture message(String topic) {
		return new PublishFuture(null, topic, new byte[0], PublishPacketProperties.NONE, (byte) 0, 0, 0);
	}

	private @Nullable String poll() {
		PublishFuture message = this.queue.poll();
		return (message != null) ? message.topic() : null;
	}

	@Test
	void keepsTheOrder() {
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(poll()).isNull();
		this.queue.add(message("a"));
		this.queue.add(message("b"));
		assertThat(this.queue.isEmpty()).isFalse();
		assertThat(poll()).isEqualTo("a");
		assertThat(this.queue.isEmpty()).isFalse();
		this.queue.add(message("c"));
		assertThat(poll()).isEqualTo("b");
		assertThat(poll()).isEqualTo("c");
		assertThat(poll()).isNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void isEmptyAfterEachOfManyRounds() {
		for (int round = 0; round < 100; round++) {
			this.queue.add(message("a"));
			assertThat(poll()).isEqualTo("a");
			assertThat(poll()).isNull();
			assertThat(this.queue.isEmpty()).isTrue();
		}
	}

	/**
	 * The queue says that it is empty only when each message that was added has been
	 * taken, and a message is never lost, repeated or overtaken by one of the same
	 * thread.
	 */
	@Test
	void losesAndReordersNothing() {
		int producers = 3;
		int count = 100_000;
		AtomicInteger added = new AtomicInteger();
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int producer = 0; producer < producers; producer++) {
			String topic = Integer.toString(producer);
			ends.add(ScriptedTests.inBackground(() -> {
				for (int i = 0; i < count; i++) {
					PublishFuture message = message(topic);
					message.packetId(i & 0xFFFF);
					this.queue.add(message);
					added.incrementAndGet();
				}
				return null;
			}));
		}
		int[] next = new int[producers];
		int taken = 0;
		long deadline = System.nanoTime() + ScriptedBroker.TIMEOUT.toNanos();
		while (taken < producers * count) {
			int before = added.get();
			PublishFuture message = this.queue.poll();
			if (message != null) {
				int producer = Integer.parseInt(message.topic());
				assertThat(message.packetId()).isEqualTo(next[producer]++ & 0xFFFF);
				taken++;
			}
			else if (taken < before && this.queue.isEmpty()) {
				throw new AssertionError("Empty, though " + before + " were added and " + taken + " taken");
			}
			else if (System.nanoTime() - deadline > 0) {
				throw new AssertionError("Only " + taken + " came");
			}
		}
		ends.forEach(ScriptedTests::result);
		assertThat(poll()).isNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

}
