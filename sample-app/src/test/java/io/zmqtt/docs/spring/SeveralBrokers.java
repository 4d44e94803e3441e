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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * What docs/listeners.md and docs/publishing.md say of several clients.
 */
final class SeveralBrokers {

	private SeveralBrokers() {
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoLines {

		@Bean
		@Primary
		MqttClient line1(@Value("${lines.line1}") String uri) {
			return MqttClient.builder(uri).clientId("plant-1").retryFirstConnect(true).build();
		}

		@Bean
		MqttClient line2(@Value("${lines.line2}") String uri) {
			return MqttClient.builder(uri).clientId("plant-2").retryFirstConnect(true).build();
		}

		@Bean
		@Primary
		MqttTemplate template1(MqttClient line1) {
			return new MqttTemplate(line1);
		}

		@Bean
		MqttTemplate template2(@Qualifier("line2") MqttClient line2) {
			return new MqttTemplate(line2);
		}

	}

	static class Listeners {

		final List<String> notes = Collections.synchronizedList(new ArrayList<>());

		@MqttListener("counter")
		void onFirst(String count) {
			this.notes.add("line 1: " + count);
		}

		@MqttListener(topics = "counter", client = "line2")
		void onSecond(String count) {
			this.notes.add("line 2: " + count);
		}

	}

	static class Publisher {

		private final MqttTemplate line1;

		private final MqttTemplate line2;

		Publisher(MqttTemplate line1, @Qualifier("template2") MqttTemplate line2) {
			this.line1 = line1;
			this.line2 = line2;
		}

		void count() {
			this.line1.convertAndSend("counter", "1");
			this.line2.convertAndSend("counter", "2");
		}

	}

}
