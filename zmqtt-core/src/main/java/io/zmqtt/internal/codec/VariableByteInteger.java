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

import io.netty.buffer.ByteBuf;

/**
 * The variable byte integer (MQTT 5.0, section 1.5.5), which is also the remaining length
 * of MQTT 3.1.1.
 */
final class VariableByteInteger {

	static final int MAXIMUM = 268_435_455;

	private VariableByteInteger() {
	}

	static int size(int value) {
		return (value < 0x80) ? 1 : (value < 0x4000) ? 2 : (value < 0x20_0000) ? 3 : 4;
	}

	static void write(ByteBuf out, int value) {
		int rest = value;
		while (rest > 0x7F) {
			out.writeByte(rest & 0x7F | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
	}

}
