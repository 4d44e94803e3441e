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

package io.zmqtt.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.DeadLetter;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerErrorHandler;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Dead letters and error handlers over a broker, on both versions of MQTT.
 */
class DeadLetterBrokerTests {

	private static EmbeddedMqttBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@EnumSource
	void deadLetterCanBeReadBack(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(broker, version)) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			awaitSubscriptions(template, listeners);
			template.convertAndSend("work/a", "\u0000 no json \ud83d\ude00",
					Map.of(MqttHeaders.QOS, QoS.EXACTLY_ONCE, "tenant", "acme", MessageHeaders.CONTENT_TYPE, "x/y"));
			template.convertAndSend("work/b", "{\"name\":\"b\"}");
			await().untilAsserted(() -> assertThat(listeners.deadLetters).hasSize(2));
			MqttMessage first = listeners.deadLetters.get(0);
			MqttMessage second = listeners.deadLetters.get(1);
			assertThat(first.topic()).isEqualTo("dead-letter/work/a");
			assertThat(first.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(second.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			if (version == MqttVersion.V5) {
				assertThat(first.text()).isEqualTo("\u0000 no json \ud83d\ude00");
				assertThat(first.properties().contentType()).contains("x/y");
				assertThat(first.properties().userProperty("tenant")).contains("acme");
				assertThat(first.properties().userProperty(DeadLetterPublishingRecoverer.ATTEMPTS)).contains("1");
				assertThat(second.properties().userProperty(DeadLetterPublishingRecoverer.ATTEMPTS)).contains("3");
				assertThat(second.properties().userProperty(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE))
					.contains("cannot do b  1");
				assertThat(second.properties().userProperty(DeadLetterPublishingRecoverer.STACK_TRACE).orElseThrow())
					.startsWith("java.lang.IllegalStateException: cannot do b  1 at ");
			}
			else {
				DeadLetter envelope = read(first);
				assertThat(envelope.topic()).isEqualTo("work/a");
				assertThat(envelope.listener()).isEqualTo("listeners.work");
				assertThat(envelope.qos()).isEqualTo(2);
				assertThat(envelope.retained()).isFalse();
				assertThat(envelope.attempts()).isEqualTo(1);
				assertThat(envelope.payload()).asString().isEqualTo("\u0000 no json \ud83d\ude00");
				envelope = read(second);
				assertThat(envelope.attempts()).isEqualTo(3);
				assertThat(envelope.exception()).isEqualTo("java.lang.IllegalStateException");
				assertThat(envelope.message()).isEqualTo("cannot do b\0\n1");
				assertThat(envelope.stackTrace()).contains("cannot do b\0\n1", "\tat io.zmqtt.spring");
				assertThat(envelope.timestamp()).isNotNull();
				assertThat(envelope).asString().doesNotContain("name");
			}
			assertThat(context.getBean(MqttClient.class).state().isConnected()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void deadLetterListenerThatFailsMakesNoFurtherDeadLetters(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(broker, version)) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			awaitSubscriptions(template, listeners);
			listeners.broken = true;
			template.convertAndSend("work/a", "no json");
			template.convertAndSend("work/b", "no json either");
			// the same lane: when the second is there, the first is over
			await().untilAsserted(() -> assertThat(listeners.deadLetters).extracting(MqttMessage::topic)
				.containsExactly("dead-letter/work/a", "dead-letter/work/a", "dead-letter/work/a", "dead-letter/work/b",
						"dead-letter/work/b", "dead-letter/work/b"));
			listeners.broken = false;
			template.convertAndSend("work/c", "no json");
			await().untilAsserted(() -> assertThat(listeners.deadLetters).hasSize(7));
			assertThat(listeners.deadLetters.get(6).topic()).isEqualTo("dead-letter/work/c");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whatTheErrorHandlerReturnsIsTheReply(MqttVersion version) {
		try (AnnotationConfigApplicationContext context = start(broker, version)) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			awaitSubscriptions(template, listeners);
			template.convertAndSend("handled/a", "x");
			await().untilAsserted(
					() -> assertThat(listeners.replies).containsExactly("a: sorry, IllegalStateException, attempt 1"));
			assertThat(listeners.deadLetters).isEmpty();
		}
	}

	@Test
	void deadLetterWaitsForABrokerThatIsGone() throws Exception {
		try (EmbeddedMqttBroker own = EmbeddedMqttBroker.start();
				AnnotationConfigApplicationContext context = start(own, MqttVersion.V5)) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Listeners listeners = context.getBean(Listeners.class);
			awaitSubscriptions(template, listeners);
			CompletableFuture<PublishResult> published = new CompletableFuture<>();
			template.setInterceptors(List.of(new MqttMessageInterceptor() {
				@Override
				public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
						@Nullable Throwable failure) {
					if (topic.equals("dead-letter/stopping") && result != null) {
						published.complete(result);
					}
				}
			}));
			MqttClient client = context.getBean(MqttClient.class);
			listeners.stopBroker = () -> {
				own.stop();
				await().until(() -> !client.state().isConnected());
			};
			client.publishAsync("stopping", new byte[0], PublishOptions.qos(QoS.AT_MOST_ONCE))
				.get(10, TimeUnit.SECONDS);
			await().until(() -> listeners.stopped.get() == 3);
			assertThat(published).isNotDone();
			own.restart();
			assertThat(published.get(20, TimeUnit.SECONDS).reasonCode().isFailure()).isFalse();
			await().untilAsserted(() -> {
				template.convertAndSend("work/probe", "{\"name\":\"probe\"}");
				assertThat(listeners.probes.get()).isGreaterThan(1);
			});
		}
	}

	private static DeadLetter read(MqttMessage message) {
		Object envelope = MqttMessageConverters.defaults()
			.fromMessage(new GenericMessage<>(message.payload()), DeadLetter.class);
		return (DeadLetter) Objects.requireNonNull(envelope);
	}

	private static void awaitSubscriptions(MqttTemplate template, Listeners listeners) {
		await().until(() -> {
			template.convertAndSend("work/probe", "{\"name\":\"probe\"}");
			return listeners.probes.get() > 0;
		});
		listeners.probes.set(1);
	}

	private static AnnotationConfigApplicationContext start(EmbeddedMqttBroker broker, MqttVersion version) {
		Supplier<MqttClient> client = () -> {
			MqttClientV311.Builder builder = MqttClient.builder(broker.host())
				.port(broker.port())
				.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(10), Duration.ofMillis(100)));
			return (version == MqttVersion.V5) ? builder.v5().build() : builder.build();
		};
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("mqttClient", MqttClient.class, client);
		context.register(Config.class);
		context.refresh();
		return context;
	}

	record Work(String name) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client, MqttTemplate template) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setQos(QoS.EXACTLY_ONCE);
			factory.setRetryPolicy(RetryPolicy.builder().maxRetries(2).delay(Duration.ofMillis(1)).build());
			factory.setRecoverer(new DeadLetterPublishingRecoverer(template));
			return factory;
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		MqttListenerErrorHandler sorry() {
			return (message, failure) -> "sorry, "
					+ ((failure.getCause() != null) ? failure.getCause().getClass().getSimpleName() : "nothing")
					+ ", attempt " + failure.getAttempts();
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		private final List<MqttMessage> deadLetters = new CopyOnWriteArrayList<>();

		private final List<String> replies = new CopyOnWriteArrayList<>();

		private final AtomicInteger probes = new AtomicInteger();

		private final AtomicInteger stopped = new AtomicInteger();

		private volatile boolean broken;

		private volatile Runnable stopBroker = () -> {
		};

		@MqttListener("dead-letter/#")
		void deadLetter(MqttMessage message) {
			this.deadLetters.add(message);
			if (this.broken) {
				throw new IllegalStateException("cannot even do this");
			}
		}

		@MqttListener("handled-replies/{x}")
		void reply(String payload, @DestinationVariable String x) {
			this.replies.add(x + ": " + payload);
		}

		@MqttListener(topics = "handled/{x}", errorHandler = "sorry")
		@SendTo("handled-replies/{x}")
		String handled(String payload) {
			throw new IllegalStateException();
		}

		@MqttListener("stopping")
		void stopping(byte[] payload) {
			if (this.stopped.getAndIncrement() == 0) {
				this.stopBroker.run();
			}
			throw new IllegalStateException("the broker is gone");
		}

		@MqttListener("work/{x}")
		void work(Work work) {
			if (work.name().equals("probe")) {
				this.probes.incrementAndGet();
				return;
			}
			throw new IllegalStateException("cannot do " + work.name() + "\0\n1");
		}

	}

}
