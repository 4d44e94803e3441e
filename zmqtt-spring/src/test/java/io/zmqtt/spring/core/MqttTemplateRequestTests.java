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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeClients;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttMessageConverters;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MqttTemplateRequestTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	@Test
	void repliesAreConverted() {
		TestMessage reply = TestMessage.of("reply", "{\"value\":1}");
		this.client.reply = CompletableFuture.completedFuture(reply);
		assertThat(this.template.request("a", "?", Answer.class)).isEqualTo(new Answer(1));
		assertThat(this.template.request("a", "?", String.class)).isEqualTo("{\"value\":1}");
		assertThat(this.template.request("a", "?", byte[].class)).isEqualTo(reply.payload());
		assertThat(this.template.request("a", "?", MqttMessage.class)).isSameAs(reply);
		assertThat(this.template.request("a", "?", Void.class)).isNull();
		assertThat(this.template.requestAsync("a", "?", Answer.class, TIMEOUT).join()).isEqualTo(new Answer(1));
		assertThat(this.template.to("a").request(Answer.class).join()).isEqualTo(new Answer(1));
		assertThat(this.client.requests).hasSize(7);
	}

	@Test
	void numbersMayBePrimitive() {
		this.client.reply = CompletableFuture.completedFuture(TestMessage.of("reply", "42"));
		assertThat(this.template.request("a", "?", int.class)).isEqualTo(42);
	}

	@Test
	void optionsOfRequestsAreThoseOfTheTemplateOrTheirOwn() {
		this.client.reply = CompletableFuture.completedFuture(TestMessage.of("reply", ""));
		this.template.setQos(QoS.AT_MOST_ONCE);
		this.template.request("a", "?", Void.class);
		this.template.request("b", "?", Void.class, TIMEOUT);
		this.template.to("home/{room}", "kitchen")
			.qos(2)
			.timeout(TIMEOUT)
			.property("p", "1")
			.contentType("x/y")
			.messageExpiry(Duration.ofSeconds(9))
			.responseTopic("ignored")
			.correlationData(new byte[] { 1 })
			.body("?")
			.requestAndWait(Void.class);
		FakeMqttClient.Requested first = this.client.requests.get(0);
		assertThat(first.topic()).isEqualTo("a");
		assertThat(first.payload()).asString(StandardCharsets.UTF_8).isEqualTo("?");
		assertThat(first.options().qos()).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(first.options().timeout()).isNull();
		assertThat(this.client.requests.get(1).options().timeout()).isEqualTo(TIMEOUT);
		FakeMqttClient.Requested last = this.client.requests.get(2);
		assertThat(last.topic()).isEqualTo("home/kitchen");
		assertThat(last.options().qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(last.options().timeout()).isEqualTo(TIMEOUT);
		PublishProperties properties = last.options().properties();
		assertThat(properties.userProperties()).containsExactly(new UserProperty("p", "1"));
		assertThat(properties.contentType()).hasValue("x/y");
		assertThat(properties.messageExpiryInterval()).hasValue(9);
	}

	@Test
	void timeoutMustBePositive() {
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.request("a", "?", Void.class, Duration.ZERO))
			.withCauseInstanceOf(IllegalArgumentException.class);
		assertThat(this.client.requests).isEmpty();
	}

	@Test
	void failuresHaveTheCauseOfTheClient() {
		MqttTimeoutException failure = new MqttTimeoutException("request", TIMEOUT, true, "no reply");
		this.client.reply = CompletableFuture.failedFuture(failure);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.request("a", "secret", String.class))
			.withCause(failure)
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.template.requestAsync("a", "secret", String.class, TIMEOUT).join())
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOf(MessageDeliveryException.class).hasCause(failure))
			.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("secret"));
	}

	@Test
	void nobodyReceivesTheRequest() {
		MqttPublishException failure = new MqttPublishException("a", ReasonCode.NO_MATCHING_SUBSCRIBERS, null,
				List.of());
		this.client.reply = CompletableFuture.failedFuture(failure);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.request("a", "?", String.class))
			.withCause(failure)
			.withMessageContaining("Nobody receives the message to 'a'");
	}

	@Test
	void unconvertibleRepliesAreNotShown() {
		this.client.reply = CompletableFuture.completedFuture(TestMessage.of("reply", "{\"value\":\"secret\"}",
				PublishProperties.builder().userProperty("token", "secret").build()));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.request("a", "?", Answer.class))
			.withMessageContaining(Answer.class.getName())
			.satisfies((ex) -> assertThat(ex.getCause()).isNotNull())
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> this.template.requestAsync("a", "?", Answer.class, TIMEOUT).join())
			.withCauseInstanceOf(MessageConversionException.class)
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		this.template.setMessageConverter(MqttMessageConverters.withFirst(List.of(), null));
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.request("a", "?", Answer.class))
			.withMessageContaining(Answer.class.getName());
	}

	@Test
	void mqtt311HasNoRequests() {
		MqttTemplate template = new MqttTemplate(FakeClients.v311(this.client));
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> template.request("a", "?", Void.class))
			.withCauseInstanceOf(MqttUnsupportedException.class)
			.withMessageContaining("MQTT 5.0");
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> template.requestAsync("a", "?", Void.class, TIMEOUT));
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> template.to("a").requestAndWait(Void.class));
		assertThat(this.client.requests).isEmpty();
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void cancellingReachesTheClient() {
		CompletableFuture<MqttMessage> pending = this.client.reply;
		this.template.requestAsync("a", "?", String.class, TIMEOUT).cancel(false);
		assertThat(pending).isCancelled();
	}

	record Answer(int value) {

	}

}
