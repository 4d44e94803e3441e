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

package io.zmqtt.spring.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Traces over a broker, by Micrometer Tracing and OpenTelemetry.
 */
@Timeout(30)
class TracingTests {

	private static EmbeddedMqttBroker broker;

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final ObservationRegistry registry = registry(this.exporter);

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void oneTraceGoesOverTheBrokerAndBack() throws Exception {
		assertOneTraceThereAndBack("ask");
	}

	@Test
	void asynchronousListenerKeepsTheTrace() throws Exception {
		assertOneTraceThereAndBack("later");
	}

	private void assertOneTraceThereAndBack(String question) throws Exception {
		BlockingQueue<MqttMessage> wire = new LinkedBlockingQueue<>();
		try (MqttClient tap = tap(wire, question + "/#"); AnnotationConfigApplicationContext context = start()) {
			assertThat(tap.state().isConnected()).isTrue();
			context.getBean(MqttTemplate.class)
				.to(question + "/{number}", 1)
				.responseTopic("answer")
				.body("text")
				.sendAndWait();
			assertThat(context.getBean(Listeners.class).answers.poll(10, TimeUnit.SECONDS)).isEqualTo("text!");
			await().untilAsserted(() -> assertThat(this.exporter.getFinishedSpanItems()).hasSize(4));
			SpanData asked = span(question + "/{number} publish", SpanKind.PRODUCER);
			SpanData handled = span(question + "/{number} receive", SpanKind.CONSUMER);
			SpanData answered = span("mqtt publish", SpanKind.PRODUCER);
			SpanData heard = span("answer receive", SpanKind.CONSUMER);
			assertThat(asked.getParentSpanId()).isEqualTo(SpanId.getInvalid());
			assertThat(handled.getParentSpanId()).isEqualTo(asked.getSpanId());
			assertThat(answered.getParentSpanId()).isEqualTo(handled.getSpanId());
			assertThat(heard.getParentSpanId()).isEqualTo(answered.getSpanId());
			assertThat(this.exporter.getFinishedSpanItems()).extracting(SpanData::getTraceId)
				.containsOnly(asked.getTraceId());
			MqttMessage message = wire.poll(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			assertThat(message.properties().userProperties()).containsExactly(traceparent(asked));
		}
	}

	/**
	 * A message with the headers of a received one carries the trace of its own sending.
	 */
	@Test
	void forwardedMessageDoesNotKeepTheOldParent() throws Exception {
		BlockingQueue<MqttMessage> wire = new LinkedBlockingQueue<>();
		try (MqttClient tap = tap(wire, "forwarded"); AnnotationConfigApplicationContext context = start()) {
			assertThat(tap.state().isConnected()).isTrue();
			context.getBean(MqttTemplate.class).convertAndSend("forward", "text", Map.of("tenant", "acme"));
			MqttMessage message = wire.poll(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			await().untilAsserted(() -> assertThat(this.exporter.getFinishedSpanItems()).hasSize(3));
			SpanData listener = span("forward receive", SpanKind.CONSUMER);
			SpanData forwarded = this.exporter.getFinishedSpanItems()
				.stream()
				.filter((span) -> span.getParentSpanId().equals(listener.getSpanId()))
				.findFirst()
				.orElseThrow();
			assertThat(forwarded.getTraceId()).isEqualTo(listener.getTraceId());
			assertThat(message.properties().userProperties())
				.containsExactlyInAnyOrder(new UserProperty("tenant", "acme"), traceparent(forwarded));
		}
	}

	@Test
	void mqtt311HasNoTraceOverTheBroker() throws Exception {
		BlockingQueue<MqttMessage> wire = new LinkedBlockingQueue<>();
		try (MqttClient tap = tap(wire, "old/#");
				AnnotationConfigApplicationContext context = start(MqttVersion.V3_1_1)) {
			assertThat(tap.state().isConnected()).isTrue();
			context.getBean(MqttTemplate.class).to("old/{number}", 1).body("text").sendAndWait();
			assertThat(context.getBean(Listeners.class).answers.poll(10, TimeUnit.SECONDS)).isEqualTo("text!");
			await().untilAsserted(() -> assertThat(this.exporter.getFinishedSpanItems()).hasSize(4));
			SpanData sent = span("old/{number} publish", SpanKind.PRODUCER);
			SpanData handled = span("old/{number} receive", SpanKind.CONSUMER);
			SpanData answered = span("mqtt publish", SpanKind.PRODUCER);
			SpanData heard = span("answer receive", SpanKind.CONSUMER);
			assertThat(List.of(sent, handled, heard)).extracting(SpanData::getParentSpanId)
				.containsOnly(SpanId.getInvalid());
			assertThat(List.of(sent, handled, heard)).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
			assertThat(answered.getParentSpanId()).isEqualTo(handled.getSpanId());
			MqttMessage message = wire.poll(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			assertThat(message.properties().userProperties()).isEmpty();
		}
	}

	private static UserProperty traceparent(SpanData span) {
		SpanContext context = span.getSpanContext();
		return new UserProperty("traceparent",
				"00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex());
	}

	private SpanData span(String name, SpanKind kind) {
		List<SpanData> spans = this.exporter.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.toList();
		assertThat(spans).as(name).singleElement().satisfies((span) -> assertThat(span.getKind()).isEqualTo(kind));
		return spans.get(0);
	}

	private static MqttClient tap(BlockingQueue<MqttMessage> wire, String filter) {
		MqttClient client = client(MqttVersion.V5);
		client.connect();
		client.subscribe(SubscriptionSpec.of(filter).withQos(QoS.AT_LEAST_ONCE), wire::add);
		return client;
	}

	private static MqttClient client(MqttVersion version) {
		MqttClientV311.Builder builder = MqttClient.builder(broker.host()).port(broker.port());
		return (version == MqttVersion.V5) ? builder.v5().build() : builder.build();
	}

	private static ObservationRegistry registry(InMemorySpanExporter exporter) {
		Tracer otel = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(exporter))
			.build()
			.get("test");
		OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		return registry;
	}

	private AnnotationConfigApplicationContext start() {
		return start(MqttVersion.V5);
	}

	private AnnotationConfigApplicationContext start(MqttVersion version) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("mqttClient", MqttClient.class, () -> client(version));
		context.registerBean(ObservationRegistry.class, () -> this.registry);
		context.register(Config.class);
		context.refresh();
		await().until(() -> context.getBean(MqttClient.class).state().isConnected());
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client, ObservationRegistry registry) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setObservationRegistry(registry);
			return factory;
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client, ObservationRegistry registry) {
			MqttTemplate template = new MqttTemplate(client);
			template.setObservationRegistry(registry);
			return template;
		}

		@Bean
		Listeners listeners(MqttTemplate template) {
			return new Listeners(template);
		}

	}

	static class Listeners {

		private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

		private final MqttTemplate template;

		Listeners(MqttTemplate template) {
			this.template = template;
		}

		@MqttListener("ask/{number}")
		String onAsk(String text) {
			return text + "!";
		}

		@MqttListener("later/{number}")
		CompletableFuture<String> onLater(String text) {
			return CompletableFuture.supplyAsync(() -> text + "!",
					CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
		}

		@MqttListener("old/{number}")
		@SendTo("answer")
		String onOld(String text) {
			return text + "!";
		}

		@MqttListener("forward")
		void onForward(Message<byte[]> message) {
			this.template.send("forwarded", message);
		}

		@MqttListener("answer")
		void onAnswer(String text) {
			this.answers.add(text);
		}

	}

}
