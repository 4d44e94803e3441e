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

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The message that the client publishes by itself whenever it has connected: first of
 * all, before what the application has published meanwhile. The counterpart of a
 * {@link Will}, but an ordinary PUBLISH (MQTT 5.0, section 3.3).
 *
 * @param topic the topic name
 * @param payload the payload, shared
 * @param qos the quality of service
 * @param retain whether the message is retained
 * @see MqttClientBuilder#birth(Birth)
 */
public record Birth(String topic, byte[] payload, QoS qos, boolean retain) {

	/**
	 * Create a birth message.
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 */
	public Birth {
		MqttStrings.requireTopicName(topic);
		Objects.requireNonNull(payload, "payload");
		Objects.requireNonNull(qos, "qos");
	}

	/**
	 * Create a birth message that is not retained.
	 * @param topic the topic name
	 * @param payload the payload, sent as UTF-8
	 * @param qos the quality of service
	 * @return the birth message
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 */
	public static Birth of(String topic, String payload, QoS qos) {
		return new Birth(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
	}

	/**
	 * Return this birth message as a retained one.
	 * @return a birth message that is retained
	 */
	public Birth retained() {
		return new Birth(this.topic, this.payload, this.qos, true);
	}

	@Override
	public String toString() {
		return "Birth[topic=" + this.topic + ", payload=" + this.payload.length + " bytes, qos=" + this.qos.value()
				+ ", retain=" + this.retain + "]";
	}

}
