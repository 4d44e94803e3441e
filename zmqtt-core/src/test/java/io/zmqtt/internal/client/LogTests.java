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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import io.zmqtt.AckMode;
import io.zmqtt.AckStall;
import io.zmqtt.CapturedLog;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says, and how often.
 */
class LogTests extends ScriptedTests {

	private static final String REPORTS = SessionReports.class.getName();

	private static final String CONNECTION = "io.zmqtt.internal.connection";

	private static final SubscriptionSpec MANUAL = SubscriptionSpec.of("a")
		.withQos(QoS.AT_LEAST_ONCE)
		.withAckMode(AckMode.MANUAL);

	private String server() {
		return this.broker.host() + ":" + this.broker.port();
	}

	// What the session reports

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 4002 0007, PUBACK", "V5, 4002 0007, PUBACK", "V3_1_1, 5002 0007, PUBREC",
			"V5, 5002 0007, PUBREC", "V5, 5003 0007 97, PUBREC", "V3_1_1, 6202 0007, PUBREL", "V5, 6202 0007, PUBREL",
			"V3_1_1, 7002 0007, PUBCOMP", "V5, 7002 0007, PUBCOMP", "V3_1_1, 9003 0007 00, SUBACK",
			"V5, 9004 0007 00 00, SUBACK", "V3_1_1, B002 0007, UNSUBACK", "V5, B004 0007 00 00, UNSUBACK" })
	void anAcknowledgementOfNothingIsLoggedOnce(MqttVersion version, String hex, PacketType type) {
		try (CapturedLog log = CapturedLog.of(REPORTS)) {
			MqttClient client = connected(version);
			ScriptedConnection connection = this.broker.accept();
			this.broker.manual(PacketType.PUBREL);
			connection.sendRaw(hex);
			connection.sendRaw(hex);
			assertAlive(client);
			assertThat(log.messages(Level.WARN, "")).containsExactly("The server sent " + type
					+ " for packet identifier 7, under which nothing is open; 1 such packets so far");
		}
	}

	@ParameterizedTest
	@EnumSource
	void anAcknowledgementOfSomethingIsNotLogged(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(REPORTS)) {
			MqttClient client = connected(version);
			ScriptedConnection connection = this.broker.accept();
			for (QoS qos : QoS.values()) {
				client.publish("a", "x", qos);
				MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("b").withQos(qos));
				connection.send(publish("b", "y", qos, (qos == QoS.AT_MOST_ONCE) ? 0 : 7));
				subscription.receive(Breach.patience()).orElseThrow();
				subscription.close();
			}
			assertAlive(client);
			assertThat(log.lines()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.10")
	void aMessageForNobodyIsLoggedOnce(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(REPORTS)) {
			connected(version);
			ScriptedConnection connection = this.broker.accept();
			connection.send(publish("nobody/wants/this", "x", QoS.AT_LEAST_ONCE, 1));
			connection.send(publish("nor/this", "x", QoS.AT_LEAST_ONCE, 2));
			connection.expect(PubAck.class);
			connection.expect(PubAck.class);
			assertThat(log.messages(Level.WARN, "")).containsExactly(
					"No subscription wanted a message on 'nobody/wants/this'; 1 since the last time this was logged");
		}
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.5")
	void aStalledAcknowledgementIsLoggedOnce(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(REPORTS)) {
			MqttClient client = connected(version, (builder) -> builder.ackStallTimeout(Duration.ofMillis(100)));
			ScriptedConnection connection = this.broker.accept();
			MqttSubscription subscription = client.subscribe(MANUAL.withName("slow consumer"));
			connection.sendTogether(publish("a", "one", QoS.AT_LEAST_ONCE, 1),
					publish("a", "two", QoS.AT_LEAST_ONCE, 2));
			subscription.receive(Breach.patience()).orElseThrow();
			subscription.receive(Breach.patience()).orElseThrow().ack();
			this.listener.await(AckStall.class);
			connection.expectNothing(A_WHILE);
			assertThat(log.messages(Level.WARN, "")).containsExactly("A message on 'a' has not been acknowledged by"
					+ " slow consumer for 100 ms or longer and holds back the acknowledgements of 1 others."
					+ " Policy: REPORT.");
		}
	}

	// Protocol errors

	/**
	 * One line that says what the broker did, whom it concerns and what the client does
	 * about it.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			V5     | 30 07 0001 61 03 230011 | TOPIC_ALIAS_INVALID | Topic alias 17 above the maximum of 16
			V5     | 30 06 0000 03 230005    | PROTOCOL_ERROR      | Topic alias 5 stands for no topic
			V5     | 30 06 0001 61 02 7F00   | MALFORMED_PACKET    | Unknown property identifier 127
			V5     | 00 00                   | MALFORMED_PACKET    | Packet type 0 does not exist
			V3_1_1 | 00 00                   | MALFORMED_PACKET    | Packet type 0 does not exist
			V5     | C0 00                   | PROTOCOL_ERROR      | Unexpected PINGREQ from a server on MQTT 5.0
			V3_1_1 | F0 00                   | PROTOCOL_ERROR      | Unexpected AUTH from a server on MQTT 3.1.1
			V5     | 20 03 00 00 00          | PROTOCOL_ERROR      | Unexpected CONNACK
			V5     | 30 FF FF FF FF 01       | MALFORMED_PACKET    | The remaining length has more than four bytes
			""")
	@Semantics("4.12")
	void aProtocolErrorIsOneLine(MqttVersion version, String hex, ReasonCode reasonCode, String reason) {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			connected(version);
			ScriptedConnection connection = this.broker.accept();
			connection.sendRaw(hex);
			expectEnd(connection, version, reasonCode);
			expectOneLine(log, reason, reasonCode);
		}
	}

	@Test
	@Semantics("4.12")
	void tooManyUnacknowledgedMessagesAreOneLine() {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			MqttClientV5 client = v5((builder) -> builder.receiveMaximum(2));
			client.connect();
			ScriptedConnection connection = this.broker.accept();
			client.subscribe(MANUAL);
			for (int id = 1; id <= 3; id++) {
				connection.send(publish("a", "x", QoS.AT_LEAST_ONCE, id));
			}
			expectEnd(connection, MqttVersion.V5, ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
			expectOneLine(log, "More than 2 unacknowledged messages", ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
		}
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.12")
	void aWrongNumberOfReasonCodesIsOneLine(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			this.broker.manual(PacketType.SUBSCRIBE);
			MqttClient client = connected(version);
			ScriptedConnection connection = this.broker.accept();
			CompletableFuture<MqttSubscription> subscribe = client.subscribeAsync(SubscriptionSpec.of("a"));
			Subscribe packet = connection.expect(Subscribe.class);
			this.broker.automatic(PacketType.SUBSCRIBE);
			connection.send(
					new SubAck(packet.packetId(), List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS), AckProperties.NONE));
			expectEnd(connection, version, ReasonCode.PROTOCOL_ERROR);
			expectOneLine(log, "SUBACK with 2 reason codes for 1 filters", ReasonCode.PROTOCOL_ERROR);
			result(subscribe);
		}
	}

	/**
	 * Say why the broker ended the connection.
	 */
	@Test
	void whatTheServerSaysAtTheEndIsOneLine() {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			connected(MqttVersion.V5);
			ScriptedConnection connection = this.broker.accept();
			connection.send(new Disconnect(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
			connection.expectClosed();
			this.listener.await(Disconnected.class);
			this.listener.await(Connected.class);
			assertThat(warnings(log)).hasSize(1)
				.first()
				.asString()
				.contains(server(), "RECEIVE_MAXIMUM_EXCEEDED (0x93)")
				.endsWith("The client reconnects.");
		}
	}

	private void expectEnd(ScriptedConnection connection, MqttVersion version, ReasonCode reasonCode) {
		if (version == MqttVersion.V5) {
			assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(reasonCode);
		}
		connection.expectClosed();
		this.listener.await(Disconnected.class);
		this.listener.await(Connected.class);
	}

	private void expectOneLine(CapturedLog log, String reason, ReasonCode reasonCode) {
		assertThat(warnings(log)).containsExactly("The broker " + server() + " broke a rule: " + reason + " ["
				+ reasonCode + "]. The client reconnects.");
	}

	private static List<String> warnings(CapturedLog log) {
		return log.lines()
			.stream()
			.filter((line) -> line.level().isGreaterOrEqual(Level.WARN))
			.map(CapturedLog.Line::message)
			.toList();
	}

	// Outages

	@ParameterizedTest
	@EnumSource
	@Semantics("4.13")
	void anOutageIsOneWarningWhateverItTakes(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			MqttClient client = connected(version);
			ScriptedConnection connection = this.broker.accept();
			this.listener.await(Connected.class);
			for (int outage = 1; outage <= 2; outage++) {
				this.broker.refuseConnections();
				connection.reset();
				for (int attempt = 0; attempt < 4; attempt++) {
					this.listener.await(Reconnecting.class);
				}
				assertThat(warnings(log)).hasSize(outage)
					.last()
					.asString()
					.contains(server())
					.endsWith("The client reconnects.");
				assertThat(log.messages(Level.DEBUG, "The client tries again."))
					.hasSizeGreaterThanOrEqualTo(3 * outage);
				this.broker.acceptConnections();
				connection = this.broker.accept();
				this.listener.await(Connected.class);
				eventually(client, ClientState.CONNECTED);
				assertThat(log.messages(Level.INFO, "Connected to " + server())).hasSize(outage + 1);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.13")
	void theLastFailureIsOneWarning(MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(CONNECTION)) {
			this.broker.refuseConnections();
			CompletableFuture<?> connect = client(version).connectAsync();
			failure(connect, MqttConnectException.class);
			assertThat(warnings(log)).hasSize(1).first().asString().contains("Cannot connect to " + server());
		}
	}

}
