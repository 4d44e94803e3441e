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

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The UTF-8 strings of MQTT (MQTT 5.0, section 1.5.4): well-formed, without surrogates
 * and without U+0000. A byte order mark is a character like any other.
 */
final class Utf8 {

	static final int MAXIMUM_LENGTH = 0xFFFF;

	private Utf8() {
	}

	/**
	 * Return how many bytes the string takes, without its length prefix.
	 * @throws IllegalArgumentException if it cannot be sent
	 */
	static int length(String string) {
		int chars = string.length();
		if (chars > MAXIMUM_LENGTH) {
			throw tooLong();
		}
		int length = chars;
		for (int i = 0; i < chars; i++) {
			char c = string.charAt(i);
			if (c >= 0x80) {
				if (c < 0x800) {
					length++;
				}
				else {
					length += 2;
					if (Character.isSurrogate(c)) {
						if (!Character.isHighSurrogate(c) || i + 1 == chars
								|| !Character.isLowSurrogate(string.charAt(i + 1))) {
							throw new IllegalArgumentException("String must not contain a lone surrogate");
						}
						i++;
					}
				}
			}
			else if (c == 0) {
				throw new IllegalArgumentException("String must not contain U+0000");
			}
		}
		if (length > MAXIMUM_LENGTH) {
			throw tooLong();
		}
		return length;
	}

	private static IllegalArgumentException tooLong() {
		return new IllegalArgumentException("String must be at most 65535 bytes of UTF-8");
	}

	/**
	 * Write the string, whose length was computed before.
	 */
	static void write(ByteBuf out, String string, int length) {
		if (length == string.length()) {
			out.writeCharSequence(string, StandardCharsets.US_ASCII);
		}
		else {
			ByteBufUtil.reserveAndWriteUtf8(out, string, length);
		}
	}

	/**
	 * Decode the first bytes of the array.
	 */
	static String decode(byte[] bytes, int length) {
		int i = 0;
		while (i < length && bytes[i] > 0) {
			i++;
		}
		if (i == length) {
			return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
		}
		validate(bytes, i, length);
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	private static void validate(byte[] bytes, int start, int length) {
		int i = start;
		while (i < length) {
			int b = bytes[i];
			if (b > 0) {
				i++;
			}
			else if (b == 0) {
				throw DecodingException.malformed("A string contains U+0000");
			}
			else {
				i += sequence(bytes, i, length);
			}
		}
	}

	private static int sequence(byte[] bytes, int start, int length) {
		int lead = bytes[start] & 0xFF;
		int size = (lead < 0xC2 || lead > 0xF4) ? 0 : (lead < 0xE0) ? 2 : (lead < 0xF0) ? 3 : 4;
		if (size == 0 || length - start < size) {
			throw illFormed();
		}
		// The second byte excludes longer forms than needed, surrogates and what is
		// beyond U+10FFFF.
		int lowest = (lead == 0xE0) ? 0xA0 : (lead == 0xF0) ? 0x90 : 0x80;
		int highest = (lead == 0xED) ? 0x9F : (lead == 0xF4) ? 0x8F : 0xBF;
		int second = bytes[start + 1] & 0xFF;
		if (second < lowest || second > highest) {
			throw illFormed();
		}
		for (int i = start + 2; i < start + size; i++) {
			if ((bytes[i] & 0xC0) != 0x80) {
				throw illFormed();
			}
		}
		return size;
	}

	private static DecodingException illFormed() {
		return DecodingException.malformed("A string is not well-formed UTF-8");
	}

}
