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

package io.zmqtt.benchmarks.broker;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages back to where they came from, with at most as many unacknowledged as the
 * client receives at once; the others wait.
 */
final class Reflector {

	private static final int MAX_ID = 65535;

	private final String topic;

	private final int window;

	private final boolean properties;

	private final BitSet inUse = new BitSet(MAX_ID + 1);

	private final Queue<byte[]> waiting = new ArrayDeque<>();

	private int inFlight;

	private int lastId;

	/**
	 * Create a reflector for one connection.
	 * @param topic the topic of all messages
	 * @param window the most unacknowledged messages
	 * @param properties whether the packets are those of MQTT 5.0
	 */
	Reflector(String topic, int window, boolean properties) {
		this.topic = topic;
		this.window = window;
		this.properties = properties;
	}

	/**
	 * Accept a message.
	 * @param qos 0 or 1
	 * @param payload its payload
	 * @return the packet to send back now, or {@code null} if it has to wait
	 */
	@Nullable ByteBuffer accept(int qos, byte[] payload) {
		if (qos == 0) {
			return new Packet().publish(this.topic, 0, 0, this.properties, payload).toBuffer();
		}
		if (this.inFlight == this.window) {
			this.waiting.add(payload);
			return null;
		}
		return encode(payload);
	}

	/**
	 * Take an acknowledgement.
	 * @param id its packet identifier
	 * @return the packet that may be sent now, or {@code null} if there is none
	 */
	@Nullable ByteBuffer acknowledged(int id) {
		if (!this.inUse.get(id)) {
			throw new IllegalStateException("Packet identifier " + id + " is not in use");
		}
		this.inUse.clear(id);
		this.inFlight--;
		byte[] next = this.waiting.poll();
		return (next != null) ? encode(next) : null;
	}

	private ByteBuffer encode(byte[] payload) {
		int id = this.inUse.nextClearBit(this.lastId % MAX_ID + 1);
		if (id > MAX_ID) {
			id = this.inUse.nextClearBit(1);
		}
		this.inUse.set(id);
		this.lastId = id;
		this.inFlight++;
		return new Packet().publish(this.topic, 1, id, this.properties, payload).toBuffer();
	}

}
