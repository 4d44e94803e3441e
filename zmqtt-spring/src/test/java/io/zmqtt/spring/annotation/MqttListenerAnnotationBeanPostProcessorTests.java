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

package io.zmqtt.spring.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MqttListenerAnnotationBeanPostProcessorTests {

	@Test
	void resolvesPlaceholdersAndExpressions() {
		Map<String, Object> properties = Map.of("base", "home", "level", "2", "start", "false", "name", "resolved");
		run(properties, Resolved.class, (context) -> {
			MqttListenerContainer container = find(context, "resolved");
			assertThat(container.topics()).hasToString("[home/{room}/+/#, two/x]");
			assertThat(container.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(container.isAutoStartup()).isFalse();
			assertThat(container.isRunning()).isFalse();
		});
	}

	@Test
	void defaultsComeFromTheFactory() {
		run(Map.of(), Plain.class, (context) -> {
			MqttListenerContainer container = find(context, "plain.listen");
			assertThat(container.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(container.isRunning()).isTrue();
			assertThat(context.getBean("mqttListenerContainer.plain.listen")).isSameAs(container);
		});
	}

	@Test
	void repeatedAndComposedAnnotationsHaveContainersOfTheirOwn() {
		run(Map.of(), Repeated.class, (context) -> assertThat(context.getBean(MqttListenerRegistry.class).all())
			.extracting((container) -> container.id() + "=" + container.topics())
			.containsExactlyInAnyOrder("repeated.twice=[a]", "repeated.twice#2=[b]", "repeated.composed=[alerts/x]"));
	}

	@Test
	void otherFactoriesAndClientsAreFoundByName() {
		run(Map.of(), Other.class, (context) -> {
			assertThat(find(context, "otherFactory").qos()).isEqualTo(QoS.AT_MOST_ONCE);
			assertThat(context.getBean("otherClient", FakeMqttClient.class).calls).contains("subscribe otherClient");
			assertThat(context.getBean("client", FakeMqttClient.class).calls).contains("subscribe otherFactory")
				.doesNotContain("subscribe otherClient");
		});
	}

	@Test
	void methodsOfProxiesAreInvokedThroughTheProxy() {
		run(Map.of(), Proxied.class, (context) -> {
			FakeMqttClient client = context.getBean("client", FakeMqttClient.class);
			client.subscriptions.get(0).deliver(TestMessage.of("a", "x"));
			assertThat(Proxied.calls).containsExactly("advice", "x");
		});
	}

	@Test
	void listenersOfLazyBeansStartWhenTheBeanIsMade() {
		run(Map.of(), LazyListener.class, (context) -> {
			assertThat(context.getBean(MqttListenerRegistry.class).all()).isEmpty();
			context.getBean(Plain.class);
			assertThat(find(context, "lazyPlain.listen").isRunning()).isTrue();
		});
	}

	@Test
	void beansWithListenersMayDependOnTemplateAndRegistry() {
		run(Map.of(), Dependent.class, (context) -> assertThat(find(context, "dependent.listen").isRunning()).isTrue());
	}

	@Test
	void mistakesAreReportedWithTheMethod() {
		assertMistake(WrongQos.class, "qos must be 0, 1 or 2, not '3'");
		assertMistake(WrongTopic.class, "home/{room");
		assertMistake(NoTopic.class, "at least one topic");
		assertMistake(SameId.class, "id 'same'");
		assertMistake(WrongAutoStartup.class, "autoStartup must be true or false, not 'maybe'");
	}

	@Test
	void removedListenerIsForgotten() {
		run(Map.of(), Plain.class, (context) -> {
			MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
			assertThat(registry.remove("plain.listen")).isTrue();
			assertThat(registry.remove("plain.listen")).isFalse();
			assertThat(registry.all()).isEmpty();
			assertThat(context.containsBean("mqttListenerContainer.plain.listen")).isFalse();
			assertThat(context.getBean("client", FakeMqttClient.class).calls).contains("unsubscribe plain.listen");
		});
	}

	private static void assertMistake(Class<?> type, String text) {
		assertThatExceptionOfType(BeanInitializationException.class).isThrownBy(() -> run(Map.of(), type, (context) -> {
		})).withMessageContaining(text).withMessageContaining("listen(");
	}

	private static MqttListenerContainer find(AnnotationConfigApplicationContext context, String id) {
		return context.getBean(MqttListenerRegistry.class).find(id).orElseThrow();
	}

	private static void run(Map<String, Object> properties, Class<?> type, Check check) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			context.register(Config.class);
			String name = type.getSimpleName();
			context.registerBean(Character.toLowerCase(name.charAt(0)) + name.substring(1), type);
			context.refresh();
			check.check(context);
		}
	}

	interface Check {

		void check(AnnotationConfigApplicationContext context);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		FakeMqttClient client() {
			return new FakeMqttClient();
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

	}

	static class Plain {

		@MqttListener("a")
		void listen(String payload) {
		}

	}

	static class Resolved {

		@MqttListener(topics = { "${base}/{room}/+/#", "#{'t' + 'wo'}/x" }, id = "${name}", qos = "${level}",
				autoStartup = "${start}")
		void listen(String payload) {
		}

	}

	static class Repeated {

		@MqttListener("a")
		@MqttListener("b")
		void twice(String payload) {
		}

		@Alerts("alerts/x")
		void composed(String payload) {
		}

	}

	@MqttListener
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Alerts {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] value();

	}

	@Configuration(proxyBeanMethods = false)
	static class Other {

		@Bean(autowireCandidate = false)
		FakeMqttClient otherClient() {
			return new FakeMqttClient();
		}

		@Bean
		MqttListenerContainerFactory otherContainers(MqttClient client) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setQos(QoS.AT_MOST_ONCE);
			return factory;
		}

		@MqttListener(topics = "a", id = "otherFactory", containerFactory = "otherContainers")
		void first(String payload) {
		}

		@MqttListener(topics = "a", id = "otherClient", client = "otherClient")
		void second(String payload) {
		}

	}

	static class Proxied implements BeanPostProcessor, Ordered {

		private static final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Bean
		Target target() {
			return new Target();
		}

		@Override
		public @Nullable Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof Target)) {
				return bean;
			}
			ProxyFactory proxy = new ProxyFactory(bean);
			proxy.setProxyTargetClass(true);
			proxy.addAdvice((org.aopalliance.intercept.MethodInterceptor) (invocation) -> {
				calls.add("advice");
				return invocation.proceed();
			});
			return proxy.getProxy();
		}

		static class Target {

			@MqttListener("a")
			public void listen(String payload) {
				calls.add(payload);
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		@Lazy
		Plain lazyPlain() {
			return new Plain();
		}

	}

	static class Dependent {

		Dependent(MqttTemplate template, MqttListenerRegistry registry) {
			Supplier<MqttTemplate> used = () -> template;
			assertThat(used.get()).isNotNull();
			assertThat(registry).isNotNull();
		}

		@MqttListener("a")
		void listen(String payload) {
		}

	}

	static class WrongQos {

		@MqttListener(topics = "a", qos = "3")
		void listen(String payload) {
		}

	}

	static class WrongTopic {

		@MqttListener("home/{room")
		void listen(String payload) {
		}

	}

	static class NoTopic {

		@MqttListener
		void listen(String payload) {
		}

	}

	static class SameId {

		@MqttListener(topics = "a", id = "same")
		@MqttListener(topics = "b", id = "same")
		void listen(String payload) {
		}

	}

	static class WrongAutoStartup {

		@MqttListener(topics = "a", autoStartup = "maybe")
		void listen(String payload) {
		}

	}

}
