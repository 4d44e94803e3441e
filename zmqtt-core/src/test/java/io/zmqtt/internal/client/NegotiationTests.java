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

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.DisconnectOptions;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.UserProperty;
import io.zmqtt.Will;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.WillMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What CONNECT, CONNACK and DISCONNECT say, and what follows from it.
 */
class NegotiationTests extends ScriptedTests {

	private static final AckProperties EXPLAINED = new AckProperties("because", List.of(new UserProperty("a", "b")));

	// CONNACK

	@ParameterizedTest
	@CsvSource({ "0, , 0", "300, , 300", "300, 60, 60", "0, 60, 60", "300, 0, 0", "4294967295, , 4294967295" })
	void sessionExpiryIntervalOfTheServer(long own, @Nullable Long servers, long expected) {
		this.broker.answer(PacketType.CONNECT, (packet) -> accept(servers, null, null));
		MqttClientV5 client = v5((builder) -> builder.sessionExpiryInterval(Duration.ofSeconds(own)));
		assertThat(client.connect().sessionExpiryInterval()).isEqualTo(Duration.ofSeconds(expected));
	}

	@ParameterizedTest
	@CsvSource({ "ALWAYS, 0", "NEVER, 4294967295", "AUTOMATIC, 0" })
	void sessionExpiryIntervalOfMqtt311(CleanStart cleanStart, long expected) {
		MqttClient client = client(MqttVersion.V3_1_1, (builder) -> builder.cleanStart(cleanStart));
		assertThat(client.connect().sessionExpiryInterval()).isEqualTo(Duration.ofSeconds(expected));
	}

	@Test
	@Mqtt5("3.1.3-2")
	@Semantics("4.11")
	void anAssignedClientIdentifierIsKept() {
		this.broker.answer(PacketType.CONNECT, (packet) -> ((Connect) packet).clientId().isEmpty()
				? accept(null, "given", null) : new ConnAck(false, ReasonCode.SUCCESS));
		MqttClientV5 client = v5((builder) -> builder.clientId(""));
		assertThat(client.connect().clientId()).isEqualTo("given");
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).clientId()).isEmpty();
		connection.reset();
		assertThat(this.broker.accept().expect(Connect.class).clientId()).isEqualTo("given");
		eventually(client, ClientState.CONNECTED);
	}

	@Test
	@Mqtt5("3.2.2-16")
	void aMissingAssignedClientIdentifierIsAProtocolError() {
		MqttClientV5 client = v5((builder) -> builder.clientId(""));
		assertThat(failure(client.connectAsync(), MqttConnectException.class).failure()).isEqualTo(Failure.PROTOCOL);
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
	}

	@Test
	void responseInformationThatWasNotAskedForIsAProtocolError() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, null,
						null, null, null, List.of(), null, null, null, null, "resp", null, null, null)));
		v5((builder) -> {
		}).connect();
		this.broker.accept();
		MqttClientV5 client = v5((builder) -> builder.replyTopicPrefix("own"));
		assertThat(failure(client.connectAsync(), MqttConnectException.class).failure()).isEqualTo(Failure.PROTOCOL);
		assertThat(this.broker.accept().expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
	}

	@Test
	void onMqtt311NothingIsAssigned() {
		MqttClient client = connected(MqttVersion.V3_1_1, (builder) -> builder.clientId(""));
		assertThat(client.connectionInfo()).map(ConnectionInfo::clientId).contains("");
	}

	@ParameterizedTest
	@CsvSource({ "V5, 20 03 01 88 00", "V5, 20 03 02 00 00", "V5, 20 03 00 7F 00", "V5, 20 05 00 00 02 24 03",
			"V3_1_1, 20 02 01 03", "V3_1_1, 20 02 00 06" })
	void connAckThatIsNotAllowed(MqttVersion version, String hex) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendRaw(hex);
		assertThat(failure(connect, MqttConnectException.class).failure()).isEqualTo(Failure.PROTOCOL);
		connection.expectClosed();
		assertThat(connection.received(Disconnect.class)).hasSize((version == MqttVersion.V5) ? 1 : 0);
	}

	@Test
	void aRefusalCarriesUserProperties() {
		List<UserProperty> properties = List.of(new UserProperty("a", "b"), new UserProperty("a", "c"));
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.QUOTA_EXCEEDED, new ConnAckProperties(null, null, null, null,
						null, null, null, "full", properties, null, null, null, null, null, null, null, null)));
		MqttConnectException failure = failure(v5((builder) -> {
		}).connectAsync(), MqttConnectException.class);
		assertThat(failure.userProperties()).isEqualTo(properties);
		assertThat(failure.reasonString()).contains("full");
		ScriptedConnection connection = this.broker.accept();
		connection.expectClosed();
		assertThat(connection.received()).hasSize(1);
	}

	// Keep-alive

	@ParameterizedTest
	@CsvSource({ "V5, 1, 0", "V5, 1, 60", "V5, 0, 0" })
	@Mqtt5({ "3.1.2-21", "3.2.2-21" })
	void theServerMayAskForFewerPings(MqttVersion version, int own, int servers) {
		this.broker.manual(PacketType.PINGREQ);
		this.broker.answer(PacketType.CONNECT, (packet) -> accept(null, null, servers));
		MqttClient client = client(version, (builder) -> builder.keepAlive(Duration.ofSeconds(own)));
		assertThat(client.connect().keepAlive()).isEqualTo(Duration.ofSeconds(servers));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).keepAlive()).isEqualTo(own);
		connection.expectNothing(Duration.ofMillis(1300));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 60, 0xFFFF })
	@Mqtt5({ "3.1.2-21", "3.2.2-21" })
	void theServerMayAskForMorePings(int own) {
		this.broker.manual(PacketType.PINGREQ);
		this.broker.answer(PacketType.CONNECT, (packet) -> accept(null, null, 1));
		MqttClient client = client(MqttVersion.V5, (builder) -> builder.keepAlive(Duration.ofSeconds(own)));
		assertThat(client.connect().keepAlive()).isEqualTo(Duration.ofSeconds(1));
		ScriptedConnection connection = this.broker.accept();
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
	}

	// Problem information

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void problemInformationIsAskedFor(boolean request) {
		v5((builder) -> builder.requestProblemInformation(request)).connect();
		assertThat(this.broker.accept().expect(Connect.class).properties().requestProblemInformation())
			.isEqualTo(request ? null : false);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.2-29")
	void explanationsThatWereNotAskedForAreAProtocolError(Explained explained) {
		MqttClientV5 client = v5((builder) -> builder.requestProblemInformation(false));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(explained.packet());
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).cause()).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining("problem information");
	}

	@Test
	void explanationsAreAllowedOnSomePackets() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS,
						new ConnAckProperties(null, null, null, null, null, null, null, "hello",
								EXPLAINED.userProperties(), null, null, null, null, null, null, null, null)));
		MqttClientV5 client = v5((builder) -> builder.requestProblemInformation(false));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		PublishProperties properties = PublishProperties.builder().userProperties(EXPLAINED.userProperties()).build();
		connection.send(Publish.of("a", new byte[0], QoS.AT_MOST_ONCE, false, false, 0,
				new PublishPacketProperties(properties, 0, new int[0])));
		client.publish("a", "b", QoS.EXACTLY_ONCE);
		assertAlive(client);
		connection.send(new Disconnect(ReasonCode.SERVER_BUSY,
				new DisconnectProperties(null, "later", EXPLAINED.userProperties(), null)));
		assertThat(this.listener.await(Disconnected.class).cause()).hasMessageContaining("later");
	}

	@Test
	void explanationsAreAllowedWhenAskedFor() {
		this.broker.answer(PacketType.PUBLISH,
				(packet) -> new PubAck(((Publish) packet).packetId(), ReasonCode.SUCCESS, EXPLAINED));
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		assertThat(client.publish("a", "b", QoS.AT_LEAST_ONCE).reasonString()).contains("because");
	}

	// DISCONNECT

	@ParameterizedTest
	@ValueSource(strings = { "E0 07 00 05 11 00 00 00 05", "E0 07 89 05 11 00 00 00 00" })
	@Mqtt5("3.14.2-2")
	void aServerMayNotSetTheSessionExpiryInterval(String hex) {
		connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw(hex);
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
		this.broker.accept();
	}

	@Test
	void disconnectWithWill() {
		MqttClientV5 client = v5((builder) -> builder.will(Will.of("a", "gone", QoS.AT_LEAST_ONCE)));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.disconnect(DisconnectOptions.withWill());
		assertThat(connection.expect(Disconnect.class)).isEqualTo(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL));
		connection.expectClosed();
	}

	@Test
	void disconnectWithEverything() {
		MqttClientV5 client = v5((builder) -> builder.sessionExpiryInterval(Duration.ofSeconds(60)));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.disconnect(new DisconnectOptions(ReasonCode.ADMINISTRATIVE_ACTION, "maintenance", Duration.ofSeconds(10),
				EXPLAINED.userProperties()));
		assertThat(connection.expect(Disconnect.class)).isEqualTo(new Disconnect(ReasonCode.ADMINISTRATIVE_ACTION,
				new DisconnectProperties(10L, "maintenance", EXPLAINED.userProperties(), null)));
	}

	@Test
	@Mqtt5({ "3.14.2-3", "3.14.2-4" })
	void disconnectThatIsTooLargeSaysLess() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, 40L,
						null, null, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.disconnect(new DisconnectOptions(ReasonCode.UNSPECIFIED_ERROR, "a text", null,
				List.of(new UserProperty("key", "a value that is too long for this"))));
		assertThat(connection.expect(Disconnect.class)).isEqualTo(new Disconnect(ReasonCode.UNSPECIFIED_ERROR,
				new DisconnectProperties(null, "a text", List.of(), null)));
	}

	// Will

	@Test
	void willOfMqtt5() {
		PublishProperties properties = PublishProperties.builder()
			.utf8Payload(true)
			.messageExpiryInterval(Duration.ofSeconds(7))
			.contentType("text/plain")
			.responseTopic("answers")
			.correlationData(new byte[] { 1, 2 })
			.userProperty("a", "b")
			.userProperty("a", "c")
			.build();
		Will will = new Will("last/words", bytes("gone"), QoS.EXACTLY_ONCE, true);
		v5((builder) -> builder.will(will, Duration.ofSeconds(300), properties)).connect();
		Connect connect = this.broker.accept().expect(Connect.class);
		assertThat(connect.will())
			.isEqualTo(new WillMessage("last/words", bytes("gone"), QoS.EXACTLY_ONCE, true, 300, properties));
	}

	/**
	 * The bytes of the will, written from MQTT 5.0, section 3.1.3.
	 */
	@Test
	@Mqtt5({ "3.1.2-9", "3.1.3-1" })
	void willInBytes() throws IOException {
		Will will = new Will("w", bytes("x"), QoS.AT_LEAST_ONCE, true);
		PublishProperties properties = PublishProperties.builder().contentType("t").userProperty("k", "v").build();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			v5((builder) -> builder.servers(new ServerAddress("127.0.0.1", server.getLocalPort()))
				.clientId("c")
				.will(will, Duration.ofSeconds(5), properties)).connectAsync();
			try (Socket socket = server.accept()) {
				InputStream in = socket.getInputStream();
				assertThat(in.read()).isEqualTo(0x10);
				byte[] bytes = in.readNBytes(in.read());
				// protocol name and version, then the flags: retain, QoS 1, will, clean
				// start
				assertThat(bytes).startsWith(0, 4, 'M', 'Q', 'T', 'T', 5, 0x2E, 0, 60);
				assertThat(bytes).endsWith(0, 1, 'c', 16, 0x18, 0, 0, 0, 5, 0x03, 0, 1, 't', 0x26, 0, 1, 'k', 0, 1, 'v',
						0, 1, 'w', 0, 1, 'x');
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void willOfBothVersions(MqttVersion version) {
		connected(version, (builder) -> builder.will(Will.of("w", "x", QoS.EXACTLY_ONCE).retained()));
		assertThat(this.broker.accept().expect(Connect.class).will())
			.isEqualTo(new WillMessage("w", bytes("x"), QoS.EXACTLY_ONCE, true, 0, PublishProperties.none()));
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 0x1_0000_0000L })
	void theWillDelayHasItsRange(long seconds) {
		Consumer<MqttClientV5.Builder> bad = (builder) -> builder.will(Will.of("w", "x", QoS.AT_MOST_ONCE),
				Duration.ofSeconds(seconds), PublishProperties.none());
		assertThatIllegalArgumentException().isThrownBy(() -> v5(bad)).withMessageContaining("Will delay");
	}

	// Strings

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000b", "\uD800", "a\uDC00" })
	void clientIdentifiersAreChecked(String clientId) {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("localhost").clientId(clientId))
			.withMessageStartingWith("Client identifier");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("localhost").clientId("x".repeat(65_536)))
			.withMessageStartingWith("Client identifier");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static ConnAck accept(@Nullable Long sessionExpiryInterval, @Nullable String assignedClientIdentifier,
			@Nullable Integer serverKeepAlive) {
		return new ConnAck(false, ReasonCode.SUCCESS,
				new ConnAckProperties(sessionExpiryInterval, null, null, null, null, assignedClientIdentifier, null,
						null, List.of(), null, null, null, serverKeepAlive, null, null, null, null));
	}

	/**
	 * Packets with problem information.
	 */
	enum Explained {

		PUBACK(new PubAck(1, ReasonCode.SUCCESS, EXPLAINED)), PUBREC(new PubRec(1, ReasonCode.SUCCESS, EXPLAINED)),
		PUBREL(new PubRel(1, ReasonCode.SUCCESS, EXPLAINED)), PUBCOMP(new PubComp(1, ReasonCode.SUCCESS, EXPLAINED)),
		SUBACK(new SubAck(1, List.of(ReasonCode.SUCCESS), EXPLAINED)),
		UNSUBACK(new UnsubAck(1, List.of(ReasonCode.SUCCESS), EXPLAINED)),
		ONLY_USER_PROPERTIES(new PubAck(1, ReasonCode.SUCCESS, new AckProperties(null, EXPLAINED.userProperties())));

		private final Packet packet;

		Explained(Packet packet) {
			this.packet = packet;
		}

		Packet packet() {
			return this.packet;
		}

	}

}
