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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.zmqtt.MqttClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ConnectionNames}: no client is lost, whatever the beans are called.
 */
class ConnectionNamesTests {

	static Stream<Arguments> namesEachClientOnce() {
		return Stream.of(arguments(List.of("mqttClient"), List.of("default")),
				arguments(List.of("mqttClient", "line2MqttClient", "other"), List.of("default", "line2", "other")),
				arguments(List.of("line2MqttClient", "line2"), List.of("line2", "line2Bean")),
				arguments(List.of("line2", "line2MqttClient"), List.of("line2Bean", "line2")),
				arguments(List.of("line2", "line2MqttClient", "line2Bean"),
						List.of("line2Bean", "line2", "line2BeanBean")),
				arguments(List.of("defaultMqttClient", "mqttClient"), List.of("defaultMqttClient", "default")),
				arguments(List.of("defaultMqttClient"), List.of("default")),
				arguments(List.of("default", "mqttClient"), List.of("defaultBean", "default")),
				arguments(List.of("default", "defaultMqttClient", "mqttClient"),
						List.of("defaultBean", "defaultMqttClient", "default")),
				arguments(List.of("MqttClient"), List.of("MqttClient")));
	}

	@ParameterizedTest
	@MethodSource
	void namesEachClientOnce(List<String> beans, List<String> names) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		Map<String, MqttClient> expected = new LinkedHashMap<>();
		for (int i = 0; i < beans.size(); i++) {
			MqttClient client = new FakeClient().client;
			beanFactory.registerSingleton(beans.get(i), client);
			expected.put(names.get(i), client);
		}
		assertThat(ConnectionNames.clients(beanFactory)).containsExactlyEntriesOf(expected);
	}

}
