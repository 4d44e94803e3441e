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

package io.zmqtt.internal.packet;

import java.util.Arrays;
import java.util.Objects;

import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * The will in CONNECT (MQTT 5.0, sections 3.1.2.5 and 3.1.3.2).
 *
 * @param topic the will topic
 * @param payload the will payload
 * @param qos the will QoS
 * @param retain the will RETAIN flag
 * @param delayInterval the will delay interval in seconds; 0 is the default and is not
 * sent
 * @param properties the other properties, none on MQTT 3.1.1
 */
public record WillMessage(String topic, byte[] payload, QoS qos, boolean retain, long delayInterval,
		PublishProperties properties) {

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof WillMessage other && this.topic.equals(other.topic)
				&& Arrays.equals(this.payload, other.payload) && this.qos == other.qos && this.retain == other.retain
				&& this.delayInterval == other.delayInterval && this.properties.equals(other.properties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topic, Arrays.hashCode(this.payload), this.qos, this.retain, this.delayInterval,
				this.properties);
	}

	@Override
	public String toString() {
		return "WillMessage[topic=" + this.topic + ", payload=" + this.payload.length + " bytes, qos="
				+ this.qos.value() + ", retain=" + this.retain + ", delayInterval=" + this.delayInterval + "]";
	}

}
