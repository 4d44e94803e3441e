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

package io.zmqtt.internal.session;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.zmqtt.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a resumed session that no subscription wants yet: they stay unacknowledged
 * for a while, so that a subscription that comes late finds them.
 */
final class HoldBuffer {

	private final int maximumMessages;

	private final long maximumBytes;

	private final long time;

	private final ArrayDeque<Held> messages = new ArrayDeque<>(0);

	private long bytes;

	private boolean open;

	private boolean timed;

	private long until;

	HoldBuffer(SessionConfig config) {
		this.maximumMessages = config.holdMessages();
		this.maximumBytes = config.holdBytes();
		this.time = config.holdTime();
	}

	/**
	 * A session was resumed. Messages of QoS 1 that are here come again.
	 * @return how many were discarded for that
	 */
	int resumed(long now) {
		int before = this.messages.size();
		this.messages.removeIf((held) -> {
			boolean repeated = held.qosValue() == 1;
			this.bytes -= repeated ? weight(held) : 0;
			return repeated;
		});
		this.open = true;
		this.timed = true;
		this.until = now + this.time;
		return before - this.messages.size();
	}

	/**
	 * The broker had no session: what is here waits on, and nothing is added.
	 */
	void started() {
		this.open = false;
	}

	/**
	 * Hold a message.
	 * @return the entry for the ledger, or null if the message is not to be held
	 */
	@Nullable Delivery hold(Arrival arrival, Ledger ledger) {
		if (!this.open || this.messages.size() >= this.maximumMessages) {
			return null;
		}
		Held held = new Held(arrival);
		if (this.bytes + weight(held) > this.maximumBytes && !this.messages.isEmpty()) {
			return null;
		}
		held.ledger(ledger);
		this.messages.add(held);
		this.bytes += weight(held);
		return held;
	}

	boolean isEmpty() {
		return this.messages.isEmpty();
	}

	int size() {
		return this.messages.size();
	}

	/**
	 * Give messages away.
	 * @param receiver returns whether it takes a message
	 */
	void offer(Predicate<Delivery> receiver) {
		Iterator<Held> iterator = this.messages.iterator();
		while (iterator.hasNext()) {
			Held held = iterator.next();
			if (receiver.test(held)) {
				iterator.remove();
				this.bytes -= weight(held);
			}
		}
	}

	/**
	 * End the time of what was held too long.
	 * @param unwanted is given each such message
	 * @return the time at which to look again, or {@link Long#MAX_VALUE}
	 */
	long expire(long now, Consumer<Delivery> unwanted) {
		if (!this.timed) {
			return Long.MAX_VALUE;
		}
		if (this.until - now > 0) {
			return this.until;
		}
		this.timed = false;
		this.open = false;
		for (Held held = this.messages.poll(); held != null; held = this.messages.poll()) {
			held.end();
			unwanted.accept(held);
		}
		this.bytes = 0;
		return Long.MAX_VALUE;
	}

	void clear() {
		this.messages.clear();
		this.bytes = 0;
		this.open = false;
		this.timed = false;
	}

	private static long weight(Delivery delivery) {
		return delivery.payload().length + delivery.topic().length();
	}

	private static final class Held extends Delivery {

		Held(Arrival arrival) {
			super(arrival);
		}

		void end() {
			release(ReasonCode.SUCCESS);
		}

	}

}
