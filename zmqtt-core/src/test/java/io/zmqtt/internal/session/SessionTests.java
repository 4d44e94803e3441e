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
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
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
 * Tests for {@link Session}: the protocol without a socket.
 */
class SessionTests extends SessionHarness {

	// Outbound

	@ParameterizedTest
	@EnumSource
	@Mqtt311("4.3.3-1")
	@Mqtt5({ "4.3.3-3", "4.3.3-4", "4.3.3-5" })
	void publishesAtEachQos(MqttVersion version) {
		connect(limits(version), false);
		publish("zero", 0);
		Message one = publish("one", 1);
		Message two = publish("two", 2);
		assertThat(this.sink.take()).containsExactly("PUBLISH zero 0", "PUBLISH one 1", "PUBLISH two 2");
		this.session.received(new PubRec(2));
		assertThat(this.sink.take()).containsExactly("PUBREL 2 SUCCESS");
		assertThat(two.outcome).isNull();
		this.session.received(new PubComp(2));
		assertThat(two.outcome).isEqualTo("SUCCESS");
		this.session.received(new PubAck(1));
		assertThat(one.outcome).isEqualTo("SUCCESS");
		assertThat(this.session.inFlightCount()).isZero();
		assertThat(this.sink.take()).isEmpty();
	}

	@Test
	void brokerWithoutQos2MayAnswerWithPubAckOnMqtt311() {
		connect(Limits.V3_1_1, false);
		Message two = publish("two", 2);
		this.session.received(new PubAck(1));
		assertThat(two.outcome).isEqualTo("SUCCESS");
		assertThat(this.session.inFlightCount()).isZero();
		publish("released", 2);
		this.session.received(new PubRec(2));
		assertRefused(ReasonCode.PROTOCOL_ERROR, new PubAck(2));
	}

	@Test
	@Mqtt5({ "3.3.4-7", "4.4.0-2" })
	void refusalEndsAMessageAndFreesItsPlace() {
		connect(limits(1), false);
		Message one = publish("one", 2);
		Message two = publish("two", 1);
		Message three = publish("three", 1);
		this.session.received(new PubRec(1, ReasonCode.QUOTA_EXCEEDED));
		assertThat(one.outcome).isEqualTo("QUOTA_EXCEEDED");
		this.session.received(new PubAck(two.packetId(), ReasonCode.NOT_AUTHORIZED));
		assertThat(two.outcome).isEqualTo("NOT_AUTHORIZED");
		assertThat(this.sink.take()).hasSize(3).noneMatch((packet) -> packet.startsWith("PUBREL"));
		assertThat(three.outcome).isNull();
	}

	@Test
	@Mqtt5({ "4.9.0-1", "4.9.0-2" })
	@Semantics("4.11")
	void windowIsTheLowerOfBothLimits() {
		connect(limits(3), false);
		for (int i = 1; i <= 5; i++) {
			publish("m" + i, 1);
		}
		publish("zero", 0);
		assertThat(this.sink.take()).containsExactly("PUBLISH m1 1", "PUBLISH m2 2", "PUBLISH m3 3", "PUBLISH zero 0");
		assertThat(this.session.inFlightCount()).isEqualTo(3);
		assertThat(this.session.waitingCount()).isEqualTo(2);
		this.session.received(new PubAck(2));
		assertThat(this.sink.take()).hasSize(1).first().asString().startsWith("PUBLISH m4 ");
		this.session.disconnected();
		this.session = new Session(SessionConfig.of(2, 4), this.counters, this.events);
		connect(V5, false);
		for (int i = 1; i <= 5; i++) {
			publish("m" + i, 1);
		}
		assertThat(this.sink.take()).containsExactly("PUBLISH m1 1", "PUBLISH m2 2");
	}

	private static Limits aliases(int maximum) {
		return new Limits(MqttVersion.V5, 0xFFFF, Integer.MAX_VALUE, QoS.EXACTLY_ONCE, true, true, true, false,
				maximum);
	}

	@Test
	@Behaviour("U13")
	void repeatingTopicsGoByTheirAliases() {
		connect(aliases(10), false);
		publish("sensors/a", 0);
		publish("sensors/b", 1);
		publish("sensors/a", 2);
		publish("sensors/b", 0);
		List<String> written = this.sink.take();
		assertThat(written).hasSize(4);
		String a = written.get(0).substring("PUBLISH sensors/a".length()).split(" ")[0];
		String b = written.get(1).substring("PUBLISH sensors/b".length()).split(" ")[0];
		assertThat(a).startsWith("#").isNotEqualTo(b);
		assertThat(written.get(2)).isEqualTo("PUBLISH " + a + " 2");
		assertThat(written.get(3)).isEqualTo("PUBLISH " + b + " 0");
	}

	@Test
	@Behaviour("U13")
	@Mqtt5("3.3.2-7")
	void aliasesEndWithTheirConnection() {
		connect(aliases(10), false);
		publish("sensors/a", 1);
		publish("sensors/a", 1);
		this.sink.take();
		reconnect(aliases(10), true);
		assertThat(this.sink.take().get(0)).startsWith("PUBLISH sensors/a#").endsWith(" 1 DUP");
		reconnect(aliases(0), true);
		assertThat(this.sink.take()).containsExactly("PUBLISH sensors/a 1 DUP", "PUBLISH sensors/a 2 DUP");
	}

	@Test
	@Mqtt5({ "3.2.2-17", "3.3.2-9" })
	@Semantics("4.11")
	void aliasesStayWithinTheMaximumOfThePeer() {
		connect(aliases(2), false);
		for (int i = 0; i < 1000; i++) {
			publish("sensors/" + i % 7, 0);
		}
		assertThat(this.sink.take()).hasSize(1000).allSatisfy((packet) -> {
			String topic = packet.split(" ")[1];
			assertThat(topic).matches("sensors/\\d(#[12])?|#[12]");
		});
	}

	@Test
	@Semantics("4.11")
	void anAliasOfAPacketThatCouldNotBeEncodedIsNotKnownToThePeer() {
		connect(aliases(10), false);
		this.sink.failing = true;
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> publish("sensors/a", 1));
		this.sink.failing = false;
		publish("sensors/a", 1);
		assertThat(this.sink.take()).singleElement().asString().startsWith("PUBLISH sensors/a#");
	}

	@Test
	@Mqtt5("3.2.2-15")
	@Semantics("4.11")
	void sizeIsCheckedWithTopicAndAlias() {
		// 10 bytes of topic, 10 of payload, 7 of the rest, 3 of the alias
		connect(new Limits(MqttVersion.V5, 0xFFFF, 29, QoS.EXACTLY_ONCE, true, true, true, false, 10), false);
		assertThat(publish("sensors/ab", 1).outcome).isEqualTo("UNSUPPORTED");
		reconnect(new Limits(MqttVersion.V5, 0xFFFF, 30, QoS.EXACTLY_ONCE, true, true, true, false, 10), false);
		assertThat(publish("sensors/ab", 1).outcome).isNull();
	}

	@Test
	@Semantics("4.14")
	void messagesThatExpireUnwrittenAreDropped() {
		Message early = publish("early", 1);
		early.expiresAt = 5;
		Message late = publish("late", 1);
		late.expiresAt = 20;
		assertThat(this.session.expire(1)).isEqualTo(5);
		early.expired = true;
		assertThat(this.session.expire(6)).isEqualTo(20);
		assertThat(early.outcome).isEqualTo("EXPIRED");
		late.expired = true;
		connect(V5, false);
		assertThat(late.outcome).isEqualTo("EXPIRED");
		assertThat(this.sink.take()).isEmpty();
		assertThat(this.counters.expired.sum()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Mqtt5("4.3.3-7")
	@Semantics("4.14")
	void messagesThatWereWrittenAreNotDroppedForTheirExpiry(boolean sessionPresent) {
		connect(V5, false);
		Message message = publish("m", 1);
		message.expiresAt = 5;
		message.expired = true;
		this.session.expire(6);
		this.session.disconnected();
		this.session.expire(7);
		connect(V5, sessionPresent);
		assertThat(message.outcome).isNull();
		assertThat(this.sink.take()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatPubRecSaysIsPartOfTheOutcome(boolean resumed) {
		AckProperties received = new AckProperties("nobody", List.of(new UserProperty("a", "1")));
		AckProperties completed = new AckProperties(null, List.of(new UserProperty("b", "2")));
		connect(V5, false);
		Message message = publish("two", 2);
		Message plain = publish("plain", 2);
		this.session.received(new PubRec(1, ReasonCode.NO_MATCHING_SUBSCRIBERS, received));
		this.session.received(new PubRec(2));
		if (resumed) {
			reconnect(V5, true);
		}
		this.session.received(new PubComp(1, ReasonCode.SUCCESS, completed));
		this.session.received(new PubComp(2, ReasonCode.SUCCESS, new AckProperties("done", List.of())));
		assertThat(message.outcome).isEqualTo("NO_MATCHING_SUBSCRIBERS");
		assertThat(message.properties)
			.isEqualTo(new AckProperties("nobody", List.of(new UserProperty("a", "1"), new UserProperty("b", "2"))));
		assertThat(plain.outcome).isEqualTo("SUCCESS");
		assertThat(plain.properties).isEqualTo(new AckProperties("done", List.of()));
		Message next = publish("next", 2);
		this.session.received(new PubRec(next.packetId(), ReasonCode.SUCCESS, received));
		this.session.received(new PubComp(next.packetId(), ReasonCode.SUCCESS, new AckProperties("later", List.of())));
		assertThat(next.properties).isEqualTo(new AckProperties("later", received.userProperties()));
		assertThat(next.outcome).isEqualTo("SUCCESS");
	}

	@Test
	void nothingIsWrittenToAPeerThatDoesNotTakeIt() {
		connect(V5, false);
		this.sink.writable = false;
		publish("zero", 0);
		publish("one", 1);
		assertThat(this.sink.take()).isEmpty();
		this.sink.writable = true;
		this.session.drain();
		assertThat(this.sink.take()).containsExactlyInAnyOrder("PUBLISH zero 0", "PUBLISH one 1");
	}

	/**
	 * QoS 0 has no window: it waits for the peer to take more, and for nothing else.
	 */
	@Test
	void qos0DoesNotWaitForTheWindowOfRepeats() {
		connect(V5, false);
		publish("m1", 1);
		publish("m2", 1);
		reconnect(limits(1), true);
		assertThat(this.sink.take()).containsExactly("PUBLISH m1 1 DUP");
		this.sink.writable = false;
		publish("zero", 0);
		this.sink.writable = true;
		this.session.drain();
		assertThat(this.sink.take()).containsExactly("PUBLISH zero 0");
		this.session.received(new PubAck(1));
		assertThat(this.sink.take()).containsExactly("PUBLISH m2 2 DUP");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311({ "4.4.0-1", "4.6.0-1" })
	@Mqtt5({ "4.3.3-6", "4.4.0-1", "4.6.0-1" })
	@Semantics("4.4")
	void resumedSessionRepeatsInTheFirstOrder(MqttVersion version) {
		connect(limits(version), false);
		Message[] messages = new Message[5];
		for (int i = 0; i < 5; i++) {
			messages[i] = publish("m" + i, 1 + i % 2);
		}
		this.session.received(new PubAck(3));
		this.session.received(new PubRec(2));
		reconnect(limits(version), true);
		Message later = publish("later", 1);
		assertThat(this.sink.take()).containsExactly("PUBLISH m0 1 DUP", "PUBREL 2 SUCCESS", "PUBLISH m3 4 DUP",
				"PUBLISH m4 5 DUP", "PUBLISH later " + later.packetId());
		reconnect(limits(version), true);
		assertThat(this.sink.take()).startsWith("PUBLISH m0 1 DUP", "PUBREL 2 SUCCESS").hasSize(5);
		this.session.received(new PubComp(2));
		assertThat(messages[1].outcome).isEqualTo("SUCCESS");
	}

	@Test
	@Semantics({ "4.4", "4.11" })
	void repeatsObeyALowerWindow() {
		connect(V5, false);
		for (int i = 1; i <= 4; i++) {
			publish("m" + i, 1);
		}
		this.sink.take();
		reconnect(limits(2), true);
		publish("new", 1);
		assertThat(this.sink.take()).containsExactly("PUBLISH m1 1 DUP", "PUBLISH m2 2 DUP");
		// an answer to what was not repeated yet is as good as any
		this.session.received(new PubAck(3));
		assertThat(this.counters.unknownAcks.sum()).isZero();
		assertThat(this.sink.take()).isEmpty();
		this.session.received(new PubAck(1));
		assertThat(this.sink.take()).containsExactly("PUBLISH m4 4 DUP");
		this.session.received(new PubAck(2));
		this.session.received(new PubAck(4));
		assertThat(this.sink.take()).singleElement().asString().startsWith("PUBLISH new ").doesNotEndWith("DUP");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.2.2-3")
	@Mqtt5("3.2.2-5")
	@Semantics("4.4")
	void lostSessionSubmitsAnew(MqttVersion version) {
		connect(limits(version), false);
		Message one = publish("one", 1);
		Message two = publish("two", 2);
		Message released = publish("released", 2);
		Message closed = publish("closed", 1);
		this.session.received(new PubRec(released.packetId()));
		closed.open = false;
		this.session.disconnected();
		Message offline = publish("offline", 1);
		connect(limits(version), false);
		assertThat(this.sink.take()).containsExactly("PUBLISH one " + one.packetId(), "PUBLISH two " + two.packetId(),
				"PUBLISH offline " + offline.packetId());
		assertThat(released.outcome).isEqualTo("OUTCOME_UNKNOWN");
		assertThat(closed.outcome).isEqualTo("ABANDONED");
		this.session.received(new PubAck(one.packetId()));
		this.session.received(new PubAck(offline.packetId()));
		assertThat(one.outcome).isEqualTo("SUCCESS resubmitted");
		assertThat(offline.outcome).isEqualTo("SUCCESS");
	}

	@Test
	@Semantics({ "4.4", "4.11" })
	void repeatThatTheServerForbidsNowFails() {
		connect(V5, false);
		Message two = publish("two", 2);
		Message one = publish("one", 1);
		reconnect(new Limits(MqttVersion.V5, 10, Integer.MAX_VALUE, QoS.AT_LEAST_ONCE, true, true, true, false, 0),
				true);
		assertThat(two.outcome).isEqualTo("UNSUPPORTED");
		assertThat(this.sink.take()).contains("PUBLISH one " + one.packetId() + " DUP");
		assertThat(this.session.inFlightCount()).isOne();
	}

	@Test
	void offlineQos0FailsAndOthersWait() {
		Message zero = publish("zero", 0);
		Message one = publish("one", 1);
		assertThat(zero.outcome).isEqualTo("OFFLINE");
		assertThat(one.outcome).isNull();
		assertThat(this.session.waitingCount()).isOne();
	}

	@Test
	@Semantics("4.2")
	void deadlines() {
		connect(limits(1), false);
		Message written = publish("written", 1);
		Message waiting = publish("waiting", 1);
		Message later = publish("later", 1);
		written.deadline = 100;
		waiting.deadline = 100;
		later.deadline = 200;
		assertThat(this.session.expire(99)).isEqualTo(100);
		assertThat(this.session.expire(100)).isEqualTo(200);
		assertThat(written.timeout).isEqualTo("written");
		assertThat(waiting.timeout).isEqualTo("not written");
		assertThat(waiting.outcome).isEqualTo("ABANDONED");
		// the place in the window is held until the answer
		assertThat(this.session.inFlightCount()).isOne();
		assertThat(this.sink.take()).containsExactly("PUBLISH written 1");
		this.session.received(new PubAck(1));
		assertThat(this.sink.take()).hasSize(1).first().asString().startsWith("PUBLISH later");
		assertThat(this.session.expire(200)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void unknownAndWrongAcknowledgements() {
		connect(V5, false);
		this.session.received(new PubAck(7));
		this.session.received(new PubComp(7));
		this.session.received(new PubRec(7, ReasonCode.QUOTA_EXCEEDED));
		this.session.received(new SubAck(7, List.of(ReasonCode.SUCCESS)));
		this.session.received(new UnsubAck(7, List.of(ReasonCode.SUCCESS)));
		assertThat(this.sink.take()).isEmpty();
		this.session.received(new PubRec(7));
		this.session.received(new PubRel(7));
		assertThat(this.sink.take()).containsExactly("PUBREL 7 PACKET_IDENTIFIER_NOT_FOUND",
				"PUBCOMP 7 PACKET_IDENTIFIER_NOT_FOUND");
		assertThat(this.counters.unknownAcks.sum()).isEqualTo(7);
		publish("one", 1);
		publish("two", 2);
		assertRefused(ReasonCode.PROTOCOL_ERROR, new PubRec(1));
		assertRefused(ReasonCode.PROTOCOL_ERROR, new PubAck(2));
		assertRefused(ReasonCode.PROTOCOL_ERROR, new PubComp(2));
		assertRefused(ReasonCode.PROTOCOL_ERROR, PingReq.INSTANCE);
	}

	// Inbound

	@ParameterizedTest
	@EnumSource
	@Mqtt311({ "4.6.0-2", "4.6.0-3" })
	@Mqtt5({ "4.6.0-2", "4.6.0-3" })
	@Semantics("4.5")
	void acknowledgesInTheOrderOfReceipt(MqttVersion version) {
		connect(limits(version), false);
		TestRoute route = subscribe("#");
		this.sink.take();
		receive("a", 1, 11);
		receive("b", 2, 12);
		receive("c", 1, 13);
		receive("d", 2, 14);
		assertThat(this.session.unacknowledgedCount()).isEqualTo(4);
		route.delivered.get(2).finish(ReasonCode.SUCCESS);
		route.delivered.get(3).finish(ReasonCode.SUCCESS);
		this.session.acknowledge();
		assertThat(this.sink.take()).isEmpty();
		route.delivered.get(1).finish(ReasonCode.SUCCESS);
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBREC 12 SUCCESS", "PUBREC 14 SUCCESS");
		route.delivered.get(0).finish(ReasonCode.NOT_AUTHORIZED);
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBACK 11 NOT_AUTHORIZED", "PUBACK 13 SUCCESS");
		this.session.received(new PubRel(12));
		this.session.received(new PubRel(12));
		assertThat(this.sink.take()).containsExactly("PUBCOMP 12 SUCCESS", "PUBCOMP 12 PACKET_IDENTIFIER_NOT_FOUND");
	}

	@Test
	@Mqtt5("4.3.3-9")
	void refusedQos2NeedsNoPubRel() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("a", 2, 1);
		route.delivered.get(0).finish(ReasonCode.QUOTA_EXCEEDED);
		this.session.acknowledge();
		assertThat(this.sink.take()).endsWith("PUBREC 1 QUOTA_EXCEEDED");
		receive("again", 2, 1);
		assertThat(route.topics()).containsExactly("a", "again");
	}

	@Test
	@Behaviour("B28")
	@Mqtt5({ "4.3.2", "4.3.3", "4.3.2-5" })
	@Semantics("4.4")
	void repeatsOnOneConnectionAreNotDelivered() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("one", 1, 1);
		receive("one", 1, 1);
		receive("two", 2, 2);
		receive("two", 2, 2);
		assertThat(route.topics()).containsExactly("one", "two");
		route.finishAll();
		this.session.acknowledge();
		receive("two", 2, 2);
		assertThat(this.sink.take()).endsWith("PUBACK 1 SUCCESS", "PUBREC 2 SUCCESS", "PUBREC 2 SUCCESS");
		assertThat(this.counters.repeats.sum()).isEqualTo(3);
		// the identifier is free again
		receive("next", 1, 1);
		assertThat(route.topics()).containsExactly("one", "two", "next");
	}

	@Test
	@Mqtt5("3.3.4-9")
	void receiveMaximumIsEnforced() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("a", 1, 1);
		receive("b", 2, 2);
		receive("c", 2, 3);
		receive("d", 1, 4);
		receive("zero", 0, 0);
		assertRefused(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
				Publish.of("e", new byte[0], QoS.AT_LEAST_ONCE, false, false, 5, PublishPacketProperties.NONE));
		route.finishAll();
		this.session.acknowledge();
		// QoS 2 holds its place until PUBCOMP
		receive("e", 1, 5);
		receive("f", 1, 6);
		assertRefused(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
				Publish.of("g", new byte[0], QoS.AT_LEAST_ONCE, false, false, 7, PublishPacketProperties.NONE));
		this.session.received(new PubRel(2));
		receive("g", 1, 7);
	}

	/**
	 * The peer's quota begins anew with a connection and grows with each PUBCOMP, also
	 * with one for a message of the connection before.
	 */
	@Test
	@Mqtt5({ "3.3.4-9", "4.9.0-1" })
	void receiveMaximumIsCountedAsThePeerCountsItAfterAResume() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("old", 2, 1);
		route.finishAll();
		this.session.acknowledge();
		reconnect(V5, true);
		for (int id = 2; id <= 5; id++) {
			receive("new", 1 + id % 2, id);
		}
		assertRefused(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
				Publish.of("new", new byte[0], QoS.AT_LEAST_ONCE, false, false, 6, PublishPacketProperties.NONE));
		this.session.received(new PubRel(1));
		receive("new", 1, 6);
		assertRefused(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
				Publish.of("new", new byte[0], QoS.AT_LEAST_ONCE, false, false, 7, PublishPacketProperties.NONE));
	}

	@Test
	void mqtt311KnowsNoReceiveMaximum() {
		connect(Limits.V3_1_1, false);
		TestRoute route = subscribe("#");
		for (int i = 1; i <= 100; i++) {
			receive("a", 1, i);
		}
		assertThat(route.delivered).hasSize(100);
	}

	/**
	 * A message of QoS 2 belongs to the session: its PUBREC goes out on the connection on
	 * which it is repeated.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Behaviour("B25")
	@Mqtt311("4.3.3-2")
	@Mqtt5("4.3.3-10")
	@Semantics("4.4")
	void qos2DeliveryIsBoundToTheNextConnection(boolean finishedMeanwhile) {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("two", 2, 9);
		this.session.disconnected();
		if (finishedMeanwhile) {
			route.finishAll();
		}
		connect(V5, true);
		this.session.received(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_2)));
		this.session.acknowledge();
		this.sink.take();
		receive("two", 2, 9);
		if (!finishedMeanwhile) {
			this.session.acknowledge();
			assertThat(this.sink.take()).isEmpty();
			route.finishAll();
		}
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBREC 9 SUCCESS");
		assertThat(route.topics()).containsExactly("two");
		this.session.received(new PubRel(9));
		assertThat(this.sink.take()).containsExactly("PUBCOMP 9 SUCCESS");
	}

	@Test
	void releasedQos2GoesOnAfterAReconnect() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("two", 2, 9);
		route.finishAll();
		this.session.acknowledge();
		reconnect(V5, true);
		this.sink.take();
		this.session.received(new PubRel(9));
		assertThat(this.sink.take()).containsExactly("PUBCOMP 9 SUCCESS");
	}

	@Test
	void lostSessionForgetsReceivedQos2() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("two", 2, 9);
		route.finishAll();
		this.session.acknowledge();
		reconnect(V5, false);
		receive("new", 2, 9);
		assertThat(route.topics()).containsExactly("two", "new");
	}

	@Test
	@Behaviour({ "B14", "U4" })
	@Semantics("4.5")
	void acknowledgementOfAnEarlierConnectionGoesNowhere() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("old", 1, 1);
		Ledger ledger = route.delivered.get(0).ledger();
		assertThat(ledger).isNotNull();
		assertThat(ledger.isClosed()).isFalse();
		reconnect(V5, true);
		assertThat(ledger.isClosed()).isTrue();
		assertThat(ledger.isRepeated()).isTrue();
		this.sink.take();
		route.finishAll();
		this.session.acknowledge();
		assertThat(this.sink.take()).isEmpty();
		receive("old", 1, 1);
		assertThat(route.topics()).containsExactly("old", "old");
	}

	@Test
	@Mqtt311({ "3.3.2-3", "4.5.0-2" })
	@Mqtt5("4.5.0-2")
	@Semantics("4.10")
	void messageForNobodyIsAcknowledgedAndCounted() {
		connect(V5, false);
		receive("nobody", 1, 1);
		receive("nobody", 2, 2);
		receive("nobody", 0, 0);
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBACK 1 SUCCESS", "PUBREC 2 SUCCESS");
		assertThat(this.counters.unrouted.sum()).isEqualTo(3);
	}

	@Test
	@Semantics({ "4.3", "4.9" })
	void sharedMessageIsAcknowledgedWhenAllHaveFinished() {
		connect(V5, false);
		TestRoute first = subscribe("a/#");
		TestRoute second = subscribe("a/+");
		this.sink.take();
		receive("a/b", 1, 1);
		assertThat(this.session.unacknowledgedCount()).isOne();
		second.finishAll();
		this.session.acknowledge();
		assertThat(this.sink.take()).isEmpty();
		first.finishAll();
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBACK 1 SUCCESS");
	}

	// Subscriptions

	@Test
	@Semantics("4.9")
	void sameFilterIsSubscribedAtTheHighestQos() {
		TestRoute zero = new TestRoute();
		TestRoute two = new TestRoute();
		this.session.subscribe(new Operation(zero, "a", QoS.AT_MOST_ONCE), false);
		this.session.subscribe(new Operation(two, "a", QoS.EXACTLY_ONCE), false);
		connect(V5, false);
		assertThat(this.sink.packets(Subscribe.class)).singleElement()
			.satisfies((subscribe) -> assertThat(subscribe.subscriptions()).extracting(Subscription::qos)
				.containsExactly(QoS.EXACTLY_ONCE));
		this.session.received(new SubAck(1, List.of(ReasonCode.GRANTED_QOS_2)));
		assertThat(this.restored).containsExactly(Map.of(TopicFilter.of("a"), ReasonCode.GRANTED_QOS_2));
		receive("a", 0, 0);
		assertThat(zero.delivered).hasSize(1);
		assertThat(two.delivered).hasSize(1);
		this.session.unsubscribe(two, List.of(TopicFilter.of("a")), null);
		receive("a", 0, 0);
		assertThat(zero.delivered).hasSize(2);
		assertThat(two.delivered).hasSize(1);
	}

	@Test
	void retainedMessagesAreNotSentAgainOnAResumedSession() {
		subscribe("a");
		connect(V5, false);
		reconnect(V5, true);
		assertThat(this.sink.packets(Subscribe.class)).singleElement()
			.satisfies((subscribe) -> assertThat(subscribe.subscriptions()).extracting(Subscription::retainHandling)
				.containsExactly(RetainHandling.SEND_IF_NEW));
	}

	@Test
	void subscribeIsAnsweredByTheNextConnection() {
		connect(V5, false);
		Operation operation = new Operation(new TestRoute(), "a");
		this.session.subscribe(operation, true);
		assertThat(this.session.isAwaitingBroker()).isTrue();
		reconnect(V5, false);
		int id = this.sink.packets(Subscribe.class).get(0).packetId();
		this.session.received(new SubAck(id, List.of(ReasonCode.SUCCESS)));
		assertThat(operation.answer).isEqualTo(Map.of(TopicFilter.of("a"), ReasonCode.SUCCESS));
		assertThat(this.session.isAwaitingBroker()).isFalse();
	}

	@Test
	@Semantics("4.10")
	void refusedSubscribeIsForgottenAndWhatWasGrantedGivenBack() {
		connect(V5, false);
		Operation operation = new Operation(new TestRoute(), "a", "b");
		this.session.subscribe(operation, true);
		int id = this.sink.packets(Subscribe.class).get(0).packetId();
		this.session.received(new SubAck(id, List.of(ReasonCode.SUCCESS, ReasonCode.NOT_AUTHORIZED)));
		assertThat(operation.answer).containsEntry(TopicFilter.of("b"), ReasonCode.NOT_AUTHORIZED);
		assertThat(this.sink.packets(Unsubscribe.class)).singleElement()
			.satisfies((unsubscribe) -> assertThat(unsubscribe.topicFilters()).containsExactly("a"));
		reconnect(V5, false);
		assertThat(this.sink.packets(Subscribe.class)).isEmpty();
	}

	@Test
	@Mqtt311("3.8.4-5")
	@Mqtt5("3.8.4-6")
	void subAckMustAnswerEachFilter() {
		connect(V5, false);
		this.session.subscribe(new Operation(new TestRoute(), "a", "b"), true);
		int id = this.sink.packets(Subscribe.class).get(0).packetId();
		assertRefused(ReasonCode.PROTOCOL_ERROR, new SubAck(id, List.of(ReasonCode.SUCCESS)));
		assertRefused(ReasonCode.PROTOCOL_ERROR, new UnsubAck(id, List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS)));
	}

	@Test
	@Semantics("4.11")
	void unsupportedFilterIsNotSent() {
		connect(new Limits(MqttVersion.V5, 10, Integer.MAX_VALUE, QoS.EXACTLY_ONCE, true, false, false, false, 0),
				false);
		for (String filter : List.of("a/#", "$share/g/a")) {
			Operation operation = new Operation(new TestRoute(), filter);
			this.session.subscribe(operation, true);
			assertThat(operation.unsupported).isTrue();
		}
		assertThat(this.sink.packets(Subscribe.class)).isEmpty();
	}

	/**
	 * Writes down what it is given.
	 */

}
