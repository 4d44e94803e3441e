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

package io.zmqtt.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import io.zmqtt.benchmarks.broker.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A blocking socket to the broker of this module, which counts the packets that it reads
 * and looks at nothing of them but their length.
 */
final class RawConnection implements AutoCloseable {

	private static final String CONNECT_3 = "100d00044d5154540402003c000161";

	// with a receive maximum of 65,535
	private static final String CONNECT_5 = "101100044d5154540502003c0321ffff000161";

	private static final int BUFFER_SIZE = 1024 * 1024;

	private static final int TYPES = 16;

	private final SocketChannel channel;

	private final boolean version5;

	private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final long[] counts = new long[TYPES];

	private @Nullable String answer;

	private int tokens;

	RawConnection(String host, int port, Workload workload) {
		this.version5 = workload.version() == ProtocolVersion.V5_0;
		try {
			this.channel = SocketChannel.open(new InetSocketAddress(host, port));
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			write(ByteBuffer.wrap(HexFormat.of().parseHex(this.version5 ? CONNECT_5 : CONNECT_3)));
			while (count(2) == 0) {
				read();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	SocketChannel channel() {
		return this.channel;
	}

	boolean isVersion5() {
		return this.version5;
	}

	/**
	 * Return how many packets of a type have been read, apart from answers to commands.
	 * @param type the type by its number in the fixed header
	 * @return the number
	 */
	long count(int type) {
		return this.counts[type];
	}

	/**
	 * Wait for bytes and count the packets that are complete.
	 * @throws IOException if reading fails
	 */
	void read() throws IOException {
		if (this.channel.read(this.in) < 0) {
			throw new EOFException();
		}
		ByteBuffer in = this.in.flip();
		int position = 0;
		int limit = in.limit();
		while (limit - position >= 2) {
			int index = position + 1;
			int length = 0;
			int shift = 0;
			boolean more = true;
			while (more && index < limit) {
				int digit = in.get(index++);
				length |= (digit & 0x7f) << shift;
				shift += 7;
				more = digit < 0;
			}
			if (more || limit - index < length) {
				break;
			}
			count(in.get(position), index, length);
			position = index + length;
		}
		in.position(position);
		in.compact();
	}

	private void count(int header, int index, int length) {
		if (header == 0x30 && isAnswer(index)) {
			int start = index + 2 + this.in.getShort(index) + (this.version5 ? 1 : 0);
			byte[] text = new byte[index + length - start];
			this.in.get(start, text);
			this.answer = new String(text, StandardCharsets.US_ASCII);
			return;
		}
		this.counts[(header >>> 4) & 0xf]++;
	}

	/**
	 * The topics of answers and of data differ in their fourth character.
	 */
	private boolean isAnswer(int index) {
		return this.in.get(index + 5) == 'e';
	}

	void write(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			this.channel.write(bytes);
		}
	}

	void command(String topic, String text) throws IOException {
		byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
		write(new Packet().publish(topic, 0, 0, this.version5, payload).toBuffer());
	}

	/**
	 * Send a command to which there is an answer.
	 * @param topic the command
	 * @return its token
	 * @throws IOException if writing fails
	 */
	String ask(String topic) throws IOException {
		String token = Integer.toString(this.tokens++);
		command(topic, token);
		return token;
	}

	/**
	 * Return the count in the answer.
	 * @param token the token of the command
	 * @return the count, or {@code null} if the answer has not come
	 */
	@Nullable Long answer(String token) {
		String answer = this.answer;
		if (answer == null || !answer.startsWith(token + " ")) {
			return null;
		}
		return Long.valueOf(answer.substring(token.length() + 1));
	}

	/**
	 * Encode acknowledgements of all packet identifiers in their order.
	 * @param header the first byte of each
	 * @param ids how many identifiers there are
	 * @return the packets of four bytes each
	 */
	static ByteBuffer acknowledgements(int header, int ids) {
		ByteBuffer ring = ByteBuffer.allocateDirect(4 * ids);
		for (int id = 1; id <= ids; id++) {
			ring.putInt((header << 24) | (2 << 16) | id);
		}
		return ring;
	}

	/**
	 * Write the acknowledgements that are due.
	 * @param ring the acknowledgements of all packet identifiers
	 * @param from the number of those written before
	 * @param to the number of those written afterwards
	 * @throws IOException if writing fails
	 */
	void acknowledge(ByteBuffer ring, long from, long to) throws IOException {
		int ids = ring.capacity() / 4;
		while (from < to) {
			int first = (int) (from % ids);
			int count = (int) Math.min(to - from, ids - first);
			write(ring.limit(4 * (first + count)).position(4 * first));
			from += count;
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
