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
 * Thrown when a topic name, topic filter or topic template breaks the rules of the
 * standard (MQTT 5.0, section 4.7), always before anything is sent.
 */
public final class MqttInvalidTopicException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final String topic;

	/**
	 * Create an exception.
	 * @param topic the name, filter or template
	 * @param message which rule it breaks
	 */
	public MqttInvalidTopicException(String topic, String message) {
		super(message + abbreviate(topic), null);
		this.topic = topic;
	}

	/**
	 * Return the refused name, filter or template.
	 * @return the text as it was given
	 */
	public String topic() {
		return this.topic;
	}

	private static String abbreviate(String topic) {
		if (topic.isEmpty()) {
			return "";
		}
		String text = (topic.length() > 80) ? topic.substring(0, 80) + "..." : topic;
		return ": '" + text.replace('\0', '\uFFFD') + "'";
	}

}
