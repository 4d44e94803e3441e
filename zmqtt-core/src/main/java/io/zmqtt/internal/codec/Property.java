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

package io.zmqtt.internal.codec;

import org.jspecify.annotations.Nullable;

import static io.zmqtt.internal.codec.PropertySection.ACK;
import static io.zmqtt.internal.codec.PropertySection.AUTH;
import static io.zmqtt.internal.codec.PropertySection.CLIENT_DISCONNECT;
import static io.zmqtt.internal.codec.PropertySection.CLIENT_PUBLISH;
import static io.zmqtt.internal.codec.PropertySection.CONNACK;
import static io.zmqtt.internal.codec.PropertySection.CONNECT;
import static io.zmqtt.internal.codec.PropertySection.SERVER_DISCONNECT;
import static io.zmqtt.internal.codec.PropertySection.SERVER_PUBLISH;
import static io.zmqtt.internal.codec.PropertySection.SUBSCRIBE;
import static io.zmqtt.internal.codec.PropertySection.WILL;

/**
 * The properties of MQTT 5 with their types and the places where they are allowed (MQTT
 * 5.0, section 2.2.2.2).
 */
enum Property {

	PAYLOAD_FORMAT_INDICATOR(0x01, Type.BIT, CLIENT_PUBLISH, SERVER_PUBLISH, WILL),

	MESSAGE_EXPIRY_INTERVAL(0x02, Type.FOUR_BYTES, CLIENT_PUBLISH, SERVER_PUBLISH, WILL),

	CONTENT_TYPE(0x03, Type.STRING, CLIENT_PUBLISH, SERVER_PUBLISH, WILL),

	RESPONSE_TOPIC(0x08, Type.STRING, CLIENT_PUBLISH, SERVER_PUBLISH, WILL),

	CORRELATION_DATA(0x09, Type.BINARY, CLIENT_PUBLISH, SERVER_PUBLISH, WILL),

	SUBSCRIPTION_IDENTIFIER(0x0B, Type.VARIABLE_NOT_ZERO, SERVER_PUBLISH, SUBSCRIBE),

	SESSION_EXPIRY_INTERVAL(0x11, Type.FOUR_BYTES, CONNECT, CONNACK, CLIENT_DISCONNECT),

	ASSIGNED_CLIENT_IDENTIFIER(0x12, Type.STRING, CONNACK),

	SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES, CONNACK),

	AUTHENTICATION_METHOD(0x15, Type.STRING, CONNECT, CONNACK, AUTH),

	AUTHENTICATION_DATA(0x16, Type.BINARY, CONNECT, CONNACK, AUTH),

	REQUEST_PROBLEM_INFORMATION(0x17, Type.BIT, CONNECT),

	WILL_DELAY_INTERVAL(0x18, Type.FOUR_BYTES, WILL),

	REQUEST_RESPONSE_INFORMATION(0x19, Type.BIT, CONNECT),

	RESPONSE_INFORMATION(0x1A, Type.STRING, CONNACK),

	SERVER_REFERENCE(0x1C, Type.STRING, CONNACK, SERVER_DISCONNECT),

	REASON_STRING(0x1F, Type.STRING, CONNACK, ACK, CLIENT_DISCONNECT, SERVER_DISCONNECT, AUTH),

	RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES_NOT_ZERO, CONNECT, CONNACK),

	TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, CONNECT, CONNACK),

	TOPIC_ALIAS(0x23, Type.TWO_BYTES_NOT_ZERO, CLIENT_PUBLISH, SERVER_PUBLISH),

	MAXIMUM_QOS(0x24, Type.BIT, CONNACK),

	RETAIN_AVAILABLE(0x25, Type.BIT, CONNACK),

	USER_PROPERTY(0x26, Type.STRING_PAIR, PropertySection.values()),

	MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES_NOT_ZERO, CONNECT, CONNACK),

	WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Type.BIT, CONNACK),

	SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Type.BIT, CONNACK),

	SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Type.BIT, CONNACK);

	private static final @Nullable Property[] BY_ID = new @Nullable Property[0x2B];

	static {
		for (Property property : values()) {
			BY_ID[property.id] = property;
		}
	}

	private final int id;

	private final Type type;

	private final int sections;

	Property(int id, Type type, PropertySection... sections) {
		this.id = id;
		this.type = type;
		int bits = 0;
		for (PropertySection section : sections) {
			bits |= 1 << section.ordinal();
		}
		this.sections = bits;
	}

	static @Nullable Property find(int id) {
		return (id < BY_ID.length) ? BY_ID[id] : null;
	}

	int id() {
		return this.id;
	}

	Type type() {
		return this.type;
	}

	boolean isAllowedIn(PropertySection section) {
		return (this.sections & (1 << section.ordinal())) != 0;
	}

	boolean isRepeatableIn(PropertySection section) {
		return this == USER_PROPERTY || this == SUBSCRIPTION_IDENTIFIER && section == PropertySection.SERVER_PUBLISH;
	}

	/**
	 * The types of values, numbers with their ranges.
	 */
	enum Type {

		BIT(0, 1), TWO_BYTES(0, 0xFFFF), TWO_BYTES_NOT_ZERO(1, 0xFFFF), FOUR_BYTES(0, 0xFFFF_FFFFL),
		FOUR_BYTES_NOT_ZERO(1, 0xFFFF_FFFFL), VARIABLE_NOT_ZERO(1, VariableByteInteger.MAXIMUM), STRING(0, 0),
		STRING_PAIR(0, 0), BINARY(0, 0);

		private final long minimum;

		private final long maximum;

		Type(long minimum, long maximum) {
			this.minimum = minimum;
			this.maximum = maximum;
		}

		boolean isInRange(long value) {
			return value >= this.minimum && value <= this.maximum;
		}

	}

}
