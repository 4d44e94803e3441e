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

package io.zmqtt.sample;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.RefusingBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the application's endpoints say while its broker comes, goes and refuses.
 */
@Timeout(60)
class ActuatorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String USER = "caretaker";

	private static final String PASSWORD = "s3cret-of-the-house";

	@Test
	void endpointsFollowTheBroker() {
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials(USER, PASSWORD).start();
		try (broker; ConfigurableApplicationContext context = run(broker.host(), broker.port())) {
			Endpoints endpoints = new Endpoints(context);
			isUp(endpoints, broker);

			broker.stop();
			await().atMost(PATIENCE).untilAsserted(() -> isUnreachable(endpoints));

			broker.restart();
			isUp(endpoints, broker);
			endpoints.get("health").jsonPath("$.components.zmqtt.details.lastDisconnect.reason").isNotEmpty();
			assertThat(endpoints.sample("zmqtt_connection_connects_total")).isEqualTo(2);

			broker.close();
			try (EmbeddedMqttBroker changed = EmbeddedMqttBroker.builder()
				.port(broker.port())
				.credentials(USER, "another-one")
				.start()) {
				assertThat(changed.isRunning()).isTrue();
				await().atMost(PATIENCE).untilAsserted(() -> isNotAuthorized(endpoints, "RECONNECTING"));
			}
			assertThat(endpoints.answers).isNotEmpty()
				.noneMatch((answer) -> answer.contains(PASSWORD) || answer.contains("another-one"));
		}
	}

	@Test
	void wrongPasswordIsShown() {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials(USER, "another-one").start();
				ConfigurableApplicationContext context = run(broker.host(), broker.port())) {
			Endpoints endpoints = new Endpoints(context);
			await().atMost(PATIENCE).untilAsserted(() -> isNotAuthorized(endpoints, "FAILED"));
			assertThat(endpoints.answers).isNotEmpty().noneMatch((answer) -> answer.contains(PASSWORD));
		}
	}

	@Test
	void refusedSubscriptionIsShown() {
		try (RefusingBroker broker = new RefusingBroker("building/+/temperature"::equals);
				ConfigurableApplicationContext context = run(broker.host(), broker.port())) {
			Endpoints endpoints = new Endpoints(context);
			await().atMost(PATIENCE).untilAsserted(() -> isRefused(endpoints));
			assertThat(endpoints.answers).isNotEmpty().noneMatch((answer) -> answer.contains(PASSWORD));
		}
	}

	private static void isUp(Endpoints endpoints, EmbeddedMqttBroker broker) {
		await().atMost(PATIENCE).untilAsserted(() -> {
			endpoints.get("health", 200)
				.jsonPath("$.status")
				.isEqualTo("UP")
				.jsonPath("$.components.zmqtt.status")
				.isEqualTo("UP")
				.jsonPath("$.components.zmqtt.details.state")
				.isEqualTo("CONNECTED")
				.jsonPath("$.components.zmqtt.details.server")
				.isEqualTo("localhost:" + broker.port())
				.jsonPath("$.components.zmqtt.details.problems")
				.doesNotExist();
			isInState(endpoints, "connected");
			endpoints.get("zmqtt")
				.jsonPath("$.connections.default.state")
				.isEqualTo("CONNECTED")
				.jsonPath("$.connections.default.server")
				.isEqualTo("localhost:" + broker.port())
				.jsonPath("$.connections.default.subscriptions[?(@.name == 'readings')].filters[0].grantedQos")
				.isEqualTo(1)
				.jsonPath("$.listeners.readings.subscribed")
				.isEqualTo(true);
		});
	}

	private static void isUnreachable(Endpoints endpoints) {
		endpoints.get("health", 503)
			.jsonPath("$.status")
			.isEqualTo("DOWN")
			.jsonPath("$.components.zmqtt.details.state")
			.isEqualTo("RECONNECTING")
			.jsonPath("$.components.zmqtt.details.problems[0]")
			.isEqualTo("not connected")
			.jsonPath("$.components.zmqtt.details.lastDisconnect.reason")
			.isNotEmpty()
			.jsonPath("$.components.zmqtt.details.lastFailure.reason")
			.value((reason) -> assertThat((String) reason).contains("the connection was refused"));
		isInState(endpoints, "reconnecting");
		endpoints.get("metrics/zmqtt.connection.failures?tag=reason:unreachable")
			.jsonPath("$.measurements[0].value")
			.value((value) -> assertThat(((Number) value).doubleValue()).isPositive());
		endpoints.get("zmqtt")
			.jsonPath("$.connections.default.state")
			.isEqualTo("RECONNECTING")
			.jsonPath("$.connections.default.server")
			.doesNotExist();
	}

	private static void isNotAuthorized(Endpoints endpoints, String state) {
		endpoints.get("health", 503)
			.jsonPath("$.components.zmqtt.status")
			.isEqualTo("DOWN")
			.jsonPath("$.components.zmqtt.details.state")
			.isEqualTo(state)
			.jsonPath("$.components.zmqtt.details.lastFailure.reason")
			.value((reason) -> assertThat((String) reason).containsIgnoringCase("password"));
		isInState(endpoints, state.toLowerCase(Locale.ROOT));
		endpoints.get("zmqtt").jsonPath("$.connections.default.state").isEqualTo(state);
	}

	private static void isRefused(Endpoints endpoints) {
		endpoints.get("health", 503)
			.jsonPath("$.components.zmqtt.status")
			.isEqualTo("DOWN")
			.jsonPath("$.components.zmqtt.details.state")
			.isEqualTo("CONNECTED")
			.jsonPath("$.components.zmqtt.details.refusedSubscriptions['building/+/temperature']")
			.value((reason) -> assertThat((String) reason).contains("0x87"))
			.jsonPath("$.components.zmqtt.details.refusedSubscriptions['building/+/set-point']")
			.doesNotExist()
			.jsonPath("$.components.zmqtt.details.problems[0]")
			.isEqualTo("the broker refuses subscriptions");
		isInState(endpoints, "connected");
		endpoints.get("metrics/zmqtt.subscriptions.refused").jsonPath("$.measurements[0].value").isEqualTo(1.0);
		assertThat(endpoints.sample("zmqtt_subscriptions_refused_filters")).isEqualTo(1);
		endpoints.get("zmqtt")
			.jsonPath("$.connections.default.state")
			.isEqualTo("CONNECTED")
			.jsonPath("$.connections.default.subscriptions[?(@.name == 'readings')].filters[0].refused")
			.isNotEmpty()
			.jsonPath("$.connections.default.subscriptions[?(@.name == 'set-points')].filters[0].grantedQos")
			.isEqualTo(1);
	}

	private static void isInState(Endpoints endpoints, String state) {
		endpoints.get("metrics/zmqtt.connection.state?tag=state:" + state)
			.jsonPath("$.measurements[0].value")
			.isEqualTo(1.0);
		assertThat(endpoints.sample("zmqtt_connection_state", "state=\"" + state + "\"")).isEqualTo(1);
	}

	private static ConfigurableApplicationContext run(String host, int port) {
		return new SpringApplicationBuilder(ClimateApplication.class).initializers(new EmbeddedBrokerInitializer())
			.run("--server.port=0", "--zmqtt.host=" + host, "--zmqtt.port=" + port, "--zmqtt.username=" + USER,
					"--zmqtt.password=" + PASSWORD, "--zmqtt.reconnect.initial-delay=50ms",
					"--zmqtt.reconnect.max-delay=200ms");
	}

	/**
	 * The endpoints of an application, and all that they have answered.
	 */
	private static final class Endpoints {

		private final List<String> answers = new ArrayList<>();

		private final RestTestClient http;

		Endpoints(ConfigurableApplicationContext context) {
			int port = ((WebServerApplicationContext) context).getWebServer().getPort();
			this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port + "/actuator/").build();
		}

		RestTestClient.BodyContentSpec get(String path) {
			return get(path, 200);
		}

		RestTestClient.BodyContentSpec get(String path, int status) {
			RestTestClient.BodyContentSpec body = this.http.get()
				.uri(path)
				.exchange()
				.expectStatus()
				.isEqualTo(status)
				.expectBody();
			this.answers.add(text(body));
			return body;
		}

		/**
		 * Return the value of the only line of the Prometheus endpoint that is of this
		 * meter and has all these tags.
		 */
		double sample(String name, String... tags) {
			List<String> lines = text(get("prometheus")).lines()
				.filter((line) -> line.startsWith(name + "{") && List.of(tags).stream().allMatch(line::contains))
				.toList();
			assertThat(lines).hasSize(1);
			return Double.parseDouble(lines.get(0).substring(lines.get(0).lastIndexOf(' ')));
		}

		private static String text(RestTestClient.BodyContentSpec body) {
			byte[] content = body.returnResult().getResponseBodyContent();
			return (content != null) ? new String(content, StandardCharsets.UTF_8) : "";
		}

	}

}
