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

package io.zmqtt.internal.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import io.zmqtt.internal.packet.PacketType;

/**
 * A packet as it is on the wire, read without the codec that is tested.
 *
 * @param type the packet type, 1 to 15
 * @param flags the low four bits of the first byte
 * @param body what follows the remaining length
 */
record Frame(int type, int flags, byte[] body) {

	/**
	 * Return the size of the packet at the beginning of some bytes.
	 * @return the size, or -1 if the packet is not complete
	 */
	static int size(byte[] bytes, int start, int end) {
		int length = 0;
		for (int i = 1; i <= 4 && start + i < end; i++) {
			length |= (bytes[start + i] & 0x7F) << (7 * (i - 1));
			if ((bytes[start + i] & 0x80) == 0) {
				return (end - start >= 1 + i + length) ? 1 + i + length : -1;
			}
		}
		return -1;
	}

	/**
	 * Read a complete packet.
	 */
	static Frame of(byte[] bytes) {
		int header = 2;
		while ((bytes[header - 1] & 0x80) != 0) {
			header++;
		}
		return new Frame((bytes[0] >> 4) & 0x0F, bytes[0] & 0x0F, Arrays.copyOfRange(bytes, header, bytes.length));
	}

	/**
	 * Read complete packets.
	 * @return the packets, or none if the bytes do not end with one
	 */
	static List<Frame> listOf(byte[] bytes) {
		List<Frame> frames = new ArrayList<>();
		int start = 0;
		while (start < bytes.length) {
			int size = size(bytes, start, bytes.length);
			if (size < 0) {
				return List.of();
			}
			frames.add(of(Arrays.copyOfRange(bytes, start, start + size)));
			start += size;
		}
		return frames;
	}

	byte[] toBytes() {
		byte[] length = new byte[4];
		int count = 0;
		int rest = this.body.length;
		do {
			length[count++] = (byte) ((rest > 127) ? (rest & 0x7F) | 0x80 : rest);
			rest >>= 7;
		}
		while (rest > 0);
		byte[] bytes = new byte[1 + count + this.body.length];
		bytes[0] = (byte) (this.type << 4 | this.flags);
		System.arraycopy(length, 0, bytes, 1, count);
		System.arraycopy(this.body, 0, bytes, 1 + count, this.body.length);
		return bytes;
	}

	boolean is(PacketType packetType) {
		return this.type == packetType.code();
	}

	Frame withFlags(int flags) {
		return new Frame(this.type, flags, this.body);
	}

	Frame withBody(byte... body) {
		return new Frame(this.type, this.flags, body);
	}

	/**
	 * Change one byte of the body.
	 */
	Frame withByte(int index, int value) {
		byte[] changed = this.body.clone();
		changed[index] = (byte) value;
		return withBody(changed);
	}

	/**
	 * Put bytes into the body.
	 */
	Frame insert(int index, int... bytes) {
		byte[] changed = new byte[this.body.length + bytes.length];
		System.arraycopy(this.body, 0, changed, 0, index);
		for (int i = 0; i < bytes.length; i++) {
			changed[index + i] = (byte) bytes[i];
		}
		System.arraycopy(this.body, index, changed, index + bytes.length, this.body.length - index);
		return withBody(changed);
	}

	/**
	 * Take the end of the body away.
	 */
	Frame cut(int count) {
		return withBody(Arrays.copyOf(this.body, this.body.length - count));
	}

	int byteAt(int index) {
		return this.body[index] & 0xFF;
	}

	int shortAt(int index) {
		return byteAt(index) << 8 | byteAt(index + 1);
	}

	/**
	 * Return the QoS of a PUBLISH.
	 */
	int qos() {
		return (this.flags >> 1) & 3;
	}

	boolean duplicate() {
		return (this.flags & 8) != 0;
	}

	/**
	 * Return where the packet identifier stands.
	 */
	int idIndex() {
		return (this.type == 3) ? 2 + shortAt(0) : 0;
	}

	int packetId() {
		return shortAt(idIndex());
	}

	Frame withPacketId(int id) {
		return withByte(idIndex(), id >> 8).withByte(idIndex() + 1, id);
	}

	/**
	 * Return the body as text of one byte a character, to look for something in it.
	 */
	String text() {
		return new String(this.body, StandardCharsets.ISO_8859_1);
	}

	String hex() {
		return HexFormat.of().withUpperCase().formatHex(toBytes());
	}

	@Override
	public String toString() {
		return hex();
	}

}
