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

import java.util.function.Consumer;

import io.zmqtt.internal.session.InFlight.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the order in which they are to be written.
 */
final class UnwrittenMessages {

	private final InFlightList list = new InFlightList();

	private final Counters counters;

	UnwrittenMessages(Counters counters) {
		this.counters = counters;
	}

	@Nullable InFlight first() {
		return this.list.first();
	}

	int size() {
		return this.list.size();
	}

	boolean isEmpty() {
		return this.list.isEmpty();
	}

	void addLast(InFlight message) {
		this.list.addLast(message);
	}

	/**
	 * Put others, which are not in their list any more afterwards, before all that wait.
	 */
	void prepend(InFlightList others) {
		this.list.prepend(others);
	}

	void remove(InFlight message) {
		this.list.remove(message);
	}

	/**
	 * End the wait for messages whose deadline has passed, and drop those that have
	 * expired.
	 * @return the earliest time at which there is something to do, or
	 * {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Long.MAX_VALUE;
		InFlight message = this.list.first();
		while (message != null) {
			InFlight next = message.next();
			boolean resubmitted = (message.marks() & OutboundPublishes.RESUBMITTED) != 0;
			if (!message.isOpen()) {
				drop(message, DropReason.ABANDONED);
			}
			else if (message.deadline() - now <= 0) {
				this.list.remove(message);
				message.timedOut(resubmitted);
				message.dropped(DropReason.ABANDONED, "");
			}
			else if (message.isExpired() && !resubmitted) {
				if (!OutboundPublishes.isBirth(message)) {
					this.counters.expired.increment();
				}
				drop(message, DropReason.EXPIRED);
			}
			else {
				earliest = Math.min(earliest, message.deadline());
				if (!resubmitted) {
					earliest = Math.min(earliest, message.expiresAt());
				}
			}
			message = next;
		}
		return earliest;
	}

	/**
	 * End the wait for all.
	 * @param ending is given each before it is dropped
	 */
	void abandon(Consumer<InFlight> ending) {
		for (InFlight message = this.list.first(); message != null; message = this.list.first()) {
			this.list.remove(message);
			ending.accept(message);
			message.dropped(DropReason.ABANDONED, "");
		}
	}

	/**
	 * Drop all.
	 */
	void drop(DropReason reason) {
		for (InFlight message = this.list.first(); message != null; message = this.list.first()) {
			drop(message, reason);
		}
	}

	private void drop(InFlight message, DropReason reason) {
		this.list.remove(message);
		message.dropped(reason, "");
	}

}
