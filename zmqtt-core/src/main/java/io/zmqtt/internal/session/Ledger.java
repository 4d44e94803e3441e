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
import java.util.Map;

import io.zmqtt.ReasonCode;

/**
 * The messages of one connection in the order in which they are to be acknowledged (MQTT
 * 5.0, section 4.6), for each QoS on its own.
 */
public final class Ledger {

	private final ArrayDeque<Delivery> atLeastOnce = new ArrayDeque<>(0);

	private final ArrayDeque<Delivery> exactlyOnce = new ArrayDeque<>(0);

	private volatile boolean closed;

	private volatile boolean repeated;

	ArrayDeque<Delivery> atLeastOnce() {
		return this.atLeastOnce;
	}

	ArrayDeque<Delivery> exactlyOnce() {
		return this.exactlyOnce;
	}

	/**
	 * Put other entries into the places of some.
	 */
	void replace(Map<Delivery, Delivery> replacements) {
		replace(this.atLeastOnce, replacements);
		replace(this.exactlyOnce, replacements);
	}

	private static void replace(ArrayDeque<Delivery> queue, Map<Delivery, Delivery> replacements) {
		for (int i = queue.size(); i > 0; i--) {
			Delivery entry = queue.remove();
			queue.add(replacements.getOrDefault(entry, entry));
		}
	}

	/**
	 * Finish for a holder what it has not finished.
	 */
	void giveUp(Route holder) {
		giveUp(this.atLeastOnce, holder);
		giveUp(this.exactlyOnce, holder);
	}

	private static void giveUp(ArrayDeque<Delivery> queue, Route holder) {
		for (Delivery entry : queue) {
			for (Delivery part = entry; part != null; part = part.next()) {
				part.giveUp(holder);
			}
		}
	}

	/**
	 * The connection is gone. Messages of QoS 1 that the application has are none of our
	 * business any more.
	 */
	void close() {
		for (Delivery entry : this.atLeastOnce) {
			if (entry.isHandedOver()) {
				entry.abandon(ReasonCode.SUCCESS);
			}
		}
		this.closed = true;
		this.atLeastOnce.clear();
		this.exactlyOnce.clear();
	}

	/**
	 * Return whether the connection is gone, so that an acknowledgement has nowhere to
	 * go.
	 */
	public boolean isClosed() {
		return this.closed;
	}

	void repeated() {
		this.repeated = true;
	}

	/**
	 * Return whether the broker repeats on a later connection what is unacknowledged
	 * here, so that a message of QoS 1 that was not handed over yet must not be.
	 */
	public boolean isRepeated() {
		return this.repeated;
	}

}
