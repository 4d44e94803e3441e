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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.DisconnectOptions;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Failed;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.spi.CredentialsProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * That a client goes on connecting whatever happens, and stops when it should.
 */
class ReconnectBehaviourTests extends ScriptedTests {

	// Credentials

	@ParameterizedTest
	@EnumSource
	void aCredentialsProviderThatFailsIsReported(BadProvider bad) {
		MqttClient client = client(MqttVersion.V5,
				(builder) -> builder.credentialsProvider((server) -> bad.credentials())
					.connectTimeout(Duration.ofMillis(300)));
		assertThat(failure(client.connectAsync(), MqttConnectException.class).failure()).isEqualTo(Failure.CREDENTIALS);
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("5.7")
	void aCredentialsProviderIsAskedAgain(BadProvider bad) {
		AtomicInteger calls = new AtomicInteger();
		CredentialsProvider provider = (server) -> (calls.incrementAndGet() <= 3) ? bad.credentials()
				: CompletableFuture
					.completedFuture(new Credentials("user", "password".getBytes(StandardCharsets.UTF_8)));
		MqttClient client = client(MqttVersion.V3_1_1,
				(builder) -> builder.credentialsProvider(provider)
					.retryFirstConnect(true)
					.connectTimeout(Duration.ofMillis(100)));
		assertThat(client.connectAsync()).succeedsWithin(ScriptedBroker.TIMEOUT);
		assertThat(calls).hasValue(4);
		assertThat(this.broker.accept().expect(Connect.class).username()).isEqualTo("user");
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("5.7")
	void aCredentialsProviderIsAskedAgainAfterALoss(BadProvider bad) {
		AtomicInteger calls = new AtomicInteger();
		CredentialsProvider provider = (server) -> (calls.incrementAndGet() == 2) ? bad.credentials()
				: CompletableFuture
					.completedFuture(new Credentials("user", "password".getBytes(StandardCharsets.UTF_8)));
		connected(MqttVersion.V5,
				(builder) -> builder.credentialsProvider(provider).connectTimeout(Duration.ofMillis(300)));
		this.broker.accept().reset();
		this.broker.accept().expect(Connect.class);
		assertThat(calls).hasValue(3);
	}

	// Reconnecting

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Semantics("5.1")
	void theLongestDelayMayBeAnyDuration(boolean jitter) {
		ReconnectPolicy policy = new ReconnectPolicy(true, Duration.ofMillis(10), Duration.ofSeconds(Long.MAX_VALUE), 2,
				jitter, 0);
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.reconnect(policy));
		this.listener.await(Connected.class);
		for (int i = 0; i < 3; i++) {
			this.broker.accept().reset();
			this.listener.await(Connected.class);
		}
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	void aBlockedExecutorDoesNotStopTheReconnect(MqttVersion version) throws InterruptedException {
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, "test-executor");
			thread.setDaemon(true);
			return thread;
		});
		MqttClient client = connected(version,
				(builder) -> builder.executor(executor)
					.credentials("user", "password")
					.operationTimeout(Duration.ofSeconds(20)));
		ScriptedConnection connection = this.broker.accept();
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch lost = new CountDownLatch(1);
		CompletableFuture<PublishResult> published = new CompletableFuture<>();
		client.subscribe(SubscriptionSpec.of("in"), (message) -> {
			entered.countDown();
			lost.await(10, TimeUnit.SECONDS);
			published.complete(client.publish("out", "from the handler", QoS.AT_LEAST_ONCE));
		});
		connection.send(publish("in", "x", QoS.AT_MOST_ONCE, 0));
		assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		lost.countDown();
		this.broker.acceptConnections();
		assertThat(result(published).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		this.broker.accept().expectPublish("from the handler");
		client.close();
		executor.shutdown();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNSPECIFIED_ERROR", "PROTOCOL_ERROR", "NOT_AUTHORIZED", "SERVER_BUSY",
			"SERVER_SHUTTING_DOWN", "KEEP_ALIVE_TIMEOUT", "PACKET_TOO_LARGE", "QUOTA_EXCEEDED", "ADMINISTRATIVE_ACTION",
			"USE_ANOTHER_SERVER", "SERVER_MOVED", "MAXIMUM_CONNECT_TIME" })
	@Semantics("5.5")
	void reconnectsAfterADisconnectByTheServer(ReasonCode reasonCode) {
		connected(MqttVersion.V5);
		this.broker.accept().send(new Disconnect(reasonCode));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.listener.await(Connected.class);
		this.broker.accept();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, UNSUPPORTED_PROTOCOL_VERSION", "V3_1_1, CLIENT_IDENTIFIER_NOT_VALID",
			"V5, MALFORMED_PACKET", "V5, PROTOCOL_ERROR", "V5, UNSUPPORTED_PROTOCOL_VERSION",
			"V5, CLIENT_IDENTIFIER_NOT_VALID", "V5, BANNED", "V5, BAD_AUTHENTICATION_METHOD", "V5, TOPIC_NAME_INVALID",
			"V5, PACKET_TOO_LARGE", "V5, PAYLOAD_FORMAT_INVALID", "V5, RETAIN_NOT_SUPPORTED",
			"V5, QOS_NOT_SUPPORTED" })
	@Semantics("5.2")
	void givesUpWhenAReconnectIsRefusedForGood(MqttVersion version, ReasonCode reasonCode) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, reasonCode));
		connection.reset();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		assertThat(this.listener.await(Failed.class).cause()).isInstanceOfSatisfying(MqttConnectException.class,
				(failure) -> assertThat(failure.reasonCode()).contains(reasonCode));
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
		this.broker.accept();
		this.broker.expectNoConnection(A_WHILE);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, SERVER_UNAVAILABLE", "V3_1_1, BAD_USER_NAME_OR_PASSWORD", "V3_1_1, NOT_AUTHORIZED",
			"V5, UNSPECIFIED_ERROR", "V5, IMPLEMENTATION_SPECIFIC_ERROR", "V5, BAD_USER_NAME_OR_PASSWORD",
			"V5, NOT_AUTHORIZED", "V5, SERVER_UNAVAILABLE", "V5, SERVER_BUSY", "V5, QUOTA_EXCEEDED",
			"V5, USE_ANOTHER_SERVER", "V5, SERVER_MOVED", "V5, CONNECTION_RATE_EXCEEDED" })
	@Semantics({ "5.3", "5.5" })
	void goesOnWhenAReconnectIsRefusedForNow(MqttVersion version, ReasonCode reasonCode) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		this.listener.await(Connected.class);
		AtomicInteger refusals = new AtomicInteger();
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, (refusals.incrementAndGet() <= 2) ? reasonCode : ReasonCode.SUCCESS));
		connection.reset();
		this.listener.await(Connected.class);
		assertThat(refusals).hasValue(3);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
	}

	@Test
	@Mqtt5("3.1.4-3")
	@Semantics("5.4")
	void givesUpAfterASessionTakenOver() {
		MqttClient client = connected(MqttVersion.V5);
		this.broker.accept().send(new Disconnect(ReasonCode.SESSION_TAKEN_OVER));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isFalse();
		this.listener.await(Failed.class);
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
		this.broker.expectNoConnection(A_WHILE);
	}

	// Starting and stopping

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V3_1_1, true", "V5, false", "V5, true" })
	void connectBetweenTwoDisconnectsEnds(MqttVersion version, boolean slowBroker) {
		if (slowBroker) {
			this.broker.manual(PacketType.DISCONNECT);
		}
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(30)));
		CompletableFuture<Void> first = client.disconnectAsync();
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		CompletableFuture<Void> second = client.disconnectAsync();
		result(first);
		result(second);
		assertThat(connect.handle((info, failure) -> true)).succeedsWithin(ScriptedBroker.TIMEOUT);
		eventually(client, ClientState.DISCONNECTED);
		this.broker.automatic(PacketType.DISCONNECT);
		client.connect();
		assertAlive(client);
	}

	@Test
	@Mqtt311("3.1.2-6")
	void theSessionIsPurgedOnceBeforeTheFirstConnect() {
		MqttClient client = connected(MqttVersion.V3_1_1, (builder) -> builder.cleanStart(CleanStart.FIRST_CONNECT));
		ScriptedConnection purge = this.broker.accept();
		assertThat(purge.expect(Connect.class).cleanStart()).isTrue();
		purge.expect(Disconnect.class);
		purge.expectClosed();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).cleanStart()).isFalse();
		this.listener.await(Connected.class);
		assertThat(this.listener.events()).hasSize(1);
		assertAlive(client);

		connection.reset();
		connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).cleanStart()).isFalse();
		eventually(client, ClientState.CONNECTED);
		client.disconnect();
		client.connect();
		connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).cleanStart()).isFalse();
		assertThat(this.broker.connectionCount()).isEqualTo(4);
	}

	@Test
	@Mqtt5("3.1.2-4")
	void onMqtt5TheFirstConnectStartsClean() {
		MqttClientV5 client = v5(
				(builder) -> builder.sessionExpiryInterval(Duration.ofMinutes(1)).cleanStart(CleanStart.FIRST_CONNECT));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).cleanStart()).isTrue();
		connection.reset();
		assertThat(this.broker.accept().expect(Connect.class).cleanStart()).isFalse();
	}

	// Options

	@ParameterizedTest
	@ValueSource(longs = { 500, 1500, 59_999 })
	void aKeepAliveWithAFractionOfASecondIsRefused(long millis) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("localhost").keepAlive(Duration.ofMillis(millis)))
			.withMessageContaining("whole seconds");
	}

	@Test
	@Mqtt5("3.14.2.2")
	void aSessionCannotBeginWithTheDisconnect() {
		DisconnectOptions keep = new DisconnectOptions(ReasonCode.SUCCESS, null, Duration.ofSeconds(10), List.of());
		DisconnectOptions end = new DisconnectOptions(ReasonCode.SUCCESS, null, Duration.ZERO, List.of());
		MqttClientV5 without = v5((builder) -> {
		});
		without.connect();
		assertThatIllegalArgumentException().isThrownBy(() -> without.disconnectAsync(keep));
		assertThatIllegalArgumentException().isThrownBy(() -> without.disconnect(keep));
		assertAlive(without);
		without.disconnect(end);
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Disconnect.class).properties().sessionExpiryInterval()).isZero();

		MqttClientV5 with = v5((builder) -> builder.sessionExpiryInterval(Duration.ofSeconds(60)));
		with.connect();
		with.disconnect(keep);
		connection = this.broker.accept();
		assertThat(connection.expect(Disconnect.class).properties().sessionExpiryInterval()).isEqualTo(10);
	}

	/**
	 * A provider that gives no credentials.
	 */
	enum BadProvider {

		NOTHING {

			@Override
			CompletionStage<Credentials> credentials() {
				return CompletableFuture.completedFuture(null);
			}

		},

		ERROR {

			@Override
			CompletionStage<Credentials> credentials() {
				throw new NoClassDefFoundError("vault");
			}

		},

		LATE_ERROR {

			@Override
			CompletionStage<Credentials> credentials() {
				return CompletableFuture.supplyAsync(() -> {
					throw new NoClassDefFoundError("vault");
				});
			}

		},

		SILENCE {

			@Override
			CompletionStage<Credentials> credentials() {
				return new CompletableFuture<>();
			}

		};

		abstract CompletionStage<Credentials> credentials();

	}

}
