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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What tests against a {@link ScriptedBroker} have in common.
 */
abstract class ScriptedTests {

	/**
	 * How long to watch for what must not happen.
	 */
	static final Duration A_WHILE = Duration.ofMillis(200);

	static final ReconnectPolicy QUICK = ReconnectPolicy.defaults()
		.withDelays(Duration.ofMillis(20), Duration.ofMillis(100));

	final ScriptedBroker broker = ScriptedBroker.start();

	final RecordingListener listener = new RecordingListener();

	private final List<MqttClient> clients = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeAll() {
		this.clients.forEach(MqttClient::close);
		this.broker.close();
	}

	MqttClient client(MqttVersion version) {
		return client(version, (builder) -> {
		});
	}

	MqttClient client(MqttVersion version, Consumer<MqttClientBuilder<?>> options) {
		return build(builder(version), options);
	}

	/**
	 * Make a client whose session outlives the connection.
	 */
	MqttClient sessionClient(MqttVersion version, Consumer<MqttClientBuilder<?>> options) {
		MqttClientBuilder<?> builder = builder(version);
		if (builder instanceof MqttClientV5.Builder v5) {
			v5.sessionExpiryInterval(Duration.ofMinutes(5));
		}
		else {
			builder.cleanStart(CleanStart.NEVER);
		}
		builder.clientId("session");
		return build(builder, options);
	}

	MqttClient connected(MqttVersion version) {
		return connect(client(version));
	}

	MqttClient connected(MqttVersion version, Consumer<MqttClientBuilder<?>> options) {
		return connect(client(version, options));
	}

	static MqttClient connect(MqttClient client) {
		client.connect();
		return client;
	}

	MqttClientV5 v5(Consumer<MqttClientV5.Builder> options) {
		MqttClientV5.Builder builder = (MqttClientV5.Builder) builder(MqttVersion.V5);
		options.accept(builder);
		MqttClientV5 client = builder.build();
		this.clients.add(client);
		return client;
	}

	private MqttClient build(MqttClientBuilder<?> builder, Consumer<MqttClientBuilder<?>> options) {
		options.accept(builder);
		MqttClient client = builder.build();
		this.clients.add(client);
		return client;
	}

	/**
	 * Make a client of another server.
	 */
	MqttClient clientOf(MqttVersion version, String host, int port, Consumer<MqttClientBuilder<?>> options) {
		return build(builder(version, host, port), options);
	}

	private MqttClientBuilder<?> builder(MqttVersion version) {
		return builder(version, this.broker.host(), this.broker.port());
	}

	private MqttClientBuilder<?> builder(MqttVersion version, String host, int port) {
		MqttClientV311.Builder v311 = MqttClient.builder(host);
		MqttClientBuilder<?> builder = (version == MqttVersion.V5) ? v311.v5() : v311;
		builder.port(port)
			.clientId("test")
			.connectTimeout(Breach.patience())
			.handshakeTimeout(Breach.patience())
			.operationTimeout(Breach.patience())
			.closeTimeout(Duration.ofSeconds(2))
			.reconnect(QUICK)
			.listener(this.listener);
		if (builder instanceof MqttClientV5.Builder v5) {
			v5.topicAliasMaximum(16);
		}
		return builder;
	}

	static Publish publish(String topic, String payload, QoS qos, int packetId) {
		return publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, packetId);
	}

	static Publish publish(String topic, byte[] payload, QoS qos, int packetId) {
		return Publish.of(topic, payload, qos, false, false, packetId, PublishPacketProperties.NONE);
	}

	static Publish duplicate(Publish publish) {
		return Publish.of(publish.topic(), publish.payload(), publish.qos(), publish.retain(), true, publish.packetId(),
				publish.properties());
	}

	/**
	 * Assert that client and broker still talk on this connection.
	 */
	void assertAlive(MqttClient client) {
		int connections = this.broker.connectionCount();
		client.ping();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		assertThat(this.broker.connectionCount()).isEqualTo(connections);
	}

	/**
	 * Run a blocking call on a thread of its own.
	 */
	static <T> CompletableFuture<T> inBackground(Callable<T> call) {
		CompletableFuture<T> future = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				future.complete(call.call());
			}
			catch (Throwable ex) {
				future.completeExceptionally(ex);
			}
		}, "test-background");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	static <T> T result(CompletableFuture<T> future) {
		try {
			return future.get(Breach.patience().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		catch (ExecutionException ex) {
			throw new AssertionError("Failed: " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("Not done in time", ex);
		}
	}

	static <E extends Throwable> E failure(CompletableFuture<?> future, Class<E> type) {
		Object value;
		try {
			value = future.get(Breach.patience().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		catch (CancellationException ex) {
			throw new AssertionError("Cancelled", ex);
		}
		catch (ExecutionException ex) {
			assertThat(ex.getCause()).isInstanceOf(type);
			return type.cast(ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("Not done in time", ex);
		}
		throw new AssertionError("Succeeded with " + value + " instead of failing with " + type.getSimpleName());
	}

	static void eventually(ThrowingRunnable assertion) {
		Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Breach.patience()).untilAsserted(assertion);
	}

	static void eventually(MqttClient client, ClientState state) {
		eventually(() -> assertThat(client.state()).isEqualTo(state));
	}

}
