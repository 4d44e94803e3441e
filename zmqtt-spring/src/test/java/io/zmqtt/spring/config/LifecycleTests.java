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

package io.zmqtt.spring.config;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTests {

	@Test
	void subscribesBeforeItConnectsAndNeverUnsubscribesWhenItCloses() {
		FakeMqttClient client;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class)) {
			client = context.getBean(FakeMqttClient.class);
			assertThat(client.calls).containsExactly("subscribe started", "connect");
		}
		assertThat(client.calls).containsExactly("subscribe started", "connect", "disconnect", "close");
	}

	@Test
	void survivesStopAndStart() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class)) {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			context.stop();
			assertThat(find(context, "started").isRunning()).isFalse();
			context.start();
			assertThat(find(context, "started").isRunning()).isTrue();
			// an explicit start() of a context starts what does not start automatically,
			// too
			assertThat(client.calls).containsExactly("subscribe started", "connect", "disconnect", "subscribe waiting",
					"connect");
		}
	}

	@Test
	void pausedContextRestartsOnlyWhatStartsWithIt() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class)) {
			FakeMqttClient client = context.getBean(FakeMqttClient.class);
			context.pause();
			assertThat(find(context, "started").isRunning()).isFalse();
			assertThat(client.calls).endsWith("disconnect");
			context.restart();
			assertThat(find(context, "started").isRunning()).isTrue();
			assertThat(find(context, "waiting").isRunning()).isFalse();
			assertThat(client.calls).endsWith("connect").doesNotContain("subscribe waiting");
		}
	}

	@Test
	void listenerThatDoesNotStartWithTheContextCanBeStarted() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Config.class)) {
			find(context, "waiting").start();
			assertThat(context.getBean(FakeMqttClient.class).calls).endsWith("subscribe waiting");
		}
	}

	private static MqttListenerContainer find(AnnotationConfigApplicationContext context, String id) {
		return context.getBean(MqttListenerRegistry.class).find(id).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		FakeMqttClient client() {
			return new FakeMqttClient();
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@MqttListener(topics = "a", id = "started")
		void started(String payload) {
		}

		@MqttListener(topics = "b", id = "waiting", autoStartup = "false")
		void waiting(String payload) {
		}

	}

}
