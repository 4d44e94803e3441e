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

package io.zmqtt.internal.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one packet, or of one section in it, and never beyond its end. All
 * access to the buffer is by absolute index: the reader index stays where it is.
 */
final class FrameReader {

	private static final byte[] NO_BYTES = {};

	private byte[] scratch = NO_BYTES;

	private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

	private int index;

	private int end;

	private @Nullable TopicCache topics;

	private @Nullable PropertyReader properties;

	void begin(ByteBuf buffer, int index, int length) {
		this.buffer = buffer;
		this.index = index;
		this.end = index + length;
	}

	/**
	 * Require that all was read, and let go of the buffer.
	 */
	void finish() {
		if (this.index != this.end) {
			throw DecodingException.malformed("The packet is longer than its fields");
		}
		this.buffer = Unpooled.EMPTY_BUFFER;
	}

	int remaining() {
		return this.end - this.index;
	}

	private int take(int length) {
		if (length > this.end - this.index) {
			throw DecodingException.malformed("A field reaches beyond the end of its packet or section");
		}
		int start = this.index;
		this.index = start + length;
		return start;
	}

	int readUnsignedByte() {
		return this.buffer.getUnsignedByte(take(1));
	}

	int readUnsignedShort() {
		return this.buffer.getUnsignedShort(take(2));
	}

	long readUnsignedInt() {
		return this.buffer.getUnsignedInt(take(4));
	}

	int readVariableByteInteger() {
		int value = 0;
		for (int shift = 0; shift < 28; shift += 7) {
			int b = readUnsignedByte();
			value |= (b & 0x7F) << shift;
			if (b < 0x80) {
				if (b == 0 && shift > 0) {
					throw DecodingException.malformed("A variable byte integer is longer than needed");
				}
				return value;
			}
		}
		throw DecodingException.malformed("A variable byte integer has more than four bytes");
	}

	int readPacketId() {
		int packetId = readUnsignedShort();
		if (packetId == 0) {
			throw DecodingException.protocolError("Packet identifier 0");
		}
		return packetId;
	}

	String readString() {
		int length = readUnsignedShort();
		return (length == 0) ? "" : Utf8.decode(readTemporary(length), length);
	}

	/**
	 * Read the topic name of PUBLISH, which may be empty.
	 */
	String readTopicName() {
		int length = readUnsignedShort();
		if (length == 0) {
			return "";
		}
		if (length > TopicCache.MAXIMUM_LENGTH) {
			return TopicCache.decode(readTemporary(length), length);
		}
		TopicCache cache = this.topics;
		if (cache == null) {
			cache = new TopicCache();
			this.topics = cache;
		}
		if (length <= remaining()) {
			String topic = cache.next(this.buffer, this.index, length);
			if (topic != null) {
				this.index += length;
				return topic;
			}
		}
		return cache.get(readTemporary(length), length);
	}

	private byte[] readTemporary(int length) {
		int start = take(length);
		if (length <= TopicCache.MAXIMUM_LENGTH && this.scratch.length == 0) {
			this.scratch = new byte[TopicCache.MAXIMUM_LENGTH];
		}
		byte[] bytes = (length <= this.scratch.length) ? this.scratch : new byte[length];
		this.buffer.getBytes(start, bytes, 0, length);
		return bytes;
	}

	byte[] readBinary() {
		return readBytes(readUnsignedShort());
	}

	byte[] readRest() {
		return readBytes(remaining());
	}

	private byte[] readBytes(int length) {
		if (length == 0) {
			return NO_BYTES;
		}
		int start = take(length);
		byte[] bytes = new byte[length];
		this.buffer.getBytes(start, bytes);
		return bytes;
	}

	/**
	 * Read a section of properties inside its own bound.
	 * @return the values, valid until the next section is read, or null if it is empty
	 */
	@Nullable PropertyReader readProperties(PropertySection section) {
		int length = readVariableByteInteger();
		if (length == 0) {
			return null;
		}
		if (length > remaining()) {
			throw DecodingException.malformed("The properties reach beyond the end of the packet");
		}
		PropertyReader reader = this.properties;
		if (reader == null) {
			reader = new PropertyReader();
			this.properties = reader;
		}
		int packetEnd = this.end;
		this.end = this.index + length;
		reader.read(this, section);
		this.end = packetEnd;
		return reader;
	}

}
