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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.QoS;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several connections in one application.
 */
class ConnectionsTests {

	private static EmbeddedMqttBroker first;

	private static EmbeddedMqttBroker second;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class,
					ZmqttMetricsAutoConfiguration.class, JacksonAutoConfiguration.class));

	private final ApplicationContextRunner twoBrokers = this.contextRunner.withPropertyValues(
			"zmqtt.host=" + first.host(), "zmqtt.port=" + first.port(), "zmqtt.fail-fast=true",
			"zmqtt.connections.line2.host=" + second.host(), "zmqtt.connections.line2.port=" + second.port(),
			"zmqtt.connections.line2.version=5.0", "zmqtt.connections.line2.fail-fast=true",
			"zmqtt.connections.line2.template.qos=2");

	@BeforeAll
	static void startBrokers() {
		first = EmbeddedMqttBroker.start();
		second = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBrokers() {
		first.close();
		second.close();
	}

	@Test
	void eachHasItsClientAndTemplate() {
		this.twoBrokers.withUserConfiguration(Injected.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("mqttClient", "line2MqttClient");
			assertThat(context.getBeansOfType(MqttTemplate.class)).containsOnlyKeys("mqttTemplate",
					"line2MqttTemplate");
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.client).isSameAs(context.getBean("mqttClient")).isInstanceOf(MqttClientV311.class);
			assertThat(injected.named).isSameAs(context.getBean("line2MqttClient"));
			assertThat(injected.template).isSameAs(context.getBean("mqttTemplate"));
			assertThat(injected.namedTemplate).isSameAs(context.getBean("line2MqttTemplate"));
			assertThat(injected.template.getQos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(injected.namedTemplate.getQos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(injected.client.connectionInfo().orElseThrow().server().port()).isEqualTo(first.port());
			assertThat(injected.named.connectionInfo().orElseThrow().server().port()).isEqualTo(second.port());
		});
	}

	@Test
	void listenersNameTheirs() {
		this.twoBrokers.withUserConfiguration(Injected.class, Listeners.class).run((context) -> {
			assertThat(context).hasNotFailed();
			await().until(() -> context.getBean(MqttListenerRegistry.class)
				.all()
				.stream()
				.allMatch((container) -> container.isSubscribed()));
			Injected injected = context.getBean(Injected.class);
			injected.template.convertAndSend("where", "first");
			injected.namedTemplate.convertAndSend("where", "second");
			List<String> received = context.getBean(Listeners.class).received;
			await()
				.untilAsserted(() -> assertThat(received).containsExactlyInAnyOrder("default first", "line2 second"));
			assertThat(context.getBean(Seen.class).topics).containsExactlyInAnyOrder("where", "where");
		});
	}

	@Test
	void healthAndMetricsTellThemApart() {
		this.twoBrokers.withBean(SimpleMeterRegistry.class).run((context) -> {
			assertThat(context).hasNotFailed();
			CompositeHealthContributor health = context.getBean(CompositeHealthContributor.class);
			assertThat(health.stream().map(HealthContributors.Entry::name)).containsExactlyInAnyOrder("default",
					"line2");
			context.getBean("line2MqttTemplate", MqttTemplate.class).convertAndSend("measured", "x");
			SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			context.getBean("zmqttClientMetrics", MeterBinder.class).bindTo(registry);
			await().untilAsserted(() -> assertThat(registry.get("zmqtt.messages.published")
				.tags("client", "line2", "qos", "2")
				.functionCounter()
				.count()).isEqualTo(1));
			await().untilAsserted(() -> assertThat(published(registry, "line2")).isEqualTo(1));
			assertThat(published(registry, "default")).isZero();
		});
	}

	private static long published(SimpleMeterRegistry registry, String client) {
		return registry.find("zmqtt.publish").tag("client", client).timers().stream().mapToLong(Timer::count).sum();
	}

	@Test
	void onlyOneIsUsedWithoutAName() {
		this.contextRunner
			.withPropertyValues("zmqtt.connections.plant.host=localhost", "zmqtt.connections.plant.port=1")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(MqttClient.class).hasSingleBean(MqttTemplate.class);
				assertThat(context).hasBean("plantMqttClient").hasBean("plantMqttTemplate");
			});
	}

	@Test
	void primaryIsUsedWithoutAName() {
		this.contextRunner
			.withPropertyValues("zmqtt.primary=b", "zmqtt.connections.a.port=1", "zmqtt.connections.b.port=2",
					"zmqtt.connections.b.version=5")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MqttClient.class)).isSameAs(context.getBean("bMqttClient"))
					.isInstanceOf(MqttClientV5.class);
				assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("bMqttTemplate"));
			});
	}

	@Test
	void furtherOneMayBePrimary() {
		this.contextRunner.withPropertyValues("zmqtt.primary=b", "zmqtt.port=1", "zmqtt.connections.b.port=2")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MqttClient.class)).isSameAs(context.getBean("bMqttClient"));
				assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("bMqttTemplate"));
				assertThat(context).hasBean("mqttClient").hasBean("mqttTemplate");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					zmqtt.connections.a.port=1 zmqtt.connections.b.port=2 | zmqtt.primary | one of: a, b
					zmqtt.port=1 zmqtt.connections.b.port=2 zmqtt.primary=c | zmqtt.primary | default, b
					zmqtt.connections.default.port=1 | zmqtt.connections.default | zmqtt.host
					zmqtt.port=1 zmqtt.connections.[a/b].port=2 | zmqtt.connections.a/b | letters
					zmqtt.port=1 zmqtt.connections.b.port=70000 | zmqtt.connections.b.port | 70000
					zmqtt.port=1 zmqtt.connections.b.uri=http://x | zmqtt.connections.b.uri | http
					zmqtt.port=1 zmqtt.connections.b.session-expiry-interval=5s | zmqtt.connections.b.session-expiry-interval | zmqtt.connections.b.version
					zmqtt.port=1 zmqtt.connections.b.will.qos=1 | zmqtt.connections.b.will.topic | zmqtt.connections.b.will
					""")
	void wrongOnesFailByName(String properties, String name, String reason) {
		this.contextRunner.withPropertyValues(properties.split(" ")).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (!(failure instanceof InvalidConfigurationPropertyValueException)
					&& !(failure instanceof InvalidServerPropertyException)) {
				assertThat(failure).isNotNull();
				failure = failure.getCause();
			}
			assertThat((failure instanceof InvalidServerPropertyException server) ? server.getName()
					: ((InvalidConfigurationPropertyValueException) failure).getName())
				.isEqualTo(name);
			assertThat(failure.getMessage() + ((failure instanceof InvalidConfigurationPropertyValueException invalid)
					? invalid.getReason() : ""))
				.contains(reason);
		});
	}

	@Test
	void clientOfTheApplicationTakesThePlaceOfTheDefault() {
		MqttClient own = MqttClient.builder("localhost").port(1).build();
		this.contextRunner.withPropertyValues("zmqtt.port=1", "zmqtt.connections.b.port=2")
			.withBean("own", MqttClient.class, () -> own)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("own", "bMqttClient");
				assertThat(context.getBean(MqttClient.class)).isSameAs(own);
				assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("mqttTemplate"));
			});
	}

	@Test
	void clientOfTheApplicationIsUsedWithoutANameNextToOneThatHasAName() {
		MqttClient own = MqttClient.builder("localhost").port(1).build();
		this.contextRunner.withPropertyValues("zmqtt.connections.b.port=2")
			.withBean("own", MqttClient.class, () -> own)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(MqttClient.class)).containsOnlyKeys("own", "bMqttClient");
				assertThat(context.getBean(MqttClient.class)).isSameAs(own);
				assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("mqttTemplate"));
			});
	}

	@Test
	void templateOfTheApplicationTakesThePlaceOfTheDefault() {
		this.contextRunner.withPropertyValues("zmqtt.port=1", "zmqtt.connections.b.port=2")
			.withUserConfiguration(OwnTemplate.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(MqttTemplate.class)).containsOnlyKeys("own", "bMqttTemplate");
				assertThat(context.getBean(MqttOperations.class)).isSameAs(context.getBean("own"));
			});
	}

	@Test
	void credentialsProvidersAreTakenByQualifier() {
		this.twoBrokers.withUserConfiguration(Providers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			await().untilAsserted(() -> assertThat(context.getBean(Providers.class).asked)
				.containsExactlyInAnyOrder("default " + first.port(), "line2 " + second.port()));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Autowired
		MqttClient client;

		@Autowired
		@Qualifier("line2")
		MqttClientV5 named;

		@Autowired
		MqttTemplate template;

		@Autowired
		@Qualifier("line2")
		MqttTemplate namedTemplate;

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final List<String> received = new CopyOnWriteArrayList<>();

		@MqttListener("where")
		void byDefault(String text) {
			this.received.add("default " + text);
		}

		@MqttListener(topics = "where", client = "line2")
		void byName(String text) {
			this.received.add("line2 " + text);
		}

		@Bean
		Seen seen() {
			return new Seen();
		}

	}

	static final class Seen implements MqttMessageInterceptor {

		final List<String> topics = new CopyOnWriteArrayList<>();

		@Override
		public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
			this.topics.add(topic);
			return message;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		MqttTemplate own(MqttClient client) {
			return new MqttTemplate(client);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Providers {

		final List<String> asked = new CopyOnWriteArrayList<>();

		@Bean
		CredentialsProvider any() {
			return (server) -> {
				this.asked.add("default " + server.port());
				return CompletableFuture.completedFuture(Credentials.of("user", "password"));
			};
		}

		@Bean
		@Qualifier("line2")
		CredentialsProvider line2() {
			return (server) -> {
				this.asked.add("line2 " + server.port());
				return CompletableFuture.completedFuture(Credentials.of("user", "password"));
			};
		}

	}

}
