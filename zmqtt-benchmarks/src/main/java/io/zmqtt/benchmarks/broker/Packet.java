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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the few packets that are sent often enough to be worth a method.
 */
public final class Packet {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	/**
	 * Append a PUBLISH packet.
	 * @param topic the topic
	 * @param qos 0, 1 or 2
	 * @param id the packet identifier, unless {@code qos} is 0
	 * @param properties whether there are properties, of which there are none
	 * @param payload the payload
	 * @return this
	 */
	public Packet publish(String topic, int qos, int id, boolean properties, byte[] payload) {
		byte[] name = topic.getBytes(StandardCharsets.UTF_8);
		int remaining = 2 + name.length + ((qos != 0) ? 2 : 0) + (properties ? 1 : 0) + payload.length;
		this.bytes.write(0x30 | (qos << 1));
		while (remaining > 127) {
			this.bytes.write((remaining & 0x7f) | 0x80);
			remaining >>>= 7;
		}
		this.bytes.write(remaining);
		putShort(name.length);
		this.bytes.writeBytes(name);
		if (qos != 0) {
			putShort(id);
		}
		if (properties) {
			this.bytes.write(0);
		}
		this.bytes.writeBytes(payload);
		return this;
	}

	private void putShort(int value) {
		this.bytes.write(value >>> 8);
		this.bytes.write(value);
	}

	/**
	 * Return the number of bytes so far.
	 * @return the length
	 */
	public int length() {
		return this.bytes.size();
	}

	/**
	 * Return what was written.
	 * @return a buffer with the bytes remaining
	 */
	public ByteBuffer toBuffer() {
		return ByteBuffer.wrap(this.bytes.toByteArray());
	}

}
