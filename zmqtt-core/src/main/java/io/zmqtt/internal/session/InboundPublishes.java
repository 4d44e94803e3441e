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
import java.util.List;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of QoS 0, 1 and 2 (MQTT 5.0, sections 4.3 and 4.6).
 */
final class InboundPublishes {

	/**
	 * Stands for a message of QoS 2 whose PUBREC was sent, until its PUBREL comes.
	 */
	private static final Object RECEIVED = new Object();

	private final RoutingTree<Route> routes;

	private final int receiveMaximum;

	private final Counters counters;

	private final PacketIdMap<Delivery> atLeastOnce = new PacketIdMap<>();

	/**
	 * The state of the session at QoS 2: a {@link Delivery} or {@link #RECEIVED}.
	 */
	private final PacketIdMap<Object> exactlyOnce = new PacketIdMap<>();

	private Ledger ledger = new Ledger();

	/**
	 * The ledgers of earlier connections of the session whose messages may not be handed
	 * over yet.
	 */
	private @Nullable Ledger last;

	private @Nullable SessionSink sink;

	private boolean v5;

	/**
	 * Messages of QoS 2 on this connection between PUBLISH and PUBCOMP; they count
	 * against the receive maximum.
	 */
	private int exactlyOnceOpen;

	InboundPublishes(RoutingTree<Route> routes, SessionConfig config, Counters counters) {
		this.routes = routes;
		this.receiveMaximum = config.receiveMaximum();
		this.counters = counters;
	}

	void connected(SessionSink sink, Limits limits, boolean sessionPresent) {
		this.sink = sink;
		this.v5 = limits.v5();
		this.exactlyOnceOpen = 0;
		this.ledger = new Ledger();
		if (sessionPresent) {
			if (this.last != null) {
				this.last.repeated();
			}
		}
		else {
			this.exactlyOnce.clear();
		}
	}

	void disconnected() {
		this.sink = null;
		this.ledger.close();
		this.last = this.ledger;
		this.atLeastOnce.clear();
	}

	void publish(Publish publish) {
		int qos = (publish.flags() >> 1) & 3;
		if (publish.properties().topicAlias() != 0) {
			throw new ProtocolViolation(ReasonCode.TOPIC_ALIAS_INVALID,
					"Topic alias " + publish.properties().topicAlias() + " above the maximum of 0");
		}
		if (qos == 0) {
			route(publish, false);
		}
		else if (qos == 1) {
			publishAtLeastOnce(publish);
		}
		else {
			publishExactlyOnce(publish);
		}
	}

	private void publishAtLeastOnce(Publish publish) {
		int id = publish.packetId();
		if (this.atLeastOnce.get(id) != null) {
			this.counters.repeats.increment();
			return;
		}
		checkReceiveMaximum();
		Delivery delivery = route(publish, true);
		if (delivery == null) {
			delivery = new Unrouted(publish);
		}
		this.atLeastOnce.put(id, delivery);
		this.ledger.atLeastOnce().add(delivery);
	}

	private void publishExactlyOnce(Publish publish) {
		int id = publish.packetId();
		Object known = this.exactlyOnce.get(id);
		if (known == null) {
			checkReceiveMaximum();
			this.exactlyOnceOpen++;
			Delivery delivery = route(publish, true);
			if (delivery == null) {
				delivery = new Unrouted(publish);
				delivery.ledger(this.ledger);
			}
			this.exactlyOnce.put(id, delivery);
			this.ledger.exactlyOnce().add(delivery);
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
		else {
			requireSink().acknowledge(PacketType.PUBREC, id, ReasonCode.SUCCESS);
		}
	}

	private void checkReceiveMaximum() {
		if (this.v5 && this.atLeastOnce.size() + this.exactlyOnceOpen >= this.receiveMaximum) {
			throw new ProtocolViolation(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
					"More than " + this.receiveMaximum + " unacknowledged messages");
		}
	}

	/**
	 * Hand a message to all who want it.
	 * @return the entry for the ledger, or null if nobody wants it
	 */
	private @Nullable Delivery route(Publish publish, boolean ledgered) {
		List<Route> targets = this.routes.match(publish.topic());
		int count = targets.size();
		if (count == 0) {
			this.counters.unrouted.increment();
			return null;
		}
		Route target = targets.get(0);
		Delivery first = target.accept(publish, null);
		if (ledgered) {
			first.ledger(this.ledger);
		}
		if (count > 1) {
			first.holders(count);
		}
		target.deliver(first);
		for (int i = 1; i < count; i++) {
			target = targets.get(i);
			target.deliver(target.accept(publish, first));
		}
		return first;
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
			int id = head.publish().packetId();
			this.atLeastOnce.remove(id);
			head.acknowledged();
			target.acknowledge(PacketType.PUBACK, id, head.reasonCode());
		}
		queue = this.ledger.exactlyOnce();
		for (Delivery head = queue.peek(); head != null && head.isFinished(); head = queue.peek()) {
			queue.poll();
			int id = head.publish().packetId();
			ReasonCode reasonCode = head.reasonCode();
			if (reasonCode.isFailure()) {
				this.exactlyOnce.remove(id);
				this.exactlyOnceOpen = Math.max(0, this.exactlyOnceOpen - 1);
			}
			else {
				this.exactlyOnce.put(id, RECEIVED);
			}
			target.acknowledge(PacketType.PUBREC, id, reasonCode);
		}
	}

	int unacknowledged() {
		return this.ledger.atLeastOnce().size() + this.ledger.exactlyOnce().size();
	}

	void clear() {
		this.atLeastOnce.clear();
		this.exactlyOnce.clear();
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
	 * The ledger entry of a message that nobody wants.
	 */
	private static final class Unrouted extends Delivery {

		Unrouted(Publish publish) {
			super(publish);
			release(ReasonCode.SUCCESS);
		}

	}

}
