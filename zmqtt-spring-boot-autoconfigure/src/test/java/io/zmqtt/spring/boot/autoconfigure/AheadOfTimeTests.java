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

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.zmqtt.ClientStatistics;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;

import org.springframework.aot.AotDetector;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application with two connections that is processed ahead of time. The class loader
 * is a new one, in which generated classes can see what is private to this package.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTests {

	@Test
	void connectionsListenersAndTemplatesAreGenerated() {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
			run(properties(broker), (context) -> {
				Application application = context.getBean(Application.class);
				assertThat(application.client).isInstanceOf(MqttClientV311.class)
					.isSameAs(context.getBean("mqttClient"));
				assertThat(application.named).isSameAs(context.getBean("line2MqttClient"));
				assertThat(application.template).isSameAs(context.getBean("mqttTemplate"));
				assertThat(application.namedTemplate).isSameAs(context.getBean("line2MqttTemplate"));
				await().until(() -> context.getBean(MqttListenerRegistry.class)
					.all()
					.stream()
					.allMatch(MqttListenerContainer::isSubscribed));
				application.template.convertAndSend("where/5", new Reading(12));
				application.namedTemplate.convertAndSend("where/6", new Reading(13));
				await().untilAsserted(() -> assertThat(application.received).containsExactlyInAnyOrder("default 5 12",
						"default 6 13", "line2 12", "line2 13"));
			});
		}
	}

	@Test
	void templateOfAnotherPrimaryIsInjected() {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
			run(properties(broker).and("zmqtt.primary=line2"), (context) -> {
				assertThat(context.getBean(MqttClient.class)).isSameAs(context.getBean("line2MqttClient"));
				assertThat(context.getBean(MqttTemplate.class)).isSameAs(context.getBean("line2MqttTemplate"));
			});
		}
	}

	private static TestPropertyValues properties(EmbeddedMqttBroker broker) {
		return TestPropertyValues.of("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(),
				"zmqtt.connections.line2.host=" + broker.host(), "zmqtt.connections.line2.port=" + broker.port(),
				"zmqtt.connections.line2.version=5.0", "spring.jmx.enabled=true",
				"management.endpoints.jmx.exposure.include=zmqtt", "zmqtt.connections.line2.client-id=second");
	}

	private static void run(TestPropertyValues properties, Consumer<GenericApplicationContext> test) {
		TestGenerationContext generation = new TestGenerationContext(Application.class);
		process(properties, generation);
		assertHints(generation.getRuntimeHints());
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			ApplicationContextInitializer<?> initializer = compiled.getInstance(ApplicationContextInitializer.class);
			System.setProperty(AotDetector.AOT_ENABLED, "true");
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				properties.applyTo(context);
				initialize(initializer, context);
				context.refresh();
				test.accept(context);
			}
			finally {
				System.clearProperty(AotDetector.AOT_ENABLED);
			}
		});
	}

	private static void process(TestPropertyValues properties, TestGenerationContext generation) {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			properties.applyTo(context);
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		finally {
			System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
		}
	}

	@SuppressWarnings("unchecked")
	private static void initialize(ApplicationContextInitializer<?> initializer, GenericApplicationContext context) {
		((ApplicationContextInitializer<GenericApplicationContext>) initializer).initialize(context);
	}

	private static void assertHints(RuntimeHints hints) {
		for (Class<?> bound : List.of(ZmqttProperties.class, ZmqttConnectionProperties.class,
				ZmqttConnectionProperties.Ssl.class, ZmqttConnectionProperties.Will.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(bound)).as(bound.getName()).accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(bound.getDeclaredConstructors()[0]))
				.as(bound.getName())
				.accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onType(Reading.class)).accepts(hints);
		for (Class<?> shown : List.of(ZmqttDescriptor.class, ZmqttDescriptor.ConnectionDescriptor.class,
				ZmqttDescriptor.LimitsDescriptor.class, ZmqttDescriptor.SubscriptionDescriptor.class,
				ZmqttDescriptor.FilterDescriptor.class, ZmqttDescriptor.StallDescriptor.class,
				ZmqttDescriptor.ListenerDescriptor.class, ClientStatistics.class)) {
			for (RecordComponent component : shown.getRecordComponents()) {
				assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(component.getAccessor()))
					.as(component.toString())
					.accepts(hints);
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ZmqttAutoConfiguration.class, ZmqttHealthContributorAutoConfiguration.class,
			ZmqttMetricsAutoConfiguration.class, ZmqttEndpointAutoConfiguration.class, JacksonAutoConfiguration.class })
	static class Application {

		final List<String> received = new CopyOnWriteArrayList<>();

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

		@MqttListener("where/{number}")
		void byDefault(Reading reading, @DestinationVariable int number) {
			this.received.add("default " + number + " " + reading.celsius());
		}

		@MqttListener(topics = "where/+", client = "line2")
		void byName(Reading reading) {
			this.received.add("line2 " + reading.celsius());
		}

	}

	record Reading(int celsius) {

	}

}
