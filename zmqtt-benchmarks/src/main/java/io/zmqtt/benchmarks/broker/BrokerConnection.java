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
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * One client's connection, served by one thread. It trusts its client: what it does not
 * need is not looked at.
 */
final class BrokerConnection implements AutoCloseable {

	static final String MARK = "zb/mark";

	static final String START = "zb/start";

	static final String STOP = "zb/stop";

	static final String ECHO = "zb/echo";

	static final String DATA = "zb/data";

	private static final int BUFFER_SIZE = 512 * 1024;

	private static final int LONGEST_COMMAND = START.length();

	private final SocketChannel channel;

	private final boolean acksOneByOne;

	private final Selector selector;

	private final SelectionKey key;

	private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private @Nullable Source source;

	private @Nullable String stopToken;

	private boolean version5;

	private int receiveMaximum = 65535;

	private long received;

	private boolean open = true;

	BrokerConnection(SocketChannel channel, boolean acksOneByOne) throws IOException {
		this.channel = channel;
		this.acksOneByOne = acksOneByOne;
		this.selector = Selector.open();
		channel.configureBlocking(false);
		this.key = channel.register(this.selector, SelectionKey.OP_READ);
	}

	void run() throws IOException {
		boolean morePending = false;
		while (this.open) {
			await(morePending ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
			if (this.key.isReadable()) {
				if (this.channel.read(this.in) < 0) {
					return;
				}
				process();
			}
			Source source = this.source;
			if (source != null) {
				morePending = source.push(this.channel);
				reportEnd(source);
			}
			flush();
		}
	}

	private void await(int operations) throws IOException {
		if (this.key.interestOps() != operations) {
			this.key.interestOps(operations);
		}
		this.selector.select();
		this.selector.selectedKeys().clear();
	}

	private void process() throws IOException {
		ByteBuffer in = this.in.flip();
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
			if (length > BUFFER_SIZE - 5) {
				throw new IOException("Packet of " + length + " bytes");
			}
			if (more || in.limit() - index < length) {
				break;
			}
			handle(in.get(start) & 0xff, index, length);
			in.position(index + length);
		}
		in.compact();
	}

	private void handle(int header, int index, int length) throws IOException {
		switch (header >>> 4) {
			case 1 -> connect(index);
			case 3 -> publish((header >>> 1) & 3, index, length);
			case 4 -> completed();
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
		if (remaining > 127) {
			throw new IOException("Too many filters");
		}
		ByteBuffer out = room(2 + remaining).put((byte) header).put((byte) remaining).putShort((short) id(index));
		if (this.version5) {
			out.put((byte) 0);
		}
		for (int i = 0; success && i < codes; i++) {
			out.put((byte) 0);
		}
	}

	private void publish(int qos, int index, int length) throws IOException {
		int topicLength = id(index);
		if (qos == 0 && topicLength <= LONGEST_COMMAND && this.in.get(index + 2) == 'z'
				&& this.in.get(index + 3) == 'b') {
			int payload = index + 2 + topicLength;
			payload += propertiesLength(payload);
			command(text(index + 2, topicLength), text(payload, index + length - payload));
			return;
		}
		this.received++;
		if (qos == 1) {
			respond(0x40, id(index + 2 + topicLength));
		}
		else if (qos == 2) {
			respond(0x50, id(index + 2 + topicLength));
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
		this.source = new Source(DATA, Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), window,
				this.version5);
	}

	private void completed() {
		if (this.source != null) {
			this.source.complete();
		}
	}

	private void reportEnd(Source source) throws IOException {
		if (this.stopToken != null && source.isFinished()) {
			echo(this.stopToken + " " + source.count());
			this.stopToken = null;
		}
	}

	private void echo(String text) throws IOException {
		ByteBuffer packet = new Packet().publish(ECHO, 0, 0, this.version5, text.getBytes(StandardCharsets.US_ASCII))
			.toBuffer();
		room(packet.remaining()).put(packet);
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

	private void flush() throws IOException {
		if (this.out.position() == 0) {
			return;
		}
		while (this.source != null && !this.source.completePacket(this.channel)) {
			await(SelectionKey.OP_WRITE);
		}
		this.out.flip();
		while (this.out.hasRemaining()) {
			if (this.channel.write(this.out) == 0) {
				await(SelectionKey.OP_WRITE);
			}
		}
		this.out.clear();
	}

	private int id(int index) {
		return this.in.getShort(index) & 0xffff;
	}

	private int propertiesLength(int index) {
		return this.version5 ? 1 + this.in.get(index) : 0;
	}

	private String text(int index, int length) {
		byte[] bytes = new byte[length];
		this.in.get(index, bytes);
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
		this.channel.close();
	}

}
