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

/**
 * The rules for topic names (MQTT 5.0, section 4.7; MQTT 3.1.1, section 4.7). A topic
 * name is an ordinary string; this class only checks it.
 */
public final class TopicName {

	private TopicName() {
	}

	/**
	 * Check that a string is a topic name: 1 to 65,535 bytes of UTF-8 without wildcards,
	 * U+0000 and lone surrogates.
	 * @param topicName the string to check
	 * @return the same string
	 * @throws MqttInvalidTopicException if it is not a topic name
	 */
	public static String requireValid(String topicName) {
		return MqttStrings.requireTopicName(topicName);
	}

}
