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
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqtt.benchmarks.broker.Packet;
import org.jspecify.annotations.Nullable;

/**
 * As little of MQTT 3.1.1 as round trips need, up to QoS 1: a publish is one write by the
 * caller, and one thread reads, calls the handler and acknowledges. It checks nothing,
 * keeps no session and knows one handler.
 */
final class RawPeerConnection implements PeerConnection {

	private static final int BUFFER_SIZE = 1024 * 1024;

	private static final int IDS = 65536;

	private static final byte[] CONNECT = HexFormat.of().parseHex("100d00044d5154540402003c000161");

	private final SocketChannel channel;

	private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer acks = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final Semaphore answers = new Semaphore(0);

	private final AtomicReferenceArray<@Nullable BiConsumer<@Nullable Object, @Nullable Throwable>> pending = new AtomicReferenceArray<>(
			IDS);

	private final Object writeLock = new Object();

	private volatile Consumer<byte[]> handler = (payload) -> {
	};

	private int lastId;

	RawPeerConnection(String host, int port) {
		try {
			this.channel = SocketChannel.open(new InetSocketAddress(host, port));
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			Thread reader = new Thread(this::read, "raw-reader");
			reader.setDaemon(true);
			reader.start();
			ask(ByteBuffer.wrap(CONNECT));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void publish(String topic, int qos, byte[] payload,
			BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		synchronized (this.writeLock) {
			this.lastId = this.lastId % (IDS - 1) + 1;
			if (qos > 0) {
				this.pending.set(this.lastId, whenDone);
			}
			write(new Packet().publish(topic, qos, this.lastId, false, payload).toBuffer());
		}
		if (qos == 0) {
			whenDone.accept(null, null);
		}
	}

	@Override
	public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
		this.handler = handler;
		byte[] name = filter.getBytes(StandardCharsets.UTF_8);
		ByteBuffer packet = ByteBuffer.allocate(7 + name.length);
		packet.put((byte) 0x82).put((byte) (5 + name.length)).putShort((short) 1);
		packet.putShort((short) name.length).put(name).put((byte) qos);
		ask(packet.flip());
	}

	private void ask(ByteBuffer packet) {
		synchronized (this.writeLock) {
			write(packet);
		}
		this.answers.acquireUninterruptibly();
	}

	private void write(ByteBuffer bytes) {
		try {
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		try {
			while (true) {
				if (this.channel.read(this.in) < 0) {
					throw new EOFException();
				}
				packets(this.in.flip());
				this.in.compact();
				if (this.acks.flip().hasRemaining()) {
					synchronized (this.writeLock) {
						write(this.acks);
					}
				}
				this.acks.clear();
			}
		}
		catch (AsynchronousCloseException | EOFException ex) {
			// closed by the task
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void packets(ByteBuffer in) {
		while (in.remaining() >= 2) {
			in.mark();
			int header = in.get();
			int length = 0;
			int digit = -1;
			for (int shift = 0; digit < 0 && in.hasRemaining(); shift += 7) {
				digit = in.get();
				length |= (digit & 0x7f) << shift;
			}
			if (digit < 0 || in.remaining() < length) {
				in.reset();
				return;
			}
			int end = in.position() + length;
			packet(header, in, end);
			in.position(end);
		}
	}

	private void packet(int header, ByteBuffer in, int end) {
		switch ((header >>> 4) & 0xf) {
			case 2, 9 -> this.answers.release();
			case 3 -> {
				in.position(in.position() + 2 + in.getShort(in.position()));
				if ((header & 6) != 0) {
					this.acks.put((byte) 0x40).put((byte) 2).putShort(in.getShort());
				}
				byte[] payload = new byte[end - in.position()];
				in.get(payload);
				this.handler.accept(payload);
			}
			case 4 -> {
				BiConsumer<@Nullable Object, @Nullable Throwable> done = this.pending
					.getAndSet(Short.toUnsignedInt(in.getShort()), null);
				if (done != null) {
					done.accept(null, null);
				}
			}
			default -> {
			}
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
