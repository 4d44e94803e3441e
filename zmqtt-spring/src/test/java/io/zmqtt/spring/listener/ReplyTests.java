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

package io.zmqtt.spring.listener;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What listeners return, and where it goes.
 */
class ReplyTests {

	private static EmbeddedMqttBroker broker;

	private final FakeMqttClient fake = new FakeMqttClient();

	private final Repliers repliers = new Repliers();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@BeforeEach
	void recordLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
	}

	@AfterEach
	void restoreLog() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
	}

	@ParameterizedTest
	@EnumSource
	void repliesGoToTheReplyTopicOfTheListener(MqttVersion version) {
		try (MqttClient client = client(version); MqttClient caller = client(version)) {
			List<MqttMessage> replies = new CopyOnWriteArrayList<>();
			caller.subscribe(SubscriptionSpec.of("reply/#").withQos(QoS.AT_LEAST_ONCE), replies::add);
			MqttListenerContainer container = container(client, "reply", "request/{kind}", "reply/{kind}");
			container.start();
			awaitListener(caller);
			for (String kind : List.of("nothing", "nothingLater", "text", "record", "bytes", "message", "future",
					"empty")) {
				caller.publish("request/" + kind, "hello", QoS.AT_LEAST_ONCE);
			}
			await().untilAsserted(() -> assertThat(replies).extracting((reply) -> reply.topic() + " " + reply.text())
				.containsExactlyInAnyOrder("reply/text re:hello", "reply/record {\"text\":\"hello\",\"length\":5}",
						"reply/bytes \u0001\u0002", "reply/message in a message",
						"reply/future {\"text\":\"later\",\"length\":5}", "reply/empty "));
			assertThat(this.repliers.calls).startsWith("probe").contains("nothing", "nothingLater").endsWith("empty");
			if (version == MqttVersion.V5) {
				PublishProperties properties = replies.stream()
					.filter((reply) -> reply.topic().equals("reply/message"))
					.findFirst()
					.orElseThrow()
					.properties();
				assertThat(properties.userProperty("tenant")).contains("acme");
				assertThat(properties.contentType()).contains("text/x-special");
				assertThat(replies.stream().filter((reply) -> reply.topic().equals("reply/record")).findFirst())
					.hasValueSatisfying(
							(reply) -> assertThat(reply.properties().contentType()).contains("application/json"));
			}
			container.remove();
		}
	}

	/**
	 * Ask until the listener hears it.
	 */
	private void awaitListener(MqttClient caller) {
		await().until(() -> {
			caller.publish("request/probe", "hello", QoS.AT_LEAST_ONCE);
			return !this.repliers.calls.isEmpty();
		});
	}

	@Test
	void responseTopicAndCorrelationDataOfTheRequestAreUsed() {
		try (MqttClientV5 client = (MqttClientV5) client(MqttVersion.V5);
				MqttClientV5 caller = (MqttClientV5) client(MqttVersion.V5)) {
			List<MqttMessage> replies = new CopyOnWriteArrayList<>();
			caller.subscribe(SubscriptionSpec.of("#").withQos(QoS.AT_LEAST_ONCE), (MqttMessage message) -> {
				if (!message.topic().startsWith("request/")) {
					replies.add(message);
				}
			});
			MqttListenerContainer container = container(client, "reply", "request/{kind}", "reply/{kind}");
			container.start();
			awaitListener(caller);
			for (String kind : List.of("text", "record", "message", "ownCorrelation", "future")) {
				caller.publish("request/" + kind, "hello".getBytes(StandardCharsets.UTF_8),
						PublishOptions.qos(QoS.AT_LEAST_ONCE),
						PublishProperties.builder()
							.responseTopic("answers/" + kind)
							.correlationData(kind.getBytes(StandardCharsets.UTF_8))
							.build());
			}
			await().untilAsserted(() -> assertThat(replies)
				.extracting((reply) -> reply.topic() + " "
						+ reply.properties().correlationData().map((data) -> new String(data, StandardCharsets.UTF_8)))
				.containsExactlyInAnyOrder("answers/text Optional[text]", "answers/record Optional[record]",
						"answers/message Optional[message]", "answers/ownCorrelation Optional[own]",
						"answers/future Optional[future]"));
			container.remove();
		}
	}

	@Test
	void replyWithoutATopicIsWarnedOfOnce() {
		MqttListenerContainer container = container(this.fake, "reply", "request/{kind}", null);
		container.start();
		List<TestMessage> messages = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			TestMessage message = TestMessage.of("request/text", "secret");
			messages.add(message);
			this.fake.subscriptions.get(0).deliver(message);
		}
		assertThat(messages).allMatch(TestMessage::isAcknowledged);
		assertThat(this.fake.published).isEmpty();
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.WARN);
			assertThat(event.getFormattedMessage()).contains("'test'", "'request/text'", "@SendTo")
				.doesNotContain("secret");
		});
	}

	@Test
	void nothingIsWarnedOfWhereNothingIsReturned() {
		MqttListenerContainer container = container(this.fake, "nothing", "request/{kind}", null);
		container.start();
		this.fake.subscriptions.get(0).deliver(TestMessage.of("request/x", "x"));
		this.fake.subscriptions.get(0)
			.deliver(TestMessage.of("request/x", "x", PublishProperties.builder().responseTopic("answers").build()));
		assertThat(this.repliers.calls).hasSize(2);
		assertThat(this.fake.published).isEmpty();
		assertThat(this.log.list).isEmpty();
	}

	@Test
	void messageIsAcknowledgedWhenTheFutureIsComplete() {
		MqttListenerContainer container = container(this.fake, "promise", "request/{kind}", "reply/{kind}");
		container.start();
		TestMessage message = TestMessage.of("request/x", "x");
		this.fake.subscriptions.get(0).deliver(message);
		assertThat(this.repliers.calls).containsExactly("promise");
		assertThat(message.isAcknowledged()).isFalse();
		this.repliers.promise.complete("done");
		await().until(message::isAcknowledged);
		assertThat(this.fake.published).singleElement()
			.satisfies((published) -> assertThat(published.payload()).asString().isEqualTo("done"));
	}

	@Test
	void futureThatFailsIsTriedAgainAndRecovered() {
		MqttListenerContainer container = container(this.fake, "promise", "request/{kind}", "reply/{kind}");
		container.start();
		TestMessage message = TestMessage.of("request/x", "x");
		this.fake.subscriptions.get(0).deliver(message);
		this.repliers.promise.completeExceptionally(new IllegalStateException("broken"));
		await().until(message::isAcknowledged);
		assertThat(this.repliers.calls).containsExactly("promise", "promise", "promise");
		assertThat(this.fake.published).isEmpty();
		assertThat(this.log.list).singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy().getMessage()).isEqualTo("broken"));
	}

	@Test
	void replyThatCannotBeConvertedDoesNotRunTheListenerAgain() {
		assertFailedReply("request/cycle");
	}

	@Test
	void replyThatIsRefusedDoesNotRunTheListenerAgain() {
		this.fake.refusal = (published) -> new MqttUnsupportedException("refused");
		assertFailedReply("request/text");
		assertThat(this.log.list.get(0).getFormattedMessage()).contains("refused");
	}

	@Test
	void replyToAnInvalidTopicDoesNotRunTheListenerAgain() {
		// the level is empty
		assertFailedReply("request/");
	}

	private void assertFailedReply(String topic) {
		MqttListenerContainer container = container(this.fake, "reply", "request/{kind}", "reply/{kind}");
		container.start();
		TestMessage message = TestMessage.of(topic, "secret");
		this.fake.subscriptions.get(0).deliver(message);
		await().until(message::isAcknowledged);
		assertThat(message.acknowledged().get()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(this.repliers.calls).hasSize(1);
		assertThat(this.fake.published).isEmpty();
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).contains("'test'", "'" + topic + "'", "reply could not be sent")
				.doesNotContain("secret");
			assertThat(event.getThrowableProxy()).isNull();
		});
	}

	private MqttListenerContainer container(MqttClient client, String name, String topic, @Nullable String replyTopic) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
		factory.setRetryPolicy(RetryPolicy.builder().maxRetries(2).delay(Duration.ofMillis(1)).build());
		MqttListenerEndpoint.Builder endpoint = MqttListenerEndpoint.builder("test")
			.topics(topic)
			.method(this.repliers, ReflectionUtils.findMethod(Repliers.class, name, (Class<?>[]) null));
		if (replyTopic != null) {
			endpoint.replyTopic(replyTopic);
		}
		return factory.create(endpoint.build());
	}

	private static MqttClient client(MqttVersion version) {
		MqttClientV311.Builder builder = MqttClient.builder(broker.host()).port(broker.port());
		MqttClient client = (version == MqttVersion.V5) ? builder.v5().build() : builder.build();
		client.connect();
		return client;
	}

	record Answer(String text, int length) {

	}

	static class Cycle {

		public Cycle getSelf() {
			return this;
		}

	}

	static class Repliers {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private final CompletableFuture<String> promise = new CompletableFuture<>();

		@Nullable Object reply(String payload, @DestinationVariable String kind) {
			this.calls.add(kind);
			return switch (kind) {
				case "nothing", "probe" -> null;
				case "nothingLater" -> CompletableFuture.completedFuture(null);
				case "record" -> new Answer(payload, payload.length());
				case "bytes" -> new byte[] { 1, 2 };
				case "empty" -> new byte[0];
				case "message" -> MessageBuilder.withPayload("in a message")
					.setHeader("tenant", "acme")
					.setHeader(MessageHeaders.CONTENT_TYPE, "text/x-special")
					.build();
				case "ownCorrelation" -> MessageBuilder.withPayload("x")
					.setHeader(MqttHeaders.CORRELATION_DATA, "own".getBytes(StandardCharsets.UTF_8))
					.build();
				case "future" -> CompletableFuture.supplyAsync(() -> new Answer("later", 5));
				case "cycle" -> new Cycle();
				default -> "re:" + payload;
			};
		}

		void nothing(String payload) {
			this.calls.add("nothing");
		}

		CompletionStage<String> promise(String payload) {
			this.calls.add("promise");
			return this.promise;
		}

	}

}
