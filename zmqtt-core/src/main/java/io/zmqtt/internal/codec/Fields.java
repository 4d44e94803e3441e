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

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of packets. Every method returns the size of what it writes; without
 * a buffer it only checks and measures, so that one piece of code describes a packet for
 * both.
 */
final class Fields {

	private static final int MAXIMUM_BINARY = 0xFFFF;

	private Fields() {
	}

	static int writeByte(@Nullable ByteBuf out, int value) {
		if (out != null) {
			out.writeByte(value);
		}
		return 1;
	}

	static int writeShort(@Nullable ByteBuf out, int value) {
		if (value < 0 || value > 0xFFFF) {
			throw new IllegalArgumentException("Value must be from 0 to 65535, not " + value);
		}
		if (out != null) {
			out.writeShort(value);
		}
		return 2;
	}

	static int writePacketId(@Nullable ByteBuf out, int packetId) {
		requirePacketId(packetId);
		return writeShort(out, packetId);
	}

	static void requirePacketId(int packetId) {
		if (packetId < 1 || packetId > 0xFFFF) {
			throw new IllegalArgumentException("Packet identifier must be from 1 to 65535, not " + packetId);
		}
	}

	static void requireMethod(@Nullable String authenticationMethod, byte @Nullable [] authenticationData) {
		if (authenticationMethod == null && authenticationData != null) {
			throw new IllegalArgumentException("AUTHENTICATION_DATA without AUTHENTICATION_METHOD");
		}
	}

	static int writeVariableByteInteger(@Nullable ByteBuf out, long value) {
		if (value > VariableByteInteger.MAXIMUM) {
			throw new IllegalArgumentException("Length must be at most 268435455, not " + value);
		}
		if (out != null) {
			VariableByteInteger.write(out, (int) value);
		}
		return VariableByteInteger.size((int) value);
	}

	static int writeString(@Nullable ByteBuf out, String string) {
		int length = Utf8.length(string);
		if (out != null) {
			out.writeShort(length);
			Utf8.write(out, string, length);
		}
		return 2 + length;
	}

	static int writeBinary(@Nullable ByteBuf out, byte[] bytes) {
		if (bytes.length > MAXIMUM_BINARY) {
			throw new IllegalArgumentException("Binary data must be at most 65535 bytes, not " + bytes.length);
		}
		if (out != null) {
			out.writeShort(bytes.length).writeBytes(bytes);
		}
		return 2 + bytes.length;
	}

	static int writeProperty(@Nullable ByteBuf out, Property property, @Nullable Number number) {
		return (number != null) ? writeNumber(out, property, number.longValue()) : 0;
	}

	static int writeProperty(@Nullable ByteBuf out, Property property, @Nullable Boolean flag) {
		return (flag != null) ? writeNumber(out, property, flag ? 1 : 0) : 0;
	}

	static int writeProperty(@Nullable ByteBuf out, Property property, @Nullable String string) {
		return (string != null) ? writeByte(out, property.id()) + writeString(out, string) : 0;
	}

	static int writeProperty(@Nullable ByteBuf out, Property property, byte @Nullable [] bytes) {
		return (bytes != null) ? writeByte(out, property.id()) + writeBinary(out, bytes) : 0;
	}

	static long writeProperties(@Nullable ByteBuf out, List<UserProperty> properties) {
		long size = 0;
		for (int i = 0; i < properties.size(); i++) {
			UserProperty property = properties.get(i);
			size += writeByte(out, Property.USER_PROPERTY.id()) + writeString(out, property.name())
					+ writeString(out, property.value());
		}
		return size;
	}

	static int writeNumber(@Nullable ByteBuf out, Property property, long value) {
		if (!property.type().isInRange(value)) {
			throw new IllegalArgumentException(property + " must not be " + value);
		}
		writeByte(out, property.id());
		return 1 + switch (property.type()) {
			case BIT -> writeByte(out, (int) value);
			case TWO_BYTES, TWO_BYTES_NOT_ZERO -> writeShort(out, (int) value);
			case FOUR_BYTES, FOUR_BYTES_NOT_ZERO -> writeInt(out, value);
			case VARIABLE_NOT_ZERO -> writeVariableByteInteger(out, value);
			case STRING, STRING_PAIR, BINARY -> throw new IllegalArgumentException(property + " is not a number");
		};
	}

	private static int writeInt(@Nullable ByteBuf out, long value) {
		if (out != null) {
			out.writeInt((int) value);
		}
		return 4;
	}

}
