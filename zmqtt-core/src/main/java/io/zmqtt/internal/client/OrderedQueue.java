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

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * Gives the least message first, and equal ones in the order of receipt. Only the taker
 * compares, so that the event loop never runs the application's code.
 */
final class OrderedQueue implements MessageQueue {

	private final MessageQueue arrivals = new Batches();

	private final PriorityQueue<Waiting> waiting;

	private long arrived;

	OrderedQueue(MessageOrder order) {
		this.waiting = new PriorityQueue<>(
				Comparator.comparing(Waiting::message, order).thenComparingLong(Waiting::number));
	}

	@Override
	public void add(InboundMessage[] batch, int count) {
		this.arrivals.add(batch, count);
	}

	@Override
	public @Nullable InboundMessage poll() {
		for (InboundMessage message = this.arrivals.poll(); message != null; message = this.arrivals.poll()) {
			this.waiting.add(new Waiting(message, this.arrived++));
		}
		Waiting first = this.waiting.poll();
		return (first != null) ? first.message() : null;
	}

	@Override
	public @Nullable InboundMessage removeOldest() {
		return null;
	}

	private record Waiting(InboundMessage message, long number) {

	}

	/**
	 * A list from which the event loop may remove: the taker looks through it for the
	 * least message.
	 */
	static final class Droppable implements MessageQueue {

		private final ConcurrentLinkedQueue<InboundMessage> messages = new ConcurrentLinkedQueue<>();

		private final MessageOrder order;

		Droppable(MessageOrder order) {
			this.order = order;
		}

		@Override
		public void add(InboundMessage[] batch, int count) {
			for (int i = 0; i < count; i++) {
				this.messages.add(batch[i]);
			}
		}

		@Override
		public @Nullable InboundMessage poll() {
			InboundMessage least;
			do {
				least = null;
				for (InboundMessage message : this.messages) {
					if (least == null || this.order.compare(message, least) < 0) {
						least = message;
					}
				}
			}
			while (least != null && !this.messages.remove(least));
			return least;
		}

		@Override
		public @Nullable InboundMessage removeOldest() {
			return MessageQueue.removeOldest(this.messages);
		}

	}

}
