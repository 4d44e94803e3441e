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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.ConnectFailed;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How a client makes, keeps and ends its connection. Tests with a number show a behaviour
 * that other clients got wrong.
 */
class ConnectionBehaviourTests extends ScriptedTests {

	private static final Duration SOON = Duration.ofSeconds(1);

	/**
	 * B1: no PINGREQ at all with keep-alive 0.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B1")
	void b1KeepAliveZeroSendsNoPing(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		connected(version, (builder) -> builder.keepAlive(Duration.ZERO));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).keepAlive()).isZero();
		connection.expectNothing(Duration.ofMillis(1200));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.1.2-23")
	@Mqtt5("3.1.2-20")
	void keepAlivePings(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version, (builder) -> builder.keepAlive(Duration.ofSeconds(1)));
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).keepAlive()).isOne();
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.12.4-1")
	@Mqtt5("3.12.4-1")
	@Semantics("4.1")
	void deadPeerIsNoticed(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		connected(version, (builder) -> builder.keepAlive(Duration.ofSeconds(1)).pingTimeout(Duration.ofMillis(100)));
		ScriptedConnection connection = this.broker.accept();
		connection.expect(PingReq.class);
		connection.expectClosed();
		Disconnected event = this.listener.await(Disconnected.class);
		assertThat(event.willReconnect()).isTrue();
		assertThat(event.cause()).isInstanceOfSatisfying(MqttDisconnectedException.class,
				(cause) -> assertThat(cause.source()).isEqualTo(MqttDisconnectedException.Source.CLIENT));
		this.broker.accept().expect(Connect.class);
	}

	/**
	 * B4: the broker closes the socket before CONNACK while reconnecting; the client
	 * keeps retrying.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B4")
	@Semantics("5.5")
	void b4CloseBeforeConnAckWhileReconnectingIsRetried(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		this.broker.manual(PacketType.CONNECT);
		connection.reset();
		for (int i = 1; i <= 4; i++) {
			connection = this.broker.accept();
			connection.expect(Connect.class);
			if (i == 4) {
				this.broker.automatic(PacketType.CONNECT);
			}
			connection.close();
		}
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	/**
	 * B5: a write fails; the client reconnects.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B5")
	void b5FailedWriteReconnects(MqttVersion version) {
		MqttClient client = connected(version);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		byte[] payload = new byte[1024 * 1024];
		for (int i = 0; i < 5; i++) {
			ScriptedConnection connection = this.broker.accept();
			connection.expect(Connect.class);
			connection.stopReading();
			eventually(client, ClientState.CONNECTED);
			for (int j = 0; j < 8; j++) {
				futures.add(client.publishAsync("a", payload, QoS.AT_LEAST_ONCE));
			}
			assertThat(futures).last().satisfies((future) -> assertThat(future).isNotDone());
			connection.reset();
		}
		for (CompletableFuture<PublishResult> future : futures) {
			assertThat(result(future).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		}
		this.broker.accept();
		assertAlive(client);
	}

	/**
	 * B9: CONNACK and PUBLISH in one TCP segment; the message is delivered at once.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_MOST_ONCE", "V3_1_1, AT_LEAST_ONCE", "V5, AT_MOST_ONCE", "V5, AT_LEAST_ONCE" })
	@Behaviour("B9")
	@Semantics("4.10")
	void b9MessageTogetherWithConnAckIsDelivered(MqttVersion version, QoS qos) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = sessionClient(version, (builder) -> {
		});
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a/+").withQos(QoS.AT_LEAST_ONCE));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendTogether(new ConnAck(true, ReasonCode.SUCCESS),
				publish("a/b", "together", qos, (qos == QoS.AT_MOST_ONCE) ? 0 : 1));
		assertThat(result(connect).sessionPresent()).isTrue();
		assertThat(subscription.receive(SOON)).get().extracting(MqttMessage::text).isEqualTo("together");
	}

	/**
	 * B13: a second close() is a no-op.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B13")
	void b13SecondCloseIsNoOp(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.close();
		connection.expect(Disconnect.class);
		connection.expectClosed();
		client.close();
		client.disconnect();
		assertThat(client.closeAsync()).succeedsWithin(SOON);
		assertThat(client.disconnectAsync()).succeedsWithin(SOON);
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		assertThat(connection.received(Disconnect.class)).hasSize(1);
		assertThatIllegalStateException().isThrownBy(client::connect);
		assertThatIllegalStateException().isThrownBy(() -> client.publish("a", "b"));
		assertThatIllegalStateException().isThrownBy(() -> client.subscribe("a"));
	}

	/**
	 * B19: a publish that is pending at disconnect() ends at once, not at its timeout.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B19")
	@Semantics("4.2")
	void b19PendingOperationsEndWithDisconnect(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.SUBSCRIBE);
		MqttClient client = connected(version,
				(builder) -> builder.operationTimeout(Duration.ofMinutes(1)).maxInflight(1));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> written = client.publishAsync("a", "1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> waiting = client.publishAsync("a", "2", QoS.EXACTLY_ONCE);
		AtomicReference<Thread> publisher = new AtomicReference<>();
		CompletableFuture<PublishResult> blocking = inBackground(() -> {
			publisher.set(Thread.currentThread());
			return client.publish("a", "3", QoS.AT_LEAST_ONCE);
		});
		await().until(() -> publisher.get() != null && publisher.get().getState() == Thread.State.TIMED_WAITING);
		CompletableFuture<MqttSubscription> subscribe = client.subscribeAsync(SubscriptionSpec.of("a"));
		connection.expect(Publish.class);
		connection.expect(Subscribe.class);
		client.disconnect();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		for (CompletableFuture<?> future : List.of(written, waiting, blocking, subscribe)) {
			assertThat(failure(future, MqttDisconnectedException.class).source())
				.isEqualTo(MqttDisconnectedException.Source.USER);
		}
	}

	/**
	 * B23: the first connect fails with retryFirstConnect: connect() ends at its
	 * deadline, attempts go on, close() ends them.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B23")
	void b23FirstConnectIsRetriedPastItsDeadline(MqttVersion version) {
		this.broker.refuseConnections();
		MqttClient client = client(version,
				(builder) -> builder.retryFirstConnect(true).operationTimeout(Duration.ofMillis(300)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(client::connect)
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo("connect"))
			.withCauseInstanceOf(MqttConnectException.class);
		assertThat(client.state()).isIn(ClientState.CONNECTING, ClientState.RECONNECTING);
		assertThat(this.listener.await(ConnectFailed.class).cause()).isInstanceOf(MqttConnectException.class);
		this.listener.await(Reconnecting.class);
		this.broker.acceptConnections();
		this.broker.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	/**
	 * B23, the second half.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B23")
	void b23CloseEndsTheAttempts(MqttVersion version) {
		this.broker.refuseConnections();
		MqttClient client = client(version,
				(builder) -> builder.retryFirstConnect(true).operationTimeout(Duration.ofMillis(100)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(client::connect);
		client.close();
		this.broker.acceptConnections();
		this.broker.expectNoConnection(A_WHILE);
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
	}

	@ParameterizedTest
	@EnumSource
	void secondConnectJoinsTheFirst(MqttVersion version) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<ConnectionInfo> first = client.connectAsync();
		CompletableFuture<ConnectionInfo> second = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		assertThat(result(first)).isEqualTo(result(second));
		assertThat(client.connectionInfo()).contains(client.connect());
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	void cancelledConnectDoesNotCancelTheOther(MqttVersion version) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<ConnectionInfo> first = client.connectAsync();
		CompletableFuture<ConnectionInfo> second = client.connectAsync();
		first.cancel(true);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		assertThat(result(second).version()).isEqualTo(version);
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U1")
	void closeBeforeConnect(MqttVersion version) {
		MqttClient client = client(version);
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		client.disconnect();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		client.close();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		client.close();
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U1")
	void closeDuringHandshake(MqttVersion version) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		assertThat(inBackground(() -> {
			client.close();
			return null;
		})).succeedsWithin(SOON);
		failure(connect, MqttDisconnectedException.class);
		connection.expectClosed();
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U1")
	@Semantics({ "4.2", "5.9" })
	void closeWhileReconnecting(MqttVersion version) {
		MqttClient client = connected(version);
		this.broker.refuseConnections();
		this.broker.accept().reset();
		this.listener.await(Reconnecting.class);
		CompletableFuture<PublishResult> waiting = client.publishAsync("a", "b", QoS.AT_LEAST_ONCE);
		assertThat(inBackground(() -> {
			client.close();
			return null;
		})).succeedsWithin(SOON);
		failure(waiting, MqttDisconnectedException.class);
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		client.close();
		this.broker.acceptConnections();
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U1")
	@Semantics("5.9")
	void disconnectWhileReconnectingEndsTheAttempts(MqttVersion version) {
		MqttClient client = connected(version);
		this.broker.refuseConnections();
		this.broker.accept().reset();
		this.listener.await(Reconnecting.class);
		client.disconnect();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		this.broker.acceptConnections();
		this.broker.expectNoConnection(A_WHILE);
		client.connect();
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	void closeIsBoundedWhenThePeerDoesNotRead(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.closeTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.stopReading();
		byte[] payload = new byte[1024 * 1024];
		CompletableFuture<PublishResult> publish = client.publishAsync("a", payload, QoS.AT_LEAST_ONCE);
		for (int i = 0; i < 15; i++) {
			publish = client.publishAsync("a", payload, QoS.AT_LEAST_ONCE);
		}
		assertThat(inBackground(() -> {
			client.close();
			return null;
		})).succeedsWithin(Duration.ofSeconds(2));
		assertThat(client.state()).isEqualTo(ClientState.CLOSED);
		failure(publish, MqttDisconnectedException.class);
	}

	@ParameterizedTest
	@EnumSource
	void connectAfterDisconnect(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription subscription = client.subscribe("a");
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Subscribe.class);
		client.disconnect();
		connection.expect(Disconnect.class);
		connection.expectClosed();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		assertThat(client.connectionInfo()).isEmpty();
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(() -> client.publish("a", "b"));
		client.disconnect();
		this.broker.expectNoConnection(A_WHILE);

		client.connect();
		connection = this.broker.accept();
		assertThat(connection.expect(Subscribe.class).subscriptions().get(0).topicFilter()).isEqualTo("a");
		connection.send(publish("a", "again", QoS.AT_MOST_ONCE, 0));
		assertThat(subscription.receive(SOON)).get().extracting(MqttMessage::text).isEqualTo("again");
		assertAlive(client);
	}

	/**
	 * The broker is to close the connection after DISCONNECT, so that nothing that is
	 * unread can reset it; but it gets little time for that.
	 */
	@ParameterizedTest
	@EnumSource
	void disconnectLetsTheBrokerClose(MqttVersion version) {
		this.broker.manual(PacketType.DISCONNECT);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> disconnect = client.disconnectAsync();
		connection.expect(Disconnect.class);
		connection.send(publish("a", "late", QoS.AT_LEAST_ONCE, 1));
		assertThat(disconnect).isNotDone();
		connection.close();
		result(disconnect);
		client.connect();
		connection = this.broker.accept();
		assertThat(client.disconnectAsync()).succeedsWithin(SOON);
		connection.expect(Disconnect.class);
		connection.expectClosed();
	}

	@ParameterizedTest
	@EnumSource
	void listenersAreToldInOrder(MqttVersion version) {
		MqttClient client = connected(version);
		this.broker.accept().reset();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
		client.disconnect();
		eventually(() -> assertThat(this.listener.events()).extracting((event) -> (Object) event.getClass())
			.containsExactly(Connected.class, Disconnected.class, Reconnecting.class, Connected.class,
					Disconnected.class));
		Disconnected lost = (Disconnected) this.listener.events().get(1);
		assertThat(lost.willReconnect()).isTrue();
		assertThat(lost.cause()).isInstanceOfSatisfying(MqttDisconnectedException.class,
				(cause) -> assertThat(cause.source()).isEqualTo(MqttDisconnectedException.Source.NETWORK));
		Disconnected ended = (Disconnected) this.listener.events().get(4);
		assertThat(ended.willReconnect()).isFalse();
		assertThat(ended.cause()).isInstanceOfSatisfying(MqttDisconnectedException.class,
				(cause) -> assertThat(cause.source()).isEqualTo(MqttDisconnectedException.Source.USER));
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.1")
	void withoutReconnectALostConnectionIsFinal(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		MqttSubscription subscription = client.subscribe("a");
		CompletableFuture<MqttMessage> receiving = inBackground(subscription::receive);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Subscribe.class);
		connection.reset();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
		eventually(client, ClientState.FAILED);
		failure(receiving, MqttException.class);
		this.broker.expectNoConnection(A_WHILE);
	}

	/**
	 * The reason codes that are sent on MQTT 5; on MQTT 3.1.1 the connection is closed.
	 */
	@ParameterizedTest
	@CsvSource({ "V5, 36 06 00 01 61 00 01 00, MALFORMED_PACKET, QoS 3", "V3_1_1, 36 05 00 01 61 00 01, , QoS 3",
			"V5, 00 00, MALFORMED_PACKET, reserved packet type", "V3_1_1, 00 00, , reserved packet type",
			"V5, 30 04 00 01 FF 00, MALFORMED_PACKET, topic that is not UTF-8",
			"V3_1_1, 30 03 00 01 FF, , topic that is not UTF-8",
			"V5, 30 FF FF FF FF 01, MALFORMED_PACKET, remaining length of five bytes",
			"V3_1_1, 30 FF FF FF FF 01, , remaining length of five bytes",
			"V5, 40 02 00 00, PROTOCOL_ERROR, packet identifier 0", "V3_1_1, 40 02 00 00, , packet identifier 0",
			"V5, 20 03 00 00 00, PROTOCOL_ERROR, second CONNACK", "V3_1_1, 20 02 00 00, , second CONNACK",
			"V5, C0 00, PROTOCOL_ERROR, PINGREQ of a server", "V3_1_1, C0 00, , PINGREQ of a server",
			"V5, 30 FF FF FF 7F, PACKET_TOO_LARGE, 256 MiB", "V3_1_1, 30 FF FF FF 7F, , 256 MiB" })
	@Mqtt311("4.8.0-1")
	@Mqtt5({ "3.1.2-24", "3.2.0-2" })
	@Semantics("4.12")
	void malformedPacketEndsTheConnection(MqttVersion version, String hex, ReasonCode reasonCode, String what) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw(hex);
		if (version == MqttVersion.V5) {
			assertThat(connection.expect(Disconnect.class).reasonCode()).as(what).isEqualTo(reasonCode);
		}
		connection.expectClosed();
		assertThat(connection.received(Disconnect.class)).hasSize((version == MqttVersion.V5) ? 1 : 0);
		Disconnected event = this.listener.await(Disconnected.class);
		assertThat(event.willReconnect()).isTrue();
		assertThat(event.cause()).isInstanceOf(MqttProtocolException.class)
			.hasMessageContaining(this.broker.host() + ":" + this.broker.port());
		if (reasonCode != null) {
			assertThat(((MqttProtocolException) event.cause()).reasonCode()).isEqualTo(reasonCode);
		}
		this.broker.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource(names = "V5")
	@Mqtt5("4.13.2-1")
	void disconnectByTheServerIsReported(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.send(new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN));
		connection.expectClosed();
		Disconnected event = this.listener.await(Disconnected.class);
		assertThat(event.cause()).isInstanceOfSatisfying(MqttDisconnectedException.class, (cause) -> {
			assertThat(cause.source()).isEqualTo(MqttDisconnectedException.Source.SERVER);
			assertThat(cause.reasonCode()).isEqualTo(Optional.of(ReasonCode.SERVER_SHUTTING_DOWN));
		});
		assertThat(event.willReconnect()).isTrue();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	@ParameterizedTest
	@EnumSource(names = "V5")
	@Mqtt5("3.1.4-3")
	@Semantics("5.4")
	void takenOverSessionIsNotTakenBack(MqttVersion version) {
		MqttClient client = connected(version);
		this.broker.accept().send(new Disconnect(ReasonCode.SESSION_TAKEN_OVER));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
		this.listener.await(RecordingListener.Failed.class);
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.2")
	void pingEndsWithTheConnection(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Duration> ping = client.pingAsync();
		connection.expect(PingReq.class);
		connection.reset();
		failure(ping, MqttDisconnectedException.class);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U10")
	void pingTimesOut(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version, (builder) -> builder.pingTimeout(Duration.ofMillis(100)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(client::ping)
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo("ping"));
	}

	@ParameterizedTest
	@EnumSource
	void aPingMayHaveATimeoutOfItsOwn(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.ping(Duration.ofMillis(50)))
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo("ping"));
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		CompletableFuture<Duration> ping = client.pingAsync(Duration.ofSeconds(Long.MAX_VALUE));
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		assertThat(result(ping)).isPositive();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
	}

	/**
	 * A blocking call on the network thread could never end: it fails, and names what to
	 * call instead.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U14")
	void blockingCallsOnTheNetworkThreadAreRefused(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		assertRefused(client, connection, "publishAsync", () -> client.publish("a", "b"));
		assertRefused(client, connection, "publishAsync",
				() -> client.publish("a", new byte[0], PublishOptions.qos(QoS.EXACTLY_ONCE)));
		assertRefused(client, connection, "subscribeAsync", () -> client.subscribe("b"));
		assertRefused(client, connection, "subscribeAsync", () -> client.subscribe("b", (message) -> {
		}));
		assertRefused(client, connection, "connectAsync", client::connect);
		assertRefused(client, connection, "disconnectAsync", client::disconnect);
		assertRefused(client, connection, "pingAsync", client::ping);
		assertRefused(client, connection, "unsubscribeAsync", subscription::unsubscribe);
		assertAlive(client);
	}

	private static void assertRefused(MqttClient client, ScriptedConnection connection, String twin, Runnable call) {
		CompletableFuture<Void> stage = client.publishAsync("a", "b", QoS.AT_LEAST_ONCE)
			.thenAccept((result) -> call.run());
		Publish publish = connection.expect(Publish.class);
		connection.send(new PubAck(publish.packetId()));
		assertThat(failure(stage, IllegalStateException.class)).hasMessageContaining(twin);
	}

	@ParameterizedTest
	@EnumSource
	void closeOnTheNetworkThreadDoesNotWait(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> stage = client.publishAsync("a", "b", QoS.AT_LEAST_ONCE)
			.thenAccept((result) -> client.close());
		Publish publish = connection.expect(Publish.class);
		connection.send(new PubAck(publish.packetId()));
		assertThat(stage).succeedsWithin(SOON);
		connection.expect(Disconnect.class);
		eventually(client, ClientState.CLOSED);
	}

}
