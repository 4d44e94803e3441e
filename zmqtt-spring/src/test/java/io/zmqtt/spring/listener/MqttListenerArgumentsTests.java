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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqtt.AckMode;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.support.MqttHeaders;
import io.zmqtt.spring.support.MqttMessageConverters;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a listener method gets for each kind of parameter, and what happens where it
 * cannot get it.
 */
class MqttListenerArgumentsTests {

	private static final String JSON = "{\"room\":\"kitchen\",\"value\":21.5}";

	private static final Reading READING = new Reading("kitchen", 21.5);

	private static final UUID ID = UUID.fromString("6f1c2f6e-5f0f-4c4e-9f35-0d2c3a1b4c5d");

	private final FakeMqttClient client = new FakeMqttClient();

	private final Handlers handlers = new Handlers();

	private @Nullable ListenerExecutionFailedException failure;

	static Stream<Arguments> payloads() {
		return Stream.of(arguments("messageOfText", JSON, JSON), arguments("messageOfText", "", ""),
				arguments("messageOfBytes", "abc", "abc".getBytes(StandardCharsets.UTF_8)),
				arguments("messageOfBytes", "", new byte[0]), arguments("messageOfReading", JSON, READING),
				arguments("messageOfReadings", "[" + JSON + "]", List.of(READING)),
				arguments("messageOfMap", "{\"a\":[1]}", Map.of("a", List.of(1))),
				arguments("messageOfAnything", "abc", "abc".getBytes(StandardCharsets.UTF_8)),
				arguments("optionalText", "abc", Optional.of("abc")), arguments("optionalText", "", Optional.empty()),
				arguments("optionalReadings", "[" + JSON + "]", Optional.of(List.of(READING))),
				arguments("optionalReadings", "", Optional.empty()), arguments("textNotRequired", "abc", "abc"),
				arguments("textNotRequired", "", null), arguments("bytesNotRequired", "", null),
				arguments("level", "\"HIGH\"", Level.HIGH), arguments("truth", "true", true),
				arguments("longNumber", "9007199254740993", 9007199254740993L), arguments("decimal", "21.5", 21.5),
				arguments("boxed", "7", 7), arguments("uuid", "\"" + ID + "\"", ID),
				arguments("uuidNotRequired", "", null),
				arguments("map", JSON, Map.of("room", "kitchen", "value", 21.5)),
				arguments("array", "[" + JSON + "]", List.of(READING)),
				arguments("generic", "{\"item\":" + JSON + "}", new Box<>(READING)),
				arguments("annotated", JSON, READING),
				arguments("text", "\u00e4\u20ac\ud83d\ude00", "\u00e4\u20ac\ud83d\ude00"));
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void payloadIsConverted(String method, String payload, @Nullable Object expected) {
		receive(method, TestMessage.of("a", payload));
		assertThat(this.failure).isNull();
		assertThat(this.handlers.received).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "level|\"NONE\"", "level|HIGH", "truth|maybe", "longNumber|1.5e400", "uuid|\"x\"", "decimal|x",
					"annotated|[]", "annotated|{", "array|{}", "messageOfReading|x", "messageOfReadings|{}",
					"optionalReadings|{" })
	void whatCannotBeReadIsNotTriedAgain(String method, String payload) {
		receive(method, TestMessage.of("a", payload));
		assertFinal(MessageConversionException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "level", "truth", "boxed", "uuid", "annotated", "array", "map", "valid" })
	void emptyPayloadIsNotTriedAgain(String method) {
		receive(method, TestMessage.of("a", ""));
		assertFinal(MethodArgumentNotValidException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "messageOfReading", "messageOfReadings" })
	void messageWithAnEmptyPayloadIsNotTriedAgain(String method) {
		receive(method, TestMessage.of("a", ""));
		assertFinal(MessageConversionException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "valid", "validated", "validOptional" })
	void payloadIsValidated(String method) {
		receive(method, TestMessage.of("a", "{\"name\":\"x\",\"size\":10}"));
		assertThat(this.failure).isNull();
		assertThat(this.handlers.received).isEqualTo(new Parcel("x", 10));
		this.handlers.received = null;
		receive(method, TestMessage.of("a", "{\"name\":\" \",\"size\":11}"));
		assertFinal(MethodArgumentNotValidException.class);
		assertThat(this.failure).hasRootCauseInstanceOf(MethodArgumentNotValidException.class)
			.rootCause()
			.hasMessageContaining("name")
			.hasMessageContaining("size");
	}

	@Test
	void onlyMarkedPayloadsAreValidated() {
		receive("notValidated", TestMessage.of("a", "{\"name\":\" \",\"size\":11}"));
		assertThat(this.handlers.received).isEqualTo(new Parcel(" ", 11));
	}

	@Test
	void acknowledgmentAcknowledges() {
		TestMessage message = TestMessage.of("a", "x");
		receive("acknowledging", message);
		assertThat(message.acknowledged().get()).isEqualTo(ReasonCode.SUCCESS);
		TestMessage refused = TestMessage.of("a", "refuse");
		receive("acknowledging", refused);
		assertThat(refused.acknowledged().get()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
		TestMessage later = TestMessage.of("a", "later");
		receive("acknowledging", later);
		assertThat(later.isAcknowledged()).isFalse();
	}

	@Test
	void propertiesAreHandedOver() {
		PublishProperties properties = PublishProperties.builder().contentType("text/plain").build();
		receive("properties", TestMessage.of("a", "x", properties));
		assertThat(this.handlers.received).isSameAs(properties);
		receive("properties", TestMessage.of("a", "x"));
		assertThat(this.handlers.received).isEqualTo(PublishProperties.none());
	}

	@Test
	void eachReceivedHeaderIsThere() {
		byte[] correlationData = { 1, 2 };
		PublishProperties properties = PublishProperties.builder()
			.contentType("JSON utf8")
			.responseTopic("reply")
			.correlationData(correlationData)
			.userProperty("tenant", "acme")
			.userProperty("attempt", "3")
			.userProperty("id", "spoofed")
			.build();
		receive("receivedHeaders",
				new TestMessage("a/b", new byte[0], QoS.EXACTLY_ONCE, true, true, properties, new AtomicReference<>()));
		assertThat(this.failure).isNull();
		assertThat(this.handlers.received).asInstanceOf(InstanceOfAssertFactories.LIST)
			.containsExactly("a/b", QoS.EXACTLY_ONCE, true, true, "JSON utf8", "reply", correlationData,
					List.of(new UserProperty("tenant", "acme"), new UserProperty("attempt", "3"),
							new UserProperty("id", "spoofed")),
					"acme", 3);
	}

	@Test
	void headersThatAreNotThereMayBeOptional() {
		receive("optionalHeaders", TestMessage.of("a", "x"));
		assertThat(this.failure).isNull();
		assertThat(this.handlers.received).isEqualTo("Optional.empty null none");
	}

	@ParameterizedTest
	@ValueSource(strings = { "headersMap", "messageHeaders" })
	void allHeadersAreThere(String method) {
		PublishProperties properties = PublishProperties.builder()
			.contentType("application/json")
			.userProperty("tenant", "acme")
			.build();
		receive(method, TestMessage.of("a", "x", properties));
		assertThat(this.handlers.received).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry(MqttHeaders.RECEIVED_TOPIC, "a")
			.containsEntry("tenant", "acme")
			.containsEntry(MessageHeaders.CONTENT_TYPE, MimeType.valueOf("application/json"))
			.containsKeys(MessageHeaders.ID, MessageHeaders.TIMESTAMP);
	}

	@ParameterizedTest
	@ValueSource(strings = { "missingHeader", "headerOfWrongType" })
	void headerThatCannotBeHadIsNotTriedAgain(String method) {
		receive(method, TestMessage.of("a", "x", PublishProperties.builder().userProperty("attempt", "many").build()));
		assertFinal(MethodArgumentResolutionException.class);
		assertThat(this.failure).cause().hasMessageContaining(method + "(");
	}

	@Test
	void topicVariablesAreConverted() {
		receive("variables", "{floor}/{device}/{level}/#", TestMessage.of("3/" + ID + "/HIGH", "x"));
		assertThat(this.handlers.received).isEqualTo(List.of(3, ID, Level.HIGH));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x/6f1c2f6e-5f0f-4c4e-9f35-0d2c3a1b4c5d/HIGH", "3/x/HIGH",
			"3/6f1c2f6e-5f0f-4c4e-9f35-0d2c3a1b4c5d/x", "/6f1c2f6e-5f0f-4c4e-9f35-0d2c3a1b4c5d/HIGH" })
	void topicVariableThatCannotBeConvertedIsNotTriedAgain(String topic) {
		receive("variables", "{floor}/{device}/{level}/#", TestMessage.of(topic, "x"));
		assertFinal(MethodArgumentResolutionException.class);
	}

	@Test
	void missingTopicVariableIsNotTriedAgain() {
		receive("variables", "{floor}/+/{level}", TestMessage.of("3/" + ID + "/HIGH", "x"));
		assertFinal(MethodArgumentResolutionException.class);
		assertThat(this.failure).cause().hasMessageContaining("device");
	}

	@Test
	void failureOfTheMethodIsTriedAgain() {
		receive("failing", TestMessage.of("a", "x"));
		assertThat(this.failure).hasCauseInstanceOf(IllegalStateException.class);
		assertThat(this.handlers.calls).isEqualTo(3);
	}

	@Test
	void ownConverterGoesFirst() {
		MqttListenerContainerFactory factory = factory();
		factory.setMessageConverter(
				MqttMessageConverters.withFirst(List.of(new Shouting()), MqttMessageConverters.json(null)));
		receive(factory, "text", "a", TestMessage.of("a", "x"));
		assertThat(this.handlers.received).isEqualTo("X!");
		receive(factory, "messageOfText", "a", TestMessage.of("a", "x"));
		assertThat(this.handlers.received).isEqualTo("X!");
		receive(factory, "annotated", "a", TestMessage.of("a", JSON));
		assertThat(this.handlers.received).isEqualTo(READING);
	}

	private void assertFinal(Class<? extends Exception> cause) {
		assertThat(this.failure).isNotNull().cause().isInstanceOf(cause);
		assertThat(this.failure.getAttempts()).isEqualTo(1);
		assertThat(this.handlers.calls).isZero();
	}

	private void receive(String method, TestMessage message) {
		receive(method, "a/#", message);
	}

	private void receive(String method, String topic, TestMessage message) {
		receive(factory(), method, topic, message);
	}

	private void receive(MqttListenerContainerFactory factory, String name, String topic, TestMessage message) {
		this.handlers.calls = 0;
		Method method = Arrays.stream(Handlers.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		MqttListenerEndpoint.Builder endpoint = MqttListenerEndpoint.builder("test")
			.topics(topic)
			.method(this.handlers, method);
		if (name.equals("acknowledging")) {
			endpoint.ackMode(AckMode.MANUAL);
		}
		factory.create(endpoint.build()).start();
		this.client.subscriptions.get(this.client.subscriptions.size() - 1).deliver(message);
	}

	private MqttListenerContainerFactory factory() {
		LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
		validator.afterPropertiesSet();
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);
		factory.setValidator(validator);
		factory.setRetryPolicy(RetryPolicy.builder().maxRetries(2).delay(Duration.ZERO).build());
		factory.setRecoverer((message, failure) -> this.failure = failure);
		return factory;
	}

	record Reading(String room, double value) {

	}

	record Box<T>(T item) {

	}

	record Parcel(@NotBlank String name, @Max(10) int size) {

	}

	enum Level {

		LOW, HIGH

	}

	/**
	 * Reads texts loudly.
	 */
	static class Shouting implements MessageConverter {

		@Override
		public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
			return (targetClass == String.class)
					? new String((byte[]) message.getPayload(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT) + "!"
					: null;
		}

		@Override
		public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return MessageBuilder.withPayload(payload).build();
		}

	}

	@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
	static class Handlers {

		private @Nullable Object received = "nothing";

		private int calls;

		private void received(@Nullable Object value) {
			this.calls++;
			this.received = value;
		}

		void messageOfText(Message<String> message) {
			received(message.getPayload());
		}

		void messageOfBytes(Message<byte[]> message) {
			received(message.getPayload());
		}

		void messageOfReading(Message<Reading> message) {
			received(message.getPayload());
		}

		void messageOfReadings(Message<List<Reading>> message) {
			received(message.getPayload());
		}

		void messageOfMap(Message<Map<String, Object>> message) {
			received(message.getPayload());
		}

		void messageOfAnything(Message<?> message) {
			received(message.getPayload());
		}

		void optionalText(Optional<String> payload) {
			received(payload);
		}

		void optionalReadings(Optional<List<Reading>> payload) {
			received(payload);
		}

		void text(String payload) {
			received(payload);
		}

		void textNotRequired(@Payload(required = false) @Nullable String payload) {
			received(payload);
		}

		void bytesNotRequired(@Payload(required = false) byte @Nullable [] payload) {
			received(payload);
		}

		void level(Level payload) {
			received(payload);
		}

		void truth(boolean payload) {
			received(payload);
		}

		void longNumber(long payload) {
			received(payload);
		}

		void decimal(double payload) {
			received(payload);
		}

		void boxed(Integer payload) {
			received(payload);
		}

		void uuid(UUID payload) {
			received(payload);
		}

		void uuidNotRequired(@Payload(required = false) @Nullable UUID payload) {
			received(payload);
		}

		void map(Map<String, Object> payload) {
			received(payload);
		}

		void array(Reading[] payload) {
			received(List.of(payload));
		}

		void generic(Box<Reading> payload) {
			received(payload);
		}

		void annotated(@Payload Reading payload, @Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
			received(payload);
		}

		void valid(@Valid Parcel payload) {
			received(payload);
		}

		void validated(@Payload @Validated Parcel payload) {
			received(payload);
		}

		void validOptional(@Valid Optional<Parcel> payload) {
			received(payload.orElse(null));
		}

		void notValidated(Parcel payload) {
			received(payload);
		}

		void acknowledging(String payload, MqttAcknowledgment acknowledgment) {
			received(payload);
			if (payload.equals("refuse")) {
				acknowledgment.reject(ReasonCode.QUOTA_EXCEEDED);
			}
			else if (!payload.equals("later")) {
				acknowledgment.acknowledge();
			}
		}

		void properties(PublishProperties properties) {
			received(properties);
		}

		void receivedHeaders(@Header(MqttHeaders.RECEIVED_TOPIC) String topic,
				@Header(MqttHeaders.RECEIVED_QOS) QoS qos, @Header(MqttHeaders.RECEIVED_RETAINED) boolean retained,
				@Header(MqttHeaders.RECEIVED_DUPLICATE) boolean duplicate,
				@Header(MqttHeaders.RECEIVED_CONTENT_TYPE) String contentType,
				@Header(MqttHeaders.RECEIVED_RESPONSE_TOPIC) String responseTopic,
				@Header(MqttHeaders.RECEIVED_CORRELATION_DATA) byte[] correlationData,
				@Header(MqttHeaders.RECEIVED_USER_PROPERTIES) List<UserProperty> properties, @Header String tenant,
				@Header int attempt) {
			received(List.of(topic, qos, retained, duplicate, contentType, responseTopic, correlationData, properties,
					tenant, attempt));
		}

		void optionalHeaders(@Header(MqttHeaders.RECEIVED_RESPONSE_TOPIC) Optional<String> responseTopic,
				@Header(name = MqttHeaders.RECEIVED_CONTENT_TYPE, required = false) @Nullable String contentType,
				@Header(defaultValue = "none") String tenant) {
			received(responseTopic + " " + contentType + " " + tenant);
		}

		void headersMap(@Headers Map<String, Object> headers) {
			received(headers);
		}

		void messageHeaders(MessageHeaders headers) {
			received(headers);
		}

		void missingHeader(@Header("attempts") String header) {
			received(header);
		}

		void headerOfWrongType(@Header int attempt) {
			received(attempt);
		}

		void variables(@DestinationVariable int floor, @DestinationVariable("device") UUID id,
				@DestinationVariable Level level) {
			received(List.of(floor, id, level));
		}

		void failing(String payload) {
			received(payload);
			throw new IllegalStateException("broken");
		}

	}

}
