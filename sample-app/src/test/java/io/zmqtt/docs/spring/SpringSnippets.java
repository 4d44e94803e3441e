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

package io.zmqtt.docs.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.PublishResult;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.boot.autoconfigure.ZmqttClientCustomizer;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.support.MqttHeaders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Further snippets of docs/spring.md.
 */
final class SpringSnippets {

	private SpringSnippets() {
	}

	static CompletableFuture<PublishResult> send(MqttTemplate mqtt) {
		mqtt.convertAndSend("home/kitchen/temperature", new Heating.Reading(21.5));
		mqtt.convertAndSend("home/kitchen/door", "open", Map.of(MqttHeaders.RETAIN, true, MqttHeaders.QOS, 2));

		CompletableFuture<PublishResult> result = mqtt.sendAsync("home/alarm", new Heating.Reading(50));
		return result;
	}

	static void stopAndStart(MqttListenerRegistry registry) {
		MqttListenerContainer doors = registry.find("doors").orElseThrow();
		doors.stop();
		doors.start();
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizedClient {

		@Bean
		ZmqttClientCustomizer shortTimeouts() {
			return (builder) -> builder.operationTimeout(Duration.ofSeconds(5));
		}

	}

	@Configuration
	@EnableMqtt
	static class PlainSpring {

		@Bean
		MqttClient mqttClient() {
			return MqttClient.builder("broker.example.com").clientId("my-app").retryFirstConnect(true).build();
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@MqttListener("home/plain")
		void onPlain(String text) {
			System.out.println(text);
		}

	}

}
