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

import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * PUBLISH (MQTT 5.0, section 3.3). The flags of the fixed header are kept as they are on
 * the wire, which makes the record of the hot path as small as it can be.
 *
 * @param topic the topic name; empty only on MQTT 5 when a topic alias stands for it
 * @param payload the payload, shared
 * @param properties the properties, {@link PublishPacketProperties#NONE} when there are
 * none
 * @param packetId the packet identifier, 0 at QoS 0
 * @param flags the lower half of the first byte: DUP, QoS, RETAIN
 */
public record Publish(String topic, byte[] payload, PublishPacketProperties properties, int packetId,
		byte flags) implements Packet {

	/**
	 * The DUP flag.
	 */
	public static final int DUP = 0x08;

	/**
	 * The RETAIN flag.
	 */
	public static final int RETAIN = 0x01;

	public static Publish of(String topic, byte[] payload, QoS qos, boolean retain, boolean duplicate, int packetId,
			PublishPacketProperties properties) {
		return new Publish(topic, payload, properties, packetId, flags(qos, retain, duplicate));
	}

	public static byte flags(QoS qos, boolean retain, boolean duplicate) {
		return (byte) ((duplicate ? DUP : 0) | (qos.value() << 1) | (retain ? RETAIN : 0));
	}

	@Override
	public PacketType type() {
		return PacketType.PUBLISH;
	}

	public QoS qos() {
		return QoS.of((this.flags >> 1) & 3);
	}

	public boolean retain() {
		return (this.flags & RETAIN) != 0;
	}

	public boolean duplicate() {
		return (this.flags & DUP) != 0;
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof Publish other && this.topic.equals(other.topic)
				&& Arrays.equals(this.payload, other.payload) && this.properties.equals(other.properties)
				&& this.packetId == other.packetId && this.flags == other.flags;
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.topic, Arrays.hashCode(this.payload), this.properties, this.packetId, this.flags);
	}

	@Override
	public String toString() {
		return "Publish[topic=" + this.topic + ", payload=" + this.payload.length + " bytes, qos=" + qos().value()
				+ ", retain=" + retain() + ", duplicate=" + duplicate() + ", packetId=" + this.packetId + "]";
	}

}
