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

import io.zmqtt.AckMode;
import io.zmqtt.Birth;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.Will;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Reconnecting;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * That a client connects again when it is told to.
 */
class ReconnectOnRequestTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofMillis(150);

	/**
	 * A policy under which nothing happens by itself.
	 */
	private static final ReconnectPolicy SLOW = new ReconnectPolicy(true, Duration.ofHours(1), Duration.ofHours(1), 1,
			false, 0);

	private static List<String> published(ScriptedConnection connection) {
		return connection.received(Publish.class).stream().map(ScriptedConnection::text).toList();
	}

	private static void assertLeft(ScriptedConnection connection) {
		Disconnect goodbye = connection.expect(Disconnect.class);
		assertThat(goodbye.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(goodbye.properties().sessionExpiryInterval()).isNull();
		connection.expectClosed();
		List<Packet> all = connection.received();
		assertThat(all.get(all.size() - 1)).isInstanceOf(Disconnect.class);
	}

	@ParameterizedTest
	@EnumSource
	void leavesWithDisconnectAndConnectsWithoutADelay(MqttVersion version) {
		MqttClient client = connected(version,
				(builder) -> builder.reconnect(SLOW)
					.will(Will.of("state", "gone", QoS.AT_LEAST_ONCE))
					.birth(Birth.of("state", "born", QoS.AT_LEAST_ONCE)));
		MqttSubscription subscription = client.subscribe("in");
		client.reconnect(LONG);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		ScriptedConnection connection = this.broker.accept();
		connection.expectPublish("born");
		assertLeft(connection);
		connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.expect(Subscribe.class);
		connection.expectPublish("born");
		this.listener.await(Connected.class);
		Disconnected disconnected = this.listener.await(Disconnected.class);
		assertThat(disconnected.willReconnect()).isTrue();
		assertThat(disconnected.cause()).isInstanceOfSatisfying(MqttDisconnectedException.class,
				(cause) -> assertThat(cause.source()).isEqualTo(Source.USER));
		this.listener.await(Connected.class);
		assertThat(this.listener.events()).noneMatch(Reconnecting.class::isInstance);
		connection.send(publish("in", "x", QoS.AT_MOST_ONCE, 0));
		assertThat(subscription.receive(ScriptedBroker.TIMEOUT)).map(MqttMessage::text).contains("x");
		assertAlive(client);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_LEAST_ONCE", "V3_1_1, EXACTLY_ONCE", "V5, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	void waitsForAcknowledgementsAndSendsNothingNew(MqttVersion version, QoS qos) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", qos);
		Publish sent = connection.expectPublish("one");
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", qos);
		CompletableFuture<PublishResult> zero = client.publishAsync("t", "zero", QoS.AT_MOST_ONCE);
		connection.expectPublish("zero");
		result(zero);
		client.ping();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		connection.expectNothing(A_WHILE);
		assertThat(reconnect).isNotDone();
		this.broker.automatic(PacketType.PUBLISH);
		connection.send(ScriptedBroker.ordinaryAnswer(sent));
		if (qos == QoS.EXACTLY_ONCE) {
			PubRel release = connection.expect(PubRel.class);
			connection.expectNothing(A_WHILE);
			this.broker.automatic(PacketType.PUBREL);
			connection.send(ScriptedBroker.ordinaryAnswer(release));
		}
		assertThat(result(one).resubmitted()).isFalse();
		assertLeft(connection);
		result(reconnect);
		assertThat(result(two).resubmitted()).isFalse();
		connection = this.broker.accept();
		assertThat(connection.expectPublish("two").duplicate()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void waitsForMessagesThatTheApplicationHas(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("in").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL));
		connection.send(publish("in", "x", QoS.AT_LEAST_ONCE, 7));
		MqttMessage message = subscription.receive(ScriptedBroker.TIMEOUT).orElseThrow();
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		connection.expectNothing(A_WHILE);
		message.ack();
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(7);
		assertLeft(connection);
		result(reconnect);
	}

	@Test
	void acknowledgesWhatComesWhileItWaits() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("in").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.ON_RECEIVE));
		client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		int id = connection.expectPublish("one").packetId();
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		client.ping();
		connection.sendTogether(new PubAck(id), publish("in", "x", QoS.AT_LEAST_ONCE, 7));
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(7);
		assertLeft(connection);
		result(reconnect);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, true, 150", "V5, true, 150", "V5, true, 0", "V3_1_1, false, 150", "V3_1_1, false, 0",
			"V5, false, 0" })
	@Semantics("4.4")
	void leavesWhenTheTimeIsOverAndLosesNothing(MqttVersion version, boolean session, long drainMillis) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connect(session ? sessionClient(version, (builder) -> builder.reconnect(SLOW))
				: client(version, (builder) -> builder.reconnect(SLOW)));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		this.broker.automatic(PacketType.PUBLISH).sessionPresent(session);
		CompletableFuture<Void> reconnect = client.reconnectAsync(Duration.ofMillis(drainMillis));
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.AT_LEAST_ONCE);
		assertLeft(connection);
		result(reconnect);
		assertThat(result(one).resubmitted()).isEqualTo(!session);
		assertThat(result(two).resubmitted()).isFalse();
		connection = this.broker.accept();
		assertThat(published(connection)).containsExactly("one", "two");
		assertThat(connection.received(Publish.class)).extracting(Publish::duplicate).containsExactly(session, false);
	}

	@Test
	void concurrentCallsJoinAndTheShorterTimeCounts() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		CompletableFuture<Void> first = client.reconnectAsync(LONG);
		CompletableFuture<Void> second = inBackground(() -> {
			client.reconnect(SHORT);
			return null;
		});
		CompletableFuture<Void> third = client.reconnectAsync(Duration.ofSeconds(Long.MAX_VALUE));
		result(first);
		result(second);
		result(third);
		assertThat(this.broker.connectionCount()).isEqualTo(2);
		assertLeft(connection);
		assertAlive(client);
	}

	@Test
	void canBeDoneAgain() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(SLOW));
		for (int i = 1; i <= 3; i++) {
			client.reconnect(LONG);
			assertThat(this.broker.connectionCount()).isEqualTo(i + 1);
		}
		client.publish("t", "x", QoS.AT_LEAST_ONCE);
		client.disconnect();
		client.connect();
		client.reconnect(Duration.ZERO);
		assertThat(this.broker.connectionCount()).isEqualTo(6);
	}

	@Test
	void aConnectionThatIsLostMeanwhileIsReplacedAtOnce() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(SLOW));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		client.ping();
		this.broker.automatic(PacketType.PUBLISH);
		connection.reset();
		result(reconnect);
		result(one);
		assertThat(this.broker.connectionCount()).isEqualTo(2);
	}

	// The reconnect policy

	@Test
	void connectsOnceWithoutAPolicy() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		client.reconnect(LONG);
		assertAlive(client);
		this.listener.await(Disconnected.class);
		this.broker.accept();
		ScriptedConnection connection = this.broker.accept();
		connection.reset();
		eventually(client, ClientState.FAILED);
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
	}

	@Test
	void failsWithoutAPolicyWhenTheBrokerDoesNotTakeItBack() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.SERVER_BUSY));
		MqttConnectException failure = failure(client.reconnectAsync(LONG), MqttConnectException.class);
		assertThat(failure.reasonCode()).contains(ReasonCode.SERVER_BUSY);
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
		assertThat(this.broker.connectionCount()).isEqualTo(2);
	}

	@Test
	void goesOnByThePolicyWhenTheFirstAttemptFails() {
		MqttClient client = connected(MqttVersion.V5);
		this.broker.refuseConnections();
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		this.listener.await(Reconnecting.class);
		assertThat(reconnect).isNotDone();
		this.broker.acceptConnections();
		result(reconnect);
		assertAlive(client);
	}

	@Test
	void timesOutWhileAttemptsGoOn() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.operationTimeout(Duration.ofMillis(300)));
		this.broker.refuseConnections();
		MqttTimeoutException timeout = failure(client.reconnectAsync(Duration.ZERO), MqttTimeoutException.class);
		assertThat(timeout.operation()).isEqualTo("reconnect");
		assertThat(client.state()).isEqualTo(ClientState.RECONNECTING);
		this.broker.acceptConnections();
		eventually(client, ClientState.CONNECTED);
	}

	// Other states

	@Test
	void makesTheAttemptNowWhenTheClientWaits() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(SLOW));
		this.broker.manual(PacketType.CONNECT);
		this.broker.accept().reset();
		this.listener.await(Reconnecting.class);
		CompletableFuture<Void> first = client.reconnectAsync(LONG);
		CompletableFuture<Void> second = client.reconnectAsync(LONG);
		failure(client.pingAsync(), MqttDisconnectedException.class);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		result(first);
		result(second);
		assertThat(this.broker.connectionCount()).isEqualTo(2);
		assertAlive(client);
	}

	@Test
	void joinsTheConnectThatIsUnderWay() {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(MqttVersion.V5);
		client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		CompletableFuture<Void> reconnect = client.reconnectAsync(Duration.ZERO);
		// the network thread has come to it before
		failure(client.pingAsync(), MqttDisconnectedException.class);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		result(reconnect);
		assertThat(this.broker.connectionCount()).isEqualTo(1);
	}

	@Test
	void isRefusedWithoutAConnection() {
		MqttClient client = client(MqttVersion.V5);
		failure(client.reconnectAsync(LONG), MqttDisconnectedException.class);
		client.connect();
		client.disconnect();
		failure(client.reconnectAsync(LONG), MqttDisconnectedException.class);
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(() -> client.reconnect(LONG));
		client.close();
		failure(client.reconnectAsync(LONG), IllegalStateException.class);
		assertThatIllegalStateException().isThrownBy(() -> client.reconnect(LONG));
		assertThat(this.broker.connectionCount()).isEqualTo(1);
	}

	@Test
	void theTimeMustNotBeNegative() {
		MqttClient client = client(MqttVersion.V5);
		Duration negative = Duration.ofNanos(-1);
		assertThatIllegalArgumentException().isThrownBy(() -> client.reconnect(negative));
		assertThatIllegalArgumentException().isThrownBy(() -> client.reconnectAsync(negative));
	}

	// Ended meanwhile

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void endsWithDisconnectOrCloseWhileItWaits(boolean close) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		CompletableFuture<Void> reconnect = client.reconnectAsync(LONG);
		client.ping();
		if (close) {
			client.close();
		}
		else {
			client.disconnect();
		}
		failure(reconnect, MqttDisconnectedException.class);
		assertThat(client.state()).isEqualTo(close ? ClientState.CLOSED : ClientState.DISCONNECTED);
		this.broker.expectNoConnection(A_WHILE);
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void endsWithDisconnectOrCloseWhileItLeaves(boolean close) {
		this.broker.manual(PacketType.DISCONNECT);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> reconnect = client.reconnectAsync(Duration.ZERO);
		connection.expect(Disconnect.class);
		if (close) {
			client.close();
		}
		else {
			client.disconnect();
		}
		failure(reconnect, MqttDisconnectedException.class);
		assertThat(client.state()).isEqualTo(close ? ClientState.CLOSED : ClientState.DISCONNECTED);
		this.broker.expectNoConnection(A_WHILE);
		connection.expectClosed();
		assertThat(connection.received(Disconnect.class)).hasSize(1);
	}

	@Test
	void endsWithDisconnectWhileItConnects() {
		MqttClient client = connected(MqttVersion.V5);
		this.broker.accept();
		this.broker.manual(PacketType.CONNECT);
		CompletableFuture<Void> reconnect = client.reconnectAsync(Duration.ZERO);
		this.broker.accept().expect(Connect.class);
		client.disconnect();
		failure(reconnect, MqttDisconnectedException.class);
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
	}

	@Test
	void doesNotBlockTheNetworkThread() {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> checked = client.pingAsync()
			.thenAccept((time) -> assertThatIllegalStateException().isThrownBy(() -> client.reconnect(LONG)));
		connection.expect(PingReq.class);
		connection.send(PingResp.INSTANCE);
		assertThat(checked).succeedsWithin(ScriptedBroker.TIMEOUT);
	}

}
