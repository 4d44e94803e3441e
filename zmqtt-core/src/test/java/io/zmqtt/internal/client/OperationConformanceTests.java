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
import java.util.concurrent.CompletableFuture;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance of what concerns all packets: the transport, sizes, malformed and illegal
 * packets, by the bytes on the wire.
 */
class OperationConformanceTests extends ScriptedTests {

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.2.0-1")
	@Mqtt311("4.2.0-1")
	void packetsNeedNotComeInOnePiece(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE));
		for (byte b : connection.encode(publish("a", "piece by piece", QoS.AT_LEAST_ONCE, 5))) {
			connection.sendBytes(new byte[] { b });
		}
		assertThat(receive(subscription).text()).isEqualTo("piece by piece");
		connection.sendTogether(publish("a", "1", QoS.AT_LEAST_ONCE, 6), publish("a", "2", QoS.AT_LEAST_ONCE, 7));
		assertThat(receive(subscription).text()).isEqualTo("1");
		assertThat(receive(subscription).text()).isEqualTo("2");
	}

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(Breach.patience()).orElseThrow(() -> new AssertionError("No message"));
	}

	@Test
	@Mqtt5("3.1.2-24")
	@Semantics("4.12")
	void aPacketAboveTheClientsMaximumIsRefused() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.maximumPacketSize(1000));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).properties().maximumPacketSize()).isEqualTo(1000);
		MqttSubscription subscription = client.subscribe("a");
		connection.send(publish("a", new byte[1000 - 7], QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription).payload()).hasSize(1000 - 7);
		connection.send(publish("a", new byte[1000 - 6], QoS.AT_MOST_ONCE, 0));
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00195");
		connection.expectClosed();
	}

	/**
	 * Each with the reason code that section 4.13 asks for, and the client is back.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, 0000, 81", "V5, 0000, 81", "V3_1_1, 300300 02C080, 81", "V5, 30050002 C08000, 81",
			"V3_1_1, 30040002 6100, 81", "V5, 30050002 610000, 81", "V5, 3007000161 032300 00, 94",
			"V5, 30060001 61020400, 81", "V5, 300A0001 6106 03000003 0000, 82", "V5, 30090001 6105 1100000001, 82",
			"V5, 300600016102 0B00, 82", "V3_1_1, 40020000, 82", "V5, 40020000, 82", "V5, 4003000192, 82",
			"V3_1_1, 8206000100016100, 82", "V5, F00218 00, 82" })
	@Mqtt5({ "4.13.2-1", "2.2.2.2", "3.3.2.3" })
	@Mqtt311({ "4.8.0-1", "1.5.3-1", "1.5.3-2" })
	@Semantics({ "4.1", "4.12" })
	void whatIsMalformedOrIllegalEndsTheConnection(MqttVersion version, String hex, String code) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		assertAlive(client);
		connection.sendRaw(hex);
		if (version == MqttVersion.V5) {
			assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E001" + code);
		}
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).cause()).isInstanceOf(MqttProtocolException.class);
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	@ParameterizedTest
	@CsvSource({ "20 06 00 00 03 21 0000", "20 08 00 00 05 27 00000000", "20 05 00 00 02 24 02", "20 05 00 00 02 25 02",
			"20 05 00 00 02 28 02", "20 05 00 00 02 29 FF", "20 05 00 00 02 2A 02", "20 06 00 00 03 16 0000" })
	@Mqtt5("3.2.2.3")
	void valuesThatConnAckMayNotHaveAreRefused(String bad) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(MqttVersion.V5);
		CompletableFuture<?> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendRaw(bad);
		connection.expectClosed();
		assertThat(failure(connect, MqttConnectException.class)).hasMessageContaining("MQTT");
	}

	/**
	 * What fails while a packet is processed is no reason to go on as if it had not: here
	 * an answer that does not belong to what was sent.
	 */
	@ParameterizedTest
	@EnumSource
	@Mqtt311("4.8.0-2")
	@Semantics("4.1")
	void anAnswerThatCannotBeProcessedEndsTheConnection(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		Publish publish = connection.expectPublish("one");
		connection.send(new PubRec(publish.packetId()));
		connection.expectClosed();
		assertThat(connection.received(PubRel.class)).isEmpty();
		connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("one").packetId()));
		assertThat(result(one).resubmitted()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.1.0-1")
	@Mqtt311("4.1.0-1")
	void theSessionLastsAsLongAsTheConnection(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC, PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofMillis(100)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("in").withQos(QoS.EXACTLY_ONCE));
		connection.send(publish("in", "received", QoS.EXACTLY_ONCE, 9));
		receive(subscription);
		connection.expect(PubRec.class);
		failure(client.publishAsync("out", "sent".getBytes(StandardCharsets.UTF_8), QoS.EXACTLY_ONCE),
				MqttTimeoutException.class);
		Publish sent = connection.expectPublish("sent");
		connection.expectNothing(A_WHILE);
		connection.send(new PubRec(sent.packetId()));
		assertThat(connection.expect(PubRel.class).packetId()).isEqualTo(sent.packetId());
		connection.send(duplicate(publish("in", "received", QoS.EXACTLY_ONCE, 9)));
		assertThat(connection.expect(PubRec.class).packetId()).isEqualTo(9);
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

}
