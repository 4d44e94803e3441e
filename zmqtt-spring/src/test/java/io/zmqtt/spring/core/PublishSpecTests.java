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
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.PublishOptions;
import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.FakeClients;
import io.zmqtt.spring.FakeMqttClient;
import io.zmqtt.spring.support.MqttHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PublishSpecTests {

	private final FakeMqttClient client = new FakeMqttClient();

	private final MqttTemplate template = new MqttTemplate(this.client);

	@Test
	void everythingCanBeSaid() {
		byte[] correlation = { 7 };
		this.template.to("a/b")
			.qos(QoS.EXACTLY_ONCE)
			.retain()
			.contentType("text/x-light")
			.property("p", "1")
			.property("q", "2")
			.property("p", "3")
			.header("tenant", "acme")
			.responseTopic("reply")
			.correlationData(correlation)
			.messageExpiry(Duration.ofMinutes(2))
			.timeout(Duration.ofSeconds(3))
			.body("on")
			.sendAndWait();
		FakeMqttClient.Published published = published();
		assertThat(published.topic()).isEqualTo("a/b");
		assertThat(published.payload()).asString(StandardCharsets.UTF_8).isEqualTo("on");
		assertThat(published.options())
			.isEqualTo(PublishOptions.qos(QoS.EXACTLY_ONCE).retained().withTimeout(Duration.ofSeconds(3)));
		assertThat(published.properties().contentType()).hasValue("text/x-light");
		assertThat(published.properties().responseTopic()).hasValue("reply");
		assertThat(published.properties().correlationData()).hasValue(correlation);
		assertThat(published.properties().messageExpiryInterval()).hasValue(120);
		assertThat(published.properties().userProperties())
			.containsSubsequence(new UserProperty("p", "1"), new UserProperty("q", "2"), new UserProperty("p", "3"))
			.contains(new UserProperty("tenant", "acme"))
			.hasSize(4);
	}

	@Test
	void whatIsNotSaidIsAsTheTemplateHasIt() {
		this.template.setQos(QoS.AT_MOST_ONCE);
		this.template.setRetain(true);
		this.template.to("a").body("x").sendAndWait();
		this.template.to("a").qos(2).retain(false).body("x").sendAndWait();
		assertThat(this.client.published).extracting(FakeMqttClient.Published::options)
			.containsExactly(PublishOptions.qos(QoS.AT_MOST_ONCE).retained(), PublishOptions.qos(QoS.EXACTLY_ONCE));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 3 })
	void otherNumbersAreNoQos(int qos) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("a").qos(qos));
	}

	@Test
	void topicTemplatesAreExpandedInTheOrderOfTheirVariables() {
		this.template.to("home/{room}/light/{number}", "kitchen", 3).body("on").sendAndWait();
		assertThat(published().topic()).isEqualTo("home/kitchen/light/3");
	}

	@Test
	void wrongNumbersOfValuesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("home/{room}/{light}", "kitchen"))
			.withMessageContaining("needs 2 values");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("home/{room}", "kitchen", 1))
			.withMessageContaining("needs 1 values");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("home", "kitchen"))
			.withMessageContaining("needs 0 values");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a/b", "+", "#", "a\u0000", "a+b" })
	void illegalValuesAreRefused(String value) {
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> this.template.to("home/{room}", value));
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void emptyValuesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("home/{room}", ""))
			.withMessageContaining("'room'");
	}

	@Test
	void withoutBodyThePayloadIsEmpty() {
		this.template.to("a").sendAndWait();
		assertThat(published().payload()).isEmpty();
	}

	@Test
	void postProcessorHasTheLastWord() {
		this.template.to("a").qos(1).body("x").postProcess((message) -> {
			assertThat(message.getPayload()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
			return MessageBuilder.withPayload("y").setHeader(MqttHeaders.QOS, 0).setHeader("added", true).build();
		}).sendAndWait();
		assertThat(published().payload()).asString(StandardCharsets.UTF_8).isEqualTo("y");
		assertThat(published().options()).isEqualTo(PublishOptions.qos(QoS.AT_MOST_ONCE));
		assertThat(published().properties().userProperties()).containsExactly(new UserProperty("added", "true"));
	}

	@Test
	void bodyMayBeAMessage() {
		Message<?> body = new GenericMessage<>("text", Map.of("kept", 1, "overridden", "a", MqttHeaders.RETAIN, true));
		this.template.to("a").header("overridden", "b").body(body).sendAndWait();
		assertThat(published().payload()).asString(StandardCharsets.UTF_8).isEqualTo("text");
		assertThat(published().options().retain()).isTrue();
		assertThat(published().properties().userProperties()).containsExactlyInAnyOrder(new UserProperty("kept", "1"),
				new UserProperty("overridden", "b"));
	}

	@Test
	void sendDoesNotWait() throws Exception {
		assertThat(this.template.to("a").body("x").send().get().reasonCode().isFailure()).isFalse();
		this.client.failure = new MqttDisconnectedException(Source.NETWORK, "gone", null);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.template.to("a").body("secret").property("token", "secret").send().get())
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOf(MessageDeliveryException.class)
				.hasCause(this.client.failure))
			.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("secret"));
	}

	@Test
	void badPropertiesAreRefusedWithoutTheirValues() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.to("a").property("token", "secret\u0000"))
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertRefused(this.template.to("a").header("token", "secret\u0000"));
		assertRefused(this.template.to("a").contentType("secret\u0000"));
		assertRefused(this.template.to("a").correlationData(new byte[0x10000]));
		assertRefused(this.template.to("a").messageExpiry(Duration.ofSeconds(-1)));
		assertRefused(this.template.to("a").responseTopic("#"));
		assertRefused(this.template.to("a").timeout(Duration.ZERO));
		assertRefused(this.template.to("a").header(MqttHeaders.USER_PROPERTIES, "secret"));
		assertRefused(this.template.to("a").header(MqttHeaders.USER_PROPERTIES, List.of("secret")));
		assertRefused(this.template.to("a").header(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, "secret"));
		assertRefused(this.template.to("a").header(MqttHeaders.TIMEOUT, "secret"));
		assertThat(this.client.published).isEmpty();
	}

	private static void assertRefused(PublishSpec spec) {
		assertThatExceptionOfType(MessageDeliveryException.class).isThrownBy(spec::sendAndWait)
			.satisfies((ex) -> assertThat(ex.getCause()).isNotNull())
			.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
		assertThatExceptionOfType(MessageDeliveryException.class).isThrownBy(spec::send);
	}

	@Test
	void whatCannotBeConvertedIsRefused() {
		Object circular = new Object() {

			@SuppressWarnings("unused")
			public Object getSelf() {
				return this;
			}

		};
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.to("a").body(circular).send());
		assertThat(this.client.published).isEmpty();
	}

	@Test
	void propertiesAreLeftOutOnMqtt311() {
		MqttTemplate template = new MqttTemplate(FakeClients.v311(this.client));
		template.to("a").property("p", "1").contentType("x").qos(2).body("on").sendAndWait();
		template.to("a").property("p", "1").messageExpiry(Duration.ofSeconds(1)).body("on").send();
		assertThat(this.client.published).hasSize(2).allSatisfy((published) -> {
			assertThat(published.properties().isEmpty()).isTrue();
			assertThat(published.payload()).asString(StandardCharsets.UTF_8).isEqualTo("on");
		});
	}

	private FakeMqttClient.Published published() {
		assertThat(this.client.published).hasSize(1);
		return this.client.published.get(0);
	}

}
