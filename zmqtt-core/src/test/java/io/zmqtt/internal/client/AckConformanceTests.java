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

package io.zmqtt.internal.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zmqtt.AckMode;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conformance of how a client answers what it receives, by the bytes on the wire.
 */
class AckConformanceTests extends ScriptedTests {

	private static final SubscriptionSpec ALL = SubscriptionSpec.of("#").withQos(QoS.EXACTLY_ONCE);

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(Breach.patience()).orElseThrow(() -> new AssertionError("No message"));
	}

	private static void expectRefusal(ScriptedConnection connection, MqttVersion version, int code) {
		if (version == MqttVersion.V5) {
			assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E001%02X".formatted(code));
		}
		connection.expectClosed();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.3.4-1", "2.2.1-5" })
	@Mqtt311({ "3.3.4-1", "2.3.1-6" })
	void eachQosHasItsAnswer(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(ALL, (message) -> {
		});
		connection.send(publish("a", "0", QoS.AT_MOST_ONCE, 0));
		connection.expectNothing(A_WHILE);
		connection.send(publish("a", "1", QoS.AT_LEAST_ONCE, 0xFFFF));
		assertThat(connection.expectFrame(PubAck.class).hex()).isEqualTo("4002FFFF");
		connection.send(publish("a", "2", QoS.EXACTLY_ONCE, 0x0102));
		assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020102");
		connection.send(new PubRel(0x0102));
		assertThat(connection.expectFrame(PubComp.class).hex()).isEqualTo("70020102");
		connection.expectNothing(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.3.2-4", "4.3.2-5" })
	@Mqtt311("4.3.2-2")
	void afterPubAckTheIdentifierIsANewMessage(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		Publish first = publish("a", "first", QoS.AT_LEAST_ONCE, 7);
		Publish second = publish("a", "second", QoS.AT_LEAST_ONCE, 7);
		connection.send(first);
		assertThat(receive(subscription).text()).isEqualTo("first");
		assertThat(connection.expectFrame(PubAck.class).hex()).isEqualTo("40020007");
		connection.send(duplicate(second));
		assertThat(receive(subscription).text()).isEqualTo("second");
		assertThat(connection.expectFrame(PubAck.class).hex()).isEqualTo("40020007");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.3.3-8", "4.3.3-11", "4.3.3-12" })
	@Mqtt311("4.3.3-2")
	void afterPubCompTheIdentifierIsANewMessage(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		for (String text : List.of("first", "second")) {
			connection.send(publish("a", text, QoS.EXACTLY_ONCE, 7));
			assertThat(receive(subscription).text()).isEqualTo(text);
			assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020007");
			connection.send(new PubRel(7));
			assertThat(connection.expectFrame(PubComp.class).hex()).isEqualTo("70020007");
		}
		assertAlive(client);
		assertThat(connection.frames(PacketType.PUBREC)).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.3.3-10")
	@Mqtt311("4.3.3-2")
	void aRepeatAtQos2IsAnsweredAndNotDelivered(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC).sessionPresent(true);
		MqttClient client = connect(sessionClient(version, (builder) -> {
		}));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		Publish publish = publish("a", "once", QoS.EXACTLY_ONCE, 7);
		connection.send(publish);
		assertThat(receive(subscription).text()).isEqualTo("once");
		connection.expect(PubRec.class);
		connection.send(duplicate(publish));
		assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020007");
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		connection.send(duplicate(publish));
		assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020007");
		connection.send(new PubRel(7));
		assertThat(connection.expectFrame(PubComp.class).hex()).isEqualTo("70020007");
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

	@Test
	@Mqtt5({ "4.3.3-9", "3.4.2-1", "3.5.2-1" })
	void afterARefusalTheIdentifierIsANewMessage() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		this.broker.manual(PacketType.PUBREC);
		for (String text : List.of("first", "second")) {
			connection.send(publish("a", text, QoS.EXACTLY_ONCE, 7));
			MqttMessage message = receive(subscription);
			assertThat(message.text()).isEqualTo(text);
			assertThatIllegalArgumentException().isThrownBy(() -> message.ack(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
			message.ack(ReasonCode.QUOTA_EXCEEDED);
			assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("5003000797");
		}
		connection.send(publish("a", "third", QoS.AT_LEAST_ONCE, 8));
		receive(subscription).ack(ReasonCode.NOT_AUTHORIZED);
		assertThat(connection.expectFrame(PubAck.class).hex()).isEqualTo("4003000887");
	}

	@Test
	@Mqtt5({ "3.6.2-1", "3.7.2-1" })
	void unknownIdentifiersAreNamedAsSuch() {
		connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubRec(5));
		assertThat(connection.expectFrame(PubRel.class).hex()).isEqualTo("6203000592");
		connection.send(new PubRel(6));
		assertThat(connection.expectFrame(PubComp.class).hex()).isEqualTo("7003000692");
	}

	@Test
	@Mqtt5({ "3.4.2-2", "3.4.2-3" })
	void pubAckHasNeitherReasonStringNorUserProperties() {
		assertThat(refusal(QoS.AT_LEAST_ONCE).hex()).isEqualTo("4003000797");
	}

	@Test
	@Mqtt5({ "3.5.2-2", "3.5.2-3" })
	void pubRecHasNeitherReasonStringNorUserProperties() {
		assertThat(refusal(QoS.EXACTLY_ONCE).hex()).isEqualTo("5003000797");
	}

	@Test
	@Mqtt5({ "3.6.2-2", "3.6.2-3" })
	void pubRelHasNeitherReasonStringNorUserProperties() {
		assertThat(smallPackets().send(new PubRec(5)).expectFrame(PubRel.class).hex()).isEqualTo("6203000592");
	}

	@Test
	@Mqtt5({ "3.7.2-2", "3.7.2-3" })
	void pubCompHasNeitherReasonStringNorUserProperties() {
		assertThat(smallPackets().send(new PubRel(5)).expectFrame(PubComp.class).hex()).isEqualTo("7003000592");
	}

	/**
	 * Connect to a server that takes packets of 16 bytes at most.
	 */
	private ScriptedConnection smallPackets() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, 16L,
						null, null, null, List.of(), null, null, null, null, null, null, null, null)));
		connected(MqttVersion.V5);
		return this.broker.accept();
	}

	private Frame refusal(QoS qos) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, 16L,
						null, null, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		connection.send(publish("a", "x", qos, 7));
		receive(subscription).ack(ReasonCode.QUOTA_EXCEEDED);
		Frame answer = connection.expectFrame((qos == QoS.AT_LEAST_ONCE) ? PubAck.class : PubRec.class);
		assertThat(client.statistics().negativeAcks()).isOne();
		return answer;
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.5.0-2")
	@Mqtt311({ "4.5.0-2", "3.3.2-3" })
	void whatNobodyWantsIsAcknowledged(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withQos(QoS.EXACTLY_ONCE));
		connection.send(publish("other", "x", QoS.AT_LEAST_ONCE, 1));
		assertThat(connection.expectFrame(PubAck.class).hex()).isEqualTo("40020001");
		connection.send(publish("other", "x", QoS.EXACTLY_ONCE, 2));
		assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020002");
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.6.0-2")
	@Mqtt311("4.6.0-2")
	void pubAcksGoOutInTheOrderOfReceipt(MqttVersion version) {
		assertOrder(version, QoS.AT_LEAST_ONCE);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.6.0-3")
	@Mqtt311("4.6.0-3")
	void pubRecsGoOutInTheOrderOfReceipt(MqttVersion version) {
		assertOrder(version, QoS.EXACTLY_ONCE);
	}

	private void assertOrder(MqttVersion version, QoS qos) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		int[] ids = { 9, 3, 7, 1 };
		List<MqttMessage> messages = new ArrayList<>();
		for (int id : ids) {
			connection.send(publish("a", "x", qos, id));
			messages.add(receive(subscription));
		}
		for (int i = ids.length - 1; i >= 0; i--) {
			messages.get(i).ack();
		}
		for (int id : ids) {
			assertThat(connection.expectFrame((qos == QoS.AT_LEAST_ONCE) ? PubAck.class : PubRec.class).packetId())
				.isEqualTo(id);
		}
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.3.2")
	void aRepeatOfAnUnacknowledgedQos1MessageIsNotDelivered(MqttVersion version) {
		assertRepeat(version, QoS.AT_LEAST_ONCE);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.3.3")
	void aRepeatOfAnUnacknowledgedQos2MessageIsNotDelivered(MqttVersion version) {
		assertRepeat(version, QoS.EXACTLY_ONCE);
	}

	private void assertRepeat(MqttVersion version, QoS qos) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		Publish publish = publish("a", "x", qos, 7);
		connection.send(publish).send(duplicate(publish));
		MqttMessage message = receive(subscription);
		assertAlive(client);
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
		message.ack();
		connection.expectFrame((qos == QoS.AT_LEAST_ONCE) ? PubAck.class : PubRec.class);
		connection.expectNothing(A_WHILE);
	}

	@Test
	@Mqtt5("4.3.3-13")
	void anExchangeIsFinishedEvenIfTheMessageExpires() {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		connection.send(Publish.of("a", "x".getBytes(StandardCharsets.UTF_8), QoS.EXACTLY_ONCE, false, false, 7,
				PublishPacketProperties
					.of(PublishProperties.builder().messageExpiryInterval(Duration.ofSeconds(1)).build())));
		connection.expectNothing(Duration.ofMillis(1100));
		assertThat(receive(subscription).text()).isEqualTo("x");
		assertThat(connection.expectFrame(PubRec.class).hex()).isEqualTo("50020007");
		connection.send(new PubRel(7));
		assertThat(connection.expectFrame(PubComp.class).hex()).isEqualTo("70020007");
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 32050001610000", "V3_1_1, 34050001610000", "V5, 3206000161000000", "V5, 3406000161000000" })
	@Mqtt5("2.2.1-4")
	@Mqtt311("2.3.1-4")
	void identifier0IsRefused(MqttVersion version, String bad) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		connection.send(publish("a", "good", QoS.AT_LEAST_ONCE, 9));
		assertThat(receive(subscription).text()).isEqualTo("good");
		connection.expect(PubAck.class);
		connection.sendRaw(bad);
		expectRefusal(connection, version, 0x82);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 60", "V3_1_1, 63", "V5, 60", "V5, 6A" })
	@Mqtt5("3.6.1-1")
	@Mqtt311("2.2.2-2")
	void aPubRelWithOtherFlagsIsRefused(MqttVersion version, String header) {
		connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw("62020005");
		connection.expect(PubComp.class);
		connection.sendRaw(header + "020005");
		expectRefusal(connection, version, 0x81);
	}

	@Test
	@Mqtt5("3.3.4-9")
	void moreThanTheReceiveMaximumIsRefused() {
		MqttClient client = v5((builder) -> builder.receiveMaximum(2));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		connection.send(publish("a", "1", QoS.AT_LEAST_ONCE, 1)).send(publish("a", "2", QoS.EXACTLY_ONCE, 2));
		receive(subscription);
		receive(subscription);
		assertAlive(client);
		connection.send(publish("a", "3", QoS.AT_LEAST_ONCE, 3));
		expectRefusal(connection, MqttVersion.V5, 0x93);
	}

}
