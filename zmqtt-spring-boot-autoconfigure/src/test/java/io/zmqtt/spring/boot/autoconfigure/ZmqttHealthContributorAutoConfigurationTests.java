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

import java.util.List;
import java.util.Map;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ZmqttHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class))
		.withPropertyValues("zmqtt.port=1");

	@Test
	void isDownWithoutConnection() {
		this.contextRunner.run((context) -> {
			ZmqttHealthIndicator indicator = context.getBean(ZmqttHealthIndicator.class);
			// the client begins to connect after the start
			await().until(() -> indicator.health().getStatus().equals(Status.DOWN));
			assertThat(indicator.health().getDetails()).containsEntry("version", "3.1.1").containsKey("state");
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
	void severalClientsGiveACompositeByTheNamesOfTheirConnections() {
		this.contextRunner.withUserConfiguration(SeveralClients.class)
			.run((context) -> assertThat(context.getBean(CompositeHealthContributor.class).stream()).extracting("name")
				.containsExactlyInAnyOrder("default", "line2", "other"));
	}

	@Test
	void stopsListeningWithTheContext() {
		FakeClient one = new FakeClient();
		FakeClient other = new FakeClient();
		ApplicationContextRunner withOne = this.contextRunner.withBean("mqttClient", MqttClient.class,
				() -> one.client);
		withOne.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ZmqttHealthIndicator.class);
			assertThat(histories(one)).hasSize(1);
		});
		assertThat(histories(one)).isEmpty();
		withOne.withBean("other", MqttClient.class, () -> other.client).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(CompositeHealthContributor.class);
			assertThat(histories(one)).hasSize(1);
			assertThat(histories(other)).hasSize(1);
		});
		assertThat(histories(one)).isEmpty();
		assertThat(histories(other)).isEmpty();
	}

	@Test
	void refusalOfAListenerThatComesLaterIsSeen() {
		FakeClient fake = new FakeClient();
		fake.state = ClientState.CONNECTED;
		fake.refusal = Map.of(TopicFilter.of("late"), ReasonCode.NOT_AUTHORIZED);
		this.contextRunner.withBean("mqttClient", MqttClient.class, () -> fake.client).run((context) -> {
			ZmqttHealthIndicator indicator = context.getBean(ZmqttHealthIndicator.class);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			context.getBean(MqttListenerRegistry.class)
				.register(MqttListenerEndpoint.builder("late").topics("late").handler((message) -> {
				}).build());
			assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(indicator.health().getDetails()).containsEntry("refusedSubscriptions",
					Map.of("late", "NOT_AUTHORIZED (0x87)"));
			context.getBean(MqttListenerRegistry.class).remove("late");
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		});
	}

	private static List<MqttClientListener> histories(FakeClient client) {
		return client.listeners.stream().filter(ConnectionHistory.class::isInstance).toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIndicator {

		@Bean
		ZmqttHealthIndicator zmqttHealthIndicator(MqttClient client) {
			return new ZmqttHealthIndicator(client);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralClients {

		@Bean
		MqttClient mqttClient() {
			return MqttClient.builder("localhost").port(1).build();
		}

		@Bean
		MqttClient line2MqttClient() {
			return MqttClient.builder("localhost").port(1).build();
		}

		@Bean
		MqttClient other() {
			return MqttClient.builder("localhost").port(1).build();
		}

	}

}
