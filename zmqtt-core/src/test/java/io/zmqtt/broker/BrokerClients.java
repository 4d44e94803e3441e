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

package io.zmqtt.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.zmqtt.CleanStart;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts a broker for the tests of a class, and clients of it for each test.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BrokerClients {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private final List<MqttClient> clients = new CopyOnWriteArrayList<>();

	private final String prefix = "suite/" + UUID.randomUUID() + "/";

	TestBroker broker;

	private int count;

	/**
	 * Start the broker.
	 * @param directory an empty directory for certificates and the like
	 */
	abstract TestBroker start(Path directory);

	@BeforeAll
	void startBroker(@TempDir Path directory) {
		this.broker = start(directory);
	}

	@AfterAll
	void stopBroker() {
		if (this.broker != null) {
			this.broker.close();
		}
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(MqttClient::close);
		this.clients.clear();
	}

	/**
	 * Return whether the broker speaks a version.
	 */
	boolean speaks(MqttVersion version) {
		return true;
	}

	/**
	 * Do what this broker needs to any client.
	 */
	void configure(MqttClientBuilder<?> builder) {
	}

	/**
	 * Return whether topic levels may be empty.
	 */
	boolean knowsEmptyLevels() {
		return true;
	}

	boolean knowsSharedSubscriptions() {
		return true;
	}

	/**
	 * Return the highest QoS of the broker.
	 */
	QoS highestQos() {
		return QoS.EXACTLY_ONCE;
	}

	MqttClient connected(MqttVersion version) {
		MqttClient client = client(version, this.broker.address(), false, (builder) -> {
		});
		client.connect();
		return client;
	}

	MqttClient client(MqttVersion version, ServerAddress server, boolean session,
			Consumer<MqttClientBuilder<?>> options) {
		Assumptions.assumeTrue(speaks(version), () -> "The broker does not speak MQTT " + version);
		MqttClientV311.Builder v311 = MqttClient.builder("localhost");
		MqttClientBuilder<?> builder = (version == MqttVersion.V5) ? v311.v5() : v311;
		builder.servers(server)
			.clientId("suite-" + UUID.randomUUID().toString().substring(0, 13))
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(50), Duration.ofMillis(200)));
		TlsOptions tls = this.broker.tls();
		if (tls != null) {
			builder.tls(tls);
		}
		if (session && builder instanceof MqttClientV5.Builder v5) {
			v5.sessionExpiryInterval(Duration.ofMinutes(5));
		}
		else if (session) {
			builder.cleanStart(CleanStart.NEVER);
		}
		configure(builder);
		options.accept(builder);
		MqttClient client = builder.build();
		this.clients.add(client);
		return client;
	}

	String newTopic() {
		return this.prefix + ++this.count;
	}

	static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(PATIENCE)
			.orElseThrow(() -> new AssertionError("No message for " + subscription.filters() + " within " + PATIENCE));
	}

	static <T> T result(CompletableFuture<T> future) {
		try {
			return future.get(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("Failed: " + ex, ex);
		}
	}

}
