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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.session.sim.ModelSession.Flight;
import io.zmqtt.internal.session.sim.ModelSession.Held;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the model broker sees it. Whatever the standard does not allow the
 * client fails the run.
 */
final class ModelConnection implements Link.Receiver {

	private final ModelBroker broker;

	private final World world;

	private final Profile profile;

	private final Link link;

	private @Nullable Connect connect;

	private ModelSession session = new ModelSession(0);

	/**
	 * The session was there before, or the client knows that it was not.
	 */
	private boolean known;

	private boolean closed;

	// What the broker allows on this connection

	private int receiveMaximum = 0xFFFF;

	private int maximumPacketSize = Integer.MAX_VALUE;

	private int maximumQos = 2;

	/**
	 * Identifiers of the client's messages that came on this connection and are not
	 * answered in full; PUBREC does not free a place.
	 */
	private final Set<Integer> unacknowledged = new HashSet<>();

	/**
	 * Identifiers of SUBSCRIBE and UNSUBSCRIBE that are not answered.
	 */
	private final Set<Integer> exchanges = new HashSet<>();

	private final Map<Integer, String> inboundAliases = new HashMap<>();

	private long lastAnswer = Long.MIN_VALUE;

	private long lastExchange = Long.MIN_VALUE;

	// What the client allows

	private int clientReceiveMaximum = 5;

	private int clientAliasMaximum;

	/**
	 * Identifiers of messages sent on this connection that take a place in the client's
	 * window.
	 */
	private final Set<Integer> inWindow = new HashSet<>();

	private final ArrayDeque<Flight> toRepeat = new ArrayDeque<>();

	private final @Nullable String[] outboundAliases = new @Nullable String[16];

	ModelConnection(ModelBroker broker, Link link) {
		this.broker = broker;
		this.world = broker.world();
		this.profile = broker.profile();
		this.link = link;
	}

	private static void require(boolean allowed, String problem, Packet packet) {
		if (!allowed) {
			throw new SimulationFailure(
					"The broker calls it a protocol error: " + problem + ": " + Packets.text(packet));
		}
	}

	// The connection

	@Override
	public void received(Packet packet) {
		if (packet instanceof Connect request) {
			require(this.connect == null, "a second CONNECT", packet);
			connect(request);
		}
		else {
			require(this.connect != null, "a packet before CONNECT", packet);
			this.known = true;
			receivedLater(packet);
		}
	}

	private void receivedLater(Packet packet) {
		if (packet instanceof Publish publish) {
			publish(publish);
		}
		else if (packet instanceof PubAck ack) {
			pubAck(ack);
		}
		else if (packet instanceof PubRec ack) {
			pubRec(ack);
		}
		else if (packet instanceof PubRel ack) {
			pubRel(ack);
		}
		else if (packet instanceof PubComp ack) {
			pubComp(ack);
		}
		else if (packet instanceof Subscribe subscribe) {
			subscribe(subscribe);
		}
		else if (packet instanceof Unsubscribe unsubscribe) {
			unsubscribe(unsubscribe);
		}
		else {
			require(packet instanceof Disconnect, "not for a client to send", packet);
			end();
			this.link.cut();
		}
	}

	@Override
	public void closed() {
		this.world.trace(() -> "broker sees link " + this.link.number() + " closed");
		end();
	}

	/**
	 * End the connection, because the client has made another one or the broker fails.
	 */
	void takenOver() {
		end();
		this.link.toBroker().abandon();
		this.link.cut();
	}

	private void end() {
		if (!this.closed) {
			this.closed = true;
			// nobody could tell a client that missed the CONNACK of a new session from
			// one
			// whose session goes on; this broker does without such a session, as it may
			this.broker.disconnected(this, this.known ? sessionEnd() : this.world.now());
		}
	}

	/**
	 * Return when the session ends if the connection ends now.
	 */
	private long sessionEnd() {
		Connect request = this.connect;
		if (request == null) {
			return Long.MAX_VALUE;
		}
		if (request.version() == MqttVersion.V3_1_1) {
			return request.cleanStart() ? this.world.now() : Long.MAX_VALUE;
		}
		Long interval = request.properties().sessionExpiryInterval();
		if (interval == null) {
			return this.world.now();
		}
		return (interval == 0xFFFF_FFFFL) ? Long.MAX_VALUE : this.world.now() + interval * World.SECOND;
	}

	private void connect(Connect request) {
		this.connect = request;
		boolean v5 = request.version() == MqttVersion.V5;
		boolean present = this.broker.connected(this, request);
		this.known = present;
		ModelSession resumed = this.broker.session();
		if (resumed == null) {
			throw new IllegalStateException("No session");
		}
		this.session = resumed;
		ConnAckProperties properties = ConnAckProperties.NONE;
		if (v5) {
			Integer window = request.properties().receiveMaximum();
			this.clientReceiveMaximum = (window != null) ? window : 0xFFFF;
			Integer aliases = request.properties().topicAliasMaximum();
			this.clientAliasMaximum = (aliases != null) ? Math.min(aliases, this.outboundAliases.length) : 0;
			this.receiveMaximum = this.profile.brokerReceiveMaximum();
			if (this.profile.varyingLimits && !this.world.isCalm()) {
				this.maximumPacketSize = this.world.chance(20) ? 100 : Integer.MAX_VALUE;
				this.maximumQos = this.world.chance(20) ? 1 : 2;
			}
			properties = new ConnAckProperties(null, this.receiveMaximum,
					(this.maximumQos < 2) ? QoS.AT_LEAST_ONCE : null, null,
					(this.maximumPacketSize < Integer.MAX_VALUE) ? (long) this.maximumPacketSize : null, null,
					this.profile.brokerAliases, null, List.of(), null, this.profile.subscriptionIdentifiers, null, null,
					null, null, null, null);
		}
		this.link.toClient().send(new ConnAck(present, ReasonCode.SUCCESS, properties));
		this.toRepeat.addAll(this.session.flights.values());
		pump();
	}

	// Messages of the client

	private void publish(Publish packet) {
		int qos = Packets.qos(packet);
		int id = packet.packetId();
		require(qos <= this.maximumQos, "QoS above the maximum", packet);
		require(this.maximumPacketSize == Integer.MAX_VALUE
				|| PacketEncoder.encodedSize(packet, MqttVersion.V5) <= this.maximumPacketSize, "too large", packet);
		String topic = topic(packet);
		int message = Packets.number(packet);
		if (qos == 0) {
			require(id == 0 && !packet.duplicate(), "an identifier or DUP at QoS 0", packet);
			accept(message, topic, packet);
			return;
		}
		require(id != 0, "no packet identifier", packet);
		require(!this.unacknowledged.contains(id) && !this.exchanges.contains(id), "the identifier is in use", packet);
		require(this.unacknowledged.size() < this.receiveMaximum, "over the receive maximum", packet);
		this.unacknowledged.add(id);
		ReasonCode refusal = this.broker.refusal(message);
		if (qos == 1) {
			require(!isReceived(id), "the identifier is in use at QoS 2", packet);
			if (refusal != null) {
				this.broker.watch().refused(message, refusal);
			}
			else {
				accept(message, topic, packet);
			}
			answer(new PubAck(id, (refusal != null) ? refusal : ReasonCode.SUCCESS),
					() -> this.unacknowledged.remove(id));
			return;
		}
		Integer known = this.session.received.get(id);
		if (known != null) {
			require(packet.duplicate(), "the identifier is in use", packet);
			require(known == message, "the identifier belongs to another message", packet);
		}
		else if (refusal != null) {
			this.broker.watch().refused(message, refusal);
			answer(new PubRec(id, refusal), () -> this.unacknowledged.remove(id));
			return;
		}
		else {
			this.session.received.put(id, message);
			accept(message, topic, packet);
		}
		answer(new PubRec(id), () -> this.session.answered.add(id));
	}

	private void accept(int message, String topic, Publish packet) {
		this.broker.watch().accepted(message, this.session.epoch);
		long expiry = packet.properties().application().messageExpiryInterval().orElse(-1);
		this.broker.publish(topic, Packets.qos(packet),
				(expiry < 0) ? Long.MAX_VALUE : this.world.now() + expiry * World.SECOND);
	}

	private String topic(Publish packet) {
		int alias = packet.properties().topicAlias();
		if (alias == 0) {
			require(!packet.topic().isEmpty(), "neither topic nor alias", packet);
			return packet.topic();
		}
		require(alias <= this.profile.brokerAliases, "alias above the maximum", packet);
		if (!packet.topic().isEmpty()) {
			this.inboundAliases.put(alias, packet.topic());
			return packet.topic();
		}
		String topic = this.inboundAliases.get(alias);
		if (topic == null) {
			throw new SimulationFailure("The broker does not know the alias of " + Packets.text(packet));
		}
		return topic;
	}

	private void pubRel(PubRel packet) {
		int id = packet.packetId();
		boolean known = this.session.received.remove(id) != null;
		this.session.inherited.remove(id);
		require(!known || this.session.answered.remove(id), "PUBREL before PUBREC", packet);
		require(known || packet.reasonCode() == ReasonCode.SUCCESS || this.profile.v5(), "a reason code", packet);
		answer(new PubComp(id,
				(known || !this.profile.v5()) ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND),
				() -> this.unacknowledged.remove(id));
	}

	private void answerInOrder(Packet packet, Runnable before) {
		this.lastExchange = Math.max(this.lastExchange,
				this.world.now() + this.world.between(0, this.profile.ackDelay));
		answerAt(this.lastExchange, packet, before);
	}

	private void answer(Packet packet, Runnable before) {
		long time = this.world.now() + this.world.between(0, this.profile.ackDelay);
		if (this.profile.orderedAcks) {
			time = Math.max(time, this.lastAnswer);
			this.lastAnswer = time;
		}
		answerAt(time, packet, before);
	}

	private void answerAt(long time, Packet packet, Runnable before) {
		this.world.at(time, () -> {
			if (!this.closed) {
				before.run();
				this.link.toClient().send(packet);
			}
		});
	}

	// Subscriptions

	private void subscribe(Subscribe packet) {
		int id = requireFree(packet.packetId(), packet);
		require(!packet.subscriptions().isEmpty(), "no filter", packet);
		require(packet.subscriptionIdentifier() == 0 || this.profile.subscriptionIdentifiers,
				"subscription identifiers are not available", packet);
		List<ReasonCode> codes = new ArrayList<>();
		for (Subscription subscription : packet.subscriptions()) {
			// what it has granted it does not refuse later
			if (!this.world.isCalm() && !this.session.subscriptions.containsKey(subscription.topicFilter())
					&& this.world.chance(this.profile.refusedFiltersPercent)) {
				codes.add(!this.profile.v5() ? ReasonCode.UNSPECIFIED_ERROR
						: this.world.chance(50) ? ReasonCode.NOT_AUTHORIZED : ReasonCode.QUOTA_EXCEEDED);
			}
			else {
				codes.add(List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2)
					.get(subscription.qos().value()));
				this.session.subscriptions.put(subscription.topicFilter(),
						new Held(subscription.qos().value(), packet.subscriptionIdentifier()));
			}
		}
		answerInOrder(new SubAck(id, codes), () -> this.exchanges.remove(id));
	}

	private void unsubscribe(Unsubscribe packet) {
		int id = requireFree(packet.packetId(), packet);
		require(!packet.topicFilters().isEmpty(), "no filter", packet);
		List<ReasonCode> codes = new ArrayList<>();
		for (String filter : packet.topicFilters()) {
			boolean known = this.session.subscriptions.remove(filter) != null;
			codes.add(known ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
		}
		answerInOrder(new UnsubAck(id, this.profile.v5() ? codes : List.of()), () -> this.exchanges.remove(id));
	}

	private int requireFree(int id, Packet packet) {
		require(id != 0, "no packet identifier", packet);
		require(!this.unacknowledged.contains(id) && !isReceived(id) && this.exchanges.add(id),
				"the identifier is in use", packet);
		return id;
	}

	/**
	 * Return whether a message that this process of the client has sent has an
	 * identifier. Those of an earlier one it cannot know.
	 */
	private boolean isReceived(int id) {
		return this.session.received.containsKey(id) && !this.session.inherited.contains(id);
	}

	// Messages for the client

	/**
	 * Send what the client has room for: first what is to be repeated, then what waits.
	 */
	void pump() {
		if (this.closed) {
			return;
		}
		while (!this.toRepeat.isEmpty()) {
			Flight flight = this.toRepeat.getFirst();
			if (flight.released) {
				this.link.toClient().send(new PubRel(flight.id));
			}
			else if (hasRoom()) {
				send(flight, true);
			}
			else {
				return;
			}
			flight.repeats++;
			this.toRepeat.removeFirst();
		}
		while (!this.session.queue.isEmpty()) {
			ModelUnit unit = this.session.queue.getFirst();
			boolean expired = unit.expiresAt() - this.world.now() <= 0;
			if (!expired && unit.qos() > 0 && !hasRoom()) {
				return;
			}
			this.session.queue.removeFirst();
			if (expired) {
				this.world.trace(() -> "broker drops expired message " + unit.number());
			}
			else if (unit.qos() == 0) {
				send(new Flight(unit, 0), false);
			}
			else {
				Flight flight = new Flight(unit, this.session.nextId());
				this.session.flights.put(flight.id, flight);
				send(flight, false);
			}
		}
	}

	private boolean hasRoom() {
		return this.inWindow.size() < this.clientReceiveMaximum;
	}

	private void send(Flight flight, boolean duplicate) {
		ModelUnit unit = flight.unit;
		if (unit.qos() > 0) {
			this.inWindow.add(flight.id);
		}
		int alias = 0;
		String topic = unit.topic();
		if (this.clientAliasMaximum > 0 && this.world.chance(70)) {
			alias = Arrays.asList(this.outboundAliases).indexOf(topic) + 1;
			if (alias == 0) {
				alias = 1 + this.world.below(this.clientAliasMaximum);
				this.outboundAliases[alias - 1] = topic;
			}
			else if (this.world.chance(80)) {
				topic = "";
			}
		}
		PublishProperties application = PublishProperties.none();
		if (this.profile.v5() && unit.expiresAt() != Long.MAX_VALUE) {
			application = PublishProperties.builder()
				.messageExpiryInterval(Math.max(0, (unit.expiresAt() - this.world.now()) / World.SECOND))
				.build();
		}
		int[] identifiers = Arrays.stream(unit.identifiers()).filter((identifier) -> identifier != 0).toArray();
		this.link.toClient()
			.send(Publish.of(topic, Packets.payload(unit.number(), 0), QoS.of(unit.qos()), false, duplicate, flight.id,
					new PublishPacketProperties(application, alias, identifiers)));
		if (unit.qos() > 0 && this.profile.repeats && !this.world.isCalm() && this.world.chance(30)) {
			this.world.after(this.world.between(0, World.SECOND), () -> {
				if (!this.closed && !flight.released && this.session.flights.get(flight.id) == flight) {
					send(flight, true);
				}
			});
		}
	}

	private void pubAck(PubAck packet) {
		Flight flight = this.session.flights.get(packet.packetId());
		if (flight == null) {
			require(this.profile.repeats, "PUBACK for an identifier that is not in use", packet);
			return;
		}
		require(flight.unit.qos() == 1, "PUBACK at QoS 2", packet);
		require(this.inWindow.contains(flight.id), "PUBACK for what was not sent on this connection", packet);
		finish(flight, packet.reasonCode());
	}

	private void pubRec(PubRec packet) {
		Flight flight = this.session.flights.get(packet.packetId());
		if (flight == null) {
			require(this.profile.repeats, "PUBREC for an identifier that is not in use", packet);
			this.link.toClient().send(new PubRel(packet.packetId()));
			return;
		}
		require(flight.unit.qos() == 2, "PUBREC at QoS 1", packet);
		require(this.profile.repeats || !flight.released && this.inWindow.contains(flight.id),
				"PUBREC again or for what was not sent on this connection", packet);
		if (packet.reasonCode().isFailure()) {
			finish(flight, packet.reasonCode());
			return;
		}
		flight.released = true;
		this.world.after(this.world.between(0, this.profile.ackDelay), () -> {
			if (!this.closed && this.session.flights.get(flight.id) == flight) {
				this.link.toClient().send(new PubRel(flight.id));
			}
		});
	}

	private void pubComp(PubComp packet) {
		Flight flight = this.session.flights.get(packet.packetId());
		if (flight == null) {
			require(this.profile.repeats, "PUBCOMP for an identifier that is not in use", packet);
			return;
		}
		require(flight.released, "PUBCOMP before PUBREL", packet);
		require(packet.reasonCode() == ReasonCode.SUCCESS || flight.repeats > 0,
				"PUBCOMP with a reason code for what was not repeated", packet);
		finish(flight, ReasonCode.SUCCESS);
	}

	private void finish(Flight flight, ReasonCode reasonCode) {
		this.session.flights.remove(flight.id);
		this.inWindow.remove(flight.id);
		Iterator<Flight> waiting = this.toRepeat.iterator();
		while (waiting.hasNext()) {
			if (waiting.next() == flight) {
				waiting.remove();
			}
		}
		this.broker.watch().completed(flight.unit, reasonCode);
		pump();
	}

}
