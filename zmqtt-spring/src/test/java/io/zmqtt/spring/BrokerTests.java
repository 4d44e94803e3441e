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

package io.zmqtt.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.zmqtt.CleanStart;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The main job in plain Spring, over a broker.
 */
class BrokerTests {

	private static EmbeddedMqttBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@EnumSource
	void publishesAndListens(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(version, "")) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			template.convertAndSend("home/kitchen/temperature", new Reading(21.5), Map.of("tenant", "acme"));
			template.convertAndSend("home/cellar/temperature", new Reading(12), Map.of(MqttHeaders.QOS, 2));
			String tenant = (version == MqttVersion.V5) ? "acme" : "none";
			await().untilAsserted(() -> assertThat(listeners.readings).containsExactly("kitchen 21.5 1 " + tenant,
					"cellar 12.0 1 none"));
			template.convertAndSend("raw/bytes", new byte[] { 1, 2 });
			await().untilAsserted(() -> assertThat(listeners.raw).singleElement().satisfies((message) -> {
				assertThat(message.topic()).isEqualTo("raw/bytes");
				assertThat(message.payload()).containsExactly(1, 2);
			}));
		}
	}

	@ParameterizedTest
	@EnumSource
	void listenerThatThrowsGoesOn(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(version, "")) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			template.convertAndSend("home/attic/temperature", "no json");
			template.convertAndSend("home/broken/temperature", new Reading(1));
			template.convertAndSend("home/kitchen/temperature", new Reading(2));
			await().untilAsserted(() -> assertThat(listeners.readings).containsExactly("kitchen 2.0 1 none"));
			assertThat(context.getBean(MqttClient.class).state().isConnected()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void listenerMayPublish(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(version, "")) {
			context.getBean(MqttTemplate.class).convertAndSend("ping", "hello");
			Listeners listeners = context.getBean(Listeners.class);
			await().untilAsserted(() -> assertThat(listeners.pongs).containsExactly("hello"));
		}
	}

	@Test
	void pausedContextListensAgainAfterRestart() {
		try (AnnotationConfigApplicationContext context = start(MqttVersion.V3_1_1, "")) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
			context.pause();
			assertThat(context.getBean(MqttClient.class).state().isConnected()).isFalse();
			context.restart();
			assertThat(registry.find("manual").orElseThrow().isRunning()).isFalse();
			template.convertAndSend("home/kitchen/temperature", new Reading(1));
			template.convertAndSend("manual", "unheard");
			await().untilAsserted(() -> assertThat(listeners.readings).containsExactly("kitchen 1.0 1 none"));
			registry.find("manual").orElseThrow().start();
			await().untilAsserted(() -> {
				template.convertAndSend("manual", "heard");
				assertThat(listeners.manual).isNotEmpty().containsOnly("heard");
			});
		}
	}

	@Test
	void nothingIsLostOfASessionWhileTheApplicationIsDown() {
		String clientId = "session-" + System.nanoTime();
		try (AnnotationConfigApplicationContext context = start(MqttVersion.V3_1_1, clientId)) {
			await().until(() -> context.getBean(MqttClient.class).state().isConnected());
			context.getBean(MqttTemplate.class).convertAndSend("home/first/temperature", new Reading(1));
			await().untilAsserted(() -> assertThat(context.getBean(Listeners.class).readings).hasSize(1));
		}
		try (MqttClient other = MqttClient.builder(broker.host()).port(broker.port()).build()) {
			other.connect();
			for (int i = 0; i < 20; i++) {
				other.publish("home/x/temperature", "{\"value\":" + i + "}", QoS.AT_LEAST_ONCE);
			}
		}
		try (AnnotationConfigApplicationContext context = start(MqttVersion.V3_1_1, clientId)) {
			await().untilAsserted(() -> assertThat(context.getBean(Listeners.class).readings).hasSize(20)
				.first()
				.isEqualTo("x 0.0 1 none"));
		}
	}

	private static AnnotationConfigApplicationContext start(MqttVersion version, String sessionClientId) {
		Supplier<MqttClient> client = () -> {
			MqttClientV311.Builder builder = MqttClient.builder(broker.host())
				.port(broker.port())
				.retryFirstConnect(true)
				.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(10), Duration.ofMillis(100)));
			if (!sessionClientId.isEmpty()) {
				builder.clientId(sessionClientId).cleanStart(CleanStart.NEVER);
			}
			return (version == MqttVersion.V5) ? builder.v5().build() : builder.build();
		};
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("mqttClient", MqttClient.class, client);
		context.register(Config.class);
		context.refresh();
		await().until(() -> context.getBean(MqttClient.class).state().isConnected());
		return context;
	}

	record Reading(double value) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		Listeners listeners(MqttTemplate template) {
			return new Listeners(template);
		}

	}

	static class Listeners {

		private final List<String> readings = new CopyOnWriteArrayList<>();

		private final List<MqttMessage> raw = new CopyOnWriteArrayList<>();

		private final List<String> pongs = new CopyOnWriteArrayList<>();

		private final List<String> manual = new CopyOnWriteArrayList<>();

		private final MqttTemplate template;

		Listeners(MqttTemplate template) {
			this.template = template;
		}

		@MqttListener("home/{room}/temperature")
		void onReading(Reading reading, @DestinationVariable String room, @Header(MqttHeaders.RECEIVED_QOS) QoS qos,
				@Header(name = "tenant", defaultValue = "none") String tenant) {
			if (room.equals("broken")) {
				throw new IllegalStateException("this room is broken");
			}
			this.readings.add(room + " " + reading.value() + " " + qos.value() + " " + tenant);
		}

		@MqttListener("raw/#")
		void onRaw(MqttMessage message) {
			this.raw.add(message);
		}

		@MqttListener("ping")
		void onPing(String text) {
			this.template.convertAndSend("pong", text);
		}

		@MqttListener("pong")
		void onPong(String text) {
			this.pongs.add(text);
		}

		@MqttListener(topics = "manual", id = "manual", autoStartup = "false")
		void onManual(String text) {
			this.manual.add(text);
		}

	}

}
