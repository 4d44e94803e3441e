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

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.listener.ListenerExecutionFailedException;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerErrorHandler;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Every attribute of {@link MqttListener @MqttListener} as a literal, as a placeholder
 * and as an expression, and what is wrong about it.
 */
class MqttListenerAttributesTests {

	private static final Map<String, Object> EVERYTHING = Map.ofEntries(Map.entry("topics", "p/{x}"),
			Map.entry("id", "all"), Map.entry("qos", "2"), Map.entry("noLocal", "true"),
			Map.entry("retainAsPublished", "TRUE"), Map.entry("retainHandling", "do-not-send"),
			Map.entry("concurrency", " 3 "), Map.entry("ackMode", "manual"), Map.entry("bufferSize", "17"),
			Map.entry("overflow", "drop-oldest"), Map.entry("autoStartup", "true"), Map.entry("client", "otherClient"),
			Map.entry("errorHandler", "errors"), Map.entry("containerFactory", "otherFactory"),
			Map.entry("reply", "reply/{x}"));

	@ParameterizedTest
	@ValueSource(classes = { Literals.class, Placeholders.class, Expressions.class })
	void eachAttributeTakesEffect(Class<?> type) {
		run(EVERYTHING, type, (context) -> {
			MqttListenerContainer container = find(context, "all");
			FakeMqttClient client = context.getBean("otherClient", FakeMqttClient.class);
			assertThat(container.client()).isSameAs(client);
			assertThat(container.topics()).hasToString("[p/{x}]");
			assertThat(container.qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(container.concurrency()).isEqualTo(3);
			FakeMqttClient.FakeSubscription subscription = client.subscriptions.get(0);
			assertThat(subscription.spec().ackMode()).isEqualTo(AckMode.MANUAL);
			assertThat(subscription.spec().bufferSize()).isEqualTo(17);
			assertThat(subscription.spec().overflow()).isEqualTo(OverflowPolicy.DROP_OLDEST);
			assertThat(subscription.options).isEqualTo(SubscribeOptions.defaults()
				.withNoLocal(true)
				.withRetainAsPublished(true)
				.withRetainHandling(RetainHandling.DO_NOT_SEND));
			assertThat(container.isRunning()).isTrue();
			subscription.deliver(TestMessage.of("p/1", "x"));
			await().untilAsserted(() -> assertThat(client.published).singleElement().satisfies((published) -> {
				assertThat(published.topic()).isEqualTo("reply/1");
				assertThat(published.payload()).asString().isEqualTo("repaired IllegalStateException");
			}));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { LiteralGroup.class, PlaceholderGroup.class, ExpressionGroup.class })
	void groupIsPartOfTheFilter(Class<?> type) {
		run(Map.of("group", "workers"), type, (context) -> {
			assertThat(find(context, "grouped").topics()).hasToString("[$share/workers/a/{x}]");
			assertThat(context.getBean("client", FakeMqttClient.class).subscriptions.get(0).filters())
				.hasToString("[$share/workers/a/+]");
		});
	}

	@Test
	void emptyPlaceholdersLeaveTheDefaults() {
		Map<String, Object> properties = new HashMap<>();
		EVERYTHING.keySet().forEach((name) -> properties.put(name, ""));
		properties.put("topics", "a");
		run(properties, Placeholders.class, (context) -> {
			MqttListenerContainer container = find(context, "placeholders.listen");
			assertThat(container.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(container.client()).isSameAs(context.getBean("client"));
			assertThat(container.isRunning()).isTrue();
			FakeMqttClient.FakeSubscription subscription = context.getBean("client", FakeMqttClient.class).subscriptions
				.get(0);
			assertThat(subscription.options).isNull();
			assertThat(subscription.spec().bufferSize()).isEqualTo(1000);
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "topics | home/{room | topics | '{room'", "topics | a/#/b | topics | '#'",
			"qos | 3 | qos must be 0, 1 or 2, not '3' |", "qos | at_least_once | qos must be 0, 1 or 2 |",
			"noLocal | yes | noLocal must be true or false, not 'yes' |",
			"retainAsPublished | 1 | retainAsPublished must be true or false, not '1' |",
			"retainHandling | never | retainHandling must be one of [ | DO_NOT_SEND",
			"concurrency | 0 | concurrency must be at least 1, not 0 |",
			"concurrency | many | concurrency must be a number, not 'many' |",
			"concurrency | 99999999999 | concurrency must be a number |",
			"ackMode | later | ackMode must be one of [ | MANUAL",
			"bufferSize | 0 | bufferSize must be at least 1, not 0 |",
			"bufferSize | 1.5 | bufferSize must be a number, not '1.5' |",
			"overflow | explode | overflow must be one of [ | DROP_OLDEST",
			"autoStartup | maybe | autoStartup must be true or false, not 'maybe' |",
			"client | nobody | client must be the name or the qualifier of a bean of the type MqttClient | 'nobody'",
			"client | errors | client must be the name or the qualifier of a bean of the type MqttClient | 'errors'",
			"errorHandler | nobody | errorHandler must be the name or the qualifier of a bean of the type MqttListenerErrorHandler | 'nobody'",
			"errorHandler | client | errorHandler must be the name or the qualifier of a bean of the type MqttListenerErrorHandler | 'client'",
			"containerFactory | nobody | containerFactory must be the name or the qualifier of a bean of the type MqttListenerContainerFactory | 'nobody'",
			"reply | a/# | @SendTo | wildcards", "reply | a/{y} | needs variables | 'p/{x}'",
			"qos | #{1 / 0} | qos cannot be used |" })
	void wrongValueIsReportedWithBeanMethodAndAttribute(String attribute, String value, String first,
			@Nullable String second) {
		Map<String, Object> properties = new HashMap<>(EVERYTHING);
		properties.put(attribute, value);
		assertMistake(properties, Placeholders.class, first, (second != null) ? second : "", "'placeholders'",
				"listen(");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "a+", "#", "{g}" })
	void wrongGroupIsReported(String group) {
		assertMistake(Map.of("group", group), PlaceholderGroup.class, "group must not", "'" + group + "'", "listen(");
	}

	@Test
	void groupAndNoLocalExcludeEachOther() {
		assertMistake(Map.of(), GroupAndNoLocal.class, "noLocal and a group", "MQTT-3.8.3-4");
	}

	@Test
	void unknownPlaceholderIsReportedWithTheAttribute() {
		assertMistake(Map.of(), Strict.class, "group cannot be used", "'group'", "'strict'", "listen(");
	}

	@Test
	void missingDefaultFactoryIsReported() {
		assertThatExceptionOfType(BeanInitializationException.class).isThrownBy(() -> {
			try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(OnlyMqtt.class)) {
				context.getBeanDefinitionNames();
			}
		})
			.withMessageContaining(
					"containerFactory must be the name or the qualifier of a bean of the type MqttListenerContainerFactory")
			.withMessageContaining("mqttListenerContainerFactory");
	}

	@Test
	void placeholderMayBeAListOfTopics() {
		Map<String, Object> properties = Map.of("list", " a/{x} , b/#,c,, ", "one", "d", "base", "e,f", "nothing", "");
		run(properties, Lists.class, (context) -> {
			assertThat(find(context, "placeholder").topics()).hasToString("[a/{x}, b/#, c, d]");
			assertThat(find(context, "default").topics()).hasToString("[x/{y}, z]");
			// no list, as it is not the placeholder alone
			assertThat(find(context, "part").topics()).hasToString("[e,f/t, t/d]");
			assertThat(find(context, "literal").topics()).hasToString("[g,h]");
		});
	}

	@Test
	void expressionMayBeAListOfTopics() {
		run(Map.of("list", "a/{x}, b"), ExpressionLists.class, (context) -> {
			assertThat(find(context, "split").topics()).hasToString("[a/{x}, b]");
			assertThat(find(context, "bean").topics()).hasToString("[one, two/#]");
			assertThat(find(context, "array").topics()).hasToString("[three, four, five]");
			assertThat(find(context, "text").topics()).hasToString("[six,seven]");
			assertThat(find(context, "viaProperty").topics()).hasToString("[one, two/#]");
		});
	}

	@Test
	void emptyListOfTopicsIsReported() {
		assertMistake(Map.of("topics", " , "), OnlyTopics.class, "needs at least one topic", "listen(");
		assertMistake(Map.of(), EmptyTopic.class, "topics", "listen(");
	}

	@Test
	void beansMayBeGivenByExpressions() {
		run(Map.of(), BeanExpressions.class, (context) -> {
			assertThat(find(context, "expressions").qos()).isEqualTo(QoS.AT_MOST_ONCE);
			FakeMqttClient client = context.getBean("client", FakeMqttClient.class);
			client.subscriptions.get(0).deliver(TestMessage.of("a", "x"));
			assertThat(client.published).extracting(FakeMqttClient.Published::topic).containsExactly("reply");
		});
	}

	private static void assertMistake(Map<String, Object> properties, Class<?> type, String... texts) {
		assertThatExceptionOfType(BeanInitializationException.class)
			.isThrownBy(() -> run(properties, type, (context) -> {
			}))
			.satisfies((ex) -> Arrays.stream(texts).forEach((text) -> assertThat(ex).hasMessageContaining(text)));
	}

	private static MqttListenerContainer find(AnnotationConfigApplicationContext context, String id) {
		return context.getBean(MqttListenerRegistry.class).find(id).orElseThrow();
	}

	private static void run(Map<String, Object> properties, Class<?> type,
			Consumer<AnnotationConfigApplicationContext> check) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			context.register(Config.class);
			String name = type.getSimpleName();
			context.registerBean(Character.toLowerCase(name.charAt(0)) + name.substring(1), type);
			context.refresh();
			check.accept(context);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean(defaultCandidate = false)
		FakeMqttClient otherClient() {
			return new FakeMqttClient();
		}

		@Bean
		FakeMqttClient client() {
			return new FakeMqttClient();
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			return new MqttListenerContainerFactory(client);
		}

		@Bean
		MqttListenerContainerFactory otherFactory() {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(null);
			factory.setAutoStartup(false);
			return factory;
		}

		@Bean
		MqttListenerErrorHandler errors() {
			return new Repair();
		}

		@Bean
		List<String> topicList() {
			return List.of("one", "two/#");
		}

		@Bean
		Names names() {
			return new Names();
		}

	}

	public static class Names {

		public String[] getArray() {
			return new String[] { "three", "four" };
		}

	}

	static class Repair implements MqttListenerErrorHandler {

		@Override
		public Object handleError(MqttMessage message, ListenerExecutionFailedException failure) {
			return "repaired " + ((failure.getCause() != null) ? failure.getCause().getClass().getSimpleName() : "");
		}

	}

	static class Literals {

		@MqttListener(topics = "p/{x}", id = "all", qos = "2", noLocal = "true", retainAsPublished = "true",
				retainHandling = "DO_NOT_SEND", concurrency = "3", ackMode = "MANUAL", bufferSize = "17",
				overflow = "DROP_OLDEST", autoStartup = "true", client = "otherClient", errorHandler = "errors",
				containerFactory = "otherFactory")
		@SendTo("reply/{x}")
		void listen(String payload) {
			throw new IllegalStateException();
		}

	}

	static class Placeholders {

		@MqttListener(topics = "${topics}", id = "${id}", qos = "${qos}", noLocal = "${noLocal}",
				retainAsPublished = "${retainAsPublished}", retainHandling = "${retainHandling}",
				concurrency = "${concurrency}", ackMode = "${ackMode}", bufferSize = "${bufferSize}",
				overflow = "${overflow}", autoStartup = "${autoStartup}", client = "${client}",
				errorHandler = "${errorHandler}", containerFactory = "${containerFactory}")
		@SendTo("${reply}")
		void listen(String payload) {
			throw new IllegalStateException();
		}

	}

	static class Expressions {

		@MqttListener(topics = "p/#{'{x}'}", id = "#{'a' + 'll'}", qos = "#{1 + 1}", noLocal = "#{true}",
				retainAsPublished = "#{1 < 2}", retainHandling = "#{T(io.zmqtt.RetainHandling).DO_NOT_SEND}",
				concurrency = "#{3}", ackMode = "#{T(io.zmqtt.AckMode).MANUAL}", bufferSize = "#{10 + 7}",
				overflow = "#{T(io.zmqtt.OverflowPolicy).DROP_OLDEST}", autoStartup = "#{!false}",
				client = "#{'other' + 'Client'}", errorHandler = "#{'errors'}", containerFactory = "#{'otherFactory'}")
		@SendTo("#{'reply'}/{x}")
		void listen(String payload) {
			throw new IllegalStateException();
		}

	}

	static class LiteralGroup {

		@MqttListener(topics = "a/{x}", id = "grouped", group = "workers")
		void listen(String payload) {
		}

	}

	static class PlaceholderGroup {

		@MqttListener(topics = "a/{x}", id = "grouped", group = "${group}")
		void listen(String payload) {
		}

	}

	static class Strict {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

		@MqttListener(topics = "a/{x}", group = "${group}")
		void listen(String payload) {
		}

	}

	static class ExpressionGroup {

		@MqttListener(topics = "a/{x}", id = "grouped", group = "#{'work' + 'ers'}")
		void listen(String payload) {
		}

	}

	static class GroupAndNoLocal {

		@MqttListener(topics = "a", group = "g", noLocal = "true")
		void listen(String payload) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class OnlyMqtt {

		@MqttListener("a")
		void listen(String payload) {
		}

	}

	static class Lists {

		@MqttListener(topics = { "${list}", "${one}", "${nothing}" }, id = "placeholder")
		@MqttListener(topics = "${missing:x/{y},z}", id = "default")
		@MqttListener(topics = { "${base}/t", "t/${one}" }, id = "part")
		@MqttListener(topics = "g,h", id = "literal")
		void listen(String payload) {
		}

	}

	static class ExpressionLists {

		@MqttListener(topics = "#{'${list}'.split(',')}", id = "split")
		@MqttListener(topics = "#{@topicList}", id = "bean")
		@MqttListener(topics = { "#{names.array}", "five" }, id = "array")
		@MqttListener(topics = "#{'six,seven'}", id = "text")
		@MqttListener(topics = "${missing:#{@topicList}}", id = "viaProperty")
		void listen(String payload) {
		}

	}

	static class OnlyTopics {

		@MqttListener("${topics}")
		void listen(String payload) {
		}

	}

	static class EmptyTopic {

		@MqttListener("")
		void listen(String payload) {
		}

	}

	static class BeanExpressions {

		@Bean
		MqttListenerContainerFactory unreliable(MqttClient client) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setQos(QoS.AT_MOST_ONCE);
			return factory;
		}

		@MqttListener(topics = "a", id = "expressions", errorHandler = "#{@errors}",
				containerFactory = "#{@unreliable}")
		@SendTo("reply")
		void listen(String payload) {
			throw new IllegalStateException();
		}

	}

}
