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

package io.zmqtt.docs.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttSubscriptionFailedEvent;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.observation.DefaultMqttListenerObservationConvention;
import io.zmqtt.spring.observation.DefaultMqttTemplateObservationConvention;
import io.zmqtt.spring.observation.MqttListenerObservationContext;
import io.zmqtt.spring.observation.MqttObservation;
import io.zmqtt.spring.observation.MqttTemplateObservationContext;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the snippets of docs/observability.md, and compares its tables with what there is.
 */
@EmbeddedMqttBroker
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "zmqtt.version=5.0", "zmqtt.fail-fast=true", "zmqtt.listener.observation-enabled=true",
				"zmqtt.template.observation-enabled=true", "zmqtt.reconnect.initial-delay=10ms",
				"heating.idle-after=500ms", "management.simple.metrics.export.enabled=true" })
class ObservabilitySnippetsTests {

	private static final Pattern KEY = Pattern.compile("(?m)^\\| `(\\S+)` \\| (low|high) \\|");

	@Autowired
	private ObservabilitySnippets snippets;

	@Autowired
	private MeterRegistry meters;

	@Autowired
	private ApplicationContext context;

	@Test
	void tablesHaveAllKeys() throws IOException {
		assertThat(MqttObservation.values()).hasSize(2);
		keys(DefaultMqttTemplateObservationConvention.INSTANCE.getName(), MqttObservation.TEMPLATE);
		keys(DefaultMqttListenerObservationConvention.INSTANCE.getName(), MqttObservation.LISTENER);
	}

	private static void keys(String name, MqttObservation observation) throws IOException {
		String page = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("docs/observability.md"));
		String section = page.split("### " + name + "\n")[1].split("\n#")[0];
		List<String> keys = KEY.matcher(section).results().map((row) -> row.group(2) + " " + row.group(1)).toList();
		assertThat(keys).containsExactlyInAnyOrderElementsOf(
				Stream
					.concat(names("low", observation.getLowCardinalityKeyNames()),
							names("high", observation.getHighCardinalityKeyNames()))
					.toList());
	}

	private static Stream<String> names(String cardinality, KeyName[] names) {
		return Arrays.stream(names).map((name) -> cardinality + " " + name.asString());
	}

	@Test
	void observationsBecomeTimersAndTraces() {
		this.snippets.publish("lab");
		await(() -> assertThat(this.snippets.notes).contains("temperature lab 00-trace-of-a-tracer-01"));
		await(() -> {
			Timer listener = this.meters.get("zmqtt.listener").tag("zmqtt.listener.id", "temperatures").timer();
			assertThat(listener.count()).isPositive();
			assertThat(listener.getId().getTags()).contains(Tag.of("zmqtt.topic.template", "rooms/{room}/temperature"),
					Tag.of("zmqtt.qos", "1"), Tag.of("zmqtt.client", "default"), Tag.of("retained", "false"),
					Tag.of("error", "none"));
		});
		Timer template = this.meters.get("zmqtt.template").timer();
		assertThat(template.getId().getTags()).contains(Tag.of("zmqtt.topic.template", "rooms/{room}/temperature"),
				Tag.of("zmqtt.qos", "1"), Tag.of("zmqtt.client", "default"), Tag.of("zmqtt.operation", "publish"));
	}

	@Test
	void eventsTellOfTheConnection(io.zmqtt.test.EmbeddedMqttBroker broker) {
		await(() -> assertThat(this.snippets.notes).contains("connected mqttClient, session present: false"));
		this.snippets.notes.clear();
		broker.disconnectClients();
		await(() -> assertThat(this.snippets.notes)
			.anyMatch((note) -> note.startsWith("disconnected mqttClient, reconnects: true"))
			.contains("connected mqttClient, session present: true"));
	}

	@Test
	void eventsTellOfIdleListeners() {
		await(() -> assertThat(this.snippets.notes).anyMatch((note) -> note.startsWith("idle temperatures for ")));
	}

	@Test
	void eventsTellOfRefusedSubscriptions(@Autowired MqttClient client) {
		this.context.publishEvent(new MqttSubscriptionFailedEvent(client, "mqttClient",
				Map.of(TopicFilter.of("secret/#"), ReasonCode.NOT_AUTHORIZED)));
		assertThat(this.snippets.notes).anyMatch((note) -> note.startsWith("refused secret/#: "));
	}

	@Test
	void eventsTellOfClientsThatGiveUp() {
		try (io.zmqtt.test.EmbeddedMqttBroker broker = io.zmqtt.test.EmbeddedMqttBroker.builder()
			.credentials("user", "secret")
			.start()) {
			new ApplicationContextRunner().withUserConfiguration(Plain.class, ObservabilitySnippets.class)
				.withInitializer((context) -> context.getBeanFactory()
					.setConversionService(ApplicationConversionService.getSharedInstance()))
				.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(), "zmqtt.username=user",
						"zmqtt.password=wrong", "zmqtt.reconnect.initial-delay=10ms", "heating.idle-after=10m")
				.run((context) -> {
					ObservabilitySnippets snippets = context.getBean(ObservabilitySnippets.class);
					await(() -> assertThat(snippets.notes).contains("failed mqttClient: MqttAuthException"));
				});
		}
	}

	@Test
	void observationsAreSwitchedOnByHand(@Autowired MqttClient client, @Autowired MqttListenerRegistry registry)
			throws Exception {
		CompletableFuture<Observation.Context> published = new CompletableFuture<>();
		CompletableFuture<Observation.Context> handled = new CompletableFuture<>();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

			@Override
			public void onStop(Observation.Context context) {
				((context instanceof MqttTemplateObservationContext) ? published : handled).complete(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		MqttTemplate template = new MqttTemplate(client);
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
		ObservabilitySnippets.observe(template, factory, observations);
		MqttListenerContainer container = registry
			.register(MqttListenerEndpoint.builder("plant").topics("plant/#").handler((message) -> {
			}).build(), factory);
		template.convertAndSend("plant/1", "x");
		assertThat(published.get(20, TimeUnit.SECONDS).getLowCardinalityKeyValues())
			.anyMatch((key) -> key.getKey().equals("zmqtt.client") && key.getValue().equals("plant"));
		assertThat(((MqttListenerObservationContext) handled.get(20, TimeUnit.SECONDS)).getListenerId())
			.isEqualTo(container.id());
		registry.remove("plant");
	}

	private static void await(ThrowingRunnable assertion) {
		org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ObservabilitySnippets.class)
	static class TestApplication {

		/**
		 * Does what a tracer does.
		 */
		@Bean
		ObservationHandler<MqttTemplateObservationContext> tracer() {
			return new ObservationHandler<>() {

				@Override
				public void onStart(MqttTemplateObservationContext context) {
					context.getSetter().set(context.getCarrier(), "traceparent", "00-trace-of-a-tracer-01");
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return context instanceof MqttTemplateObservationContext;
				}

			};
		}

	}

	@EnableAutoConfiguration
	static class Plain {

	}

}
