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

import io.zmqtt.MqttClient;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class ZmqttHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class))
		.withPropertyValues("zmqtt.port=1");

	@Test
	void isDownWithoutConnection() {
		this.contextRunner.run((context) -> {
			Health health = context.getBean(ZmqttHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("version", "3.1.1").containsKey("state");
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.zmqtt.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(MqttClient.class)
				.doesNotHaveBean(ZmqttHealthIndicator.class));
	}

	@Test
	void backsOffWithoutClient() {
		this.contextRunner.withPropertyValues("zmqtt.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("zmqttHealthContributor"));
	}

	@Test
	void backsOffWithoutHealthModule() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("zmqttHealthContributor"));
	}

	@Test
	void backsOffFromIndicatorOfTheUser() {
		this.contextRunner.withUserConfiguration(OwnIndicator.class)
			.run((context) -> assertThat(context).hasSingleBean(ZmqttHealthIndicator.class)
				.doesNotHaveBean("zmqttHealthContributor"));
	}

	@Test
	void severalClientsGiveAComposite() {
		this.contextRunner.withUserConfiguration(TwoClients.class)
			.run((context) -> assertThat(context.getBean(CompositeHealthContributor.class).stream()).extracting("name")
				.containsExactlyInAnyOrder("first", "second"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIndicator {

		@Bean
		ZmqttHealthIndicator zmqttHealthIndicator(MqttClient client) {
			return new ZmqttHealthIndicator(client);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClients {

		@Bean
		MqttClient first() {
			return MqttClient.builder("localhost").port(1).build();
		}

		@Bean
		MqttClient second() {
			return MqttClient.builder("localhost").port(1).build();
		}

	}

}
