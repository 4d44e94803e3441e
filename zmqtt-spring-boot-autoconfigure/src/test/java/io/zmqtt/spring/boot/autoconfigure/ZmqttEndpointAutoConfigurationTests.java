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

import java.util.Map;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class ZmqttEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withInitializer((context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class,
				EndpointAutoConfiguration.class))
		.withPropertyValues("zmqtt.port=1");

	private final ApplicationContextRunner exposed = this.contextRunner
		.withPropertyValues("management.endpoints.web.exposure.include=zmqtt");

	@Test
	void isThereWhenItIsExposed() {
		this.exposed.run((context) -> assertThat(context).hasSingleBean(ZmqttEndpoint.class)
			.hasSingleBean(ZmqttEndpointWebExtension.class));
	}

	@Test
	void isNotThereUnlessItIsExposed() {
		this.contextRunner.run(ZmqttEndpointAutoConfigurationTests::assertNoEndpoint);
	}

	@Test
	void hasNoWebExtensionUnlessItIsExposedThere() {
		this.contextRunner
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=zmqtt")
			.run((context) -> assertThat(context).hasSingleBean(ZmqttEndpoint.class)
				.doesNotHaveBean(ZmqttEndpointWebExtension.class));
	}

	@Test
	void backsOffWithoutAccess() {
		this.exposed.withPropertyValues("management.endpoint.zmqtt.access=none")
			.run(ZmqttEndpointAutoConfigurationTests::assertNoEndpoint);
	}

	@Test
	void backsOffWithoutZmqtt() {
		this.exposed.withPropertyValues("zmqtt.enabled=false").run((context) -> {
			assertNoEndpoint(context);
			assertThat(context).doesNotHaveBean(MqttClient.class);
		});
	}

	@Test
	void backsOffWithoutActuator() {
		new ApplicationContextRunner().withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.withConfiguration(
					AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class))
			.withPropertyValues("zmqtt.port=1", "management.endpoints.web.exposure.include=zmqtt")
			.run(ZmqttEndpointAutoConfigurationTests::assertNoEndpoint);
	}

	@Test
	void backsOffFromEndpointOfTheUser() {
		this.exposed.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).hasSingleBean(ZmqttEndpoint.class).hasBean("own"));
	}

	private static void assertNoEndpoint(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.doesNotHaveBean(ZmqttEndpoint.class)
			.doesNotHaveBean(ZmqttEndpointWebExtension.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		@Bean
		ZmqttEndpoint own(MqttClient client, MqttListenerRegistry listeners) {
			return new ZmqttEndpoint(Map.of("mine", client), listeners);
		}

	}

}
