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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttConnectedEvent;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two clients of two brokers in one application context.
 */
@Timeout(30)
class SeveralClientsTests {

	@Test
	void eachListenerHearsItsOwnBroker() {
		try (EmbeddedMqttBroker first = EmbeddedMqttBroker.start();
				EmbeddedMqttBroker second = EmbeddedMqttBroker.start();
				AnnotationConfigApplicationContext context = start(first, second)) {
			Listeners listeners = context.getBean(Listeners.class);
			Senders senders = context.getBean(Senders.class);
			await().untilAsserted(() -> assertThat(listeners.connected).containsExactlyInAnyOrder("line1", "line2"));
			MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
			assertThat(registry.find("first").orElseThrow().client()).isSameAs(context.getBean("line1"));
			assertThat(registry.find("second").orElseThrow().client()).isSameAs(context.getBean("line2"));
			senders.line1.convertAndSend("speed", "one");
			senders.line2.convertAndSend("speed", "two");
			senders.line1.convertAndSend("speed", "end");
			senders.line2.convertAndSend("speed", "end");
			await().untilAsserted(() -> {
				assertThat(listeners.first).containsExactly("one", "end");
				assertThat(listeners.second).containsExactly("two", "end");
			});
			TestObservationRegistry observations = context.getBean(TestObservationRegistry.class);
			await().untilAsserted(
					() -> assertThat(observations).hasNumberOfObservationsWithNameEqualTo("zmqtt.listener", 4));
			assertThat(observations).hasHandledContextsThatSatisfy((contexts) -> assertThat(contexts)
				.extracting((observed) -> observed.getLowCardinalityKeyValue("zmqtt.listener.id").getValue() + " "
						+ observed.getLowCardinalityKeyValue("zmqtt.client").getValue())
				.containsOnly("first line1", "second line2"));
			second.stop();
			await().until(() -> !context.getBean("line2", MqttClient.class).state().isConnected());
			senders.line1.convertAndSend("speed", "still");
			await().untilAsserted(() -> assertThat(listeners.first).endsWith("still"));
		}
	}

	private static AnnotationConfigApplicationContext start(EmbeddedMqttBroker first, EmbeddedMqttBroker second) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("line1", MqttClient.class,
				() -> MqttClient.builder(first.host()).port(first.port()).build());
		context.registerBean("line2", MqttClient.class,
				() -> MqttClient.builder(second.host()).port(second.port()).v5().build());
		context.register(Config.class);
		context.refresh();
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		TestObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(@Qualifier("line1") MqttClient client,
				ObservationRegistry registry) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setClientName("line1");
			factory.setObservationRegistry(registry);
			return factory;
		}

		@Bean
		MqttTemplate line1Template(@Qualifier("line1") MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		MqttTemplate line2Template(@Qualifier("line2") MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		Senders senders(@Qualifier("line1Template") MqttTemplate line1,
				@Qualifier("line2Template") MqttTemplate line2) {
			return new Senders(line1, line2);
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	record Senders(MqttTemplate line1, MqttTemplate line2) {

	}

	static class Listeners {

		private final List<String> connected = new CopyOnWriteArrayList<>();

		private final List<String> first = new CopyOnWriteArrayList<>();

		private final List<String> second = new CopyOnWriteArrayList<>();

		@EventListener
		void onConnected(MqttConnectedEvent event) {
			this.connected.add(event.getClientName());
		}

		@MqttListener(topics = "speed", id = "first")
		void first(String text) {
			this.first.add(text);
		}

		@MqttListener(topics = "speed", id = "second", client = "line2")
		void second(String text) {
			this.second.add(text);
		}

	}

}
