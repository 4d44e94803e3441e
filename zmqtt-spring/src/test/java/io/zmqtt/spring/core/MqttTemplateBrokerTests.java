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

package io.zmqtt.spring.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.config.EnableMqtt;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a template sends, as it arrives over a broker, and what comes back.
 */
@Timeout(30)
class MqttTemplateBrokerTests {

	private static EmbeddedMqttBroker broker;

	private final List<MqttClient> clients = new ArrayList<>();

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@AfterEach
	void closeClients() {
		this.clients.forEach(MqttClient::close);
	}

	@ParameterizedTest
	@EnumSource
	void everythingArrives(MqttVersion version) throws Exception {
		MqttTemplate template = new MqttTemplate(connect(version));
		BlockingQueue<MqttMessage> received = subscribe(MqttVersion.V5, "everything/#");
		template.to("everything/{room}/{number}", "kitchen", 7)
			.qos(2)
			.contentType("text/x-light")
			.property("p", "1")
			.property("p", "2")
			.responseTopic("reply")
			.correlationData(new byte[] { 1, 2 })
			.messageExpiry(Duration.ofMinutes(1))
			.timeout(Duration.ofSeconds(10))
			.body("grün")
			.sendAndWait();
		MqttMessage message = poll(received);
		assertThat(message.topic()).isEqualTo("everything/kitchen/7");
		assertThat(message.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(message.retain()).isFalse();
		assertThat(message.payload()).asString(StandardCharsets.UTF_8).isEqualTo("grün");
		if (version == MqttVersion.V5) {
			assertThat(message.properties().contentType()).hasValue("text/x-light");
			assertThat(message.properties().userProperties()).containsExactly(new UserProperty("p", "1"),
					new UserProperty("p", "2"));
			assertThat(message.properties().responseTopic()).hasValue("reply");
			assertThat(message.properties().correlationData())
				.hasValueSatisfying((data) -> assertThat(data).containsExactly(1, 2));
			assertThat(message.properties().messageExpiryInterval().orElseThrow()).isBetween(50L, 60L);
		}
		else {
			assertThat(message.properties().userProperties()).isEmpty();
			assertThat(message.properties().responseTopic()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void bodiesAreConverted(MqttVersion version) throws Exception {
		MqttTemplate template = new MqttTemplate(connect(version));
		template.setDefaultDestination("bodies");
		BlockingQueue<MqttMessage> received = subscribe(version, "bodies");
		template.convertAndSend("text");
		template.convertAndSend("bodies", new byte[] { 0x61, 0x62 }, Map.of(MqttHeaders.QOS, 0));
		template.sendAsync("bodies", new Reading("kitchen", 1.5)).get(10, TimeUnit.SECONDS);
		template.send(MessageBuilder.withPayload("message").setHeader(MqttHeaders.TOPIC, "bodies").build());
		template.to("bodies").send().get(10, TimeUnit.SECONDS);
		List<String> payloads = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			payloads.add(new String(poll(received).payload(), StandardCharsets.UTF_8));
		}
		assertThat(payloads).containsExactly("text", "ab", "{\"room\":\"kitchen\",\"value\":1.5}", "message", "");
	}

	@ParameterizedTest
	@EnumSource
	void retainedMessagesStayUntilTheyAreCleared(MqttVersion version) throws Exception {
		MqttTemplate template = new MqttTemplate(connect(version));
		String topic = "retained/" + version;
		template.to(topic).retain().body("kept").sendAndWait();
		MqttMessage message = poll(subscribe(version, topic));
		assertThat(message.retain()).isTrue();
		assertThat(message.payload()).asString(StandardCharsets.UTF_8).isEqualTo("kept");
		template.clearRetained(topic);
		BlockingQueue<MqttMessage> later = subscribe(version, topic);
		template.convertAndSend(topic, "new");
		assertThat(poll(later).payload()).asString(StandardCharsets.UTF_8).isEqualTo("new");
	}

	@Test
	void userPropertiesOfInterceptorsArrive() throws Exception {
		MqttTemplate template = new MqttTemplate(connect(MqttVersion.V5));
		template.setInterceptors(List.of(new MqttMessageInterceptor() {

			@Override
			public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
				return MessageBuilder.fromMessage(message).setHeader("stamped", topic).build();
			}

		}));
		BlockingQueue<MqttMessage> received = subscribe(MqttVersion.V5, "intercepted");
		template.convertAndSend("intercepted", "x");
		assertThat(poll(received).properties().userProperties())
			.containsExactly(new UserProperty("stamped", "intercepted"));
	}

	@Test
	void requestsAreAnswered() throws Exception {
		try (AnnotationConfigApplicationContext context = start()) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			assertThat(template.request("ask/double", 21, Reading.class)).isEqualTo(new Reading("double", 42));
			assertThat(template.request("ask/text", "a", String.class, Duration.ofSeconds(5))).isEqualTo("a!");
			assertThat(template.request("ask/text", "a", byte[].class)).containsExactly('a', '!');
			MqttMessage reply = template.request("ask/text", "a", MqttMessage.class);
			assertThat(reply).isNotNull()
				.satisfies((message) -> assertThat(message.payload()).containsExactly('a', '!'));
			assertThat(template.request("ask/text", "a", Void.class)).isNull();
			assertThat(template.to("ask/{what}", "property").property("tenant", "acme").requestAndWait(String.class))
				.isEqualTo("acme");
			assertThat(template.to("ask/{what}", "text").body("b").request(String.class).get(10, TimeUnit.SECONDS))
				.isEqualTo("b!");
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.request("ask/text", "secret", Reading.class))
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		}
	}

	@Test
	void listenerMayRequestOnItsOwnClient() {
		try (AnnotationConfigApplicationContext context = start()) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			assertThat(template.request("ask/relay", "c", String.class)).isEqualTo("relayed c!");
		}
	}

	@Test
	void manyRequestsAtATimeGetTheirOwnReplies() {
		try (AnnotationConfigApplicationContext context = start()) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			List<CompletableFuture<String>> replies = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				replies.add(template.requestAsync("ask/text", "n" + i, String.class, Duration.ofSeconds(20))
					.thenApply(String::valueOf));
			}
			for (int i = 0; i < 200; i++) {
				assertThat(replies.get(i).join()).isEqualTo("n" + i + "!");
			}
		}
	}

	@Test
	void noReplyInTime() {
		MqttTemplate template = new MqttTemplate(connect(MqttVersion.V5));
		subscribe(MqttVersion.V5, "silent");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> template.request("silent", "?", String.class, Duration.ofMillis(200)))
			.withCauseInstanceOf(MqttTimeoutException.class)
			.withMessageContaining("'silent'");
		assertThat(template.requestAsync("silent", "?", String.class, Duration.ofMillis(200)))
			.failsWithin(Duration.ofSeconds(5))
			.withThrowableOfType(ExecutionException.class)
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOf(MessageDeliveryException.class)
				.hasCauseInstanceOf(MqttTimeoutException.class));
	}

	@Test
	void blockingTheNetworkThreadIsRefused() {
		try (AnnotationConfigApplicationContext context = start()) {
			MqttTemplate template = context.getBean(MqttTemplate.class);
			Semaphore answers = context.getBean(Responders.class).answers;
			CompletionStage<?> publish = template.requestAsync("ask/held", "a", String.class, Duration.ofSeconds(10))
				.thenAccept((reply) -> template.convertAndSend("other", "x"));
			answers.release();
			assertRefused(publish, "publishAsync");
			CompletionStage<?> request = template.requestAsync("ask/held", "a", String.class, Duration.ofSeconds(10))
				.thenApply((reply) -> template.request("ask/text", "b", String.class));
			answers.release();
			assertRefused(request, "requestAsync");
		}
	}

	private static void assertRefused(CompletionStage<?> stage, String advice) {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join())
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining(advice);
	}

	private MqttClient connect(MqttVersion version) {
		MqttClient client = client(version);
		this.clients.add(client);
		client.connect();
		return client;
	}

	private BlockingQueue<MqttMessage> subscribe(MqttVersion version, String filter) {
		BlockingQueue<MqttMessage> received = new LinkedBlockingQueue<>();
		connect(version).subscribe(SubscriptionSpec.of(filter).withQos(QoS.EXACTLY_ONCE), received::add);
		return received;
	}

	private static MqttMessage poll(BlockingQueue<MqttMessage> received) throws InterruptedException {
		MqttMessage message = received.poll(10, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	private static MqttClient client(MqttVersion version) {
		MqttClientV311.Builder builder = MqttClient.builder(broker.host()).port(broker.port());
		return (version == MqttVersion.V5) ? builder.v5().build() : builder.build();
	}

	private static AnnotationConfigApplicationContext start() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean("mqttClient", MqttClient.class, () -> client(MqttVersion.V5));
		context.register(Config.class);
		context.refresh();
		await().until(() -> context.getBean(MqttClient.class).state().isConnected());
		return context;
	}

	record Reading(String room, double value) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMqtt
	static class Config {

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client) {
			MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
			factory.setConcurrency(4);
			return factory;
		}

		@Bean
		MqttTemplate mqttTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		Responders responders(MqttTemplate template) {
			return new Responders(template);
		}

	}

	static class Responders {

		private final Semaphore answers = new Semaphore(0);

		private final MqttTemplate template;

		Responders(MqttTemplate template) {
			this.template = template;
		}

		@MqttListener("ask/double")
		Reading twice(int number) {
			return new Reading("double", number * 2);
		}

		@MqttListener("ask/text")
		String text(String text) {
			return text + "!";
		}

		@MqttListener("ask/property")
		String property(MqttMessage message) {
			return message.properties().userProperty("tenant").orElse("none");
		}

		@MqttListener("ask/held")
		String held(String text) throws InterruptedException {
			this.answers.acquire();
			return text;
		}

		@MqttListener("ask/relay")
		String relay(String text) {
			return "relayed " + this.template.request("ask/text", text, String.class, Duration.ofSeconds(5));
		}

	}

}
