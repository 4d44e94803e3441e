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

import java.util.List;
import java.util.function.Consumer;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client beyond one connection (MQTT 5.0, section 4.1): what is in flight
 * in both directions, and what is subscribed to. It is driven by one thread and answers
 * through a {@link SessionSink}; it has no clock, so times are given to it.
 */
public final class Session {

	private final PacketIds ids = new PacketIds();

	private final Counters counters;

	private final SessionEvents events;

	private final OutboundPublishes outbound;

	private final InboundPublishes inbound;

	private final Subscriptions subscriptions;

	private final Arrival arrival = new Arrival();

	private boolean connected;

	/**
	 * Create a session.
	 * @param config what it is made with
	 * @param counters what to count in
	 * @param events is told what happens
	 */
	public Session(SessionConfig config, Counters counters, SessionEvents events) {
		this.counters = counters;
		this.events = events;
		Router router = new Router(config.routing());
		this.outbound = new OutboundPublishes(this.ids, config, counters, events);
		this.inbound = new InboundPublishes(router, config, counters, events);
		this.subscriptions = new Subscriptions(this.ids, router, config, counters, events);
	}

	/**
	 * A connection was accepted: make subscriptions again, repeat what is in flight, and
	 * write the birth message and then what waits.
	 * @param now the present time
	 */
	public void connected(SessionSink sink, Limits limits, boolean sessionPresent, long now) {
		this.connected = true;
		this.inbound.connected(sink, limits, sessionPresent, now);
		this.outbound.connected(sink, limits, sessionPresent);
		this.subscriptions.connected(sink, limits, sessionPresent);
		InFlight birth = this.events.birth();
		if (birth != null) {
			this.outbound.begin(birth);
		}
		this.outbound.drain();
	}

	/**
	 * The connection is gone.
	 */
	public void disconnected() {
		if (this.connected) {
			this.connected = false;
			this.outbound.disconnected();
			this.inbound.disconnected();
			this.subscriptions.disconnected();
		}
	}

	/**
	 * Write no message of QoS 1 and 2 any more that was not written yet, until there is
	 * another connection.
	 */
	public void hold() {
		this.outbound.hold();
	}

	/**
	 * Return whether nothing is on the way to the peer or unacknowledged on the present
	 * connection, in either direction, except for what is held.
	 */
	public boolean isDrained() {
		return this.outbound.isDrained() && this.inbound.unacknowledged() == 0;
	}

	/**
	 * Reading from the peer has begun again or ended, so that answers can or cannot come.
	 * This stays as it is over connections.
	 */
	public void reading(boolean reading) {
		this.outbound.reading(reading);
		this.subscriptions.reading(reading);
	}

	/**
	 * Take a packet of the connected peer that concerns the session.
	 * @throws ProtocolViolation if it is not allowed
	 */
	public void received(Packet packet) {
		if (packet instanceof Publish publish) {
			received(publish.topic(), publish.payload(), publish.properties(), publish.packetId(), publish.flags());
		}
		else if (packet instanceof PubAck ack) {
			this.outbound.pubAck(ack.packetId(), ack.reasonCode(), ack.properties());
		}
		else if (packet instanceof PubRec ack) {
			this.outbound.pubRec(ack.packetId(), ack.reasonCode(), ack.properties());
		}
		else if (packet instanceof PubRel ack) {
			this.inbound.pubRel(ack.packetId());
		}
		else if (packet instanceof PubComp ack) {
			this.outbound.pubComp(ack.packetId(), ack.properties());
		}
		else if (packet instanceof SubAck ack) {
			this.subscriptions.subAck(ack);
		}
		else if (packet instanceof UnsubAck ack) {
			this.subscriptions.unsubAck(ack);
		}
		else {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "Unexpected " + packet.type());
		}
	}

	/**
	 * Take a PUBLISH of the connected peer.
	 * @param topic the topic name, empty if a topic alias stands for it
	 * @param flags the lower half of the first byte, as {@link Publish#flags()} has it
	 * @throws ProtocolViolation if it is not allowed
	 */
	public void received(String topic, byte[] payload, PublishPacketProperties properties, int packetId, byte flags) {
		this.arrival.set(topic, payload, properties, packetId, flags);
		this.inbound.publish(this.arrival);
		this.arrival.clear();
	}

	/**
	 * Take an acknowledgement of PUBLISH that says success and nothing else.
	 * @throws ProtocolViolation if it is not allowed
	 */
	public void received(PacketType acknowledgement, int packetId) {
		switch (acknowledgement) {
			case PUBACK -> this.outbound.pubAck(packetId, ReasonCode.SUCCESS, AckProperties.NONE);
			case PUBREC -> this.outbound.pubRec(packetId, ReasonCode.SUCCESS, AckProperties.NONE);
			case PUBREL -> this.inbound.pubRel(packetId);
			case PUBCOMP -> this.outbound.pubComp(packetId, AckProperties.NONE);
			default -> throw new IllegalArgumentException("No acknowledgement of PUBLISH: " + acknowledgement);
		}
	}

	public void publish(InFlight message) {
		this.outbound.publish(message);
	}

	/**
	 * Write what was held back, as far as there is room now.
	 */
	public void drain() {
		this.outbound.drain();
	}

	/**
	 * Subscribe a route.
	 * @param awaitAnswer whether the operation waits for the broker, or the filters are
	 * only declared
	 */
	public void subscribe(SubscribeOperation operation, boolean awaitAnswer) {
		this.subscriptions.subscribe(operation, awaitAnswer);
		this.inbound.subscribed(operation.route());
	}

	/**
	 * End the subscriptions of a route.
	 * @param operation is told the broker's answer; null to leave the broker's
	 * subscription standing
	 */
	public void unsubscribe(Route route, List<TopicFilter> filters, @Nullable UnsubscribeOperation operation) {
		this.subscriptions.unsubscribe(route, filters, operation);
	}

	/**
	 * Finish the messages that a route which has ended has not finished by itself.
	 */
	public void giveUp(Route route) {
		this.inbound.giveUp(route);
	}

	/**
	 * Write the acknowledgements that are due.
	 */
	public void acknowledge() {
		this.inbound.acknowledge();
	}

	/**
	 * End what is past its deadline or was given up, and do what is due at this time.
	 * @return the earliest time at which there is something to do, or
	 * {@link Long#MAX_VALUE}
	 */
	public long expire(long now) {
		long earliest = Math.min(this.outbound.expire(now), this.inbound.expire(now));
		return Math.min(earliest, this.subscriptions.expire(now));
	}

	/**
	 * End all waits.
	 */
	public void abandon(Consumer<InFlight> publishEnding, Consumer<SubscribeOperation> subscribeEnding,
			Consumer<UnsubscribeOperation> unsubscribeEnding) {
		this.outbound.abandon(publishEnding);
		this.subscriptions.abandon(subscribeEnding, unsubscribeEnding);
	}

	/**
	 * Forget everything that is in flight.
	 */
	public void clear() {
		this.outbound.clear();
		this.inbound.clear();
	}

	/**
	 * Return whether the application waits for the broker.
	 */
	public boolean isAwaitingBroker() {
		return this.outbound.isAwaited() || this.subscriptions.isAwaitingAnswers();
	}

	public int inFlightCount() {
		return this.outbound.inFlightCount();
	}

	public int waitingCount() {
		return this.outbound.waitingCount();
	}

	public int unacknowledgedCount() {
		return this.inbound.unacknowledged();
	}

	int packetIdsInUse() {
		return this.ids.inUse();
	}

	public Counters counters() {
		return this.counters;
	}

}
