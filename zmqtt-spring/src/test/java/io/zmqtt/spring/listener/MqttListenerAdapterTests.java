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

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.zmqtt.MqttMessage;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.TopicTemplate;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class MqttListenerAdapterTests {

	private static final String JSON = "{\"room\":\"kitchen\",\"value\":21.5}";

	private static final Reading READING = new Reading("kitchen", 21.5);

	private final Handlers handlers = new Handlers();

	static Stream<Arguments> conversions() {
		return Stream
			.of("", "application/json", "text/plain", "application/octet-stream", "JSON utf8", "application/x-unknown")
			.flatMap((contentType) -> Stream.of(arguments("text", JSON, contentType, JSON),
					arguments("text", "", contentType, ""), arguments("bytes", "abc", contentType, "abc".getBytes()),
					arguments("bytes", "", contentType, new byte[0]), arguments("pojo", JSON, contentType, READING),
					arguments("optionalPojo", "", contentType, null),
					arguments("notRequired", JSON, contentType, READING),
					arguments("notRequired", "", contentType, null),
					arguments("list", "[" + JSON + "]", contentType, List.of(READING)),
					arguments("number", "42", contentType, 42), arguments("optional", JSON, contentType, READING),
					arguments("messageOfPojo", JSON, contentType, READING)));
	}

	@ParameterizedTest
	@MethodSource("conversions")
	void convertsByTargetType(String method, String payload, String contentType, @Nullable Object expected)
			throws Exception {
		PublishProperties properties = contentType.isEmpty() ? PublishProperties.none()
				: PublishProperties.builder().contentType(contentType).build();
		handle(method.replace("optionalPojo", "optional"), "a", TestMessage.of("a", payload, properties));
		assertThat(this.handlers.received).isEqualTo(expected);
	}

	@Test
	void emptyPayloadIsNoObject() {
		assertThatExceptionOfType(MethodArgumentNotValidException.class)
			.isThrownBy(() -> handle("pojo", "a", TestMessage.of("a", "")));
	}

	@Test
	void brokenJsonIsAConversionFailure() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> handle("pojo", "a", TestMessage.of("a", "{")));
	}

	@Test
	void topicVariablesAreConverted() throws Exception {
		UUID device = UUID.randomUUID();
		handle("variables", "home/{floor}/{device}/#", TestMessage.of("home/3/" + device + "/x/y", "t"));
		assertThat(this.handlers.received).isEqualTo(List.of(3, device, "t"));
	}

	@Test
	void variablesComeFromTheFirstTemplateThatMatches() throws Exception {
		Method method = method("variable");
		MqttListenerAdapter adapter = new MqttListenerAdapter(
				new TopicVariables(List.of(TopicTemplate.of("other/{room}"), TopicTemplate.of("home/{room}"),
						TopicTemplate.of("{x}/{room}"))),
				factory().createInvocableHandlerMethod(this.handlers, method));
		adapter.handle(TestMessage.of("home/kitchen", ""));
		assertThat(this.handlers.received).isEqualTo("kitchen");
	}

	@Test
	void headersAreThere() throws Exception {
		PublishProperties properties = PublishProperties.builder()
			.contentType("application/json")
			.responseTopic("reply")
			.correlationData(new byte[] { 7 })
			.userProperty("tenant", "acme")
			.userProperty("tenant", "second")
			.userProperty("id", "spoofed")
			.userProperty("mqtt_receivedTopic", "spoofed")
			.build();
		handle("headers", "a/#", TestMessage.of("a/b", "x", properties));
		@SuppressWarnings("unchecked")
		Map<String, Object> headers = (Map<String, Object>) this.handlers.received;
		assertThat(headers).isNotNull()
			.containsEntry(MqttHeaders.RECEIVED_TOPIC, "a/b")
			.containsEntry(MqttHeaders.RECEIVED_QOS, QoS.AT_LEAST_ONCE)
			.containsEntry(MqttHeaders.RECEIVED_RETAINED, false)
			.containsEntry(MqttHeaders.RECEIVED_DUPLICATE, false)
			.containsEntry(MqttHeaders.RECEIVED_CONTENT_TYPE, "application/json")
			.containsEntry(MqttHeaders.RECEIVED_RESPONSE_TOPIC, "reply")
			.containsEntry(MqttHeaders.RECEIVED_CORRELATION_DATA, new byte[] { 7 })
			.containsEntry(MqttHeaders.RECEIVED_USER_PROPERTIES, properties.userProperties())
			.containsEntry("tenant", "acme");
		assertThat(headers.get(MessageHeaders.ID)).isInstanceOf(UUID.class);
		assertThat(properties.userProperties()).contains(new UserProperty("id", "spoofed"));
	}

	@Test
	void singleHeadersAreConverted() throws Exception {
		PublishProperties properties = PublishProperties.builder().userProperty("attempt", "3").build();
		handle("header", "a", TestMessage.of("a", "x", properties));
		assertThat(this.handlers.received).isEqualTo(List.of("a", 3, "none"));
	}

	@Test
	void nativeMessageIsHandedOver() throws Exception {
		TestMessage message = TestMessage.of("a", "x");
		handle("nativeMessage", "a", message);
		assertThat(this.handlers.received).isSameAs(message);
	}

	@Test
	void objectIsThePayload() throws Exception {
		TestMessage message = TestMessage.of("a", "x");
		handle("object", "a", message);
		assertThat(this.handlers.received).isSameAs(message.payload());
	}

	@Test
	void failuresOfTheMethodComeOutAsTheyAre() {
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> handle("failing", "a", TestMessage.of("a", "x")))
			.withMessage("broken");
	}

	private void handle(String method, String topic, MqttMessage message) throws Exception {
		new MqttListenerAdapter(new TopicVariables(List.of(TopicTemplate.of(topic))),
				factory().createInvocableHandlerMethod(this.handlers, method(method)))
			.handle(message);
	}

	private static Method method(String name) {
		return Arrays.stream(Handlers.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static MqttMessageHandlerMethodFactory factory() {
		MqttMessageHandlerMethodFactory factory = new MqttMessageHandlerMethodFactory(MqttMessageConverters.defaults(),
				null, new DefaultFormattingConversionService());
		factory.afterPropertiesSet();
		return factory;
	}

	record Reading(String room, double value) {

	}

	@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
	static class Handlers {

		private @Nullable Object received = "nothing";

		void text(String payload) {
			this.received = payload;
		}

		void bytes(byte[] payload) {
			this.received = payload;
		}

		void pojo(Reading payload) {
			this.received = payload;
		}

		void notRequired(@Payload(required = false) @Nullable Reading payload) {
			this.received = payload;
		}

		void optional(Optional<Reading> payload) {
			this.received = payload.orElse(null);
		}

		void list(List<Reading> payload) {
			this.received = payload;
		}

		void number(int payload) {
			this.received = payload;
		}

		void messageOfPojo(Message<Reading> message) {
			this.received = message.getPayload();
		}

		void variables(@DestinationVariable int floor, @DestinationVariable("device") UUID id, String payload) {
			this.received = List.of(floor, id, payload);
		}

		void variable(@DestinationVariable String room) {
			this.received = room;
		}

		void headers(@Headers Map<String, Object> headers) {
			this.received = headers;
		}

		void header(@Header(MqttHeaders.RECEIVED_TOPIC) String topic, @Header int attempt,
				@Header(name = "tenant", defaultValue = "none") String tenant) {
			this.received = List.of(topic, attempt, tenant);
		}

		void nativeMessage(MqttMessage message, String payload) {
			this.received = message;
		}

		void object(Object payload) {
			this.received = payload;
		}

		void failing(String payload) {
			throw new IllegalStateException("broken");
		}

	}

}
