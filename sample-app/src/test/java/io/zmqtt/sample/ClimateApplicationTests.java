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

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.QoS;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application as its users start it, with the broker that it brings.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		properties = "climate.simulation.interval=50ms")
class ClimateApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Autowired
	private EmbeddedMqttBroker broker;

	@Autowired
	private MqttClient client;

	private Api api = new Api(0);

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.api = new Api(port);
		await().atMost(PATIENCE).until(() -> this.api.find("workshop") != null);
	}

	@Test
	void showsTheLatestReadingOfEachRoom() {
		List<Reading> readings = this.api.readings();
		assertThat(readings).extracting(Reading::room).contains("kitchen", "lobby", "office", "workshop").isSorted();
		assertThat(readings).allSatisfy((reading) -> assertThat(reading.celsius()).isBetween(-100.0, 200.0));
		Instant before = this.api.get("office").at();
		await().atMost(PATIENCE).until(() -> this.api.get("office").at().isAfter(before));
	}

	@Test
	void roomFollowsItsSetPoint() {
		this.api.putSetPoint("kitchen", "{\"celsius\": 12.5}")
			.expectStatus()
			.isAccepted()
			.expectBody()
			.json("{\"celsius\": 12.5}");
		await().atMost(PATIENCE).until(() -> this.api.get("kitchen").celsius() < 14);
		assertThat(this.api.get("office").celsius()).isBetween(18.0, 24.0);
	}

	@Test
	void raisesOneAlertEachTimeARoomBecomesTooWarm() {
		try (MqttSubscription alerts = this.client.subscribe("building/attic/alert")) {
			publish("attic", "{\"celsius\": 30.5}");
			MqttMessage alert = alerts.receive(PATIENCE).orElseThrow();
			assertThat(alert.text()).contains("\"room\":\"attic\"", "30.5", "\"limit\":26");
			publish("attic", "{\"celsius\": 31.5}");
			publish("attic", "{\"celsius\": 20.5}");
			publish("attic", "{\"celsius\": 32.5}");
			assertThat(alerts.receive(PATIENCE).orElseThrow().text()).contains("32.5");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "warm", "{", "{\"celsius\": \"warm\"}", "{\"celsius\": [1]}", "{}", "[]", "null",
			"{\"celsius\": 1000}", "{\"celsius\": 20, \"at\": \"yesterday\"}" })
	void nonsenseFromASensorDoesNoHarm(String payload) {
		double celsius = 10 + Math.floorMod(payload.hashCode(), 1000) / 100.0;
		publish("cellar", payload);
		publish("cellar", "{\"celsius\": " + celsius + "}");
		await().atMost(PATIENCE).until(() -> {
			Reading reading = this.api.find("cellar");
			return reading != null && reading.celsius() == celsius;
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "warm", "{", "[]", "{\"celsius\": \"warm\"}" })
	void refusesASetPointThatIsNotJson(String body) {
		this.api.putSetPoint("kitchen", body)
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("The body must be JSON such as {\"celsius\": 21.5}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"celsius\": null}", "{\"celsius\": 4.9}", "{\"celsius\": 35.1}",
			"{\"celsius\": 1e999}", "{\"degrees\": 20}" })
	void refusesASetPointOutOfRange(String body) {
		this.api.putSetPoint("kitchen", body)
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("'celsius' must be a number from 5.0 to 35.0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pool", "+", "#" })
	void doesNotKnowRoomsWithoutReadings(String room) {
		this.api.putSetPoint(room, "{\"celsius\": 20}")
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("Room '" + room + "' has not sent a reading yet");
	}

	@Test
	void ignoresAnInvalidSetPointFromElsewhere() {
		this.client.publish("building/workshop/set-point", "{\"celsius\": 99}", QoS.AT_LEAST_ONCE);
		this.client.publish("building/pool/set-point", "{\"celsius\": 20}", QoS.AT_LEAST_ONCE);
		this.client.publish("building/workshop/set-point", "{\"celsius\": 10}", QoS.AT_LEAST_ONCE);
		await().atMost(PATIENCE).until(() -> this.api.get("workshop").celsius() < 12);
	}

	@Test
	void healthIsUpWhileConnected() {
		await().atMost(PATIENCE)
			.untilAsserted(() -> this.api.health()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.components.zmqtt.status")
				.isEqualTo("UP"));
		assertThat(this.broker.isRunning()).isTrue();
	}

	private void publish(String room, String payload) {
		this.client.publish("building/" + room + "/temperature", payload, QoS.AT_LEAST_ONCE);
	}

}
