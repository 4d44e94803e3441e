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
import java.util.function.Consumer;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.Will;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conformance of CONNECT and of what the client makes of CONNACK, by the bytes on the
 * wire.
 */
class ConnectConformanceTests extends ScriptedTests {

	private static final int FLAGS = 7;

	private static final int USER_NAME = 0x80;

	private static final int PASSWORD = 0x40;

	private static final int WILL = 0x3C;

	private static final String TEXT = "\u00e9\u20ac\ud83d\ude00";

	private static final String TEXT_BYTES = "0009C3A9E282ACF09F9880";

	/**
	 * Connect, and return the bytes of CONNECT.
	 */
	private Frame connect(MqttVersion version, Consumer<MqttClientBuilder<?>> options) {
		connected(version, options);
		return this.broker.accept().expectFrame(Connect.class);
	}

	// What is sent

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.0-1")
	@Mqtt311("3.1.0-1")
	void theFirstPacketIsConnect(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		assertAlive(client);
		assertThat(connection.frames()).extracting(Frame::type).startsWith(1).containsOnlyOnce(1);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.2-1", "3.1.2-2" })
	@Mqtt311({ "3.1.2-1", "3.1.2-2" })
	void protocolNameAndVersion(MqttVersion version) {
		assertThat(connect(version, (builder) -> {
		}).hex().substring(4)).startsWith("00044D515454" + ((version == MqttVersion.V5) ? "05" : "04"));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.2-3")
	@Mqtt311("3.1.2-3")
	void theReservedFlagIsZero(MqttVersion version) {
		Frame all = connect(version,
				(builder) -> builder.credentials("u", "p").will(Will.of("w", "x", QoS.EXACTLY_ONCE).retained()));
		assertThat(all.byteAt(FLAGS)).isEqualTo(0xF6);
		Frame none = connect(version, (builder) -> {
		});
		assertThat(none.byteAt(FLAGS)).isEqualTo(0x02);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.2-11", "3.1.2-13" })
	@Mqtt311({ "3.1.2-11", "3.1.2-13", "3.1.2-15" })
	void withoutAWillItsFlagsAreZero(MqttVersion version) {
		assertThat(connect(version, (builder) -> builder.credentials("u", "p")).byteAt(FLAGS) & WILL).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_MOST_ONCE", "V3_1_1, AT_LEAST_ONCE", "V3_1_1, EXACTLY_ONCE", "V5, AT_MOST_ONCE",
			"V5, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	@Mqtt5({ "3.1.2-9", "3.1.2-12" })
	@Mqtt311({ "3.1.2-9", "3.1.2-14" })
	void aWillIsSentWhole(MqttVersion version, QoS qos) {
		Frame connect = connect(version, (builder) -> builder.will(Will.of("w/t", "last", qos)));
		assertThat(connect.byteAt(FLAGS) & WILL).isEqualTo(4 | qos.value() << 3);
		String properties = (version == MqttVersion.V5) ? "00" : "";
		assertThat(connect.hex()).endsWith("000474657374" + properties + "0003772F7400046C617374");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.2-16", "3.1.2-17" })
	@Mqtt311({ "3.1.2-18", "3.1.2-19" })
	void aUserNameIsThereWhenItsFlagIs(MqttVersion version) {
		Frame with = connect(version, (builder) -> builder.credentials(Credentials.of("me", null)));
		assertThat(with.byteAt(FLAGS) & USER_NAME).isEqualTo(USER_NAME);
		assertThat(with.hex()).endsWith("00047465737400026D65");
		Frame without = connect(version, (builder) -> {
		});
		assertThat(without.byteAt(FLAGS) & USER_NAME).isZero();
		assertThat(without.hex()).endsWith("000474657374");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.2-18", "3.1.2-19" })
	@Mqtt311({ "3.1.2-20", "3.1.2-21" })
	void aPasswordIsThereWhenItsFlagIs(MqttVersion version) {
		Frame with = connect(version, (builder) -> builder.credentials("me", "pw"));
		assertThat(with.byteAt(FLAGS) & PASSWORD).isEqualTo(PASSWORD);
		assertThat(with.hex()).endsWith("00047465737400026D6500027077");
		Frame without = connect(version, (builder) -> builder.credentials(Credentials.of("me", null)));
		assertThat(without.byteAt(FLAGS) & PASSWORD).isZero();
		assertThat(without.hex()).endsWith("00047465737400026D65");
	}

	@Test
	@Mqtt5("3.1.2-19")
	@Mqtt311("3.1.2-22")
	void aPasswordWithoutAUserNameIsForMqtt5Only() {
		Credentials credentials = new Credentials(null, new byte[] { 'p', 'w' });
		Frame connect = connect(MqttVersion.V5, (builder) -> builder.credentials(credentials));
		assertThat(connect.byteAt(FLAGS)).isEqualTo(0x42);
		assertThat(connect.hex()).endsWith("00047465737400027077");
		MqttClient client = client(MqttVersion.V3_1_1,
				(builder) -> builder.credentialsProvider((server) -> CompletableFuture.completedFuture(credentials)));
		failure(client.connectAsync(), Exception.class);
		client.close();
		this.broker.expectNoConnection(Duration.ofMillis(100));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.3-1", "3.1.3-3" })
	@Mqtt311({ "3.1.3-1", "3.1.3-3" })
	void thePayloadIsInOrder(MqttVersion version) {
		Frame connect;
		if (version == MqttVersion.V5) {
			v5((builder) -> builder.credentials("u", "p")
				.will(Will.of("w", "x", QoS.AT_LEAST_ONCE), Duration.ofSeconds(5),
						PublishProperties.builder().contentType("c").build()))
				.connect();
			connect = this.broker.accept().expectFrame(Connect.class);
		}
		else {
			connect = connect(version,
					(builder) -> builder.credentials("u", "p").will(Will.of("w", "x", QoS.AT_LEAST_ONCE)));
		}
		assertThat(connect.hex())
			.endsWith("000474657374" + ((version == MqttVersion.V5) ? "0918000000050300" + "0163" : "") + "000177"
					+ "000178" + "000175" + "000170");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.3-4", "3.1.3-11", "3.1.3-12" })
	@Mqtt311({ "3.1.3-4", "3.1.3-10", "3.1.3-11" })
	void itsStringsAreUtf8(MqttVersion version) {
		Frame connect = connect(version,
				(builder) -> builder.clientId(TEXT)
					.credentials(Credentials.of(TEXT, null))
					.will(Will.of(TEXT, "", QoS.AT_MOST_ONCE)));
		String properties = (version == MqttVersion.V5) ? "00" : "";
		assertThat(connect.hex()).endsWith(TEXT_BYTES + properties + TEXT_BYTES + "0000" + TEXT_BYTES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\u0000", "\ud83d", "\ude00", "\ude00\ud83d", "a\ud83db" })
	@Mqtt5({ "1.5.4-1", "1.5.4-2", "1.5.7-1" })
	@Mqtt311({ "1.5.3-1", "1.5.3-2" })
	void illegalStringsAreRefusedBeforeAnyIo(String text) {
		MqttClientBuilder<?> builder = MqttClient.builder("localhost");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.clientId(text));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.credentials(text, "p"));
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> builder.will(Will.of(text, "x", QoS.AT_MOST_ONCE)));
		assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty(text, "v"));
		assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty("k", text));
	}

	@Test
	@Mqtt311("3.1.3-7")
	void anEmptyClientIdNeedsACleanSession() {
		for (CleanStart policy : List.of(CleanStart.NEVER, CleanStart.FIRST_CONNECT)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> MqttClient.builder("localhost").cleanStart(policy).build());
		}
		Frame connect = connect(MqttVersion.V3_1_1, (builder) -> builder.clientId(""));
		assertThat(connect.byteAt(FLAGS)).isEqualTo(0x02);
		assertThat(connect.hex()).endsWith("0000");
	}

	// Sessions

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.2-4")
	@Mqtt311("3.1.2-6")
	void aCleanStartDiscardsTheSession(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connected(version, (builder) -> builder.cleanStart(CleanStart.ALWAYS));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).byteAt(FLAGS)).isEqualTo(0x02);
		CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		CompletableFuture<PublishResult> two = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		connection.send(new PubRec(connection.expectPublish("two").packetId()));
		connection.expect(PubRel.class);
		connection.reset();
		connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).byteAt(FLAGS)).isEqualTo(0x02);
		assertThat(connection.expectFrame(Publish.class).duplicate()).isFalse();
		failure(two, Exception.class);
		connection.expectNothing(A_WHILE);
		assertThat(one).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.1.2-23", "4.1.0-1" })
	@Mqtt311({ "3.1.2-4", "3.2.2-2", "4.1.0-1" })
	void theSessionIsKeptWithoutAConnection(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = sessionClient(version, (builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).byteAt(FLAGS)).isZero();
		client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		Publish one = connection.expectPublish("one");
		client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		Publish two = connection.expectPublish("two");
		connection.send(new PubRec(two.packetId()));
		connection.expect(PubRel.class);
		this.broker.sessionPresent(true).refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		this.broker.acceptConnections();
		connection = this.broker.accept();
		connection.expect(Connect.class);
		assertThat(connection.expectFrame(Publish.class).packetId()).isEqualTo(one.packetId());
		assertThat(connection.expectFrame(PubRel.class).packetId()).isEqualTo(two.packetId());
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.3-2")
	@Mqtt311("3.1.3-2")
	void theClientIdIsTheSameOnEveryConnection(MqttVersion version) {
		connect(sessionClient(version, (builder) -> {
		}));
		for (int i = 0; i < 3; i++) {
			ScriptedConnection connection = this.broker.accept();
			assertThat(connection.expectFrame(Connect.class).hex()).endsWith("000773657373696F6E");
			connection.reset();
		}
	}

	@Test
	@Mqtt5("3.1.3-2")
	void anAssignedClientIdIsKept() {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.SUCCESS, assigned("given")));
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.clientId(""));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).hex()).endsWith("0000");
		assertThat(client.connectionInfo().orElseThrow().clientId()).isEqualTo("given");
		connection.reset();
		assertThat(this.broker.accept().expectFrame(Connect.class).hex()).endsWith("0005676976656E");
	}

	// Keep-alive

	@Test
	@Mqtt5({ "3.1.2-21", "3.2.2-21" })
	void theKeepAliveOfTheServerReplacesTheClients() {
		this.broker.manual(PacketType.PINGREQ)
			.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.SUCCESS, serverKeepAlive(1)));
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.keepAlive(Duration.ofMinutes(10)));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).shortAt(8)).isEqualTo(600);
		long start = System.nanoTime();
		connection.expect(PingReq.class);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
		assertThat(client.connectionInfo().orElseThrow().keepAlive()).isEqualTo(Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.1.2-20")
	@Mqtt311("3.1.2-23")
	void anIdleClientPings(MqttVersion version) {
		connected(version, (builder) -> builder.keepAlive(Duration.ofSeconds(1)));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).shortAt(8)).isEqualTo(1);
		assertThat(connection.expectFrame(PingReq.class).hex()).isEqualTo("C000");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.12.4-1")
	@Mqtt311("3.12.4-1")
	void aServerThatDoesNotAnswerPingIsGivenUp(MqttVersion version) {
		connected(version, (builder) -> builder.keepAlive(Duration.ofSeconds(1)).pingTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		connection.expect(PingReq.class);
		// it answered: the connection lives on
		this.broker.manual(PacketType.PINGREQ);
		connection.expect(PingReq.class);
		assertThat(this.broker.connectionCount()).isOne();
		connection.expectClosed();
		this.broker.accept().expect(Connect.class);
	}

	// CONNACK

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000, 20020200", "V3_1_1, 20020000, 20028000", "V5, 2003000000, 2003020000",
			"V5, 2003000000, 2003400000" })
	@Mqtt5("3.2.2-1")
	@Mqtt311("4.8.0-1")
	void reservedFlagsOfConnAckAreRefused(MqttVersion version, String good, String bad) {
		assertRefused(version, good, bad);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000, 20020100", "V5, 2003000000, 2003010000" })
	@Mqtt5({ "3.2.2-2", "3.2.2-4" })
	@Mqtt311("3.2.2-1")
	void aSessionAfterACleanStartIsRefused(MqttVersion version, String good, String bad) {
		assertRefused(version, good, bad);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000, 20020105", "V5, 2003000000, 2003018700" })
	@Mqtt5("3.2.2-6")
	@Mqtt311("3.2.2-4")
	void aSessionTogetherWithAFailureIsRefused(MqttVersion version, String good, String bad) {
		assertRefused(version, good, bad);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000, 20020006", "V5, 2003000000, 2003000100", "V5, 2003000000, 2003009200",
			"V5, 2003000000, 200300FF00" })
	@Mqtt5("3.2.2-8")
	void anUnlistedCodeOfConnAckIsRefused(MqttVersion version, String good, String bad) {
		assertRefused(version, good, bad);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000, D00020020000", "V5, 2003000000, D0002003000000", "V3_1_1, 20020000, 3003000161",
			"V5, 2003000000, 9004000100002003000000" })
	@Mqtt5("3.2.0-1")
	@Mqtt311("3.2.0-1")
	void anyPacketBeforeConnAckIsRefused(MqttVersion version, String good, String bad) {
		assertRefused(version, good, bad);
	}

	/**
	 * Connect with a good answer to CONNECT, then with a bad one.
	 */
	private void assertRefused(MqttVersion version, String good, String bad) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<?> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendRaw(good);
		result(connect);
		client.disconnect();
		connect = client.connectAsync();
		ScriptedConnection next = this.broker.accept();
		next.expect(Connect.class);
		next.sendRaw(bad);
		next.expectClosed();
		MqttConnectException failure = failure(connect, MqttConnectException.class);
		assertThat(failure.failure()).isEqualTo(Failure.PROTOCOL);
		assertThat(next.frames().subList(1, next.frames().size())).allMatch((frame) -> frame.is(PacketType.DISCONNECT))
			.hasSizeLessThanOrEqualTo((version == MqttVersion.V5) ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 20020000", "V5, 2003000000" })
	@Mqtt5("3.2.0-2")
	@Mqtt311("4.8.0-1")
	void aSecondConnAckIsRefused(MqttVersion version, String hex) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		assertAlive(client);
		connection.sendRaw(hex);
		if (version == MqttVersion.V5) {
			assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00182");
		}
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, SERVER_UNAVAILABLE", "V5, SERVER_UNAVAILABLE", "V5, UNSPECIFIED_ERROR", "V5, BANNED" })
	@Mqtt5("4.13.2-1")
	@Mqtt311("3.2.2-5")
	void aRefusalClosesTheConnection(MqttVersion version, ReasonCode reasonCode) {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, reasonCode));
		MqttClient client = client(version);
		MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(failure.reasonCode()).contains(reasonCode);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.expectClosed();
		assertThat(connection.frames()).hasSize(1);
	}

	@Test
	@Mqtt5("4.13.2-1")
	void aDisconnectOfTheServerClosesTheConnection() {
		connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw("E0018B");
		connection.expectClosed();
		assertThat(connection.frames()).hasSize(1);
	}

	@Test
	@Mqtt5("3.1.4-3")
	void aSessionThatWasTakenOverIsLeftToTheOther() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw("E0018E");
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
		eventually(client, ClientState.FAILED);
		this.broker.expectNoConnection(A_WHILE);
	}

	private static ConnAckProperties assigned(String clientId) {
		return new ConnAckProperties(null, null, null, null, null, clientId, null, null, List.of(), null, null, null,
				null, null, null, null, null);
	}

	private static ConnAckProperties serverKeepAlive(int seconds) {
		return new ConnAckProperties(null, null, null, null, null, null, null, null, List.of(), null, null, null,
				seconds, null, null, null, null);
	}

}
