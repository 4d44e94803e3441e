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

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;

import io.zmqtt.ReasonCode;

/**
 * Acknowledges messages when they enter the buffer of a subscription: at once while there
 * is room, else one after the other as others are taken. Belongs to the event loop,
 * except for what says otherwise.
 */
final class EntryAcks {

	private final Inbox inbox;

	private final Work work;

	private final boolean ordered;

	/** What came without room, in the order of receipt. */
	private final ArrayDeque<InboundMessage> line = new ArrayDeque<>(0);

	private long lineBytes;

	private volatile boolean waiting;

	private volatile boolean signalled;

	/**
	 * Create the acknowledgements of an inbox.
	 * @param ordered whether messages may be taken in another order than that of receipt
	 */
	EntryAcks(Inbox inbox, Work work, boolean ordered) {
		this.inbox = inbox;
		this.work = work;
		this.ordered = ordered;
	}

	/**
	 * A message of QoS 1 or 2 was offered.
	 */
	void arrived(InboundMessage message) {
		this.line.add(message);
		this.lineBytes += message.weight();
		admit();
	}

	/**
	 * A message was taken. Called by the taker.
	 */
	void taken() {
		// either the event loop sees what was taken, or this thread that something waits
		VarHandle.fullFence();
		if (this.waiting && !this.signalled) {
			this.signalled = true;
			this.work.tryExecute(() -> {
				this.signalled = false;
				admit();
			});
		}
	}

	private void admit() {
		this.waiting = true;
		if (this.ordered) {
			// what was taken may stand anywhere
			this.line.removeIf(this::leave);
		}
		InboundMessage first = this.line.peek();
		while (first != null && (leave(first) || enter(first))) {
			this.line.poll();
			first = this.line.peek();
		}
		this.waiting = first != null;
	}

	/**
	 * Strike out a message that was handed over, or that the broker repeats.
	 */
	private boolean leave(InboundMessage message) {
		boolean gone = message.isHandedOver() || message.isRepeated();
		if (gone) {
			this.lineBytes -= message.weight();
		}
		return gone;
	}

	private boolean enter(InboundMessage message) {
		boolean room = this.inbox.hasRoom(this.line.size(), this.lineBytes, message.weight());
		if (room) {
			this.lineBytes -= message.weight();
			message.finish(ReasonCode.SUCCESS);
		}
		return room;
	}

}
