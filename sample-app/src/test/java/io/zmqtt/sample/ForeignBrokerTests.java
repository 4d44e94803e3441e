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

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.Mosquitto;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application on a broker that others use too: Mosquitto, fed by
 * {@code mosquitto_pub}.
 */
class ForeignBrokerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1", "5.0" })
	void showsReadingsOfAForeignSensor(String version) throws Exception {
		assumeMosquittoPub();
		try (Mosquitto mosquitto = Mosquitto.start();
				ConfigurableApplicationContext context = run(mosquitto.port(), version)) {
			assertThat(context.getBeanNamesForType(EmbeddedMqttBroker.class)).isEmpty();
			Api api = new Api(((WebServerApplicationContext) context).getWebServer().getPort());
			await().atMost(PATIENCE).until(() -> api.find("kitchen") != null);
			mosquittoPub(mosquitto, "building/attic/temperature", "{\"celsius\":30.5}");
			await().atMost(PATIENCE).until(() -> api.find("attic") != null);
			assertThat(api.get("attic").celsius()).isEqualTo(30.5);
			mosquittoPub(mosquitto, "building/attic/temperature", "{\"celsius\":");
			mosquittoPub(mosquitto, "building/attic/temperature", "{\"celsius\":18}");
			await().atMost(PATIENCE).until(() -> api.get("attic").celsius() == 18);
		}
	}

	@Test
	void survivesARestartOfTheBroker() throws Exception {
		assumeMosquittoPub();
		try (Mosquitto mosquitto = Mosquitto.start();
				ConfigurableApplicationContext context = run(mosquitto.port(), "5.0")) {
			Api api = new Api(((WebServerApplicationContext) context).getWebServer().getPort());
			await().atMost(PATIENCE).until(() -> api.find("kitchen") != null);
			mosquitto.kill();
			await().atMost(PATIENCE)
				.untilAsserted(() -> api.health().expectBody().jsonPath("$.components.zmqtt.status").isEqualTo("DOWN"));
			mosquitto.restart();
			await().atMost(PATIENCE)
				.untilAsserted(() -> api.health().expectBody().jsonPath("$.components.zmqtt.status").isEqualTo("UP"));
			mosquittoPub(mosquitto, "building/attic/temperature", "{\"celsius\":30.5}");
			await().atMost(PATIENCE).until(() -> api.find("attic") != null);
		}
	}

	private static ConfigurableApplicationContext run(int port, String version) {
		return new SpringApplicationBuilder(ClimateApplication.class).initializers(new EmbeddedBrokerInitializer())
			.run("--server.port=0", "--zmqtt.host=localhost", "--zmqtt.port=" + port, "--zmqtt.version=" + version,
					"--zmqtt.session-expiry-interval=", "--zmqtt.reconnect.initial-delay=100ms",
					"--zmqtt.reconnect.max-delay=500ms");
	}

	private static void mosquittoPub(Mosquitto mosquitto, String topic, String payload)
			throws IOException, InterruptedException {
		Process process = new ProcessBuilder("mosquitto_pub", "-h", mosquitto.host(), "-p",
				String.valueOf(mosquitto.port()), "-q", "1", "-t", topic, "-m", payload)
			.inheritIO()
			.start();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isZero();
	}

	private static void assumeMosquittoPub() {
		Mosquitto.assumeAvailable();
		try {
			new ProcessBuilder("mosquitto_pub", "--help").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.destroy();
		}
		catch (IOException ex) {
			String message = "The program mosquitto_pub is not installed";
			String required = System.getenv().getOrDefault("ZMQTT_REQUIRE", "");
			if (Arrays.asList(required.trim().split("\\s*,\\s*")).contains("mosquitto")) {
				Assertions.fail(message + ", but ZMQTT_REQUIRE demands mosquitto");
			}
			Assumptions.abort(message + ": this test is skipped");
		}
	}

}
