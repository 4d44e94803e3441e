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

package io.zmqtt.internal.session.sim;

/**
 * Bugs that are planted into the session, each by changing one place of one of its files.
 */
enum PlantedBug {

	IDENTIFIER_REUSED_TOO_EARLY("OutboundPublishes", "this.reserved.set(message.packetId());",
			"this.ids.release(message.packetId());"),

	IDENTIFIER_LEAKED_ON_REFUSAL("OutboundPublishes", """
			if (reasonCode.isFailure()) {
						end(message, reasonCode, properties);
			""", """
			if (reasonCode.isFailure()) {
						forget(message);
						message.acknowledged(reasonCode, properties, (message.marks() & RESUBMITTED) != 0);
						drain();
			"""),

	DUP_LOST("OutboundPublishes", "write(message, target, message.packetId(), true);",
			"write(message, target, message.packetId(), false);"),

	ACKS_SWAPPED("InboundPublishes", "this.ledger.atLeastOnce().add(delivery);",
			"this.ledger.atLeastOnce().addFirst(delivery);"),

	PUBREC_SENT_TWICE("InboundPublishes", "acknowledge(target, PacketType.PUBREC, id, head);",
			"acknowledge(target, PacketType.PUBREC, id, head); acknowledge(target, PacketType.PUBREC, id, head);"),

	REPEAT_NOT_BOUND_TO_THE_NEW_CONNECTION("InboundPublishes", "if (delivery.ledger() != this.ledger) {",
			"if (delivery.ledger() == null) {"),

	ACK_BEFORE_THE_HANDLER_HAS_FINISHED("InboundPublishes", """
			ArrayDeque<Delivery> queue = this.ledger.atLeastOnce();
					for (Delivery head = queue.peek(); head != null && head.isFinished(); head""", """
			ArrayDeque<Delivery> queue = this.ledger.atLeastOnce();
					for (Delivery head = queue.peek(); head != null; head"""),

	WINDOW_EXCEEDED_BY_ONE("OutboundPublishes", "this.resendNext == null && this.inWindow < this.window",
			"this.resendNext == null && this.inWindow <= this.window"),

	PLACE_IN_THE_WINDOW_NOT_RETURNED("OutboundPublishes", "this.inWindow--;", ""),

	PUBREL_LOST_ON_RESUME("OutboundPublishes",
			"target.acknowledge(PacketType.PUBREL, message.packetId(), ReasonCode.SUCCESS);", ""),

	REPEATED_IN_REVERSE_ORDER("OutboundPublishes", "this.sent.addLast(message);",
			"InFlightList single = new InFlightList(); single.addLast(message); this.sent.prepend(single);"),

	RECEIVED_IDENTIFIERS_KEPT_WHEN_THE_SESSION_IS_LOST("InboundPublishes", """
			});
						this.exactlyOnce.clear();
			""", """
			});
			"""),

	SENT_MESSAGES_KEPT_WHEN_THE_SESSION_IS_LOST("OutboundPublishes", """
			else {
						submitAnew();
			""", """
			else {
						this.resendNext = this.sent.first();
			"""),

	RECEIVED_IDENTIFIER_FORGOTTEN_AT_PUBREC("InboundPublishes", "this.exactlyOnce.put(id, RECEIVED);",
			"this.exactlyOnce.remove(id);"),

	REPEAT_DELIVERED_AT_QOS_1("InboundPublishes", """
			if (this.atLeastOnce.get(id) != null) {
			""", """
			if (this.atLeastOnce.get(id) != null) {
						route(message, true);
			"""),

	UNHANDLED_KEPT_THOUGH_IT_IS_REPEATED("InboundPublishes", "this.last.repeated();", ""),

	RESUBMITTED_AFTER_PUBREC("OutboundPublishes", """
			else if (message.phase() == InFlight.RELEASED) {
							message.dropped(""", """
			else if (message.phase() == InFlight.RELEASED && message.qos() == 1) {
							message.dropped("""),

	RESUBMITTED_BEHIND_WHAT_WAITS("OutboundPublishes", "this.waiting.prepend(again);",
			"while (!again.isEmpty()) { InFlight moved = again.first(); again.remove(moved); this.waiting.addLast(moved); }"),

	BIRTH_BEHIND_WHAT_WAITS("OutboundPublishes", "this.waiting.prepend(first);",
			"first.remove(birth); this.waiting.addLast(birth);"),

	BIRTH_KEPT_FOR_THE_NEXT_CONNECTION("OutboundPublishes", "if (first != null && isBirth(first)) {",
			"if (first != null && isBirth(first) && first.qos() == 0) {"),

	BIRTH_SUBMITTED_ANEW("OutboundPublishes", "if (!message.isOpen() || isBirth(message)) {",
			"if (!message.isOpen()) {"),

	SENT_WHILE_HELD("OutboundPublishes", "this.held = true;", ""),

	GIVEN_UP_AND_SENT("OutboundPublishes", """
			this.waiting.remove(message);
						if (message.isOpen()) {
			""", """
			this.waiting.remove(message);
						if (message.qos() > 0) {
			"""),

	IDENTIFIER_OF_AN_EARLIER_PROCESS_USED("InheritedIds", "if (this.free.get(this.ids.peek())) {",
			"if (this.ids.peek() > 3) {"),

	SUBSCRIPTION_NOT_RESTORED("Subscriptions", """
			this.exchanges.send(asks, List.of());
					refuse(""", """
			this.exchanges.send(sessionPresent ? asks : List.of(), List.of());
					refuse("""),

	UNSUBSCRIBED_ROUTE_STILL_SERVED("Subscriptions", "this.router.remove(item, route);", ""),

	UNSUBSCRIBE_LOST_WITH_THE_CONNECTION("SubscribeExchanges", "ends.accept(exchange.end(), exchange.filters());", ""),

	RECEIVE_MAXIMUM_MISCOUNTED("InboundPublishes", """
			this.exactlyOnceOpen = Math.max(0, this.exactlyOnceOpen - 1);
						requireSink()""", "requireSink()"),

	ALIAS_KEPT_OVER_A_RECONNECT("OutboundPublishes",
			"this.aliases = new OutboundAliases(Math.min(limits.topicAliasMaximum(), this.maximumAliases));", """
					if (!this.aliases.isEnabled()) {
						this.aliases = new OutboundAliases(Math.min(limits.topicAliasMaximum(), this.maximumAliases));
					}"""),

	HELD_MESSAGE_NEVER_ACKNOWLEDGED("InboundPublishes", "this.ledger.replace(replacements);", ""),

	IDENTIFIER_OF_A_FILTER_TAKEN_FOR_ANOTHER("Router", "return (item != null && item.matches(topic)) ? item : null;",
			"return (item != null && item.filter().hasWildcards()) ? item : null;");

	private final String file;

	private final String original;

	private final String planted;

	PlantedBug(String file, String original, String planted) {
		this.file = file;
		this.original = original.stripTrailing();
		this.planted = planted.stripTrailing();
	}

	/**
	 * Return the name of the class that is changed.
	 */
	String type() {
		return "io.zmqtt.internal.session." + this.file;
	}

	/**
	 * Change the source of the class.
	 * @throws IllegalStateException if the place is not there exactly once
	 */
	String plant(String source) {
		int place = source.indexOf(this.original);
		if (place < 0 || source.indexOf(this.original, place + 1) >= 0) {
			throw new IllegalStateException("The place for the planted bug " + this + " is not there exactly once in "
					+ this.file + ".java. Adapt it to what the session is now: " + this.original);
		}
		return source.substring(0, place) + this.planted + source.substring(place + this.original.length());
	}

}
