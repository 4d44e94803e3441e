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

package io.zmqtt.spring.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.ServerAddress;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.spi.WebSocketRequestProvider;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The main job in Spring Boot, over a broker.
 */
class BrokerTests {

	private static EmbeddedMqttBroker broker;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class,
						JacksonAutoConfiguration.class, SslAutoConfiguration.class))
		.withUserConfiguration(Config.class)
		.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(), "app.base=home",
				"zmqtt.reconnect.initial-delay=10ms", "zmqtt.reconnect.max-delay=100ms");

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5.0" })
	void publishesAndListens(String version) {
		this.contextRunner.withPropertyValues("zmqtt.version=" + version, "zmqtt.fail-fast=true").run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(MqttTemplate.class).convertAndSend("home/kitchen", new Reading(21.5));
			List<String> readings = context.getBean(Listeners.class).readings;
			await().untilAsserted(() -> assertThat(readings).containsExactly("kitchen 21.5"));
			Health health = context.getBean(ZmqttHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("version", version)
				.containsEntry("server", "localhost:" + broker.port())
				.containsKeys("clientId", "since", "state");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5.0" })
	void startsWhileTheBrokerIsDownAndConnectsWhenItComesUp(String version) {
		broker.stop();
		try {
			this.contextRunner.withPropertyValues("zmqtt.version=" + version).run((context) -> {
				assertThat(context).hasNotFailed();
				ZmqttHealthIndicator health = context.getBean(ZmqttHealthIndicator.class);
				// the client begins to connect after the start
				await().until(() -> health.health().getStatus().equals(Status.DOWN));
				broker.restart();
				MqttClient client = context.getBean(MqttClient.class);
				await().until(() -> client.state().isConnected());
				context.getBean(MqttTemplate.class).convertAndSend("home/cellar", new Reading(12));
				List<String> readings = context.getBean(Listeners.class).readings;
				await().untilAsserted(() -> assertThat(readings).containsExactly("cellar 12.0"));
				assertThat(health.health().getStatus()).isEqualTo(Status.UP);
			});
		}
		finally {
			if (!broker.isRunning()) {
				broker.restart();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5.0" })
	void trustsAndPresentsTheCertificatesOfAnSslBundle(String version, @TempDir Path directory) {
		TestCertificates certificates = TestCertificates.create(directory);
		TestCertificates.Identity client = certificates.client("boiler");
		try (EmbeddedMqttBroker secured = EmbeddedMqttBroker.builder()
			.tls(certificates.server().keyStore(), TestCertificates.PASSWORD)
			.clientCertificates(certificates.trustStore(), TestCertificates.PASSWORD)
			.start()) {
			this.contextRunner
				.withPropertyValues("zmqtt.version=" + version, "zmqtt.fail-fast=true", "zmqtt.ssl.bundle=plant",
						"zmqtt.port=" + secured.tlsPort(),
						"spring.ssl.bundle.pem.plant.truststore.certificate=" + certificates.authority().toUri(),
						"spring.ssl.bundle.pem.plant.keystore.certificate=" + client.certificate().toUri(),
						"spring.ssl.bundle.pem.plant.keystore.private-key=" + client.key().toUri())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(MqttClient.class).connectionInfo()).get()
						.returns(true, ConnectionInfo::tls);
					context.getBean(MqttTemplate.class).convertAndSend("home/boiler", new Reading(60));
					List<String> readings = context.getBean(Listeners.class).readings;
					await().untilAsserted(() -> assertThat(readings).containsExactly("boiler 60.0"));
				});
			this.contextRunner
				.withPropertyValues("zmqtt.version=" + version, "zmqtt.fail-fast=true", "zmqtt.ssl.enabled=true",
						"zmqtt.port=" + secured.tlsPort())
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("unable to find valid certification path"));
		}
	}

	@Test
	void newConnectionsUseTheCertificatesOfAChangedSslBundle(@TempDir Path directory) throws Exception {
		TestCertificates old = TestCertificates.create(Files.createDirectory(directory.resolve("old")));
		TestCertificates certificates = TestCertificates.create(Files.createDirectory(directory.resolve("new")));
		Path trusted = Files.copy(old.authority(), directory.resolve("trusted.pem"));
		try (EmbeddedMqttBroker secured = EmbeddedMqttBroker.builder()
			.tls(certificates.server().keyStore(), TestCertificates.PASSWORD)
			.start()) {
			this.contextRunner
				.withPropertyValues("zmqtt.ssl.bundle=plant", "zmqtt.port=" + secured.tlsPort(),
						"zmqtt.operation-timeout=3s",
						"spring.ssl.bundle.pem.plant.truststore.certificate=" + trusted.toUri(),
						"spring.ssl.bundle.pem.plant.reload-on-update=true",
						"spring.ssl.bundle.watch.file.quiet-period=50ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					MqttClient client = context.getBean(MqttClient.class);
					assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(client::connect)
						.withMessageContaining("not trusted");
					Files.copy(certificates.authority(), trusted, StandardCopyOption.REPLACE_EXISTING);
					await().until(() -> client.state().isConnected());
				});
		}
	}

	@Test
	void connectsByUriOverWebSocketWithARequestFromABean() {
		List<ServerAddress> asked = new CopyOnWriteArrayList<>();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withBean(WebSocketRequestProvider.class, () -> (server) -> {
				asked.add(server);
				return CompletableFuture.completedFuture(WebSocketRequest.plain().withPath("/mqtt?signed=yes"));
			})
			.withPropertyValues("zmqtt.fail-fast=true", "zmqtt.uri=ws://" + broker.host() + ":" + broker.port())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MqttClient.class).state().isConnected()).isTrue();
				assertThat(asked).hasSize(1);
			});
	}

	@Test
	void goesToTheNextServer() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withPropertyValues("zmqtt.fail-fast=true",
					"zmqtt.servers=localhost:1,mqtt://" + broker.host() + ":" + broker.port())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MqttClient.class).connectionInfo()).get()
					.returns(new ServerAddress(broker.host(), broker.port()), ConnectionInfo::server);
			});
	}

	@Test
	void healthTellsOfTheLastDisconnect() {
		this.contextRunner.withPropertyValues("zmqtt.fail-fast=true").run((context) -> {
			ZmqttHealthIndicator health = context.getBean(ZmqttHealthIndicator.class);
			assertThat(health.health().getDetails()).doesNotContainKey("lastDisconnect");
			broker.disconnectClients();
			await().untilAsserted(() -> {
				assertThat(health.health().getStatus()).isEqualTo(Status.UP);
				assertThat(health.health().getDetails()).containsKey("lastDisconnect");
			});
		});
	}

	record Reading(double value) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		private final List<String> readings = new CopyOnWriteArrayList<>();

		@MqttListener("${app.base}/{room}")
		void onReading(Reading reading, @DestinationVariable String room) {
			this.readings.add(room + " " + reading.value());
		}

	}

}
