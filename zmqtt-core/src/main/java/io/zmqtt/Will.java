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
 * The message that the broker publishes when the connection ends without a DISCONNECT
 * (MQTT 5.0, section 3.1.2.5).
 *
 * @param topic the topic name
 * @param payload the payload, shared, at most 65,535 bytes
 * @param qos the quality of service
 * @param retain whether the message is retained
 */
public record Will(String topic, byte[] payload, QoS qos, boolean retain) {

	/**
	 * Create a will.
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 * @throws IllegalArgumentException if the payload is too long
	 */
	public Will {
		MqttStrings.requireTopicName(topic);
		Objects.requireNonNull(payload, "payload");
		Objects.requireNonNull(qos, "qos");
		if (payload.length > MqttStrings.MAXIMUM_BYTES) {
			throw new IllegalArgumentException("Will payload must be at most 65535 bytes, not " + payload.length);
		}
	}

	/**
	 * Create a will that is not retained.
	 * @param topic the topic name
	 * @param payload the payload, sent as UTF-8
	 * @param qos the quality of service
	 * @return the will
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 */
	public static Will of(String topic, String payload, QoS qos) {
		return new Will(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
	}

	/**
	 * Return this will as a retained one.
	 * @return a will that is retained
	 */
	public Will retained() {
		return new Will(this.topic, this.payload, this.qos, true);
	}

	@Override
	public String toString() {
		return "Will[topic=" + this.topic + ", payload=" + this.payload.length + " bytes, qos=" + this.qos.value()
				+ ", retain=" + this.retain + "]";
	}

}
