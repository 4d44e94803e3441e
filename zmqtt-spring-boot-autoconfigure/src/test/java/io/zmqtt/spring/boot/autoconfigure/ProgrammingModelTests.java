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
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttConnectedEvent;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttMessageRecoverer;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The beans that template and listeners take from the application.
 */
class ProgrammingModelTests {

	private static EmbeddedMqttBroker broker;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withUserConfiguration(Config.class)
		.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(), "zmqtt.version=5.0",
				"zmqtt.fail-fast=true");

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void interceptorsMayUseTheTemplate() {
		this.contextRunner.withUserConfiguration(Auditing.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(MqttTemplate.class).convertAndSend("in/1", "hello");
			Listeners listeners = context.getBean(Listeners.class);
			await().untilAsserted(() -> assertThat(listeners.audit).containsExactly("in hello"));
			assertThat(listeners.tenants).containsExactly("acme");
		});
	}

	@Test
	void failedMessagesGoToTheRecovererBean() {
		this.contextRunner.withUserConfiguration(DeadLetters.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(MqttTemplate.class).convertAndSend("in/broken", "hello");
			Listeners listeners = context.getBean(Listeners.class);
			await()
				.untilAsserted(() -> assertThat(listeners.deadLetters).containsExactly("dead-letter/in/broken hello"));
		});
	}

	@Test
	void payloadsAreValidatedByTheValidatorBean() {
		this.contextRunner.withUserConfiguration(DeadLetters.class)
			.withBean(Validator.class, LongTexts::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(MqttTemplate.class).convertAndSend("valid", "too long");
				context.getBean(MqttTemplate.class).convertAndSend("valid", "short");
				Listeners listeners = context.getBean(Listeners.class);
				await().untilAsserted(() -> assertThat(listeners.valid).containsExactly("short"));
				assertThat(listeners.deadLetters).containsExactly("dead-letter/valid too long");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void observationsAreAsked(boolean enabled) {
		TestObservationRegistry registry = TestObservationRegistry.create();
		this.contextRunner.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("zmqtt.listener.observation-enabled=" + enabled,
					"zmqtt.template.observation-enabled=" + enabled)
			.run((context) -> {
				context.getBean(MqttTemplate.class).convertAndSend("in/1", "hello");
				Listeners listeners = context.getBean(Listeners.class);
				await().untilAsserted(() -> assertThat(listeners.in).containsExactly("hello"));
				if (enabled) {
					await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(registry)
						.hasNumberOfObservationsWithNameEqualTo("zmqtt.template", 1)
						.hasNumberOfObservationsWithNameEqualTo("zmqtt.listener", 1));
				}
				else {
					TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation();
				}
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void listenersRunOnVirtualThreadsWhereTheApplicationDoes(boolean virtual) {
		boolean expected = virtual && JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE);
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run((context) -> {
			context.getBean(MqttTemplate.class).convertAndSend("threads/1", "");
			Listeners listeners = context.getBean(Listeners.class);
			await().untilAsserted(() -> assertThat(listeners.virtualThreads).containsExactly(expected, expected));
		});
	}

	@Test
	void eventsAreListenedTo() {
		this.contextRunner.run((context) -> {
			List<MqttConnectedEvent> connected = context.getBean(Listeners.class).connected;
			await().untilAsserted(() -> assertThat(connected).singleElement()
				.returns("mqttClient", MqttConnectedEvent::getClientName)
				.returns(context.getBean(MqttClient.class), MqttConnectedEvent::getClient));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Auditing {

		@Bean
		MqttMessageInterceptor auditor(MqttTemplate template) {
			return new MqttMessageInterceptor() {

				@Override
				public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
					return MessageBuilder.fromMessage(message).setHeader("tenant", "acme").build();
				}

				@Override
				public void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
					if (listenerId.equals("in")) {
						template.convertAndSend("audit", listenerId + " " + message.text());
					}
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeadLetters {

		@Bean
		MqttMessageRecoverer recoverer(MqttTemplate template) {
			return new DeadLetterPublishingRecoverer(template);
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client,
				MqttListenerContainerFactoryConfigurer configurer) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			configurer.configure(factory);
			factory.setRetryPolicy(RetryPolicy.withMaxRetries(0));
			return factory;
		}

	}

	static class LongTexts implements Validator {

		@Override
		public boolean supports(Class<?> type) {
			return type == String.class;
		}

		@Override
		public void validate(Object target, Errors errors) {
			if (target.toString().length() > 5) {
				errors.reject("long");
			}
		}

	}

	static class Listeners {

		private final List<String> in = new CopyOnWriteArrayList<>();

		private final List<Object> tenants = new CopyOnWriteArrayList<>();

		private final List<String> audit = new CopyOnWriteArrayList<>();

		private final List<String> valid = new CopyOnWriteArrayList<>();

		private final List<String> deadLetters = new CopyOnWriteArrayList<>();

		private final List<Boolean> virtualThreads = new CopyOnWriteArrayList<>();

		private final List<MqttConnectedEvent> connected = new CopyOnWriteArrayList<>();

		@MqttListener(id = "in", topics = "in/#")
		void onMessage(MqttMessage message, MessageHeaders headers) {
			if (message.topic().endsWith("broken")) {
				throw new IllegalStateException("broken");
			}
			if (headers.containsKey("tenant")) {
				this.tenants.add(headers.get("tenant"));
			}
			this.in.add(message.text());
		}

		@MqttListener("audit")
		void onAudit(String text) {
			this.audit.add(text);
		}

		@MqttListener("valid")
		void onValid(@Validated String text) {
			this.valid.add(text);
		}

		@MqttListener("dead-letter/#")
		void onDeadLetter(MqttMessage message) {
			this.deadLetters.add(message.topic() + " " + message.text());
		}

		@MqttListener(id = "single", topics = "threads/#")
		@MqttListener(id = "concurrent", topics = "threads/#", concurrency = "4")
		void onThread(byte[] payload) throws ReflectiveOperationException {
			this.virtualThreads.add(JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
					&& (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
		}

		@EventListener
		void onConnected(MqttConnectedEvent event) {
			this.connected.add(event);
		}

	}

}
