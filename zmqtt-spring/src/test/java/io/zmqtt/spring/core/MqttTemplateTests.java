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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttHeaderMapper;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MqttTemplateTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	@Test
	void textGoesOutAsUtf8AtQos1() {
		this.template.convertAndSend("a/b", "grün");
		FakeMqttClient.Published published = published();
		assertThat(published.topic()).isEqualTo("a/b");
		assertThat(published.payload()).isEqualTo("grün".getBytes(StandardCharsets.UTF_8));
		assertThat(published.options()).isEqualTo(PublishOptions.qos(QoS.AT_LEAST_ONCE));
		assertThat(published.properties().contentType()).hasValue("text/plain;charset=UTF-8");
	}

	@Test
	void bytesGoOutUnchanged() {
		byte[] payload = { 0, 1, (byte) 0xFF };
		this.template.convertAndSend("a", payload);
		assertThat(published().payload()).isSameAs(payload);
	}

	@Test
	void objectsGoOutAsJson() {
		this.template.convertAndSend("a", new Reading("kitchen", 21.5));
		assertThat(text()).isEqualTo("{\"room\":\"kitchen\",\"value\":21.5}");
		assertThat(published().properties().contentType()).hasValue("application/json");
	}

	@Test
	void numbersGoOutAsText() {
		this.template.convertAndSend("a", 42);
		assertThat(text()).isEqualTo("42");
	}

	@Test
	void messagesWithUnconvertedPayloadAreConverted() {
		this.template.send("a", new GenericMessage<>(List.of(1, 2)));
		assertThat(text()).isEqualTo("[1,2]");
	}

	@Test
	void defaultsAreConfigurable() {
		this.template.setQos(QoS.EXACTLY_ONCE);
		this.template.setRetain(true);
		this.template.setDefaultDestination("default");
		this.template.convertAndSend("x");
		assertThat(published().topic()).isEqualTo("default");
		assertThat(published().options()).isEqualTo(PublishOptions.qos(QoS.EXACTLY_ONCE).retained());
	}

	@Test
	void headersOverrideDefaults() {
		this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, 2, MqttHeaders.RETAIN, true));
		this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, QoS.AT_MOST_ONCE));
		assertThat(this.client.published).extracting(FakeMqttClient.Published::options)
			.containsExactly(PublishOptions.qos(QoS.EXACTLY_ONCE).retained(), PublishOptions.qos(QoS.AT_MOST_ONCE));
	}

	@Test
	void wrongHeadersAreRefusedByName() {
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, 3)))
			.withMessageContaining("QoS must be 0, 1 or 2, not 3");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x", Map.of(MqttHeaders.RETAIN, "yes")))
			.withMessageContaining(MqttHeaders.RETAIN);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x", Map.of(MqttHeaders.CORRELATION_DATA, "id")))
			.withMessageContaining(MqttHeaders.CORRELATION_DATA);
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void headersBecomeProperties() {
		byte[] correlation = { 1 };
		this.template.convertAndSend("a", "x",
				Map.of("tenant", "acme", "attempt", 2, "object", new Object(), MqttHeaders.RESPONSE_TOPIC, "reply",
						MqttHeaders.CORRELATION_DATA, correlation, MqttHeaders.MESSAGE_EXPIRY_INTERVAL,
						Duration.ofMinutes(1), MqttHeaders.RECEIVED_TOPIC, "elsewhere", MqttHeaders.RECEIVED_QOS,
						QoS.EXACTLY_ONCE));
		FakeMqttClient.Published published = published();
		assertThat(published.options().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(published.properties().userProperties())
			.containsExactlyInAnyOrder(new UserProperty("tenant", "acme"), new UserProperty("attempt", "2"));
		assertThat(published.properties().responseTopic()).hasValue("reply");
		assertThat(published.properties().correlationData()).hasValue(correlation);
		assertThat(published.properties().messageExpiryInterval()).hasValue(60);
	}

	@Test
	void sendAsyncGivesTheResult() throws Exception {
		CompletableFuture<PublishResult> result = this.template.sendAsync("a", "x", Map.of(MqttHeaders.QOS, 0));
		assertThat(result.get().reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(published().options().qos()).isEqualTo(QoS.AT_MOST_ONCE);
		this.template.sendAsync("b", new GenericMessage<>("y"));
		assertThat(this.client.published).hasSize(2);
	}

	@Test
	void failuresHaveTheCauseOfTheClient() {
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a/b", "secret", Map.of("token", "secret")))
			.withCause(this.client.failure)
			.withMessageContaining("'a/b'")
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> this.template.sendAsync("a", "x").get())
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOf(MessageDeliveryException.class)
				.hasCause(this.client.failure));
	}

	@Test
	void whatCannotBeConvertedIsRefused() {
		this.template.setMessageConverter(MqttMessageConverters.withFirst(List.of(), null));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", new Reading("x", 1)));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.send("a", new GenericMessage<>(new Reading("x", 1))))
			.withMessageContaining(Reading.class.getName());
	}

	@Test
	void needsATopic() {
		assertThatIllegalStateException().isThrownBy(() -> this.template.convertAndSend("x"));
	}

	@Test
	void headerTopicComesBeforeTheDefaultDestination() {
		this.template.setDefaultDestination("default");
		this.template.send(new GenericMessage<>("x", Map.of(MqttHeaders.TOPIC, "own")));
		this.template.send(new GenericMessage<>("x"));
		this.template.send("given", new GenericMessage<>("x", Map.of(MqttHeaders.TOPIC, "own")));
		this.template.convertAndSend("x",
				(message) -> MessageBuilder.fromMessage(message).setHeader(MqttHeaders.TOPIC, "processed").build());
		assertThat(this.client.published).extracting(FakeMqttClient.Published::topic)
			.containsExactly("own", "default", "given", "processed");
		assertThat(this.client.published).allMatch((published) -> published.properties().userProperties().isEmpty());
	}

	@Test
	void headerTopicMustBeText() {
		this.template.setDefaultDestination("default");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.send(new GenericMessage<>("x", Map.of(MqttHeaders.TOPIC, 1))))
			.withMessageContaining(MqttHeaders.TOPIC);
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void headersMayHaveNoValue() {
		Map<String, Object> headers = new HashMap<>();
		headers.put("tenant", null);
		headers.put(MqttHeaders.RESPONSE_TOPIC, null);
		headers.put(MqttHeaders.QOS, null);
		this.template.send("a", new GenericMessage<>(new byte[1], headers));
		assertThat(published().properties().isEmpty()).isTrue();
	}

	@Test
	void timeoutIsPassedOn() {
		this.template.convertAndSend("a", "x", Map.of(MqttHeaders.TIMEOUT, Duration.ofSeconds(2)));
		assertThat(published().options())
			.isEqualTo(PublishOptions.qos(QoS.AT_LEAST_ONCE).withTimeout(Duration.ofSeconds(2)));
	}

	@Test
	void postProcessorChangesTheMessage() {
		this.template.convertAndSend("a", "x", Map.of("tenant", "acme"),
				(message) -> MessageBuilder.fromMessage(message).setHeader("added", 1).build());
		assertThat(published().properties().userProperties())
			.containsExactlyInAnyOrder(new UserProperty("tenant", "acme"), new UserProperty("added", "1"));
	}

	@Test
	void clearRetainedPublishesNothingRetained() {
		this.template.clearRetained("a/b");
		assertThat(published().topic()).isEqualTo("a/b");
		assertThat(published().payload()).isEmpty();
		assertThat(published().options()).isEqualTo(PublishOptions.qos(QoS.AT_LEAST_ONCE).retained());
		assertThat(published().properties().isEmpty()).isTrue();
	}

	@Test
	void messagesAreNoPayloads() {
		Message<?> message = new GenericMessage<>("text", Map.of("tenant", "acme", MqttHeaders.QOS, 2));
		this.template.convertAndSend("a", (Object) message);
		this.template.sendAsync("a", (Object) message);
		assertThat(this.client.published).hasSize(2).allSatisfy((published) -> {
			assertThat(published.payload()).asString(StandardCharsets.UTF_8).isEqualTo("text");
			assertThat(published.options().qos()).isEqualTo(QoS.EXACTLY_ONCE);
			assertThat(published.properties().userProperties()).containsExactly(new UserProperty("tenant", "acme"));
		});
	}

	@Test
	void forwardedMessagesKeepOnlyWhatTheSenderSaid() {
		TestMessage received = TestMessage.of("in", "text",
				PublishProperties.builder()
					.contentType("application/x-thing")
					.responseTopic("reply")
					.correlationData(new byte[] { 1 })
					.userProperty("tenant", "acme")
					.userProperty("id", "not Spring's")
					.build());
		Map<String, Object> headers = MqttHeaderMapper.toHeaders(received);
		headers.put(MessageHeaders.REPLY_CHANNEL, "channel");
		headers.put(MessageHeaders.ERROR_CHANNEL, "channel");
		this.template.send("out", new GenericMessage<>(received.payload(), headers));
		this.template.convertAndSend("out", "text", headers);
		assertThat(this.client.published).hasSize(2).allSatisfy((published) -> {
			assertThat(published.topic()).isEqualTo("out");
			assertThat(published.options()).isEqualTo(PublishOptions.qos(QoS.AT_LEAST_ONCE));
			assertThat(published.properties()).isEqualTo(PublishProperties.builder()
				.contentType("application/x-thing")
				.userProperty("tenant", "acme")
				.build());
		});
	}

	@Test
	void unconvertiblePayloadIsNotShown() {
		this.template.setMessageConverter(MqttMessageConverters.withFirst(List.of(), null));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.sendAsync("a", new Reading("secret", 1), Map.of("token", "secret")))
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void cancellingReachesTheClient() {
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		this.template.sendAsync("a", "x").cancel(false);
		assertThat(result).isCancelled();
	}

	private FakeMqttClient.Published published() {
		assertThat(this.client.published).hasSize(1);
		return this.client.published.get(0);
	}

	private String text() {
		return new String(published().payload(), StandardCharsets.UTF_8);
	}

	record Reading(String room, double value) {

	}

}
