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
import java.util.List;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import io.zmqtt.spring.boot.test.home.HomeApplication;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MqttTest @MqttTest} with a broker that the test has started.
 */
class OwnBrokerTests {

	private static EmbeddedMqttBroker broker;

	@BeforeAll
	static void start() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void close() {
		broker.close();
	}

	private static void isTheOnlyOne(ApplicationContext context) {
		assertThat(context.getBeanNamesForType(EmbeddedMqttBroker.class)).isEmpty();
		await().atMost(Duration.ofSeconds(20))
			.until(context.getBean(MqttClient.class)::state, ClientState.CONNECTED::equals);
	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@ContextConfiguration(classes = HomeApplication.class)
	class ByADynamicProperty {

		@DynamicPropertySource
		static void properties(DynamicPropertyRegistry registry) {
			registry.add("zmqtt.port", broker::port);
		}

		@Test
		void isTheOnlyOne(@Autowired ApplicationContext context) {
			OwnBrokerTests.isTheOnlyOne(context);
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@ContextConfiguration(classes = HomeApplication.class, initializers = ContainerDetails.class)
	class ByConnectionDetails {

		@Test
		void isTheOnlyOne(@Autowired ApplicationContext context) {
			OwnBrokerTests.isTheOnlyOne(context);
		}

	}

	@Nested
	@MqttTest(useDefaultFilters = false)
	@ContextConfiguration(classes = HomeApplication.class)
	@Import(ContainerConfiguration.class)
	class ByABeanOfConnectionDetails {

		@Test
		void isTheOnlyOne(@Autowired ApplicationContext context) {
			OwnBrokerTests.isTheOnlyOne(context);
		}

	}

	private static ZmqttConnectionDetails details() {
		return () -> List.of(broker.host() + ":" + broker.port());
	}

	/**
	 * Registers what a container in a field of the test class does.
	 */
	static class ContainerDetails implements ApplicationContextInitializer<GenericApplicationContext> {

		@Override
		public void initialize(GenericApplicationContext context) {
			context.registerBean(ZmqttConnectionDetails.class, OwnBrokerTests::details);
		}

	}

	/**
	 * Has what a container in a bean is.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class ContainerConfiguration {

		@Bean
		ZmqttConnectionDetails brokerConnectionDetails() {
			return details();
		}

	}

}
