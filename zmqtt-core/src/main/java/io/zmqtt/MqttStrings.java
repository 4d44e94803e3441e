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

package io.zmqtt;

import org.jspecify.annotations.Nullable;

/**
 * The rules for strings on the wire (MQTT 5.0, sections 1.5.4 and 4.7; MQTT 3.1.1,
 * sections 1.5.3 and 4.7).
 */
final class MqttStrings {

	static final int MAXIMUM_BYTES = 0xFFFF;

	private MqttStrings() {
	}

	/**
	 * Check that the string can be sent as an MQTT string.
	 */
	static String requireValid(String string, String what) {
		String problem = findProblem(string, false);
		if (problem != null) {
			throw new IllegalArgumentException(what + " " + problem);
		}
		return string;
	}

	/**
	 * Check that the string is a topic name, which means one without wildcards.
	 */
	static String requireTopicName(String topic) {
		if (topic.isEmpty()) {
			throw new MqttInvalidTopicException(topic, "Topic name must have at least one character");
		}
		String problem = findProblem(topic, true);
		if (problem != null) {
			throw new MqttInvalidTopicException(topic, "Topic name " + problem);
		}
		return topic;
	}

	static @Nullable String findProblem(String string, boolean topicName) {
		int length = string.length();
		if (length > MAXIMUM_BYTES) {
			return "must be at most 65535 bytes of UTF-8, not " + length + " or more";
		}
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char c = string.charAt(i);
			if (c >= 0x80) {
				if (c < 0x800) {
					bytes++;
				}
				else if (!Character.isSurrogate(c)) {
					bytes += 2;
				}
				else if (Character.isHighSurrogate(c) && i + 1 < length
						&& Character.isLowSurrogate(string.charAt(i + 1))) {
					bytes += 2;
					i++;
				}
				else {
					return "must not contain a lone surrogate (at index " + i + ")";
				}
			}
			else if (c == 0) {
				return "must not contain U+0000 (at index " + i + ")";
			}
			else if (topicName && (c == '+' || c == '#')) {
				return "must not contain the wildcard '" + c + "' (at index " + i + ")";
			}
		}
		return (bytes > MAXIMUM_BYTES) ? "must be at most 65535 bytes of UTF-8, not " + bytes : null;
	}

}
