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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.TestMessage;
import io.zmqtt.spring.core.MqttTemplate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.MessageDeliveryException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Recoverers without a network.
 */
class DeadLetterTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void recordLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
	}

	@AfterEach
	void restoreLog() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
	}

	@Test
	void publishedMessagesAreCountedByListener() {
		DeadLetterPublishingRecoverer recoverer = recoverer();
		ListenerExecutionFailedException failure = failure("broken");
		assertThat(recoverer.published(failure.getListenerId())).isZero();
		recoverer.recover(message("a/b", new byte[0], QoS.AT_LEAST_ONCE, false, PublishProperties.none()), failure);
		recoverer.recover(message("dead-letter/a", new byte[0], QoS.AT_LEAST_ONCE, false, PublishProperties.none()),
				failure);
		assertThat(recoverer.published(failure.getListenerId())).isOne();
		assertThat(recoverer.published("another")).isZero();
	}

	@Test
	void messageIsKeptAsItWas() {
		byte[] payload = { 0, 1, (byte) 0xff };
		PublishProperties properties = PublishProperties.builder()
			.contentType("JSON utf8")
			.utf8Payload(true)
			.messageExpiryInterval(60)
			.responseTopic("reply")
			.correlationData(new byte[] { 7 })
			.userProperty("tenant", "acme")
			.userProperty("tenant", "second")
			.build();
		this.template.setRetain(true);
		recoverer().recover(message("a/b", payload, QoS.EXACTLY_ONCE, true, properties), failure("broken"));
		FakeMqttClient.Published published = published();
		assertThat(published.topic()).isEqualTo("dead-letter/a/b");
		assertThat(published.payload()).isEqualTo(payload);
		assertThat(published.options().qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(published.options().retain()).isFalse();
		assertThat(published.properties().contentType()).contains("JSON utf8");
		assertThat(published.properties().utf8Payload()).isTrue();
		assertThat(published.properties().messageExpiryInterval()).isEmpty();
		assertThat(published.properties().responseTopic()).contains("reply");
		assertThat(published.properties().correlationData()).contains(new byte[] { 7 });
		assertThat(published.properties().userProperties()).startsWith(new UserProperty("tenant", "acme"),
				new UserProperty("tenant", "second"));
	}

	@Test
	void messageWithoutPropertiesGetsNoneButUserProperties() {
		recoverer().recover(message("a", new byte[0], QoS.AT_MOST_ONCE, false, PublishProperties.none()),
				failure("broken"));
		assertThat(published().options().qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(published().payload()).isEmpty();
		assertThat(published().properties().toBuilder().build())
			.isEqualTo(PublishProperties.builder().userProperties(published().properties().userProperties()).build());
	}

	@Test
	void userPropertiesSayWhatHappened() {
		Instant before = Instant.now();
		recoverer().recover(message("a", new byte[0], QoS.AT_LEAST_ONCE, true, PublishProperties.none()),
				failure("broken"));
		Map<String, String> properties = userProperties();
		assertThat(properties).containsEntry(DeadLetterPublishingRecoverer.TOPIC, "a")
			.containsEntry(DeadLetterPublishingRecoverer.LISTENER, "bean.method#2")
			.containsEntry(DeadLetterPublishingRecoverer.ATTEMPTS, "3")
			.containsEntry(DeadLetterPublishingRecoverer.RETAINED, "true")
			.containsEntry(DeadLetterPublishingRecoverer.EXCEPTION, IllegalStateException.class.getName())
			.containsEntry(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE, "broken")
			.hasSize(8);
		assertThat(Instant.parse(properties.get(DeadLetterPublishingRecoverer.TIMESTAMP))).isBetween(before,
				Instant.now());
		assertThat(properties.get(DeadLetterPublishingRecoverer.STACK_TRACE))
			.startsWith("java.lang.IllegalStateException: broken at io.zmqtt.spring.listener.DeadLetterTests.failure(")
			.contains(" at ");
	}

	@ParameterizedTest
	@CsvSource({ "dead/{topic},a/b,dead/a/b", "dead/{listener},a,dead/bean.method-2", "{topic}/dead,a/b,a/b/dead",
			"dead/{listener}/{topic}/x,a,dead/bean.method-2/a/x", "dead,a,dead", "dead/{topic}/{topic},a,dead/a/a",
			"dead/{topic},dead/a,", "dead/{topic},dead-office/a,dead/dead-office/a", "{topic}/dead,a/b/dead,",
			"dead,dead,", "dead/{listener},dead/bean.method-2,", "dead/{listener}/{topic},dead/bean.method-2/a,",
			"dead/{listener}/{topic},dead/other/a,dead/bean.method-2/dead/other/a" })
	void topicIsExpandedButNeverForADeadLetter(String topic, String from, @Nullable String expected) {
		new DeadLetterPublishingRecoverer(this.template, topic).recover(TestMessage.of(from, "x"), failure("broken"));
		if (expected == null) {
			assertThat(this.client.published).isEmpty();
			assertThat(this.log.list).singleElement()
				.satisfies(
						(event) -> assertThat(event.getFormattedMessage()).contains("'" + from + "'", "bean.method#2"));
		}
		else {
			assertThat(published().topic()).isEqualTo(expected);
			assertThat(this.log.list).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "dead/#", "+/{topic}", "{topic}", "{topic}/{topic}" })
	void topicThatCannotBePublishedToIsRefused(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterPublishingRecoverer(this.template, topic))
			.withMessageContaining("'topic'");
	}

	@Test
	void ownFunctionChoosesTheTopic() {
		DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(this.template,
				(message, failure) -> message.topic().equals("a") ? "own/" + failure.getAttempts() : null);
		recoverer.recover(TestMessage.of("a", "x"), failure("broken"));
		assertThat(published().topic()).isEqualTo("own/3");
		recoverer.recover(TestMessage.of("b", "x"), failure("broken"));
		assertThat(this.client.published).hasSize(1);
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).contains("'b'");
		});
	}

	@Test
	void longTextsAreCut() {
		recoverer().recover(TestMessage.of("a", "x"), failure("\u20ac".repeat(50_000)));
		assertThat(userProperties().get(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE)).hasSize(8192);
		assertThat(userProperties().get(DeadLetterPublishingRecoverer.STACK_TRACE)).hasSize(8192);
	}

	@Test
	void stackTraceMayBeLeftOut() {
		DeadLetterPublishingRecoverer recoverer = recoverer();
		recoverer.setStackTrace(false);
		recoverer.recover(TestMessage.of("a", "x"), failure("broken"));
		assertThat(userProperties()).doesNotContainKey(DeadLetterPublishingRecoverer.STACK_TRACE)
			.containsKey(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE);
	}

	@Test
	void exceptionMayHaveNoText() {
		recoverer().recover(TestMessage.of("a", "x"), failure(null));
		assertThat(userProperties()).doesNotContainKey(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE)
			.containsKey(DeadLetterPublishingRecoverer.STACK_TRACE);
	}

	@Test
	void textsAreMadeSuchThatBrokersTakeThem() {
		recoverer().recover(TestMessage.of("a", "x"),
				failure("a\0b\r\n\t c\td\ud800e\u0085f\u009fg\ufffeh\ufdd0i\ud83d\ude00j\udbff\udfffk\u00e4"));
		assertThat(userProperties().get(DeadLetterPublishingRecoverer.EXCEPTION_MESSAGE))
			.isEqualTo("a b c d?e f g h i\ud83d\ude00j k\u00e4");
		assertThat(userProperties().get(DeadLetterPublishingRecoverer.STACK_TRACE).chars())
			.noneMatch(Character::isISOControl);
	}

	@ParameterizedTest
	@CsvSource({ "20000,8", "2000,7", "500,6" })
	void whatMakesThePacketTooLargeIsLeftOut(int maximum, int properties) {
		this.client.refusal = limit(maximum);
		recoverer().recover(TestMessage.of("a", "x"), failure("m".repeat(1000)));
		assertThat(userProperties()).hasSize(properties);
		assertThat(published().payload()).asString().isEqualTo("x");
	}

	@Test
	void payloadThatIsTooLargeIsAFailure() {
		this.client.refusal = limit(10);
		assertThatExceptionOfType(MessageDeliveryException.class)
			.isThrownBy(() -> recoverer().recover(TestMessage.of("a", "x"), failure("m")))
			.withCauseInstanceOf(MqttUnsupportedException.class);
	}

	@Test
	void recoveryIsTriedAgainAFewTimesAndThenGivenUp() {
		MqttListenerContainer container = failing(recoverer(), 2);
		int[] refused = { 0 };
		this.client.refusal = (published) -> {
			refused[0]++;
			return new MqttDisconnectedException(MqttDisconnectedException.Source.NETWORK, "gone", null);
		};
		TestMessage message = TestMessage.of("a", "secret");
		this.client.subscriptions.get(0).deliver(message);
		assertThat(refused[0]).isEqualTo(3);
		assertThat(message.acknowledged().get()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(this.log.list).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).contains("which is lost", "gone").doesNotContain("secret");
		});
		this.client.refusal = (published) -> null;
		TestMessage next = TestMessage.of("a", "x");
		this.client.subscriptions.get(0).deliver(next);
		assertThat(published().topic()).isEqualTo("dead-letter/a");
		assertThat(next.isAcknowledged()).isTrue();
		assertThat(container.isRunning()).isTrue();
	}

	@Test
	void recoveryThatSucceedsLaterLosesNothing() {
		failing(recoverer(), 2);
		int[] refused = { 0 };
		this.client.refusal = (published) -> (++refused[0] < 3)
				? new MqttDisconnectedException(MqttDisconnectedException.Source.NETWORK, "gone", null) : null;
		TestMessage message = TestMessage.of("a", "x");
		this.client.subscriptions.get(0).deliver(message);
		assertThat(published().payload()).asString().isEqualTo("x");
		assertThat(message.isAcknowledged()).isTrue();
		assertThat(this.log.list).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "UNSPECIFIED_ERROR", "IMPLEMENTATION_SPECIFIC_ERROR", "NOT_AUTHORIZED", "QUOTA_EXCEEDED",
			"PAYLOAD_FORMAT_INVALID" })
	void messageIsRefusedByAReasonCode(ReasonCode reasonCode) {
		failing(MqttMessageRecoverer.rejecting(reasonCode), 0);
		TestMessage message = TestMessage.of("a", "x");
		this.client.subscriptions.get(0).deliver(message);
		assertThat(message.acknowledged().get()).isEqualTo(reasonCode);
		assertThat(this.log.list).singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy().getMessage()).isEqualTo("broken"));
	}

	@Test
	void messageThatCannotBeRefusedIsAcknowledged() {
		failing(MqttMessageRecoverer.rejecting(ReasonCode.NOT_AUTHORIZED), 0);
		MessageOfOldVersion message = new MessageOfOldVersion();
		this.client.subscriptions.get(0).deliver(message);
		assertThat(message.acknowledged).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "SUCCESS", "NO_MATCHING_SUBSCRIBERS", "SERVER_BUSY", "MALFORMED_PACKET" })
	void otherReasonCodesCannotRefuse(ReasonCode reasonCode) {
		assertThatIllegalArgumentException().isThrownBy(() -> MqttMessageRecoverer.rejecting(reasonCode))
			.withMessageContaining(reasonCode.name())
			.withMessageContaining("QUOTA_EXCEEDED");
		TestMessage message = TestMessage.of("a", "x");
		assertThatIllegalArgumentException().isThrownBy(() -> new Acknowledgment(message).reject(reasonCode));
		assertThat(message.isAcknowledged()).isFalse();
	}

	private static Function<FakeMqttClient.Published, @Nullable MqttException> limit(int maximum) {
		return (published) -> {
			int size = published.payload().length + published.properties()
				.userProperties()
				.stream()
				.mapToInt((property) -> property.name().length() + property.value().length())
				.sum();
			return (size > maximum) ? new MqttUnsupportedException("the packet is too large") : null;
		};
	}

	private MqttListenerContainer failing(MqttMessageRecoverer recoverer, int retries) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(this.client);
		factory.setRecoverer(recoverer);
		factory.setRetryPolicy(RetryPolicy.builder().maxRetries(retries).delay(Duration.ofMillis(1)).build());
		MqttListenerContainer container = factory
			.create(MqttListenerEndpoint.builder("failing").topics("a").handler((message) -> {
				throw new IllegalStateException("broken");
			}).build());
		container.start();
		return container;
	}

	private DeadLetterPublishingRecoverer recoverer() {
		return new DeadLetterPublishingRecoverer(this.template);
	}

	private FakeMqttClient.Published published() {
		assertThat(this.client.published).hasSize(1);
		return this.client.published.get(0);
	}

	private Map<String, String> userProperties() {
		return published().properties()
			.userProperties()
			.stream()
			.collect(Collectors.toMap(UserProperty::name, UserProperty::value));
	}

	private static TestMessage message(String topic, byte[] payload, QoS qos, boolean retain,
			PublishProperties properties) {
		return new TestMessage(topic, payload, qos, retain, false, properties, new AtomicReference<>());
	}

	private static ListenerExecutionFailedException failure(@Nullable String text) {
		return new ListenerExecutionFailedException("bean.method#2", "a", 3, new IllegalStateException(text));
	}

	/**
	 * A message of MQTT 3.1.1, which has no reason codes.
	 */
	static final class MessageOfOldVersion implements MqttMessage {

		volatile boolean acknowledged;

		@Override
		public String topic() {
			return "a";
		}

		@Override
		public byte[] payload() {
			return "x".getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public QoS qos() {
			return QoS.AT_LEAST_ONCE;
		}

		@Override
		public boolean retain() {
			return false;
		}

		@Override
		public boolean duplicate() {
			return false;
		}

		@Override
		public PublishProperties properties() {
			return PublishProperties.none();
		}

		@Override
		public void ack() {
			this.acknowledged = true;
		}

		@Override
		public void ack(ReasonCode reasonCode) {
			throw new MqttUnsupportedException("MQTT 3.1.1");
		}

		@Override
		public void ack(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties) {
			throw new MqttUnsupportedException("MQTT 3.1.1");
		}

	}

}
