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
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListenerAnnotationBeanPostProcessor;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.spring.core.MqttClientStopper;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttEventPublisher;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.listener.MqttMessageRecoverer;
import io.zmqtt.spring.metrics.MqttListenerMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bean of the application takes the place of each that is auto-configured.
 */
class BackOffTests {

	private static final ObjectProvider<MqttClient> NO_CLIENTS = new StaticListableBeanFactory()
		.getBeanProvider(MqttClient.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class,
						ZmqttMetricsAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("management.endpoints.jmx.exposure.include=*", "spring.jmx.enabled=true", "zmqtt.port=1",
				"zmqtt.dead-letter.enabled=true");

	static Stream<Arguments> beans() {
		MqttClient client = new FakeClient().client;
		return Stream.of(bean("mqttClient", MqttClient.class, () -> client),
				bean("mqttTemplate", MqttOperations.class, () -> new MqttTemplate(client)),
				bean("mqttEventPublisher", MqttEventPublisher.class, MqttEventPublisher::new),
				bean("zmqttConnectionDetails", ZmqttConnectionDetails.class, () -> () -> List.of("localhost:1")),
				bean("mqttClientStarter", MqttClientStarter.class, () -> new MqttClientStarter(NO_CLIENTS, false)),
				bean("mqttClientStopper", MqttClientStopper.class, () -> new MqttClientStopper(NO_CLIENTS)),
				bean("mqttListenerAnnotationBeanPostProcessor", MqttListenerAnnotationBeanPostProcessor.class,
						MqttListenerAnnotationBeanPostProcessor::new),
				bean("mqttListenerRegistry", MqttListenerRegistry.class, MqttListenerRegistry::new),
				bean("zmqttDeadLetters", MqttMessageRecoverer.class, () -> (message, failure) -> {
				}),
				bean("zmqttListenerMetrics", MqttListenerMetrics.class,
						() -> new MqttListenerMetrics(new MqttListenerRegistry())),
				bean("zmqttEndpoint", ZmqttEndpoint.class,
						() -> new ZmqttEndpoint(Map.of(), new MqttListenerRegistry())));
	}

	private static <T> Arguments bean(String name, Class<T> type, Supplier<T> supplier) {
		return Arguments.of(name, type, supplier);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("beans")
	<T> void byType(String name, Class<T> type, Supplier<T> supplier) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().hasBean(name).hasSingleBean(type));
		T own = supplier.get();
		this.contextRunner.withBean("own", type, () -> own).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(name);
			assertThat(context.getBean(type)).isSameAs(own);
		});
	}

	@Test
	void byNameWhereSeveralOfATypeAreUsual() {
		HealthContributor health = new ZmqttHealthIndicator(new FakeClient().client);
		MeterBinder metrics = (registry) -> {
		};
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(new FakeClient().client);
		this.contextRunner.withBean("zmqttHealthContributor", HealthContributor.class, () -> health)
			.withBean("zmqttClientMetrics", MeterBinder.class, () -> metrics)
			.withBean("mqttListenerContainerFactory", MqttListenerContainerFactory.class, () -> factory)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("zmqttHealthContributor")).isSameAs(health);
				assertThat(context.getBean("zmqttClientMetrics")).isSameAs(metrics);
				assertThat(context.getBean("mqttListenerContainerFactory")).isSameAs(factory);
			});
		// those of another name are further ones
		this.contextRunner.withBean("own", MqttListenerContainerFactory.class, () -> factory)
			.withBean("other", MeterBinder.class, () -> metrics)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("mqttListenerContainerFactory")
				.hasBean("zmqttClientMetrics"));
		this.contextRunner.withBean("zmqttHealthIndicator", HealthContributor.class, () -> health)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("zmqttHealthContributor"));
	}

	@Test
	void configurerOfTheApplicationIsUsedOnEitherKindOfThreads() {
		this.contextRunner.run((context) -> {
			MqttListenerContainerFactoryConfigurer own = context.getBean(MqttListenerContainerFactoryConfigurer.class);
			for (boolean virtual : new boolean[] { false, true }) {
				this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=" + virtual)
					.withBean("own", MqttListenerContainerFactoryConfigurer.class, () -> own)
					.run((other) -> assertThat(other).hasNotFailed()
						.getBeanNames(MqttListenerContainerFactoryConfigurer.class)
						.containsExactly("own"));
			}
		});
	}

	@Test
	void oneOfSeveralRecoverersIsNotGuessed() {
		MqttMessageRecoverer recoverer = (message, failure) -> {
		};
		this.contextRunner.withBean("one", MqttMessageRecoverer.class, () -> recoverer)
			.withBean("other", MqttMessageRecoverer.class, () -> recoverer)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("zmqttDeadLetters"));
	}

	@Test
	void deadLettersAreOffUnlessAskedFor() {
		this.contextRunner.withPropertyValues("zmqtt.dead-letter.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttMessageRecoverer.class));
	}

}
