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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What properties do, on a broker.
 */
@ExtendWith(OutputCaptureExtension.class)
class ZmqttPropertiesTests {

	private static EmbeddedMqttBroker broker;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(), "zmqtt.fail-fast=true",
				"zmqtt.reconnect.initial-delay=10ms", "zmqtt.reconnect.max-delay=50ms");

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void clientIdentifierTellsTheApplicationAndStays() {
		this.contextRunner
			.withPropertyValues("spring.application.name=Boiler house/2", "zmqtt.connections.b.host=" + broker.host(),
					"zmqtt.connections.b.port=" + broker.port(), "zmqtt.connections.b.fail-fast=true")
			.run((context) -> {
				MqttClient client = context.getBean(MqttClient.class);
				ConnectionInfo before = client.connectionInfo().orElseThrow();
				assertThat(before.clientId()).matches("Boiler-house-2-[0-9a-z]{10}");
				assertThat(context.getBean("bMqttClient", MqttClient.class).connectionInfo().orElseThrow().clientId())
					.matches("Boiler-house-2-[0-9a-z]{10}")
					.isNotEqualTo(before.clientId());
				broker.disconnectClients();
				await().until(() -> client.connectionInfo().filter((now) -> !now.equals(before)).isPresent());
				assertThat(client.connectionInfo().orElseThrow().clientId()).isEqualTo(before.clientId());
			});
	}

	@Test
	void clientIdentifierWithoutAName() {
		this.contextRunner
			.run((context) -> assertThat(clientId(context.getBean(MqttClient.class))).matches("zmqtt-[0-9a-z]{10}"));
	}

	@Test
	void emptyClientIdentifierLetsTheBrokerChoose() {
		this.contextRunner.withPropertyValues("zmqtt.client-id=", "zmqtt.version=5.0")
			.run((context) -> assertThat(clientId(context.getBean(MqttClient.class))).isNotEmpty()
				.doesNotStartWith("zmqtt-"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			3.1.1 | -                                  | zmqtt.clean-start=never
			3.1.1 | zmqtt.clean-start=never            | -
			3.1.1 | zmqtt.clean-start=first-connect    | -
			3.1.1 | zmqtt.listener.qos=0               | -
			5.0   | -                                  | zmqtt.session-expiry-interval
			5.0   | zmqtt.session-expiry-interval=1h   | -
			5.0   | zmqtt.session-expiry-interval=0    | zmqtt.session-expiry-interval
			""")
	void warnsOfListenersWithoutASession(String version, String property, String advice, CapturedOutput output) {
		this.contextRunner.withUserConfiguration(TwoListeners.class)
			.withPropertyValues("zmqtt.version=" + version, "zmqtt.client-id=warned",
					(property != null) ? property : "a=b")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				List<String> warnings = output.getAll()
					.lines()
					.filter((line) -> line.contains("keeps no session"))
					.toList();
				if (advice == null) {
					assertThat(warnings).isEmpty();
				}
				else {
					assertThat(warnings).singleElement()
						.asString()
						.contains("WARN", "QoS 1", "zmqtt.client-id", advice);
				}
			});
	}

	@ParameterizedTest
	@CsvSource({ "20s, 30s, false", "31s, , true", "20s, 10s, true", "20s, 30, true" })
	void warnsOfAShutdownThatIsCutShort(String timeout, String phase, boolean warns, CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("zmqtt.shutdown-timeout=" + timeout,
					(phase != null) ? "spring.lifecycle.timeout-per-shutdown-phase=" + phase : "a=b")
			.run((context) -> {
				Pattern warning = Pattern.compile("WARN .*zmqtt.shutdown-timeout is");
				assertThat(warning.matcher(output.getAll()).find()).isEqualTo(warns);
			});
	}

	@Test
	void retriesAsOftenAsSaid() {
		this.contextRunner.withUserConfiguration(Failing.class)
			.withPropertyValues("zmqtt.listener.retry.max-retries=3", "zmqtt.listener.retry.delay=1ms")
			.run((context) -> {
				AtomicInteger attempts = context.getBean(Failing.class).attempts;
				context.getBean(MqttTemplate.class).convertAndSend("failing", "x");
				await().untilAsserted(() -> assertThat(attempts).hasValue(4));
			});
	}

	@Test
	void retriesNotAfterExcludedExceptions(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(Failing.class)
			.withPropertyValues("zmqtt.listener.retry.delay=1ms",
					"zmqtt.listener.retry.exception-excludes=java.lang.IllegalArgumentException")
			.run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("failing", "x");
				await().untilAsserted(() -> assertThat(output).contains("failed for a message of topic 'failing'"));
				assertThat(context.getBean(Failing.class).attempts).hasValue(1);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "b" })
	void deadLettersGoByTheConnectionOfTheListener(String connection) {
		try (EmbeddedMqttBroker other = EmbeddedMqttBroker.start()) {
			EmbeddedMqttBroker expected = connection.isEmpty() ? broker : other;
			try (MqttClientV5 observer = MqttClient.builder("localhost").port(expected.port()).v5().build()) {
				observer.connect();
				MqttSubscription letters = observer.subscribe("dead/#");
				this.contextRunner.withUserConfiguration(Failing.class)
					.withPropertyValues("zmqtt.version=5.0", "zmqtt.listener.retry.max-retries=0",
							"zmqtt.dead-letter.enabled=true", "zmqtt.dead-letter.topic=dead/{listener}/{topic}",
							"zmqtt.dead-letter.stack-trace=false", "failing.client=" + connection,
							"zmqtt.connections.b.host=localhost", "zmqtt.connections.b.port=" + other.port(),
							"zmqtt.connections.b.version=5.0", "zmqtt.connections.b.fail-fast=true")
					.run((context) -> {
						assertThat(context).hasNotFailed();
						context
							.getBean(connection.isEmpty() ? "mqttTemplate" : connection + "MqttTemplate",
									MqttTemplate.class)
							.convertAndSend("failing", "x");
						MqttMessage letter = letters.receive(Duration.ofSeconds(10)).orElseThrow();
						assertThat(letter.topic()).isEqualTo("dead/failing/failing");
						assertThat(letter.properties().userProperties()).extracting((property) -> property.name())
							.contains(DeadLetterPublishingRecoverer.EXCEPTION)
							.doesNotContain(DeadLetterPublishingRecoverer.STACK_TRACE);
					});
			}
		}
	}

	@Test
	void birthIsPublished() {
		try (MqttClientV5 observer = MqttClient.builder("localhost").port(broker.port()).v5().build()) {
			observer.connect();
			MqttSubscription states = observer.subscribe("state/#");
			this.contextRunner.withPropertyValues("zmqtt.version=5.0", "zmqtt.birth.topic=state/birth",
					"zmqtt.birth.payload=here", "zmqtt.birth.qos=1", "zmqtt.birth.content-type=text/plain",
					"zmqtt.birth.user-properties.unit=boiler", "zmqtt.will.topic=state/will", "zmqtt.will.payload=gone",
					"zmqtt.will.qos=1", "zmqtt.will.content-type=text/x-will", "zmqtt.will.delay=0s")
				.run((context) -> {
					MqttMessage birth = states.receive(Duration.ofSeconds(10)).orElseThrow();
					assertThat(birth.topic()).isEqualTo("state/birth");
					assertThat(birth.text()).isEqualTo("here");
					assertThat(birth.properties().contentType()).hasValue("text/plain");
					assertThat(birth.properties().userProperties()).singleElement()
						.hasToString(new UserProperty("unit", "boiler").toString());
				});
		}
	}

	@Test
	void unusableDeadLetterTopicFailsByName() {
		this.contextRunner.withPropertyValues("zmqtt.dead-letter.enabled=true", "zmqtt.dead-letter.topic=dead/#")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("zmqtt.dead-letter.topic"));
	}

	@Test
	void detailsTakeThePlaceOfProperties() {
		ZmqttConnectionDetails details = () -> List.of("localhost:1", "mqtt://localhost:" + broker.port());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withBean(ZmqttConnectionDetails.class, () -> details)
			.withPropertyValues("zmqtt.host=elsewhere.invalid", "zmqtt.username=nobody", "zmqtt.fail-fast=true")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(PropertiesZmqttConnectionDetails.class);
				assertThat(context.getBean(MqttClient.class).connectionInfo().orElseThrow().server().port())
					.isEqualTo(broker.port());
			});
	}

	@Test
	void propertiesAreDetails() {
		this.contextRunner.withPropertyValues("zmqtt.username=user", "zmqtt.password=secret").run((context) -> {
			ZmqttConnectionDetails details = context.getBean(ZmqttConnectionDetails.class);
			assertThat(details.getServers()).containsExactly(broker.host() + ":" + broker.port());
			assertThat(details.getUsername()).isEqualTo("user");
			assertThat(details.getPassword()).isEqualTo("secret");
			assertThat(details.getSslBundle()).isNull();
			assertThat(details.toString()).doesNotContain("secret");
		});
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.port=1, broker is up", "zmqtt.host=broker.invalid, zmqtt.host",
			"zmqtt.ssl.enabled=true, zmqtt.ssl" })
	void failureToConnectIsAnalyzed(String property, String action) {
		this.contextRunner.withPropertyValues(property, "zmqtt.handshake-timeout=5s").run((context) -> {
			FailureAnalysis analysis = new MqttConnectFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("Could not connect");
			assertThat(analysis.getAction()).contains(action, "zmqtt.fail-fast");
		});
	}

	@Test
	void failureOfAFurtherConnectionIsAnalyzedByItsName() {
		this.contextRunner.withPropertyValues("zmqtt.connections.b.port=1", "zmqtt.connections.b.fail-fast=true")
			.run((context) -> {
				FailureAnalysis analysis = new MqttConnectFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("connection 'b'");
				assertThat(analysis.getAction()).contains("zmqtt.connections.b.host", "zmqtt.connections.b.fail-fast")
					.doesNotContain("zmqtt.host");
			});
	}

	@Test
	void failureOfAClientOfTheApplicationNamesNoPropertyOfAnother() {
		this.contextRunner.withBean("own", MqttClient.class, () -> MqttClient.builder("localhost").port(1).build())
			.run((context) -> {
				FailureAnalysis analysis = new MqttConnectFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("client of the application");
				assertThat(analysis.getAction()).contains("zmqtt.fail-fast").doesNotContain("zmqtt.host");
			});
	}

	@Test
	void failureByTheDeadlineOfConnectIsAnalyzed() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			this.contextRunner
				.withPropertyValues("zmqtt.host=127.0.0.1", "zmqtt.port=" + silent.getLocalPort(),
						"zmqtt.operation-timeout=300ms")
				.run((context) -> {
					FailureAnalysis analysis = new MqttConnectFailureAnalyzer().analyze(context.getStartupFailure());
					assertThat(analysis).isNotNull();
					assertThat(analysis.getDescription()).contains("300 ms");
					assertThat(analysis.getAction()).contains("zmqtt.operation-timeout", "zmqtt.fail-fast");
				});
		}
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.client-id=a, false", "zmqtt.connections.b.port=1, true" })
	void warnsOfDetailsThatNoClientUses(String property, boolean warns, CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withBean(ZmqttConnectionDetails.class, () -> () -> List.of("localhost:1"))
			.withPropertyValues(property)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Pattern warning = Pattern.compile("WARN .*connection details of an MQTT broker that no client uses");
				assertThat(warning.matcher(output.getAll()).find()).isEqualTo(warns);
			});
	}

	@Test
	void clientIdentifierIsTheSameInTheNextContext() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			this.contextRunner.withPropertyValues("spring.application.name=refreshed")
				.run((context) -> ids.add(clientId(context.getBean(MqttClient.class))));
		}
		assertThat(ids.get(0)).startsWith("refreshed-").isEqualTo(ids.get(1));
	}

	private static String clientId(MqttClient client) {
		return client.connectionInfo().orElseThrow().clientId();
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoListeners {

		@MqttListener("one")
		void one(String text) {
		}

		@MqttListener("two")
		void two(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		final AtomicInteger attempts = new AtomicInteger();

		@MqttListener(id = "failing", topics = "failing", client = "${failing.client:}")
		void fail(String text) {
			this.attempts.incrementAndGet();
			throw new IllegalArgumentException("on purpose");
		}

	}

}
