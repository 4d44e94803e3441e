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

package io.zmqtt.internal.session;

import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;

/**
 * A PUBLISH on its way from the decoder to its receivers. One object serves for all that
 * come, so that nothing has to be made for a message but what its receivers keep, and is
 * only valid during the call that it is given to.
 */
public final class Arrival {

	private static final byte[] NO_PAYLOAD = {};

	private String topic = "";

	private byte[] payload = NO_PAYLOAD;

	private PublishPacketProperties properties = PublishPacketProperties.NONE;

	private int packetId;

	private byte flags;

	Arrival() {
	}

	/**
	 * Create a message that has come.
	 */
	public static Arrival of(Publish publish) {
		Arrival arrival = new Arrival();
		arrival.set(publish.topic(), publish.payload(), publish.properties(), publish.packetId(), publish.flags());
		return arrival;
	}

	static Arrival of(Delivery delivery) {
		Arrival arrival = new Arrival();
		arrival.set(delivery.topic(), delivery.payload(), delivery.packetProperties(), delivery.packetId(),
				delivery.flags());
		return arrival;
	}

	void set(String topic, byte[] payload, PublishPacketProperties properties, int packetId, byte flags) {
		this.topic = topic;
		this.payload = payload;
		this.properties = properties;
		this.packetId = packetId;
		this.flags = flags;
	}

	/**
	 * Let go of the message.
	 */
	void clear() {
		this.payload = NO_PAYLOAD;
		this.properties = PublishPacketProperties.NONE;
	}

	public String topic() {
		return this.topic;
	}

	void topic(String topic) {
		this.topic = topic;
	}

	public byte[] payload() {
		return this.payload;
	}

	public PublishPacketProperties properties() {
		return this.properties;
	}

	/**
	 * Return the packet identifier, 0 at QoS 0.
	 */
	public int packetId() {
		return this.packetId;
	}

	/**
	 * Return the lower half of the first byte, as {@link Publish#flags()} has it.
	 */
	public byte flags() {
		return this.flags;
	}

	public int qos() {
		return (this.flags >> 1) & 3;
	}

}
