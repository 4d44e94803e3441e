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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttMessage;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MqttTemplateInterceptorTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	private final List<String> calls = new ArrayList<>();

	@Test
	void orderIsReversedAfterwards() {
		use(new Recorder("1"), new Recorder("2"));
		this.template.convertAndSend("a/b", "x");
		assertThat(this.calls).containsExactly("before 1 a/b", "before 2 a/b", "after 2 a/b SUCCESS null",
				"after 1 a/b SUCCESS null");
	}

	@Test
	void eachSeesAndChangesWhatTheOneBeforeReturned() {
		use(new Changer("first"), new Changer("second"), new Recorder("3") {

			@Override
			public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
				assertThat(message.getHeaders()).containsEntry("first", true).containsEntry("second", true);
				return MessageBuilder.withPayload("replaced".getBytes(StandardCharsets.UTF_8))
					.copyHeaders(message.getHeaders())
					.setHeader(MqttHeaders.QOS, 2)
					.build();
			}

			@Override
			public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
					@Nullable Throwable failure) {
				assertThat(message.getPayload()).asString(StandardCharsets.UTF_8).isEqualTo("replaced");
				super.afterPublish(topic, message, result, failure);
			}

		});
		this.template.convertAndSend("a", "x");
		FakeMqttClient.Published published = this.client.published.get(0);
		assertThat(published.payload()).asString(StandardCharsets.UTF_8).isEqualTo("replaced");
		assertThat(published.options()).isEqualTo(PublishOptions.qos(QoS.EXACTLY_ONCE));
		assertThat(published.properties().userProperties()).containsExactlyInAnyOrder(new UserProperty("first", "true"),
				new UserProperty("second", "true"));
		assertThat(this.calls).containsExactly("after 3 a SUCCESS null");
	}

	@Test
	void exceptionBeforeReachesTheCallerAndThoseBefore() {
		IllegalArgumentException refusal = new IllegalArgumentException("not today");
		use(new Recorder("1"), new Recorder("2") {

			@Override
			public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
				throw refusal;
			}

		}, new Recorder("3"));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x"))
			.isSameAs(refusal);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.template.sendAsync("a", "x"))
			.isSameAs(refusal);
		assertThat(this.client.published).isEmpty();
		assertThat(this.calls).containsExactly("before 1 a", "after 1 a null not today", "before 1 a",
				"after 1 a null not today");
	}

	@Test
	void badHeadersAreToldAsFailure() {
		use(new Recorder("1"));
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x", Map.of(MqttHeaders.QOS, 3)));
		assertThat(this.calls).containsExactly("before 1 a", "after 1 a null QoS must be 0, 1 or 2, not 3");
	}

	@Test
	void exceptionAfterIsLoggedOnly() {
		use(new Recorder("1"), new Recorder("2") {

			@Override
			public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
					@Nullable Throwable failure) {
				throw new IllegalStateException("afterwards (expected in the log)");
			}

		});
		this.template.convertAndSend("a", "x");
		assertThat(this.template.sendAsync("a", "x")).isCompleted();
		assertThat(this.calls).containsExactly("before 1 a", "before 2 a", "after 1 a SUCCESS null", "before 1 a",
				"before 2 a", "after 1 a SUCCESS null");
	}

	@Test
	void failureIsPassedOnAsTheClientHasIt() {
		use(new Recorder("1"), new Recorder("2"));
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> this.template.convertAndSend("a", "x"));
		assertThat(this.template.sendAsync("b", "x")).isCompletedExceptionally();
		assertThat(this.calls).containsExactly("before 1 a", "before 2 a", "after 2 a null gone", "after 1 a null gone",
				"before 1 b", "before 2 b", "after 2 b null gone", "after 1 b null gone");
	}

	@Test
	void asynchronouslyAfterIsWhenItHasEnded() {
		use(new Recorder("1"));
		CompletableFuture<PublishResult> result = new CompletableFuture<>();
		this.client.result = result;
		CompletableFuture<PublishResult> sent = this.template.sendAsync("a", "x");
		assertThat(this.calls).containsExactly("before 1 a");
		assertThat(sent).isNotDone();
		result.complete(PublishResult.of(ReasonCode.NO_MATCHING_SUBSCRIBERS, null, List.of(), false));
		assertThat(this.calls).containsExactly("before 1 a", "after 1 a NO_MATCHING_SUBSCRIBERS null");
		assertThat(sent).isCompleted();
	}

	@Test
	void requestsAreInterceptedToo() {
		use(new Recorder("1"), new Changer("added"));
		CompletableFuture<MqttMessage> reply = this.client.reply;
		CompletableFuture<?> answer = this.template.to("a").body("?").request(String.class);
		assertThat(this.calls).containsExactly("before 1 a");
		reply.complete(TestMessage.of("reply", "!"));
		assertThat(answer).isCompletedWithValueMatching("!"::equals);
		assertThat(this.calls).containsExactly("before 1 a", "after 1 a null null");
		assertThat(this.client.requests.get(0).options().properties().userProperties())
			.containsExactly(new UserProperty("added", "true"));
	}

	private void use(MqttMessageInterceptor... interceptors) {
		this.template.setInterceptors(List.of(interceptors));
	}

	private class Recorder implements MqttMessageInterceptor {

		private final String name;

		Recorder(String name) {
			this.name = name;
		}

		@Override
		public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
			MqttTemplateInterceptorTests.this.calls.add("before " + this.name + " " + topic);
			return message;
		}

		@Override
		public void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
				@Nullable Throwable failure) {
			MqttTemplateInterceptorTests.this.calls
				.add("after " + this.name + " " + topic + " " + ((result != null) ? result.reasonCode().name() : "null")
						+ " " + ((failure != null) ? failure.getMessage() : "null"));
		}

	}

	private record Changer(String name) implements MqttMessageInterceptor {

		@Override
		public Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
			return MessageBuilder.fromMessage(message).setHeader(this.name, true).build();
		}

	}

}
