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

import java.util.Map;

import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedBrokerInitializer}.
 */
class EmbeddedBrokerInitializerTests {

	@Test
	void startsABrokerForTheLifeOfTheContext() {
		EmbeddedMqttBroker broker;
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			new EmbeddedBrokerInitializer().initialize(context);
			context.refresh();
			broker = context.getBean(EmbeddedMqttBroker.class);
			assertThat(broker.isRunning()).isTrue();
			assertThat(context.getEnvironment().getProperty("zmqtt.host")).isEqualTo(broker.host());
			assertThat(context.getEnvironment().getProperty("zmqtt.port", Integer.class)).isEqualTo(broker.port());
		}
		assertThat(broker.isRunning()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "systemEnvironment, ZMQTT_HOST, broker.example.com", "systemEnvironment, ZMQTT_PORT, 1883",
			"commandLineArgs, zmqtt.host, broker.example.com", "commandLineArgs, zmqtt.port, 1883",
			"systemProperties, zmqtt.uri, mqtts://broker.example.com",
			"commandLineArgs, zmqtt.servers, broker.example.com",
			"systemProperties, zmqtt.servers[0], broker.example.com" })
	void startsNoneWhenAnotherIsNamed(String source, String name, String value) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource(source + "-systemEnvironment", Map.of(name, value)));
			ConfigurationPropertySources.attach(context.getEnvironment());
			new EmbeddedBrokerInitializer().initialize(context);
			assertThat(context.getBeanFactory().containsSingleton(EmbeddedBrokerInitializer.BEAN_NAME)).isFalse();
		}
	}

}
