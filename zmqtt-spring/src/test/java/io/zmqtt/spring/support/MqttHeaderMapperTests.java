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

package io.zmqtt.spring.support;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import io.zmqtt.spring.TestMessage;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MqttHeaderMapperTests {

	@Test
	void everythingReceivedHasAHeader() {
		byte[] correlation = { 1 };
		List<UserProperty> properties = List.of(new UserProperty("p", "1"), new UserProperty("p", "2"),
				new UserProperty("id", "x"), new UserProperty("contentType", "x"), new UserProperty("mqtt_qos", "2"));
		Map<String, Object> headers = MqttHeaderMapper.toHeaders(TestMessage.of("a/b", "x",
				PublishProperties.builder()
					.contentType("application/json")
					.responseTopic("reply")
					.correlationData(correlation)
					.userProperties(properties)
					.build()));
		Map<String, Object> expected = new HashMap<>();
		expected.put(MqttHeaders.RECEIVED_TOPIC, "a/b");
		expected.put(MqttHeaders.RECEIVED_QOS, QoS.AT_LEAST_ONCE);
		expected.put(MqttHeaders.RECEIVED_RETAINED, false);
		expected.put(MqttHeaders.RECEIVED_DUPLICATE, false);
		expected.put(MqttHeaders.RECEIVED_CONTENT_TYPE, "application/json");
		expected.put(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON);
		expected.put(MqttHeaders.RECEIVED_RESPONSE_TOPIC, "reply");
		expected.put(MqttHeaders.RECEIVED_CORRELATION_DATA, correlation);
		expected.put(MqttHeaders.RECEIVED_USER_PROPERTIES, properties);
		expected.put("p", "1");
		assertThat(headers).isEqualTo(expected);
	}

	@Test
	void withoutPropertiesThereAreFourHeaders() {
		assertThat(MqttHeaderMapper.toHeaders(TestMessage.of("a", "x"))).containsOnlyKeys(MqttHeaders.RECEIVED_TOPIC,
				MqttHeaders.RECEIVED_QOS, MqttHeaders.RECEIVED_RETAINED, MqttHeaders.RECEIVED_DUPLICATE);
	}

	@Test
	void contentTypeMayBeAnyText() {
		Map<String, Object> headers = MqttHeaderMapper
			.toHeaders(TestMessage.of("a", "x", PublishProperties.builder().contentType("no MIME type").build()));
		assertThat(headers).containsEntry(MqttHeaders.RECEIVED_CONTENT_TYPE, "no MIME type")
			.doesNotContainKey(MessageHeaders.CONTENT_TYPE);
	}

	@Test
	void simpleValuesBecomeUserProperties() {
		UUID uuid = UUID.randomUUID();
		Map<String, Object> headers = Map.of("text", new StringBuilder("t"), "number", 1.5, "truth", true, "constant",
				TimeUnit.DAYS, "uuid", uuid, "list", List.of(1), "bytes", new byte[1], MessageHeaders.ID, uuid,
				MessageHeaders.TIMESTAMP, 1L);
		assertThat(MqttHeaderMapper.toProperties(headers).userProperties()).containsExactlyInAnyOrder(
				new UserProperty("text", "t"), new UserProperty("number", "1.5"), new UserProperty("truth", "true"),
				new UserProperty("constant", "DAYS"), new UserProperty("uuid", uuid.toString()));
	}

	@Test
	void expiryIsADurationOrSeconds() {
		assertThat(expiry(Duration.ofMillis(2500))).isEqualTo(2);
		assertThat(expiry(7)).isEqualTo(7);
		assertThat(expiry(0xFFFF_FFFFL)).isEqualTo(0xFFFF_FFFFL);
		assertThatIllegalArgumentException().isThrownBy(() -> expiry(0x1_0000_0000L));
		assertThatIllegalArgumentException().isThrownBy(() -> expiry("7"))
			.withMessageContaining(MqttHeaders.MESSAGE_EXPIRY_INTERVAL);
	}

	@Test
	void builderTakesMore() {
		assertThat(
				MqttHeaderMapper.toPropertiesBuilder(Map.of("a", "1")).userProperty("b", "2").build().userProperties())
			.containsExactly(new UserProperty("a", "1"), new UserProperty("b", "2"));
	}

	private static long expiry(Object value) {
		return MqttHeaderMapper.toProperties(Map.of(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, value))
			.messageExpiryInterval()
			.orElseThrow();
	}

}
