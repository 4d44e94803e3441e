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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
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
import io.zmqtt.internal.session.InFlight.DropReason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Plays a peer and an application against a session.
 */
abstract class SessionHarness {

	static final Limits V5 = limits(0xFFFF);

	final Counters counters = new Counters();

	final List<Map<TopicFilter, ReasonCode>> restored = new ArrayList<>();

	final List<String> stalls = new ArrayList<>();

	final SessionEvents events = new SessionEvents() {

		@Override
		public void restored(Map<TopicFilter, ReasonCode> results) {
			SessionHarness.this.restored.add(results);
		}

		@Override
		public void stalled(Delivery head, int behind) {
			SessionHarness.this.stalls.add(head.topic() + " " + behind);
		}

		@Override
		public void unanswered(int filters) {
			SessionHarness.this.stalls.add("unanswered " + filters);
		}

		@Override
		public boolean inheritedUnknown(boolean connected) {
			SessionHarness.this.stalls.add("inherited unknown" + (connected ? ", connected" : ""));
			return SessionHarness.this.goingOn;
		}

		@Override
		public void flowing() {
			SessionHarness.this.stalls.add("flowing");
		}

		@Override
		public void unrouted(String topic) {
			SessionHarness.this.unrouted.add(topic);
		}

		@Override
		public void expireSoon() {
			SessionHarness.this.expireSoon = true;
		}

	};

	final List<String> unrouted = new ArrayList<>();

	/**
	 * Whether a connection is kept on which identifiers are not freed.
	 */
	boolean goingOn;

	boolean expireSoon;

	long now;

	Session session = new Session(SessionConfig.of(10, 4), this.counters, this.events);

	Sink sink = new Sink();

	static Limits limits(int receiveMaximum) {
		return new Limits(MqttVersion.V5, receiveMaximum, Integer.MAX_VALUE, QoS.EXACTLY_ONCE, true, true, true, false,
				0);
	}

	static Limits limits(MqttVersion version) {
		return (version == MqttVersion.V5) ? V5 : Limits.V3_1_1;
	}

	void connect(Limits limits, boolean sessionPresent) {
		this.sink = new Sink();
		this.session.connected(this.sink, limits, sessionPresent, this.now);
	}

	void reconnect(Object peer, boolean sessionPresent) {
		this.session.disconnected();
		this.sink = new Sink();
		this.sink.peer = peer;
		this.session.connected(this.sink, V5, sessionPresent, this.now);
	}

	void reconnect(Limits limits, boolean sessionPresent) {
		this.session.disconnected();
		connect(limits, sessionPresent);
	}

	Message publish(String topic, int qos) {
		Message message = new Message(topic, qos);
		this.session.publish(message);
		return message;
	}

	TestRoute subscribe(String filter) {
		TestRoute route = new TestRoute();
		this.session.subscribe(new Operation(route, filter), false);
		return route;
	}

	void receive(String topic, int qos, int id) {
		this.session
			.received(Publish.of(topic, new byte[0], QoS.of(qos), false, false, id, PublishPacketProperties.NONE));
	}

	void receive(String topic, int qos, int id, int... identifiers) {
		this.session.received(Publish.of(topic, new byte[0], QoS.of(qos), false, false, id,
				new PublishPacketProperties(PublishProperties.none(), 0, identifiers)));
	}

	static Limits identifiers() {
		return new Limits(MqttVersion.V5, 0xFFFF, Integer.MAX_VALUE, QoS.EXACTLY_ONCE, true, true, true, true, 0);
	}

	/**
	 * Subscribe and wait for the answer.
	 */
	Operation ask(TestRoute route, String... filters) {
		Operation operation = new Operation(route, filters);
		this.session.subscribe(operation, true);
		return operation;
	}

	/**
	 * Answer all that was asked for.
	 */
	void grantAll() {
		for (Subscribe subscribe : this.sink.take(Subscribe.class)) {
			answer(subscribe, ReasonCode.GRANTED_QOS_2);
		}
	}

	void answer(Subscribe subscribe, ReasonCode reasonCode) {
		this.session.received(
				new SubAck(subscribe.packetId(), subscribe.subscriptions().stream().map((s) -> reasonCode).toList()));
	}

	int identifier(String filter) {
		return this.sink.packets(Subscribe.class)
			.stream()
			.filter((subscribe) -> subscribe.subscriptions().get(0).topicFilter().equals(filter))
			.findFirst()
			.orElseThrow()
			.subscriptionIdentifier();
	}

	void assertRefused(ReasonCode reasonCode, Packet packet) {
		assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> this.session.received(packet))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(reasonCode));
	}

	static final class Sink implements SessionSink {

		final List<String> written = new ArrayList<>();

		final List<Packet> packets = new ArrayList<>();

		boolean writable = true;

		boolean failing;

		Object peer = "server";

		int taken;

		@Override
		public Object peer() {
			return this.peer;
		}

		@Override
		public void publish(InFlight message, int packetId, boolean duplicate, int topicAlias, boolean withTopic) {
			if (this.failing) {
				throw new IllegalArgumentException("Cannot be encoded");
			}
			this.written.add("PUBLISH " + (withTopic ? message.topic() : "")
					+ ((topicAlias != 0) ? "#" + topicAlias : "") + " " + packetId + (duplicate ? " DUP" : ""));
		}

		@Override
		public int publishSize(InFlight message, boolean aliased) {
			return message.payload().length + message.topic().length() + 7 + (aliased ? 3 : 0);
		}

		@Override
		public int size(Packet packet) {
			return PacketEncoder.encodedSize(packet, MqttVersion.V5);
		}

		@Override
		public void acknowledge(PacketType type, int packetId, ReasonCode reasonCode) {
			this.written.add(type + " " + packetId + " " + reasonCode.name());
		}

		@Override
		public void send(Packet packet) {
			this.packets.add(packet);
		}

		@Override
		public boolean isWritable() {
			return this.writable;
		}

		List<String> take() {
			List<String> taken = List.copyOf(this.written);
			this.written.clear();
			return taken;
		}

		/**
		 * Return the packets of a type that were sent since the last call.
		 */
		<P extends Packet> List<P> take(Class<P> type) {
			List<P> all = packets(type);
			List<P> fresh = all.subList(Math.min(this.taken, all.size()), all.size());
			this.taken = all.size();
			return fresh;
		}

		<P extends Packet> List<P> packets(Class<P> type) {
			return this.packets.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

	static final class TestDelivery extends Delivery {

		final @Nullable Delivery first;

		final Route route;

		boolean handedOver;

		boolean abandoned;

		TestDelivery(Arrival arrival, Route route, @Nullable Delivery first) {
			super(arrival);
			this.route = route;
			this.first = first;
		}

		@Override
		protected boolean isHandedOver() {
			return this.handedOver;
		}

		@Override
		protected void abandoned() {
			assertThat(this.abandoned).isFalse();
			this.abandoned = true;
		}

		@Override
		protected void giveUp(Route holder) {
			if (holder == this.route) {
				finish(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			}
		}

		void finish(ReasonCode reasonCode) {
			if (this.first instanceof TestDelivery entry) {
				entry.finish(reasonCode);
			}
			else {
				release(reasonCode);
			}
		}

	}

	static final class TestRoute implements Route {

		final List<TestDelivery> delivered = new ArrayList<>();

		@Override
		public Delivery accept(Arrival arrival, @Nullable Delivery first) {
			return new TestDelivery(arrival, this, first);
		}

		@Override
		public void deliver(Delivery delivery) {
			this.delivered.add((TestDelivery) delivery);
		}

		@Override
		public void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties) {
		}

		void finishAll() {
			this.delivered.forEach((delivery) -> delivery.finish(ReasonCode.SUCCESS));
		}

		List<String> topics() {
			return this.delivered.stream().map((delivery) -> delivery.topic()).toList();
		}

	}

	static final class Operation extends SubscribeOperation {

		@Nullable Map<TopicFilter, ReasonCode> answer;

		boolean unsupported;

		@Nullable String conflict;

		Operation(Route route, String... filters) {
			super(route, List.of(filters).stream().map(TopicFilter::of).toList(),
					new Subscription("", QoS.EXACTLY_ONCE), List.of());
		}

		Operation(Route route, String filter, Subscription options) {
			super(route, List.of(TopicFilter.of(filter)), options, List.of());
		}

		Operation(Route route, String filter, QoS qos) {
			super(route, List.of(TopicFilter.of(filter)), new Subscription("", qos), List.of());
		}

		@Override
		protected boolean isOpen() {
			return this.answer == null;
		}

		@Override
		protected long deadline() {
			return Long.MAX_VALUE;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			this.answer = Map.copyOf(results);
		}

		@Override
		protected void unsupported(String detail) {
			this.unsupported = true;
		}

		@Override
		protected void conflicting(TopicFilter filter, String option) {
			this.conflict = filter + " " + option;
		}

		@Override
		protected void timedOut() {
			throw new AssertionError("No deadline was set");
		}

	}

	static final class Message extends TestInFlight {

		final String topic;

		final byte flags;

		boolean open = true;

		long deadline = Long.MAX_VALUE;

		long expiresAt = Long.MAX_VALUE;

		boolean expired;

		@Nullable String outcome;

		@Nullable AckProperties properties;

		@Nullable String timeout;

		Message(String topic, int qos) {
			this.topic = topic;
			this.flags = Publish.flags(QoS.of(qos), false, false);
		}

		@Override
		public String topic() {
			return this.topic;
		}

		@Override
		public byte[] payload() {
			return this.topic.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public PublishPacketProperties properties() {
			return PublishPacketProperties.NONE;
		}

		@Override
		public byte flags() {
			return this.flags;
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public long deadline() {
			return this.deadline;
		}

		@Override
		public long expiresAt() {
			return this.expiresAt;
		}

		@Override
		public boolean isExpired() {
			return this.expired;
		}

		@Override
		public long remainingExpiry() {
			return (this.expiresAt == Long.MAX_VALUE) ? -1 : 0;
		}

		@Override
		public void acknowledged(ReasonCode reasonCode, AckProperties properties, boolean resubmitted) {
			this.properties = properties;
			end(reasonCode.name() + (resubmitted ? " resubmitted" : ""));
		}

		@Override
		public void dropped(DropReason reason, String detail) {
			end(reason.name());
		}

		void end(String how) {
			assertThat(this.outcome).as("a message ends once").isNull();
			this.outcome = how;
			this.open = false;
		}

		@Override
		public void timedOut(boolean written) {
			this.timeout = written ? "written" : "not written";
			this.open = false;
		}

	}

}
