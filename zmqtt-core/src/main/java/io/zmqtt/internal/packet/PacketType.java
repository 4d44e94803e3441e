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

package io.zmqtt.internal.packet;

import org.jspecify.annotations.Nullable;

/**
 * The types of control packets (MQTT 5.0, section 2.1.2).
 */
public enum PacketType {

	CONNECT(1), CONNACK(2), PUBLISH(3), PUBACK(4), PUBREC(5), PUBREL(6), PUBCOMP(7), SUBSCRIBE(8), SUBACK(9),
	UNSUBSCRIBE(10), UNSUBACK(11), PINGREQ(12), PINGRESP(13), DISCONNECT(14), AUTH(15);

	private static final @Nullable PacketType[] BY_CODE = new @Nullable PacketType[16];

	static {
		for (PacketType type : values()) {
			BY_CODE[type.code] = type;
		}
	}

	private final int code;

	PacketType(int code) {
		this.code = code;
	}

	/**
	 * Return the number in the upper half of the first byte.
	 * @return a number from 1 to 15
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return the type with the given number.
	 * @param code a number from 1 to 15
	 * @return the type
	 */
	public static PacketType of(int code) {
		PacketType type = BY_CODE[code];
		if (type == null) {
			throw new IllegalArgumentException("No packet type: " + code);
		}
		return type;
	}

	/**
	 * Return the type with the given number.
	 * @param code a number from 0 to 15
	 * @return the type, or null for 0
	 */
	public static @Nullable PacketType find(int code) {
		return BY_CODE[code];
	}

}
