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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.spi.MqttClientObserver;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.metrics.MqttListenerMetrics;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

class ZmqttMetricsAutoConfigurationTests {

	private static EmbeddedMqttBroker broker;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttMetricsAutoConfiguration.class,
				JacksonAutoConfiguration.class))
		.withUserConfiguration(Config.class)
		.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(), "zmqtt.version=5.0",
				"zmqtt.fail-fast=true", "zmqtt.reconnect.initial-delay=10ms", "zmqtt.reconnect.max-delay=100ms");

	private final ApplicationContextRunner withRegistry = this.contextRunner.withUserConfiguration(Registry.class);

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void trafficIsMeasured() {
		this.withRegistry.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.convertAndSend("in/1", "12345");
			template.to("in/2").qos(2).body("12345").sendAndWait();
			template.to("in/3").qos(0).body("12345").sendAndWait();
			await().untilAsserted(() -> {
				assertThat(count(registry, "zmqtt.messages.received", "qos", "0")).isOne();
				assertThat(count(registry, "zmqtt.messages.received", "qos", "1")).isEqualTo(2);
				assertThat(handled(registry, "in", "none")).isEqualTo(3);
			});
			await().untilAsserted(() -> {
				for (String qos : Set.of("0", "1", "2")) {
					assertThat(count(registry, "zmqtt.messages.published", "qos", qos)).isOne();
					assertThat(registry.get("zmqtt.publish").tags("qos", qos, "exception", "none").timer().count())
						.isOne();
				}
				assertThat(count(registry, "zmqtt.connection.connects")).isOne();
			});
			assertThat(count(registry, "zmqtt.data.published")).isEqualTo(27);
			assertThat(count(registry, "zmqtt.data.received")).isEqualTo(27);
			assertThat(gauge(registry, "zmqtt.connection.state", "state", "connected")).isOne();
			assertThat(gauge(registry, "zmqtt.connection.state", "state", "reconnecting")).isZero();
			assertThat(gauge(registry, "zmqtt.listener.running", "listener", "in")).isOne();
			context.getBean(MqttListenerRegistry.class).find("in").orElseThrow().pause();
			assertThat(gauge(registry, "zmqtt.listener.paused", "listener", "in")).isOne();
			template.convertAndSend("in/1", "12345");
			await()
				.untilAsserted(() -> assertThat(gauge(registry, "zmqtt.listener.pending", "listener", "in")).isOne());
		});
	}

	@Test
	void failuresAndLossesAreMeasured() {
		this.withRegistry.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(MqttTemplate.class).convertAndSend("broken", "");
			await().untilAsserted(() -> assertThat(handled(registry, "broken", "AssertionError")).isOne());
			broker.disconnectClients();
			await().untilAsserted(() -> {
				assertThat(count(registry, "zmqtt.connection.connects")).isEqualTo(2);
				assertThat(registry.get("zmqtt.connection.disconnects").counters()).singleElement()
					.satisfies((counter) -> assertThat(counter.count()).isOne());
			});
			assertThat(count(registry, "zmqtt.connection.attempts")).isPositive();
		});
	}

	@Test
	void refusedConnectsAreMeasuredByTheirReason() {
		this.withRegistry.withPropertyValues("zmqtt.port=1", "zmqtt.fail-fast=false").run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			await().until(() -> registry.find("zmqtt.connection.failures").counter() != null);
			assertThat(registry.get("zmqtt.connection.failures").tag("reason", "unreachable").counter().count())
				.isPositive();
		});
	}

	@Test
	void deadLettersAndRefusalsAreMeasured() {
		this.withRegistry.withUserConfiguration(Recoverer.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			MqttTemplate template = context.getBean(MqttTemplate.class);
			template.convertAndSend("broken", "");
			await().untilAsserted(() -> assertThat(handled(registry, "broken", "AssertionError")).isOne());
			assertThat(count(registry, "zmqtt.listener.dead-letters", "listener", "broken")).isOne();
			assertThat(count(registry, "zmqtt.listener.dead-letters", "listener", "in")).isZero();
			assertThat(count(registry, "zmqtt.acks.negative")).isZero();
			MqttClient client = context.getBean(MqttClient.class);
			client.subscribe(SubscriptionSpec.of("refused").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL),
					(message) -> {
						message.ack(ReasonCode.QUOTA_EXCEEDED);
						throw new IllegalStateException("refused");
					});
			template.convertAndSend("refused", "");
			await().untilAsserted(() -> assertThat(count(registry, "zmqtt.acks.negative")).isOne());
			await().untilAsserted(() -> assertThat(count(registry, "zmqtt.handlers.failed")).isOne());
		});
	}

	@Test
	void fillOfBuffersIsMeasured() {
		this.withRegistry.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			MqttListenerContainer container = context.getBean(MqttListenerRegistry.class).find("in").orElseThrow();
			container.pause();
			assertThat(gauge(registry, "zmqtt.listener.buffer.fill", "listener", "in")).isZero();
			for (int i = 0; i < 10; i++) {
				context.getBean(MqttTemplate.class).to("in/1").qos(0).body("12345").sendAndWait();
			}
			await().untilAsserted(() -> assertThat(gauge(registry, "zmqtt.listener.buffer.fill", "listener", "in"))
				.isCloseTo(0.01, within(0.0001)));
			container.resume();
			await().untilAsserted(
					() -> assertThat(gauge(registry, "zmqtt.listener.buffer.fill", "listener", "in")).isZero());
			assertThat(container.failed()).isZero();
			await().untilAsserted(() -> assertThat(container.handled()).isEqualTo(10));
		});
	}

	@Test
	void clientsAreNamedAfterTheirConnections() {
		this.withRegistry.withUserConfiguration(OtherClients.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("zmqtt.publish.inflight").gauges())
				.extracting((gauge) -> gauge.getId().getTag("client"))
				.containsExactlyInAnyOrder("default", "line2");
		});
	}

	@Test
	void listenersThatComeAndGoAreMeasured() {
		this.withRegistry.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			MqttListenerRegistry listeners = context.getBean(MqttListenerRegistry.class);
			listeners.register(MqttListenerEndpoint.builder("late").topics("late").handler((message) -> {
			}).build());
			assertThat(gauge(registry, "zmqtt.listener.running", "listener", "late")).isOne();
			listeners.remove("late");
			assertThat(registry.find("zmqtt.listener.running").tag("listener", "late").gauge()).isNull();
		});
	}

	@Test
	void metersAreThoseOfThePage() throws IOException {
		Set<String> documented = new TreeSet<>();
		Matcher rows = Pattern.compile("(?m)^\\| `(zmqtt\\.[a-z.-]+)` \\|")
			.matcher(Files.readString(Path.of("../docs/metrics.md")));
		while (rows.find()) {
			documented.add(rows.group(1));
		}
		this.withRegistry.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(MqttTemplate.class).convertAndSend("in/1", "12345");
			await().until(() -> registry.find("zmqtt.listener.handling").timer() != null);
			broker.stop();
			try {
				await().until(() -> registry.find("zmqtt.connection.failures").counter() != null);
			}
			finally {
				broker.restart();
			}
			await().untilAsserted(() -> assertThat(names(registry)).isEqualTo(documented));
			for (Meter meter : registry.getMeters()) {
				assertThat(meter.getId().getTags()).extracting(Tag::getKey)
					.as(meter.getId().getName())
					.containsAnyOf("client", "listener")
					.isSubsetOf("client", "listener", "state", "qos", "policy", "reason", "exception");
				assertThat(meter.getId().getDescription()).isNotBlank();
			}
		});
	}

	private static Set<String> names(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void observerOfTheApplicationWins() {
		MqttClientObserver own = new MqttClientObserver() {
		};
		this.withRegistry.withBean(ZmqttClientCustomizer.class, () -> (builder) -> builder.observer(own))
			.run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("in/1", "");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("zmqtt.publish").timers()).allMatch((timer) -> timer.count() == 0);
			});
	}

	@Test
	void backsOffWithoutRegistry() {
		this.contextRunner.run((context) -> assertNoMetrics(context));
	}

	@Test
	void backsOffWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertNoMetrics(context));
	}

	@Test
	void backsOffWithoutZmqtt() {
		this.withRegistry.withPropertyValues("zmqtt.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(MqttClient.class);
			assertNoMetrics(context);
		});
	}

	private static void assertNoMetrics(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.doesNotHaveBean(MqttListenerMetrics.class)
			.doesNotHaveBean("zmqttClientMetrics")
			.doesNotHaveBean("zmqttClientTimers");
	}

	private static double count(MeterRegistry registry, String name, String... tags) {
		FunctionCounter counter = registry.find(name).tags(tags).functionCounter();
		return (counter != null) ? counter.count() : registry.get(name).tags(tags).counter().count();
	}

	private static long handled(MeterRegistry registry, String listener, String exception) {
		Timer timer = registry.find("zmqtt.listener.handling")
			.tags("listener", listener, "exception", exception)
			.timer();
		return (timer != null) ? timer.count() : 0;
	}

	private static double gauge(MeterRegistry registry, String name, String... tags) {
		return registry.get(name).tags(tags).gauge().value();
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Recoverer {

		@Bean
		DeadLetterPublishingRecoverer recoverer(MqttTemplate template) {
			return new DeadLetterPublishingRecoverer(template);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherClients {

		@Bean
		MqttClient mqttClient() {
			return MqttClient.builder(broker.host()).port(broker.port()).build();
		}

		@Bean(defaultCandidate = false)
		MqttClient line2MqttClient() {
			return MqttClient.builder(broker.host()).port(broker.port()).build();
		}

	}

	/**
	 * Binds as Spring Boot does: once all beans are there.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Registry {

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SmartInitializingSingleton binding(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
			return () -> binders.orderedStream().forEach((binder) -> binder.bindTo(registry));
		}

	}

	static class Listeners {

		@MqttListener(id = "in", topics = "in/#")
		void onMessage(String text) {
		}

		@MqttListener(id = "broken", topics = "broken")
		void onBroken(byte[] payload) {
			throw new AssertionError("broken");
		}

	}

}
