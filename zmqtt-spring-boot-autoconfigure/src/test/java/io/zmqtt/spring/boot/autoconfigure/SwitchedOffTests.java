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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code zmqtt.enabled=false} switches everything off, also for clients that the
 * application makes itself.
 */
class SwitchedOffTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class,
						ZmqttMetricsAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("management.endpoints.jmx.exposure.include=*", "spring.jmx.enabled=true", "zmqtt.port=1");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void nothingOfItIsThere(boolean withOwnBeans) {
		own(withOwnBeans).withPropertyValues("zmqtt.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames()).filteredOn((name) -> !name.startsWith("own"))
				.filteredOn((name) -> name.toLowerCase().contains("mqtt"))
				.isEmpty();
		});
	}

	@Test
	void allOfItIsThereOtherwise() {
		own(true).run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(MqttClient.class)
			.hasBean("zmqttHealthContributor")
			.hasBean("zmqttClientMetrics")
			.hasBean("zmqttListenerMetrics")
			.hasSingleBean(ZmqttEndpoint.class));
	}

	private ApplicationContextRunner own(boolean withOwnBeans) {
		return withOwnBeans ? this.contextRunner
			.withBean("ownClient", MqttClient.class, () -> MqttClient.builder("localhost").port(1).build())
			.withBean("ownListeners", MqttListenerRegistry.class) : this.contextRunner;
	}

}
