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

package io.zmqtt.broker.guarantees;

import java.util.List;

import io.zmqtt.QoS;

/**
 * How far a message has come when something goes wrong.
 */
enum Moment {

	PUBLISH("PUBLISH on its way", 3, true),

	PUBACK("PUBACK on its way", 4, false),

	PUBREC("PUBREC on its way", 5, false),

	PUBREL("PUBREL on its way", 6, true),

	PUBCOMP("PUBCOMP on its way", 7, false),

	ACKNOWLEDGED("acknowledged to the publisher, not yet delivered"),

	BUFFERED("in the buffer of the subscription"),

	HANDLER_ENDS_EARLY("in the handler, which ends before the client is back"),

	HANDLER_ENDS_LATE("in the handler, which ends after the client is back"),

	OUTAGE("published while the client is away");

	private final String text;

	private final int packetType;

	private final boolean fromSender;

	Moment(String text) {
		this(text, 0, false);
	}

	Moment(String text, int packetType, boolean fromSender) {
		this.text = text;
		this.packetType = packetType;
		this.fromSender = fromSender;
	}

	/**
	 * Return the moments that a message of a QoS goes through.
	 */
	static List<Moment> of(Direction direction, QoS qos) {
		if (direction == Direction.PUBLISHING) {
			return switch (qos) {
				case AT_MOST_ONCE -> List.of(PUBLISH, OUTAGE);
				case AT_LEAST_ONCE -> List.of(PUBLISH, PUBACK, ACKNOWLEDGED, OUTAGE);
				case EXACTLY_ONCE -> List.of(PUBLISH, PUBREC, PUBREL, PUBCOMP, ACKNOWLEDGED, OUTAGE);
			};
		}
		return switch (qos) {
			case AT_MOST_ONCE -> List.of(PUBLISH, BUFFERED, HANDLER_ENDS_EARLY, OUTAGE);
			case AT_LEAST_ONCE -> List.of(PUBLISH, BUFFERED, HANDLER_ENDS_EARLY, HANDLER_ENDS_LATE, PUBACK, OUTAGE);
			case EXACTLY_ONCE ->
				List.of(PUBLISH, BUFFERED, HANDLER_ENDS_EARLY, HANDLER_ENDS_LATE, PUBREC, PUBREL, PUBCOMP, OUTAGE);
		};
	}

	/**
	 * Return the type of the packet that does not arrive, or 0.
	 */
	int packetType() {
		return this.packetType;
	}

	/**
	 * Return whether that packet goes from the client to the broker.
	 */
	boolean isTowardsBroker(Direction direction) {
		return this.fromSender == (direction == Direction.PUBLISHING);
	}

	boolean isInHandler() {
		return this == HANDLER_ENDS_EARLY || this == HANDLER_ENDS_LATE;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
