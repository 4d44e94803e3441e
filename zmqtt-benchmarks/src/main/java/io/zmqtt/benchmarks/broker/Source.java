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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A ring of encoded PUBLISH packets of equal length that is written over and over, within
 * a window of unacknowledged messages.
 */
public final class Source {

	private static final int MAX_WRITE = 128 * 1024;

	private static final int WRITES_PER_TURN = 16;

	private static final int QOS_0_BLOCK = 64 * 1024;

	private final ByteBuffer ring;

	private final int packetLength;

	private final int qos;

	private final int window;

	private long stopAt = Long.MAX_VALUE;

	private long written;

	private long completed;

	/**
	 * Encode the packets.
	 * @param topic the topic, or what the topics begin with
	 * @param topics the number of topics, which take turns
	 * @param qos 0, 1 or 2
	 * @param size the size of the payload
	 * @param window the most unacknowledged messages, unless {@code qos} is 0
	 * @param properties whether the packets are those of MQTT 5.0
	 */
	public Source(String topic, int topics, int qos, int size, int window, boolean properties) {
		this.qos = qos;
		this.window = window;
		byte[] payload = new byte[size];
		this.packetLength = new Packet().publish(topic(topic, topics, 0), qos, 1, properties, payload).length();
		int packets = packets(topics, this.packetLength, qos, window);
		this.ring = ByteBuffer.allocateDirect(packets * this.packetLength);
		for (int i = 0; i < packets; i++) {
			this.ring.put(
					new Packet().publish(topic(topic, topics, i % topics), qos, i + 1, properties, payload).toBuffer());
		}
	}

	private static int packets(int topics, int packetLength, int qos, int window) {
		if (qos == 0) {
			return Math.max(topics, QOS_0_BLOCK / packetLength);
		}
		// twice the window, so that no identifier returns while it may be in use
		return Math.min(Math.max(topics, 2 * window), 65535);
	}

	/**
	 * Return the name of one of several topics, which are all of the same length.
	 * @param prefix what they begin with
	 * @param topics how many there are; with one, it is the prefix itself
	 * @param index which of them
	 * @return the name
	 */
	public static String topic(String prefix, int topics, int index) {
		return (topics == 1) ? prefix : prefix + "/" + Integer.toString(100_000 + index).substring(1);
	}

	int qos() {
		return this.qos;
	}

	/**
	 * Return the number of packets in the ring, whose identifiers count from 1.
	 * @return the number
	 */
	public int packets() {
		return this.ring.capacity() / this.packetLength;
	}

	/**
	 * Return the number of messages written as a whole.
	 * @return the number
	 */
	public long written() {
		return this.written / this.packetLength;
	}

	/**
	 * Write what the window and the socket allow.
	 * @param channel the socket
	 * @return whether more could be written at once when the socket is writable
	 * @throws IOException if writing fails
	 */
	public boolean push(SocketChannel channel) throws IOException {
		for (int i = 0; i < WRITES_PER_TURN; i++) {
			long left = limit() - this.written;
			if (left <= 0) {
				return false;
			}
			if (!write(channel, left)) {
				return true;
			}
		}
		return true;
	}

	/**
	 * Write the rest of a packet that is partly written, so that another may follow.
	 * @param channel the socket
	 * @return whether there is no such rest any more
	 * @throws IOException if writing fails
	 */
	public boolean completePacket(SocketChannel channel) throws IOException {
		long rest = this.written % this.packetLength;
		return rest == 0 || write(channel, this.packetLength - rest);
	}

	private boolean write(SocketChannel channel, long left) throws IOException {
		int position = (int) (this.written % this.ring.capacity());
		int length = (int) Math.min(Math.min(left, MAX_WRITE), this.ring.capacity() - position);
		int count = channel.write(this.ring.limit(position + length).position(position));
		this.written += count;
		return count == length;
	}

	private long limit() {
		long packets = (this.qos != 0) ? Math.min(this.stopAt, this.completed + this.window) : this.stopAt;
		return (packets < Long.MAX_VALUE) ? packets * this.packetLength : Long.MAX_VALUE;
	}

	/**
	 * Make room in the window.
	 * @param messages how many messages are acknowledged
	 */
	public void complete(long messages) {
		this.completed += messages;
	}

	void stop() {
		if (this.stopAt == Long.MAX_VALUE) {
			this.stopAt = (this.written + this.packetLength - 1) / this.packetLength;
		}
	}

	boolean isFinished() {
		return this.stopAt < Long.MAX_VALUE && this.written == this.stopAt * this.packetLength
				&& (this.qos == 0 || this.completed == this.stopAt);
	}

	long count() {
		return this.stopAt;
	}

}
