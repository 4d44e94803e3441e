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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of QoS 0, 1 and 2 (MQTT 5.0, sections 4.3 and 4.6).
 */
final class InboundPublishes {

	/**
	 * Stands for a message of QoS 2 whose PUBREC was sent, until its PUBREL comes.
	 */
	private static final Object RECEIVED = new Object();

	private final SessionConfig config;

	private final Router router;

	private final Counters counters;

	private final SessionEvents events;

	private final HoldBuffer hold;

	private final PacketIdMap<Delivery> atLeastOnce = new PacketIdMap<>();

	/**
	 * The state of the session at QoS 2: a {@link Delivery} or {@link #RECEIVED}.
	 */
	private final PacketIdMap<Object> exactlyOnce = new PacketIdMap<>();

	private final AckWatch atLeastOnceWatch;

	private final AckWatch exactlyOnceWatch;

	private Ledger ledger = new Ledger();

	/**
	 * The ledger of the connection before this one.
	 */
	private @Nullable Ledger last;

	private @Nullable SessionSink sink;

	private @Nullable String[] aliases = new @Nullable String[0];

	private boolean v5;

	private int maximumPacketSize;

	/**
	 * Messages of QoS 2 on this connection between PUBLISH and PUBCOMP; they count
	 * against the receive maximum. As in the peer's quota, each PUBCOMP makes room for
	 * one, also that of a message of an earlier connection (MQTT 5.0, section 4.9).
	 */
	private int exactlyOnceOpen;

	private boolean watched;

	private boolean stalled;

	InboundPublishes(Router router, SessionConfig config, Counters counters, SessionEvents events) {
		this.router = router;
		this.config = config;
		this.counters = counters;
		this.events = events;
		this.hold = new HoldBuffer(config);
		this.atLeastOnceWatch = new AckWatch(config.ackStallTimeout());
		this.exactlyOnceWatch = new AckWatch(config.ackStallTimeout());
	}

	void connected(SessionSink sink, Limits limits, boolean sessionPresent, long now) {
		this.sink = sink;
		this.v5 = limits.v5();
		this.maximumPacketSize = limits.maximumPacketSize();
		this.aliases = new @Nullable String[this.v5 ? this.config.topicAliasMaximum() : 0];
		this.exactlyOnceOpen = 0;
		this.ledger = new Ledger();
		if (sessionPresent) {
			if (this.last != null) {
				this.last.repeated();
			}
			this.counters.discarded.add(this.hold.resumed(now));
			this.events.expireSoon();
		}
		else {
			this.hold.started();
			this.exactlyOnce.forEach((id, known) -> {
				if (known instanceof Delivery delivery && delivery.isHandedOver()) {
					delivery.abandon(ReasonCode.SUCCESS);
				}
			});
			this.exactlyOnce.clear();
		}
	}

	void disconnected() {
		this.sink = null;
		this.ledger.close();
		this.last = this.ledger;
		this.atLeastOnce.clear();
	}

	void publish(Arrival message) {
		int alias = message.properties().topicAlias();
		if (alias != 0) {
			resolve(message, alias);
		}
		int qos = message.qos();
		this.counters.received[qos].add(1);
		this.counters.receivedBytes.add(message.topic().length() + message.payload().length);
		if (qos == 0) {
			route(message, false);
		}
		else if (qos == 1) {
			publishAtLeastOnce(message);
		}
		else {
			publishExactlyOnce(message);
		}
	}

	/**
	 * Note or replace the alias of a topic (MQTT 5.0, section 3.3.2.3.4).
	 */
	private void resolve(Arrival message, int alias) {
		if (alias > this.aliases.length) {
			throw new ProtocolViolation(ReasonCode.TOPIC_ALIAS_INVALID,
					"Topic alias " + alias + " above the maximum of " + this.aliases.length);
		}
		if (!message.topic().isEmpty()) {
			this.aliases[alias - 1] = message.topic();
			return;
		}
		String topic = this.aliases[alias - 1];
		if (topic == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "Topic alias " + alias + " stands for no topic");
		}
		message.topic(topic);
	}

	private void publishAtLeastOnce(Arrival message) {
		int id = message.packetId();
		if (this.atLeastOnce.get(id) != null) {
			this.counters.repeats.increment();
			return;
		}
		checkReceiveMaximum();
		Delivery delivery = route(message, true);
		if (delivery == null) {
			delivery = new Unrouted(message);
		}
		this.atLeastOnce.put(id, delivery);
		this.ledger.atLeastOnce().add(delivery);
		watch();
	}

	private void publishExactlyOnce(Arrival message) {
		int id = message.packetId();
		Object known = this.exactlyOnce.get(id);
		if (known == null) {
			checkReceiveMaximum();
			this.exactlyOnceOpen++;
			Delivery delivery = route(message, true);
			if (delivery == null) {
				delivery = new Unrouted(message);
				delivery.ledger(this.ledger);
			}
			this.exactlyOnce.put(id, delivery);
			this.ledger.exactlyOnce().add(delivery);
			watch();
			return;
		}
		this.counters.repeats.increment();
		if (known instanceof Delivery delivery) {
			if (delivery.ledger() != this.ledger) {
				// the PUBREC of the delivery that was made already goes out on this
				// connection
				delivery.ledger(this.ledger);
				this.exactlyOnceOpen++;
				this.ledger.exactlyOnce().add(delivery);
			}
		}
		else if (this.ledger.exactlyOnce().isEmpty()) {
			requireSink().acknowledge(PacketType.PUBREC, id, ReasonCode.SUCCESS);
		}
		else {
			this.ledger.exactlyOnce().add(new Repeat(message));
		}
	}

	private void checkReceiveMaximum() {
		if (this.v5 && this.atLeastOnce.size() + this.exactlyOnceOpen >= this.config.receiveMaximum()) {
			throw new ProtocolViolation(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
					"More than " + this.config.receiveMaximum() + " unacknowledged messages");
		}
	}

	/**
	 * Hand a message to all who want it.
	 * @return the entry for the ledger, or null if nobody wants it
	 */
	private @Nullable Delivery route(Arrival message, boolean ledgered) {
		List<Route> targets = this.router.match(message.topic(), message.properties());
		if (!targets.isEmpty()) {
			return deliver(message, targets, ledgered ? this.ledger : null);
		}
		Delivery held = (ledgered && !this.router.isEnded(message.topic(), message.properties()))
				? this.hold.hold(message, this.ledger) : null;
		if (held == null) {
			this.counters.unrouted.increment();
			this.events.unrouted(message.topic());
		}
		return held;
	}

	private static Delivery deliver(Arrival message, List<Route> targets, @Nullable Ledger ledger) {
		Route target = targets.get(0);
		Delivery first = target.accept(message, null);
		if (ledger != null) {
			first.ledger(ledger);
		}
		int count = targets.size();
		if (count == 1) {
			target.deliver(first);
			return first;
		}
		first.holders(count);
		target.deliver(first);
		Delivery before = first;
		for (int i = 1; i < count; i++) {
			target = targets.get(i);
			Delivery other = target.accept(message, first);
			before.link(other);
			before = other;
			target.deliver(other);
		}
		return first;
	}

	/**
	 * There is a new subscription, which may want what is held. Others were there when it
	 * came, and it was not for them.
	 */
	void subscribed(Route route) {
		if (this.hold.isEmpty()) {
			return;
		}
		Map<Delivery, Delivery> replacements = new IdentityHashMap<>();
		this.hold.offer((held) -> {
			Arrival message = Arrival.of(held);
			if (!this.router.match(message.topic(), message.properties()).contains(route)) {
				return false;
			}
			Delivery delivery = deliver(message, List.of(route), held.ledger());
			replacements.put(held, delivery);
			if (this.atLeastOnce.get(message.packetId()) == held) {
				this.atLeastOnce.put(message.packetId(), delivery);
			}
			if (this.exactlyOnce.get(message.packetId()) == held) {
				this.exactlyOnce.put(message.packetId(), delivery);
			}
			return true;
		});
		this.ledger.replace(replacements);
	}

	/**
	 * Finish for a route that was closed what it has not finished by itself.
	 */
	void giveUp(Route route) {
		this.ledger.giveUp(route);
	}

	private void watch() {
		if (!this.watched) {
			this.watched = true;
			this.events.expireSoon();
		}
	}

	/**
	 * Acknowledge what was held too long, and look for messages that hold back others.
	 * @return the time at which to look again, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = this.hold.expire(now, (held) -> {
			this.counters.unrouted.increment();
			this.events.unrouted(held.topic());
		});
		if (!this.watched) {
			return earliest;
		}
		look(this.atLeastOnceWatch, this.ledger.atLeastOnce(), now);
		look(this.exactlyOnceWatch, this.ledger.exactlyOnce(), now);
		boolean stalled = this.atLeastOnceWatch.isStalled() || this.exactlyOnceWatch.isStalled();
		if (this.stalled && !stalled) {
			this.events.flowing();
		}
		this.stalled = stalled;
		this.watched = unacknowledged() > 0;
		return this.watched ? Math.min(earliest, now + Math.max(1, this.config.ackStallTimeout() / 4)) : earliest;
	}

	private void look(AckWatch watch, ArrayDeque<Delivery> queue, long now) {
		if (watch.look(queue, now)) {
			Delivery head = queue.getFirst();
			this.counters.ackStalls.increment();
			this.events.stalled(head, queue.size() - 1);
			if (this.config.ackStallPolicy() == AckStallPolicy.RELEASE) {
				this.counters.abandonedAcks.increment();
				head.abandon(this.v5 ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR : ReasonCode.SUCCESS);
			}
		}
	}

	void pubRel(int packetId) {
		Object known = this.exactlyOnce.get(packetId);
		if (known == RECEIVED) {
			this.exactlyOnce.remove(packetId);
			this.exactlyOnceOpen = Math.max(0, this.exactlyOnceOpen - 1);
			requireSink().acknowledge(PacketType.PUBCOMP, packetId, ReasonCode.SUCCESS);
		}
		else {
			this.counters.unknownAcks.increment();
			this.events.unknownAck(PacketType.PUBREL, packetId);
			requireSink().acknowledge(PacketType.PUBCOMP, packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
		}
	}

	/**
	 * Write the acknowledgements of all finished messages that no unfinished one stands
	 * before.
	 */
	void acknowledge() {
		SessionSink target = this.sink;
		if (target == null) {
			return;
		}
		ArrayDeque<Delivery> queue = this.ledger.atLeastOnce();
		for (Delivery head = queue.peek(); head != null && head.isFinished(); head = queue.peek()) {
			queue.poll();
			int id = head.packetId();
			this.atLeastOnce.remove(id);
			head.acknowledged();
			acknowledge(target, PacketType.PUBACK, id, head);
		}
		queue = this.ledger.exactlyOnce();
		for (Delivery head = queue.peek(); head != null && head.isFinished(); head = queue.peek()) {
			queue.poll();
			int id = head.packetId();
			ReasonCode reasonCode = head.reasonCode();
			if (head instanceof Repeat && this.exactlyOnce.get(id) != RECEIVED) {
				// its PUBREL has come in the meantime
				continue;
			}
			if (reasonCode.isFailure()) {
				this.exactlyOnce.remove(id);
				this.exactlyOnceOpen = Math.max(0, this.exactlyOnceOpen - 1);
			}
			else {
				this.exactlyOnce.put(id, RECEIVED);
			}
			acknowledge(target, PacketType.PUBREC, id, head);
		}
	}

	private void acknowledge(SessionSink target, PacketType type, int id, Delivery delivery) {
		if (delivery.reasonCode().isFailure()) {
			this.counters.negativeAcks.increment();
		}
		AckProperties all = this.v5 ? delivery.ackProperties() : null;
		if (all != null) {
			// what the server would not take with it is left out
			for (AckProperties properties : List.of(all, new AckProperties(all.reasonString(), List.of()),
					new AckProperties(null, all.userProperties()))) {
				Packet packet = (type == PacketType.PUBACK) ? new PubAck(id, delivery.reasonCode(), properties)
						: new PubRec(id, delivery.reasonCode(), properties);
				if (target.size(packet) <= this.maximumPacketSize) {
					target.send(packet);
					return;
				}
			}
		}
		target.acknowledge(type, id, delivery.reasonCode());
	}

	int unacknowledged() {
		return this.ledger.atLeastOnce().size() + this.ledger.exactlyOnce().size();
	}

	void clear() {
		this.atLeastOnce.clear();
		this.exactlyOnce.clear();
		this.hold.clear();
		this.ledger.close();
	}

	private SessionSink requireSink() {
		SessionSink target = this.sink;
		if (target == null) {
			throw new IllegalStateException("No connection");
		}
		return target;
	}

	/**
	 * The ledger entry of a repeat of a message of QoS 2 that is answered with PUBREC as
	 * before, but not before others that came earlier.
	 */
	private static final class Repeat extends Delivery {

		Repeat(Arrival message) {
			super(message);
			release(ReasonCode.SUCCESS);
		}

	}

	/**
	 * The ledger entry of a message that nobody wants.
	 */
	private static final class Unrouted extends Delivery {

		Unrouted(Arrival message) {
			super(message);
			release(ReasonCode.SUCCESS);
		}

	}

}
