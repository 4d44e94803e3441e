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
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import ch.qos.logback.classic.Level;
import io.zmqtt.CapturedLog;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.Will;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.spi.AuthData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole runs with everything logged that anybody logs, none of which shows a secret.
 */
class SecretLogTests extends ScriptedTests {

	private static final byte[] PAYLOAD = Secret.bytes(Secret.PAYLOAD);

	private static final PublishProperties PROPERTIES = PublishProperties.builder()
		.correlationData(Secret.bytes(Secret.CORRELATION))
		.build();

	private static final Will WILL = Will.of("will", Secret.WILL, QoS.AT_LEAST_ONCE);

	private final CapturedLog log = CapturedLog.ofAll();

	@AfterEach
	void close() {
		this.log.close();
	}

	private Publish secret(MqttVersion version, String topic, QoS qos, int packetId) {
		return Publish.of(topic, PAYLOAD, qos, false, false, packetId,
				(version == MqttVersion.V5) ? PublishPacketProperties.of(PROPERTIES) : PublishPacketProperties.NONE);
	}

	private static CompletableFuture<PublishResult> publish(MqttClient client, QoS qos) {
		return (client instanceof MqttClientV5 v5)
				? v5.publishAsync("out", PAYLOAD, PublishOptions.qos(qos), PROPERTIES)
				: client.publishAsync("out", PAYLOAD, qos);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics({ "4.12", "4.13" })
	void aRunWithAllThatMayHappenTellsNoSecret(MqttVersion version) {
		MqttClient client = client(version, (builder) -> secrets(builder));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		Connect connect = connection.expect(Connect.class);
		assertThat(connect.password()).isEqualTo(Secret.bytes(Secret.PASSWORD));
		assertThat(connect.will()).isNotNull();
		this.listener.await(Connected.class);
		exchange(client, connection, version);
		// what the broker must not send, and what cannot be read
		connection = refuse(connection, malformed(connection, secret(version, "a/#", QoS.AT_MOST_ONCE, 0)));
		connection = refuse(connection, malformed(connection, secret(version, "a", QoS.AT_LEAST_ONCE, 0)));
		connection = refuse(connection, new byte[] { 0x30, 4, 0, 9, 'a', 0 });
		connection = refuse(connection, connection.encode(connect));
		exchange(client, connection, version);
		// an outage
		this.broker.refuseConnections();
		connection.reset();
		this.listener.await(Disconnected.class);
		this.listener.await(Reconnecting.class);
		failure(publish(client, QoS.AT_MOST_ONCE), MqttException.class);
		CompletableFuture<PublishResult> waiting = publish(client, QoS.AT_LEAST_ONCE);
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.BAD_USER_NAME_OR_PASSWORD));
		this.broker.acceptConnections();
		this.broker.accept().expectClosed();
		this.broker.automatic(PacketType.CONNECT);
		eventually(client, ClientState.CONNECTED);
		result(waiting);
		client.close();
		assertKept(version);
		assertThat(this.log.messages(Level.WARN, "broke a rule")).hasSize(4);
		assertThat(this.log.messages(Level.ERROR, "The handler of")).isNotEmpty();
		assertThat(this.log.messages(Level.WARN, "No subscription wanted a message on 'nobody'")).hasSize(1);
		assertThat(this.log.messages(Level.WARN, "The server sent PUBACK")).hasSize(1);
		assertThat(this.log.messages(Level.DEBUG, "The client tries again.")).isNotEmpty();
	}

	private static void secrets(MqttClientBuilder<?> builder) {
		builder.credentials("user", Secret.PASSWORD);
		if (builder instanceof MqttClientV5.Builder v5) {
			v5.will(WILL, Duration.ofSeconds(5), PROPERTIES);
		}
		else {
			builder.will(WILL);
		}
	}

	/**
	 * Send and receive in all ways.
	 */
	private void exchange(MqttClient client, ScriptedConnection connection, MqttVersion version) {
		for (QoS qos : QoS.values()) {
			result(publish(client, qos));
		}
		if (version == MqttVersion.V5) {
			this.broker.answer(PacketType.PUBLISH, (packet) -> new PubAck(((Publish) packet).packetId(),
					ReasonCode.QUOTA_EXCEEDED, AckProperties.NONE));
			MqttException refused = failure(publish(client, QoS.AT_LEAST_ONCE), MqttException.class);
			Secret.assertKept(refused.toString());
			this.broker.automatic(PacketType.PUBLISH);
		}
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("in").withQos(QoS.EXACTLY_ONCE));
		MqttSubscription failing = client.subscribe(SubscriptionSpec.of("bad").withQos(QoS.EXACTLY_ONCE), (message) -> {
			throw new IllegalStateException("A message of " + message.payload().length + " bytes");
		});
		int id = 1;
		for (QoS qos : QoS.values()) {
			for (String topic : List.of("in", "bad", "nobody")) {
				connection.send(secret(version, topic, qos, (qos == QoS.AT_MOST_ONCE) ? 0 : id++));
			}
			MqttMessage message = subscription.receive(Breach.patience()).orElseThrow();
			assertThat(message.payload()).isEqualTo(PAYLOAD);
		}
		connection.send(new PubAck(4711));
		assertAlive(client);
		subscription.close();
		failing.close();
	}

	/**
	 * Return the bytes of a packet that the encoder need not allow.
	 */
	private static byte[] malformed(ScriptedConnection connection, Publish publish) {
		Publish allowed = Publish.of("b".repeat(publish.topic().length()), publish.payload(), publish.qos(), false,
				false, (publish.qos() == QoS.AT_MOST_ONCE) ? 0 : 1, publish.properties());
		Frame frame = Frame.of(connection.encode(allowed));
		for (int i = 0; i < publish.topic().length(); i++) {
			frame = frame.withByte(2 + i, publish.topic().charAt(i));
		}
		return ((publish.qos() != QoS.AT_MOST_ONCE) ? frame.withPacketId(publish.packetId()) : frame).toBytes();
	}

	/**
	 * Send what ends the connection, and wait for the next one.
	 */
	private ScriptedConnection refuse(ScriptedConnection connection, byte[] bytes) {
		connection.sendBytes(bytes);
		connection.expectClosed();
		Disconnected lost = this.listener.await(Disconnected.class);
		assertThat(lost.willReconnect()).isTrue();
		Secret.assertKept(lost.toString());
		this.listener.await(Connected.class);
		return this.broker.accept();
	}

	/**
	 * The data of an exchange, of one that fails, and of one that the server begins.
	 */
	@Test
	@Semantics("4.13")
	void authenticationDataIsNotTold() {
		this.broker.answer(PacketType.CONNECT, (packet) -> AuthenticationTests.accept(Secret.AUTHENTICATION));
		this.broker.answer(PacketType.AUTH, (packet) -> new Auth(ReasonCode.SUCCESS,
				new AuthProperties(TestAuthHandler.METHOD, Secret.bytes(Secret.AUTHENTICATION), null, List.of())));
		TestAuthHandler handler = new TestAuthHandler();
		handler.initial = (number) -> CompletableFuture.completedFuture(TestAuthHandler.data(Secret.AUTHENTICATION));
		MqttClientV5 client = v5((builder) -> builder.authHandler(handler).credentials("user", Secret.PASSWORD));
		client.connect();
		client.reauthenticate();
		ScriptedConnection connection = this.broker.accept();
		Connected connected = this.listener.await(Connected.class);
		Secret.assertKept(connected.toString());
		connection.send(AuthenticationTests.challenge(Secret.AUTHENTICATION));
		expectLoss(connection);
		connection = this.broker.accept();
		connection.send(AuthenticationTests.auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", Secret.AUTHENTICATION));
		expectLoss(connection);
		this.broker.accept();
		Function<Integer, CompletionStage<AuthData>> working = handler.initial;
		handler.initial = (number) -> CompletableFuture
			.completedFuture(TestAuthHandler.data(Secret.AUTHENTICATION.repeat(4000)));
		failure(client.reauthenticateAsync(), Exception.class);
		handler.initial = working;
		eventually(client, ClientState.CONNECTED);
		client.close();
		assertKept(MqttVersion.V5);
		assertThat(this.log.messages(Level.WARN, "broke a rule")).hasSize(2);
	}

	private void expectLoss(ScriptedConnection connection) {
		connection.expect(Disconnect.class);
		connection.expectClosed();
		Disconnected lost = this.listener.await(Disconnected.class);
		Secret.assertKept(lost.toString());
		this.listener.await(Connected.class);
	}

	private void assertKept(MqttVersion version) {
		assertThat(this.log.messages(Level.INFO,
				"Connected to " + this.broker.host() + ":" + this.broker.port() + " with MQTT " + version))
			.hasSizeGreaterThanOrEqualTo(2);
		this.log.lines().forEach((line) -> Secret.assertKept(line.toString()));
		this.listener.events().forEach((event) -> Secret.assertKept(event.toString()));
	}

}
