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

/**
 * A topic name as it is on the wire. The one that was encoded last is kept, as many
 * messages in a row often have the same. Not thread-safe.
 */
public final class TopicEncoder {

	/**
	 * Longer ones are rare, and would take memory for ever.
	 */
	private static final int LONGEST_KEPT = 256;

	private static final byte[] NONE = {};

	private byte[] bytes = NONE;

	private int length;

	private String topic = "";

	/**
	 * Encode a topic name.
	 * @return an array that begins with its bytes, valid until the next call
	 * @throws IllegalArgumentException if it cannot be sent
	 */
	byte[] encode(String topic) {
		if (topic != this.topic) {
			this.topic = "";
			int chars = topic.length();
			if (chars > LONGEST_KEPT || !encodeAscii(topic, chars)) {
				this.length = Utf8.length(topic);
				return topic.getBytes(StandardCharsets.UTF_8);
			}
			this.length = chars;
			this.topic = topic;
		}
		return this.bytes;
	}

	private boolean encodeAscii(String topic, int chars) {
		if (chars > this.bytes.length) {
			this.bytes = new byte[Math.max(32, chars)];
		}
		byte[] bytes = this.bytes;
		for (int i = 0; i < chars; i++) {
			char c = topic.charAt(i);
			if (c == 0 || c >= 0x80) {
				return false;
			}
			bytes[i] = (byte) c;
		}
		return true;
	}

	/**
	 * Return how many bytes the topic name has that was encoded last.
	 */
	int length() {
		return this.length;
	}

}
