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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The topic names last received, found by their bytes, so that a repeating topic costs no
 * allocation. A new topic takes the place of the one in its slot.
 */
final class TopicCache {

	/**
	 * The longest topic name kept here, in bytes.
	 */
	static final int MAXIMUM_LENGTH = 256;

	private static final int SLOTS = 128;

	private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private final @Nullable Entry[] entries = new @Nullable Entry[SLOTS];

	/**
	 * For each slot the one that was used after it last time, so that topics which come
	 * in the same order again are found without a look at all their bytes.
	 */
	private final byte[] following = new byte[SLOTS];

	private int last;

	/**
	 * Return the topic name that came after the last one when that came before, if it is
	 * the one that stands in the buffer.
	 */
	@Nullable String next(ByteBuf buffer, int index, int length) {
		int slot = this.following[this.last];
		Entry entry = this.entries[slot];
		if (entry == null || !entry.matches(buffer, index, length)) {
			return null;
		}
		this.last = slot;
		return entry.topic;
	}

	/**
	 * Return the topic name that the first bytes of the array spell.
	 */
	String get(byte[] bytes, int length) {
		int slot = slot(bytes, length);
		Entry entry = this.entries[slot];
		if (entry == null || !Arrays.equals(entry.bytes, 0, entry.bytes.length, bytes, 0, length)) {
			entry = new Entry(Arrays.copyOf(bytes, length), decode(bytes, length));
			this.entries[slot] = entry;
		}
		this.following[this.last] = (byte) slot;
		this.last = slot;
		return entry.topic;
	}

	static String decode(byte[] bytes, int length) {
		return requireTopicName(Utf8.decode(bytes, length));
	}

	static String requireTopicName(String topic) {
		if (topic.isEmpty() || topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
			throw DecodingException
				.malformed(topic.isEmpty() ? "A topic name is empty" : "A topic name contains a wildcard");
		}
		return topic;
	}

	private static int slot(byte[] bytes, int length) {
		long hash = length;
		int i = 0;
		for (; i <= length - Long.BYTES; i += Long.BYTES) {
			hash = Long.rotateLeft(hash ^ (long) LONGS.get(bytes, i), 29) * MULTIPLIER;
		}
		for (; i < length; i++) {
			hash = (hash ^ bytes[i]) * MULTIPLIER;
		}
		return (int) (hash >>> 32) & (SLOTS - 1);
	}

	private record Entry(byte[] bytes, String topic) {

		boolean matches(ByteBuf buffer, int index, int length) {
			byte[] bytes = this.bytes;
			if (length != bytes.length) {
				return false;
			}
			int i = 0;
			for (; i <= length - Long.BYTES; i += Long.BYTES) {
				if (buffer.getLongLE(index + i) != (long) LONGS.get(bytes, i)) {
					return false;
				}
			}
			for (; i < length; i++) {
				if (buffer.getByte(index + i) != bytes[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
