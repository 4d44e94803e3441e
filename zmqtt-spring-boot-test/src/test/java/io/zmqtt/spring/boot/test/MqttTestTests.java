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

package io.zmqtt.spring.boot.test;

import java.time.Duration;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.test.home.Counter;
import io.zmqtt.spring.boot.test.home.Door;
import io.zmqtt.spring.boot.test.home.HomeApplication;
import io.zmqtt.spring.boot.test.home.Reading;
import io.zmqtt.spring.boot.test.home.Sensor;
import io.zmqtt.spring.boot.test.home.Store;
import io.zmqtt.spring.boot.test.home.Thermometer;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.context.MessageSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MqttTest @MqttTest}.
 */
class MqttTestTests {

	private static boolean has(ApplicationContext context, Class<?> type) {
		return context.getBeanNamesForType(type).length > 0;
	}

	@Nested
	@MqttTest(properties = { "spring.main.banner-mode=off", "home.title=hut" })
	@ContextConfiguration(classes = HomeApplication.class)
	@Import(Store.class)
	class WithDefaults {

		@Test
		void hasWhatBelongsToMqtt(@Autowired ApplicationContext context) {
			assertThat(has(context, Thermometer.class)).isTrue();
			assertThat(has(context, Door.class)).isTrue();
			assertThat(has(context, Counter.class)).isTrue();
			assertThat(has(context, JsonMapper.class)).isTrue();
			assertThat(has(context, Validator.class)).isTrue();
			assertThat(has(context, SslAutoConfiguration.class)).isTrue();
			assertThat(has(context, TaskExecutionAutoConfiguration.class)).isTrue();
		}

		@Test
		void hasNothingElse(@Autowired ApplicationContext context) {
			assertThat(has(context, Sensor.class)).isFalse();
			assertThat(has(context, TaskSchedulingAutoConfiguration.class)).isFalse();
			assertThat(has(context, MessageSourceAutoConfiguration.class)).isFalse();
		}

		@Test
		void hasItsProperties(@Autowired Environment environment) {
			assertThat(environment.getProperty("home.title")).isEqualTo("hut");
		}

		@Test
		void runsListeners(@Autowired MqttTemplate mqtt, @Autowired Store store, @Autowired Counter counter) {
			// one that is not valid, first
			mqtt.convertAndSend("home/oven/temperature", new Reading(250));
			mqtt.convertAndSend("home/kitchen/temperature", new Reading(21.5));
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(store.entries).containsExactly("kitchen 21.5"));
			assertThat(counter.received).hasPositiveValue();
		}

		@RepeatedTest(2)
		void cutsAndRestores(EmbeddedMqttBroker broker, @Autowired MqttClient client) {
			await().atMost(Duration.ofSeconds(20)).until(client::state, ClientState.CONNECTED::equals);
			broker.cut();
			await().atMost(Duration.ofSeconds(20)).until(client::state, (state) -> state != ClientState.CONNECTED);
		}

	}

	@Nested
	@MqttTest(includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Sensor.class),
			excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Thermometer.class),
			excludeAutoConfiguration = TaskExecutionAutoConfiguration.class)
	@ContextConfiguration(classes = HomeApplication.class)
	class WithFilters {

		@Test
		void areObeyed(@Autowired ApplicationContext context) {
			assertThat(has(context, Thermometer.class)).isFalse();
			assertThat(has(context, Door.class)).isTrue();
			assertThat(has(context, Sensor.class)).isTrue();
			assertThat(has(context, Store.class)).isFalse();
			assertThat(has(context, TaskExecutionAutoConfiguration.class)).isFalse();
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@ContextConfiguration(classes = HomeApplication.class)
	class WithoutDefaultFilters {

		@Test
		void hasNoComponents(@Autowired ApplicationContext context) {
			assertThat(has(context, Door.class)).isFalse();
			assertThat(has(context, Counter.class)).isFalse();
			assertThat(has(context, MqttTemplate.class)).isTrue();
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@io.zmqtt.test.context.EmbeddedMqttBroker(tls = true, username = "user", password = "secret")
	@ContextConfiguration(classes = HomeApplication.class)
	class WithAnotherBroker {

		@Test
		void connectsByTlsWithAPassword(@Autowired MqttClient client, EmbeddedMqttBroker broker,
				@Autowired Environment environment) {
			assertThat(environment.getProperty("zmqtt.port", int.class)).isEqualTo(broker.tlsPort());
			await().atMost(Duration.ofSeconds(20)).until(client::state, ClientState.CONNECTED::equals);
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false, properties = "zmqtt.uri=mqtt://localhost:1")
	@ContextConfiguration(classes = HomeApplication.class)
	class WithAConnectionOfItsOwn {

		@Test
		void startsNoBroker(@Autowired ApplicationContext context) {
			assertThat(has(context, EmbeddedMqttBroker.class)).isFalse();
			assertThat(has(context, MqttClient.class)).isTrue();
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@TestPropertySource("/own-broker.properties")
	@ContextConfiguration(classes = HomeApplication.class)
	class WithAPropertiesFileOfItsOwn {

		@Test
		void startsNoBroker(@Autowired ApplicationContext context) {
			assertThat(has(context, EmbeddedMqttBroker.class)).isFalse();
		}

	}

}
