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
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * One client's connection, served by the broker's thread. It trusts its client: what it
 * does not need is not looked at.
 */
final class BrokerConnection {

	static final String MARK = "zb/mark";

	static final String START = "zb/start";

	static final String STOP = "zb/stop";

	static final String ECHO = "zb/echo";

	static final String DATA = "zb/data";

	static final String BACK = "zb/back";

	private static final int LONGEST_COMMAND = START.length();

	private static final int ROOM_FOR_A_PACKET = 16;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final ByteBuffer in;

	private final ByteBuffer out;

	private final boolean acksOneByOne;

	/** The beginning of a packet whose rest has not come. */
	private byte @Nullable [] partial;

	/** What the socket did not take; until it has, nothing else is done. */
	private @Nullable ByteBuffer unwritten;

	private @Nullable Source source;

	private @Nullable Reflector reflector;

	private @Nullable String stopToken;

	private boolean version5;

	private int receiveMaximum = 65535;

	private long received;

	private boolean open = true;

	BrokerConnection(SocketChannel channel, SelectionKey key, SharedBuffers buffers, boolean acksOneByOne) {
		this.channel = channel;
		this.key = key;
		this.in = buffers.in;
		this.out = buffers.out;
		this.acksOneByOne = acksOneByOne;
	}

	/**
	 * Do what the socket is ready for.
	 * @return whether the connection stays open
	 * @throws IOException if it fails
	 */
	boolean serve() throws IOException {
		if (!writeUnwritten()) {
			return true;
		}
		if (this.key.isReadable() && !read()) {
			return false;
		}
		boolean more = false;
		Source source = this.source;
		if (source != null && this.unwritten == null) {
			more = source.push(this.channel);
			reportEnd(source);
		}
		flush();
		int operations = (this.unwritten != null) ? SelectionKey.OP_WRITE
				: more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
		if (this.key.interestOps() != operations) {
			this.key.interestOps(operations);
		}
		return this.open;
	}

	private boolean read() throws IOException {
		ByteBuffer in = this.in.clear();
		if (this.partial != null) {
			in.put(this.partial);
		}
		if (this.channel.read(in.limit(in.position() + SharedBuffers.SIZE)) < 0) {
			return false;
		}
		process(in.flip());
		this.partial = in.hasRemaining() ? new byte[in.remaining()] : null;
		if (this.partial != null) {
			in.get(this.partial);
		}
		return true;
	}

	private void process(ByteBuffer in) throws IOException {
		while (in.remaining() >= 2) {
			int start = in.position();
			int index = start + 1;
			int length = 0;
			int shift = 0;
			boolean more = true;
			while (more && index < in.limit()) {
				int digit = in.get(index++);
				length |= (digit & 0x7f) << shift;
				shift += 7;
				more = digit < 0;
			}
			if (length > SharedBuffers.SIZE - ROOM_FOR_A_PACKET) {
				throw new IOException("Packet of " + length + " bytes");
			}
			if (more || in.limit() - index < length) {
				break;
			}
			handle(in.get(start) & 0xff, index, length);
			in.position(index + length);
		}
	}

	private void handle(int header, int index, int length) throws IOException {
		switch (header >>> 4) {
			case 1 -> connect(index);
			case 3 -> publish((header >>> 1) & 3, index, length);
			case 4 -> acknowledged(id(index));
			case 5 -> respond(0x62, id(index));
			case 6 -> respond(0x70, id(index));
			case 7 -> completed();
			case 8 -> subscribe(index, length);
			case 10 -> unsubscribe(index, length);
			case 12 -> room(2).put((byte) 0xd0).put((byte) 0);
			case 14 -> this.open = false;
			default -> throw new IOException("Unexpected packet with header " + header);
		}
	}

	private void connect(int index) throws IOException {
		this.version5 = this.in.get(index + 6) == 5;
		if (this.version5) {
			this.receiveMaximum = receiveMaximum(index + 10);
			room(5).put(new byte[] { 0x20, 3, 0, 0, 0 });
		}
		else {
			room(4).put(new byte[] { 0x20, 2, 0, 0 });
		}
	}

	private int receiveMaximum(int index) {
		int end = index + 1 + this.in.get(index);
		int i = index + 1;
		while (i < end) {
			int property = this.in.get(i++);
			switch (property) {
				case 0x21 -> {
					return id(i);
				}
				case 0x11, 0x27 -> i += 4;
				case 0x22 -> i += 2;
				case 0x17, 0x19 -> i += 1;
				case 0x15, 0x16 -> i += 2 + id(i);
				case 0x26 -> {
					i += 2 + id(i);
					i += 2 + id(i);
				}
				default -> throw new IllegalArgumentException("Unexpected CONNECT property " + property);
			}
		}
		return 65535;
	}

	private void subscribe(int index, int length) throws IOException {
		int end = index + length;
		int i = index + 2 + propertiesLength(index + 2);
		int start = i;
		int filters = 0;
		for (; i < end; i += 3 + id(i)) {
			filters++;
		}
		acknowledge(0x90, index, filters, false);
		for (i = start; i < end; i += 3 + id(i)) {
			this.out.put((byte) (this.in.get(i + 2 + id(i)) & 3));
		}
	}

	private void unsubscribe(int index, int length) throws IOException {
		int filters = 0;
		for (int i = index + 2 + propertiesLength(index + 2); i < index + length; i += 2 + id(i)) {
			filters++;
		}
		acknowledge(0xb0, index, this.version5 ? filters : 0, true);
	}

	private void acknowledge(int header, int index, int codes, boolean success) throws IOException {
		int remaining = 2 + (this.version5 ? 1 : 0) + codes;
		ByteBuffer out = room(5 + remaining).put((byte) header);
		for (int rest = remaining; rest > 0; rest >>>= 7) {
			out.put((byte) ((rest > 127) ? rest & 0x7f | 0x80 : rest));
		}
		out.putShort((short) id(index));
		if (this.version5) {
			out.put((byte) 0);
		}
		for (int i = 0; success && i < codes; i++) {
			out.put((byte) 0);
		}
	}

	private void publish(int qos, int index, int length) throws IOException {
		int topicLength = id(index);
		int end = index + 2 + topicLength;
		boolean special = topicLength <= LONGEST_COMMAND && this.in.get(index + 2) == 'z'
				&& this.in.get(index + 3) == 'b';
		if (special && qos == 0 && !BACK.equals(text(index + 2, topicLength))) {
			int payload = end + propertiesLength(end);
			command(text(index + 2, topicLength), text(payload, index + length - payload));
			return;
		}
		this.received++;
		if (qos == 1) {
			respond(0x40, id(end));
		}
		else if (qos == 2) {
			respond(0x50, id(end));
		}
		if (special) {
			int payload = end + ((qos != 0) ? 2 : 0);
			payload += propertiesLength(payload);
			reflect(qos, bytes(payload, index + length - payload));
		}
	}

	private void reflect(int qos, byte[] payload) throws IOException {
		if (this.reflector == null) {
			this.reflector = new Reflector(BACK, this.receiveMaximum, this.version5);
		}
		send(this.reflector.accept(qos, payload));
	}

	private void send(@Nullable ByteBuffer packet) throws IOException {
		if (packet != null) {
			room(packet.remaining()).put(packet);
		}
	}

	private void command(String topic, String payload) throws IOException {
		switch (topic) {
			case MARK -> echo(payload + " " + this.received);
			case START -> start(payload.split(" "));
			case STOP -> {
				Source source = this.source;
				if (source != null) {
					source.stop();
					this.stopToken = payload;
				}
			}
			default -> throw new IOException("Unknown command " + topic);
		}
	}

	private void start(String[] arguments) {
		int window = Math.min(Integer.parseInt(arguments[2]), this.receiveMaximum);
		int topics = (arguments.length > 3) ? Integer.parseInt(arguments[3]) : 1;
		this.source = new Source(DATA, topics, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), window,
				this.version5);
	}

	private void acknowledged(int id) throws IOException {
		if (this.reflector != null) {
			send(this.reflector.acknowledged(id));
		}
		else {
			completed();
		}
	}

	private void completed() {
		if (this.source != null) {
			this.source.complete(1);
		}
	}

	private void reportEnd(Source source) throws IOException {
		if (this.stopToken != null && source.isFinished()) {
			echo(this.stopToken + " " + source.count());
			this.stopToken = null;
		}
	}

	private void echo(String text) throws IOException {
		byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
		send(new Packet().publish(ECHO, 0, 0, this.version5, payload).toBuffer());
	}

	private void respond(int header, int id) throws IOException {
		room(4).putInt((header << 24) | (2 << 16) | id);
		if (this.acksOneByOne) {
			flush();
		}
	}

	private ByteBuffer room(int bytes) throws IOException {
		if (this.out.remaining() < bytes) {
			flush();
		}
		return this.out;
	}

	private boolean writeUnwritten() throws IOException {
		ByteBuffer unwritten = this.unwritten;
		if (unwritten == null) {
			return true;
		}
		if (this.source != null && !this.source.completePacket(this.channel)) {
			return false;
		}
		this.channel.write(unwritten);
		if (unwritten.hasRemaining()) {
			return false;
		}
		this.unwritten = null;
		return true;
	}

	private void flush() throws IOException {
		if (this.out.position() == 0) {
			return;
		}
		ByteBuffer out = this.out.flip();
		ByteBuffer unwritten = this.unwritten;
		if (unwritten == null && (this.source == null || this.source.completePacket(this.channel))) {
			this.channel.write(out);
		}
		if (out.hasRemaining()) {
			int before = (unwritten != null) ? unwritten.remaining() : 0;
			ByteBuffer all = ByteBuffer.allocate(before + out.remaining());
			if (unwritten != null) {
				all.put(unwritten);
			}
			this.unwritten = all.put(out).flip();
		}
		out.clear();
	}

	private int id(int index) {
		return this.in.getShort(index) & 0xffff;
	}

	private int propertiesLength(int index) {
		return this.version5 ? 1 + this.in.get(index) : 0;
	}

	private String text(int index, int length) {
		return new String(bytes(index, length), StandardCharsets.US_ASCII);
	}

	private byte[] bytes(int index, int length) {
		byte[] bytes = new byte[length];
		this.in.get(index, bytes);
		return bytes;
	}

}
