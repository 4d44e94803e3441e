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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.SmartFactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * On which beans and methods {@link MqttListener @MqttListener} and
 * {@link SendTo @SendTo} are found.
 */
class MqttListenerBeansTests {

	private static final List<String> received = new CopyOnWriteArrayList<>();

	@BeforeEach
	void clear() {
		received.clear();
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, PackagePrivateMethod.class, StaticMethod.class, OnInterface.class,
			OnGenericInterface.class, Inherited.class, Overridden.class, Proxied.class, ProxiedByInterface.class,
			MadeByFactory.class })
	void methodIsCalled(Class<?> type) {
		run(type, (context) -> {
			deliver(context, "a", "x");
			assertThat(received).containsExactly("x");
			assertThat(context.getBean(MqttListenerRegistry.class).all()).hasSize(1);
		});
	}

	@Test
	void methodThatAProxyDoesNotHaveIsReported() {
		assertMistake(NotOnInterface.class, "not found in any interface", "listen(");
		assertMistake(PrivateOnProxy.class, "Switch its visibility", "listen(");
	}

	@Test
	void eachInstanceOfAPrototypeListens() {
		run(Prototype.class, (context) -> {
			MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
			assertThat(registry.all()).isEmpty();
			context.getBean(Instance.class);
			context.getBean(Instance.class);
			assertThat(registry.all()).extracting(MqttListenerContainer::id)
				.containsExactlyInAnyOrder("instance.listen", "instance.listen#2");
			assertThat(registry.all()).allMatch(MqttListenerContainer::isRunning);
			deliver(context, "a", "x");
			assertThat(received).containsExactly("x", "x");
		});
	}

	@Test
	void prototypeWithAnIdHasOneInstanceOnly() {
		run(PrototypeWithId.class, (context) -> {
			context.getBean(InstanceWithId.class);
			assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> context.getBean(InstanceWithId.class))
				.withMessageContaining("id 'fixed' already")
				.withMessageContaining("listen(");
		});
	}

	@Test
	void scopedBeanListensFromItsFirstUse() {
		run(Scoped.class, (context) -> {
			MqttListenerRegistry registry = context.getBean(MqttListenerRegistry.class);
			assertThat(registry.all()).isEmpty();
			assertThat(context.getBean("scoped1", Instance.class).toString()).isNotEmpty();
			assertThat(context.getBean("scoped1", Instance.class).toString()).isNotEmpty();
			assertThat(registry.all()).hasSize(1);
			deliver(context, "a", "x");
			assertThat(received).containsExactly("x");
		});
	}

	@Test
	void composedAnnotationsSetAttributes() {
		run(Composed.class, (context) -> {
			MqttListenerContainer container = find(context, "alerts-fire");
			assertThat(container.topics()).hasToString("[alerts/{house}/fire, alerts/all]");
			assertThat(container.concurrency()).isEqualTo(2);
			assertThat(container.qos().value()).isEqualTo(2);
			assertThat(find(context, "composed.both").topics()).hasToString("[direct]");
			assertThat(List.of(find(context, "composed.twice"), find(context, "composed.twice#2")))
				.extracting((each) -> each.topics().toString())
				.containsExactlyInAnyOrder("[first]", "[second]");
			assertThat(find(context, "alerts-both").topics()).hasToString("[x]");
		});
	}

	@Test
	void idsAreUnique() {
		assertMistake(SameId.class, "id 'same' already", "second(");
		run(Overloaded.class,
				(context) -> assertThat(context.getBean(MqttListenerRegistry.class).all())
					.extracting(MqttListenerContainer::id)
					.containsExactlyInAnyOrder("overloaded.listen", "overloaded.listen#2", "overloaded.listen#3"));
	}

	@ParameterizedTest
	@ValueSource(classes = { SendToOnMethod.class, SendToOnClass.class, SendToOnSuperclass.class,
			SendToOnInterface.class, SendToWithPlaceholder.class, SendToComposed.class, SendToOnTargetOfProxy.class,
			SendToOnClassOfProxy.class })
	void replyGoesToTheTopicOfSendTo(Class<?> type) {
		run(type, (context) -> {
			deliver(context, "in/kitchen", "x");
			assertThat(context.getBean("client", FakeMqttClient.class).published).singleElement()
				.satisfies((published) -> {
					assertThat(published.topic()).isEqualTo("out/kitchen");
					assertThat(published.payload()).asString().isEqualTo("re:x");
				});
		});
	}

	@Test
	void sendToOfTheMethodWins() {
		run(SendToOnBoth.class, (context) -> {
			deliver(context, "in/kitchen", "x");
			assertThat(context.getBean("client", FakeMqttClient.class).published)
				.extracting(FakeMqttClient.Published::topic)
				.containsExactly("method/kitchen");
		});
	}

	@Test
	void sendToNeedsOneTopicThatCanBeMade() {
		assertMistake(SendToSeveral.class, "@SendTo needs exactly one topic, not [a, b]", "listen(");
		assertMistake(SendToNothing.class, "@SendTo needs exactly one topic, not []", "listen(");
		assertMistake(SendToWildcard.class, "@SendTo", "out/+", "wildcards");
		assertMistake(SendToUnknownVariable.class, "'out/{floor}'", "'in/{room}'");
	}

	@Test
	void childContextsHaveListenersOfTheirOwn() {
		try (AnnotationConfigApplicationContext parent = start(Map.of("topics", "parent"), OwnTopics.class);
				AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
			child.setParent(parent);
			child.register(OnlyMqtt.class);
			child.registerBean("ownTopics", OwnTopics.class);
			child.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("child", Map.of("topics", "child")));
			child.refresh();
			MqttListenerContainer inParent = find(parent, "ownTopics.listen");
			MqttListenerContainer inChild = find(child, "ownTopics.listen");
			assertThat(inParent.topics()).hasToString("[parent]");
			assertThat(inChild.topics()).hasToString("[child]");
			assertThat(inChild.client()).isSameAs(inParent.client());
			child.stop();
			assertThat(inChild.isRunning()).isFalse();
			assertThat(inParent.isRunning()).isTrue();
		}
	}

	private static void deliver(ConfigurableApplicationContext context, String topic, String payload) {
		context.getBean("client", FakeMqttClient.class).subscriptions
			.forEach((subscription) -> subscription.deliver(TestMessage.of(topic, payload)));
	}

	private static void assertMistake(Class<?> type, String... texts) {
		assertThatExceptionOfType(BeanInitializationException.class).isThrownBy(() -> run(type, (context) -> {
		})).satisfies((ex) -> Arrays.stream(texts).forEach((text) -> assertThat(ex).hasMessageContaining(text)));
	}

	private static MqttListenerContainer find(ConfigurableApplicationContext context, String id) {
		return context.getBean(MqttListenerRegistry.class).find(id).orElseThrow();
	}

	private static void run(Class<?> type, Consumer<AnnotationConfigApplicationContext> check) {
		try (AnnotationConfigApplicationContext context = start(Map.of("room", "{room}"), type)) {
			check.accept(context);
		}
	}

	private static AnnotationConfigApplicationContext start(Map<String, Object> properties, Class<?> type) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		context.register(Config.class);
		String name = type.getSimpleName();
		context.registerBean(Character.toLowerCase(name.charAt(0)) + name.substring(1), type);
		try {
			context.refresh();
		}
		catch (RuntimeException ex) {
			context.close();
			throw ex;
		}
		return context;
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
		static ProxyMaker proxyMaker() {
			return new ProxyMaker();
		}

	}

	/**
	 * Makes proxies of beans that ask for them, as auto-proxying does.
	 */
	static class ProxyMaker implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			Wrapped wrapped = bean.getClass().getAnnotation(Wrapped.class);
			if (wrapped == null) {
				return bean;
			}
			ProxyFactory proxy = new ProxyFactory(bean);
			proxy.setProxyTargetClass(wrapped.byClass());
			return proxy.getProxy();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Wrapped {

		boolean byClass();

	}

	static class PrivateMethod {

		@MqttListener("a")
		private void listen(String payload) {
			received.add(payload);
		}

	}

	static class PackagePrivateMethod {

		@MqttListener("a")
		void listen(String payload) {
			received.add(payload);
		}

	}

	static class StaticMethod {

		@MqttListener("a")
		static void listen(String payload) {
			received.add(payload);
		}

	}

	public interface Listening {

		@MqttListener("a")
		void listen(String payload);

	}

	static class OnInterface implements Listening {

		@Override
		public void listen(String payload) {
			received.add(payload);
		}

	}

	public interface GenericListening<T> {

		@MqttListener("a")
		void listen(T payload);

	}

	static class OnGenericInterface implements GenericListening<String> {

		@Override
		public void listen(String payload) {
			received.add(payload);
		}

	}

	static class Inherited extends PackagePrivateMethod {

	}

	static class Overridden extends PackagePrivateMethod {

		@Override
		void listen(String payload) {
			super.listen(payload);
		}

	}

	@Wrapped(byClass = true)
	static class Proxied {

		@MqttListener("a")
		void listen(String payload) {
			received.add(payload);
		}

	}

	@Wrapped(byClass = false)
	static class ProxiedByInterface implements Listening {

		@Override
		public void listen(String payload) {
			received.add(payload);
		}

	}

	static class MadeByFactory implements SmartFactoryBean<PackagePrivateMethod> {

		@Override
		public PackagePrivateMethod getObject() {
			return new PackagePrivateMethod();
		}

		@Override
		public Class<?> getObjectType() {
			return PackagePrivateMethod.class;
		}

		@Override
		public boolean isEagerInit() {
			return true;
		}

	}

	@Wrapped(byClass = false)
	static class NotOnInterface implements Comparable<String> {

		@MqttListener("a")
		public void listen(String payload) {
		}

		@Override
		public int compareTo(String other) {
			return 0;
		}

	}

	@Wrapped(byClass = true)
	static class PrivateOnProxy {

		@MqttListener("a")
		private void listen(String payload) {
		}

	}

	static class Instance {

		@MqttListener("a")
		void listen(String payload) {
			received.add(payload);
		}

	}

	static class InstanceWithId {

		@MqttListener(topics = "a", id = "fixed")
		void listen(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototype {

		@Bean
		@Scope("prototype")
		Instance instance() {
			return new Instance();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeWithId {

		@Bean
		@Scope("prototype")
		InstanceWithId instanceWithId() {
			return new InstanceWithId();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer scopes = new CustomScopeConfigurer();
			scopes.addScope("thread", new SimpleThreadScope());
			return scopes;
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Instance scoped1() {
			return new Instance();
		}

	}

	@MqttListener(qos = "2", concurrency = "2")
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Alerts {

		@AliasFor(annotation = MqttListener.class, attribute = "topics")
		String[] on();

		@AliasFor(annotation = MqttListener.class, attribute = "id")
		String name();

	}

	@MqttListener("first")
	@MqttListener("second")
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Twice {

	}

	static class Composed {

		@Twice
		void twice(String payload) {
		}

		@Alerts(on = { "alerts/{house}/fire", "alerts/all" }, name = "alerts-fire")
		void alerts(String payload) {
		}

		@Alerts(on = "x", name = "alerts-both")
		@MqttListener("direct")
		void both(String payload) {
		}

	}

	static class SameId {

		@MqttListener(topics = "a", id = "same")
		void second(String payload) {
		}

		@Bean
		Object other() {
			return new SameIdAgain();
		}

	}

	static class SameIdAgain {

		@MqttListener(topics = "a", id = "same")
		void second(String payload) {
		}

	}

	static class Overloaded {

		@MqttListener("a")
		void listen(String payload) {
		}

		@MqttListener("b")
		@MqttListener("c")
		void listen(byte[] payload) {
		}

	}

	static class SendToOnMethod {

		@MqttListener("in/{room}")
		@SendTo("out/{room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	@SendTo("out/{room}")
	static class SendToOnClass {

		@MqttListener("in/{room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	static class Base {

		@MqttListener("in/{room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	@SendTo("out/{room}")
	static class SendToOnSuperclass extends Base {

	}

	public interface Answering {

		@MqttListener("in/{room}")
		@SendTo("out/{room}")
		String listen(String payload);

	}

	static class SendToOnInterface implements Answering {

		@Override
		public String listen(String payload) {
			return "re:" + payload;
		}

	}

	static class SendToWithPlaceholder {

		@MqttListener("in/{room}")
		@SendTo("#{'out'}/${room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	@SendTo
	@Retention(RetentionPolicy.RUNTIME)
	@interface Answer {

		@AliasFor(annotation = SendTo.class, attribute = "value")
		String[] to();

	}

	static class SendToComposed {

		@MqttListener("in/{room}")
		@Answer(to = "out/{room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	public interface Plain {

		String listen(String payload);

	}

	@Wrapped(byClass = false)
	static class SendToOnTargetOfProxy implements Plain {

		@Override
		@MqttListener("in/{room}")
		@SendTo("out/{room}")
		public String listen(String payload) {
			return "re:" + payload;
		}

	}

	@Wrapped(byClass = false)
	@SendTo("out/{room}")
	static class SendToOnClassOfProxy implements Plain {

		@Override
		@MqttListener("in/{room}")
		public String listen(String payload) {
			return "re:" + payload;
		}

	}

	@SendTo("class/{room}")
	static class SendToOnBoth {

		@MqttListener("in/{room}")
		@SendTo("method/{room}")
		String listen(String payload) {
			return "re:" + payload;
		}

	}

	static class SendToSeveral {

		@MqttListener("in/{room}")
		@SendTo({ "a", "b" })
		String listen(String payload) {
			return payload;
		}

	}

	static class SendToNothing {

		@MqttListener("in/{room}")
		@SendTo
		String listen(String payload) {
			return payload;
		}

	}

	static class SendToWildcard {

		@MqttListener("in/{room}")
		@SendTo("out/+")
		String listen(String payload) {
			return payload;
		}

	}

	static class SendToUnknownVariable {

		@MqttListener("in/{room}")
		@SendTo("out/{floor}")
		String listen(String payload) {
			return payload;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class OnlyMqtt {

	}

	static class OwnTopics {

		@MqttListener("${topics}")
		void listen(String payload) {
		}

	}

}
