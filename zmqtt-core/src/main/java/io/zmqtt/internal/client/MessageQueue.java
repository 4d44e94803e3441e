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

import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait in a subscription: added by the event loop in batches, taken by
 * one thread at a time. Neither ever waits for the other.
 */
interface MessageQueue {

	/**
	 * Add the first messages of an array, which the queue keeps.
	 */
	void add(InboundMessage[] batch, int count);

	@Nullable InboundMessage poll();

	/**
	 * Remove the oldest message of QoS 0. Called by the event loop.
	 * @return the message, or null if there is none or it is taken at this moment
	 */
	@Nullable InboundMessage removeOldest();

	static @Nullable InboundMessage removeOldest(ConcurrentLinkedQueue<InboundMessage> messages) {
		for (InboundMessage message : messages) {
			if (message.qosValue() == 0) {
				return messages.remove(message) ? message : null;
			}
		}
		return null;
	}

	/**
	 * A linked list of batches with one producer and one consumer.
	 */
	final class Batches implements MessageQueue {

		private Batch head = new Batch(new InboundMessage[0], 0);

		private Batch tail = this.head;

		private int index;

		@Override
		public void add(InboundMessage[] messages, int count) {
			Batch batch = new Batch(messages, count);
			this.tail.next = batch;
			this.tail = batch;
		}

		@Override
		public @Nullable InboundMessage poll() {
			Batch batch = this.head;
			while (this.index == batch.count) {
				Batch next = batch.next;
				if (next == null) {
					return null;
				}
				this.head = next;
				this.index = 0;
				batch = next;
			}
			InboundMessage message = batch.messages[this.index];
			batch.messages[this.index++] = null;
			return message;
		}

		@Override
		public @Nullable InboundMessage removeOldest() {
			return null;
		}

		private static final class Batch {

			private final @Nullable InboundMessage[] messages;

			private final int count;

			private volatile @Nullable Batch next;

			Batch(@Nullable InboundMessage[] messages, int count) {
				this.messages = messages;
				this.count = count;
			}

		}

	}

	/**
	 * A list from which the event loop may remove.
	 */
	final class Droppable implements MessageQueue {

		private final ConcurrentLinkedQueue<InboundMessage> messages = new ConcurrentLinkedQueue<>();

		@Override
		public void add(InboundMessage[] batch, int count) {
			for (int i = 0; i < count; i++) {
				this.messages.add(batch[i]);
			}
		}

		@Override
		public @Nullable InboundMessage poll() {
			return this.messages.poll();
		}

		@Override
		public @Nullable InboundMessage removeOldest() {
			return MessageQueue.removeOldest(this.messages);
		}

	}

}
