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
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.zmqtt.MqttMessage;
import io.zmqtt.PublishProperties;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/**
 * Maps between message headers and what MQTT messages carry. Stateless.
 *
 * @see MqttHeaders
 */
public final class MqttHeaderMapper {

	private static final Set<String> RESERVED = Set.of(MessageHeaders.ID, MessageHeaders.TIMESTAMP,
			MessageHeaders.CONTENT_TYPE, MessageHeaders.REPLY_CHANNEL, MessageHeaders.ERROR_CHANNEL,
			DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER);

	private MqttHeaderMapper() {
	}

	/**
	 * Return the headers of a received message.
	 * @param message the message
	 * @return a new modifiable map
	 */
	public static Map<String, Object> toHeaders(MqttMessage message) {
		Map<String, Object> headers = new HashMap<>();
		PublishProperties properties = message.properties();
		if (!properties.isEmpty()) {
			mapProperties(properties, headers);
		}
		headers.put(MqttHeaders.RECEIVED_TOPIC, message.topic());
		headers.put(MqttHeaders.RECEIVED_QOS, message.qos());
		headers.put(MqttHeaders.RECEIVED_RETAINED, message.retain());
		headers.put(MqttHeaders.RECEIVED_DUPLICATE, message.duplicate());
		return headers;
	}

	private static void mapProperties(PublishProperties properties, Map<String, Object> headers) {
		for (UserProperty property : properties.userProperties()) {
			if (isUserProperty(property.name())) {
				headers.putIfAbsent(property.name(), property.value());
			}
		}
		if (!properties.userProperties().isEmpty()) {
			headers.put(MqttHeaders.RECEIVED_USER_PROPERTIES, properties.userProperties());
		}
		properties.contentType().ifPresent((contentType) -> {
			headers.put(MqttHeaders.RECEIVED_CONTENT_TYPE, contentType);
			try {
				headers.put(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.parseMimeType(contentType));
			}
			catch (InvalidMimeTypeException ex) {
				// MQTT allows any text, converters only MIME types
			}
		});
		properties.responseTopic().ifPresent((topic) -> headers.put(MqttHeaders.RECEIVED_RESPONSE_TOPIC, topic));
		properties.correlationData().ifPresent((data) -> headers.put(MqttHeaders.RECEIVED_CORRELATION_DATA, data));
	}

	/**
	 * Return the properties of a message to be sent.
	 * @param headers its headers
	 * @return the properties
	 * @throws IllegalArgumentException if a header has a value that cannot be sent
	 */
	public static PublishProperties toProperties(Map<String, Object> headers) {
		return toPropertiesBuilder(headers).build();
	}

	/**
	 * Return the properties of a message to be sent, for others to be added.
	 * @param headers its headers
	 * @return a builder with the properties
	 * @throws IllegalArgumentException if a header has a value that cannot be sent
	 */
	public static PublishProperties.Builder toPropertiesBuilder(Map<String, Object> headers) {
		PublishProperties.Builder builder = PublishProperties.builder();
		headers.forEach((name, value) -> {
			if (value == null) {
				return;
			}
			switch (name) {
				case MessageHeaders.CONTENT_TYPE -> builder.contentType(value.toString());
				case MqttHeaders.UTF8_PAYLOAD -> builder.utf8Payload(bool(name, value));
				case MqttHeaders.RESPONSE_TOPIC -> builder.responseTopic(value.toString());
				case MqttHeaders.CORRELATION_DATA -> builder.correlationData(bytes(value));
				case MqttHeaders.MESSAGE_EXPIRY_INTERVAL -> builder.messageExpiryInterval(seconds(value));
				case MqttHeaders.USER_PROPERTIES -> addUserProperties(builder, value);
				default -> {
					String text = isUserProperty(name) ? text(value) : null;
					if (text != null) {
						builder.userProperty(name, text);
					}
				}
			}
		});
		return builder;
	}

	private static void addUserProperties(PublishProperties.Builder builder, Object value) {
		if (!(value instanceof Iterable<?> properties)) {
			throw invalid(MqttHeaders.USER_PROPERTIES, "a list of user properties", value);
		}
		for (Object property : properties) {
			if (!(property instanceof UserProperty userProperty)) {
				throw invalid(MqttHeaders.USER_PROPERTIES, "a list of user properties", value);
			}
			builder.userProperty(userProperty.name(), userProperty.value());
		}
	}

	private static boolean isUserProperty(String name) {
		return !name.startsWith(MqttHeaders.PREFIX) && !RESERVED.contains(name);
	}

	private static @Nullable String text(Object value) {
		return (value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?> || value instanceof UUID) ? value.toString() : null;
	}

	private static byte[] bytes(Object value) {
		if (value instanceof byte[] bytes) {
			return bytes;
		}
		throw invalid(MqttHeaders.CORRELATION_DATA, "a byte array", value);
	}

	private static boolean bool(String header, Object value) {
		if (value instanceof Boolean bool) {
			return bool;
		}
		throw invalid(header, "a Boolean", value);
	}

	private static long seconds(Object value) {
		if (value instanceof Duration duration) {
			return duration.toSeconds();
		}
		if (value instanceof Number number) {
			return number.longValue();
		}
		throw invalid(MqttHeaders.MESSAGE_EXPIRY_INTERVAL, "a Duration or a number of seconds", value);
	}

	static IllegalArgumentException invalid(String header, String allowed, Object value) {
		return new IllegalArgumentException(
				"Header '" + header + "' must be " + allowed + ", not a " + value.getClass().getName());
	}

}
