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

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a {@link ScriptedBroker}.
 */
final class ScriptedConnection {

	private final ScriptedBroker broker;

	private final Socket socket;

	private final int number;

	private final Object writeLock = new Object();

	private final BlockingQueue<Received> queue = new LinkedBlockingQueue<>();

	private final List<Packet> received = new CopyOnWriteArrayList<>();

	private final List<Frame> frames = new CopyOnWriteArrayList<>();

	private final Breach.Observer observer;

	private final CountDownLatch ended = new CountDownLatch(1);

	private final CountDownLatch resumed = new CountDownLatch(1);

	private volatile boolean paused;

	private volatile MqttVersion version = MqttVersion.V3_1_1;

	private volatile @Nullable Throwable failure;

	ScriptedConnection(ScriptedBroker broker, Socket socket, int number) throws IOException {
		this.broker = broker;
		this.socket = socket;
		this.number = number;
		this.observer = broker.breach().newObserver(number);
		socket.setTcpNoDelay(true);
	}

	/**
	 * Return where the client connected from.
	 */
	InetSocketAddress peer() {
		return (InetSocketAddress) this.socket.getRemoteSocketAddress();
	}

	void start() {
		Thread thread = new Thread(this::read, "scripted-connection-" + this.number);
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		PacketDecoder decoder = PacketDecoder.forServer(268_435_460);
		ByteBuf in = Unpooled.buffer();
		byte[] chunk = new byte[65536];
		try {
			InputStream input = this.socket.getInputStream();
			int count = input.read(chunk);
			while (count >= 0) {
				in.writeBytes(chunk, 0, count);
				int size = Frame.size(in.array(), in.readerIndex(), in.writerIndex());
				while (size > 0) {
					byte[] bytes = new byte[size];
					in.readBytes(bytes);
					for (Frame frame : this.observer.seen(Frame.of(bytes), this.version)) {
						handle(decode(decoder, frame), frame);
					}
					size = Frame.size(in.array(), in.readerIndex(), in.writerIndex());
				}
				if (!in.isReadable()) {
					in.clear();
				}
				if (this.paused) {
					this.resumed.await();
				}
				count = input.read(chunk);
			}
		}
		catch (IOException ex) {
			// the connection was reset or closed
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | AssertionError ex) {
			this.failure = ex;
		}
		finally {
			if (this.observer.seesTheEnd()) {
				this.ended.countDown();
			}
		}
	}

	private static Packet decode(PacketDecoder decoder, Frame frame) {
		Packet packet = decoder.decode(Unpooled.wrappedBuffer(frame.toBytes()));
		if (packet == null) {
			throw new AssertionError("More than one packet: " + frame);
		}
		return packet;
	}

	private void handle(Packet packet, Frame frame) {
		if (packet instanceof Connect connect) {
			this.version = connect.version();
		}
		this.received.add(packet);
		this.frames.add(frame);
		Packet answer = this.broker.answer(packet);
		// first the queue: what the test sends next may depend on it, the answer not
		this.queue.add(new Received(packet, frame, answer != null));
		if (answer != null) {
			try {
				write(encode(answer));
			}
			catch (IOException ex) {
				// the client has gone meanwhile
			}
		}
		if (packet instanceof Disconnect && !this.broker.isManual(PacketType.DISCONNECT)) {
			close();
		}
	}

	/**
	 * Wait for a packet of a type. Packets that were answered automatically are skipped,
	 * any other one is a failure.
	 */
	<P extends Packet> P expect(Class<P> type) {
		return expect(type, (packet) -> true);
	}

	<P extends Packet> P expect(Class<P> type, Predicate<P> condition) {
		return type.cast(await(type, condition).packet());
	}

	/**
	 * Wait for a packet as {@link #expect(Class)} does.
	 * @return its bytes
	 */
	Frame expectFrame(Class<? extends Packet> type) {
		return await(type, (packet) -> true).frame();
	}

	private <P extends Packet> Received await(Class<P> type, Predicate<P> condition) {
		long deadline = System.nanoTime() + Breach.patience().toNanos();
		while (true) {
			Received next = poll(deadline - System.nanoTime());
			if (next == null) {
				throw new AssertionError("No matching " + type.getSimpleName() + " on " + this, this.failure);
			}
			if (type.isInstance(next.packet()) && condition.test(type.cast(next.packet()))) {
				return next;
			}
			if (!next.answered()) {
				throw new AssertionError(
						"Expected " + type.getSimpleName() + " but there was " + next.packet() + " on " + this);
			}
		}
	}

	/**
	 * Wait for a PUBLISH with a payload of text.
	 */
	Publish expectPublish(String text) {
		return expect(Publish.class, (publish) -> text.equals(text(publish)));
	}

	static String text(Publish publish) {
		return new String(publish.payload(), StandardCharsets.UTF_8);
	}

	/**
	 * Assert that for a while no packet comes that is not answered automatically.
	 */
	void expectNothing(Duration duration) {
		long deadline = System.nanoTime() + duration.toNanos();
		Received next = poll(deadline - System.nanoTime());
		while (next != null) {
			if (!next.answered()) {
				throw new AssertionError("Unexpected " + next.packet() + " on " + this);
			}
			next = poll(deadline - System.nanoTime());
		}
	}

	/**
	 * Wait until the client has closed the connection.
	 */
	void expectClosed() {
		try {
			if (!this.ended.await(Breach.patience().toMillis(), TimeUnit.MILLISECONDS)) {
				throw new AssertionError("Still open: " + this);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for the end of " + this, ex);
		}
	}

	private @Nullable Received poll(long nanos) {
		try {
			return this.queue.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a packet on " + this, ex);
		}
	}

	/**
	 * Return everything that came, in order.
	 */
	List<Packet> received() {
		return this.received;
	}

	/**
	 * Return the bytes of everything that came, in order.
	 */
	List<Frame> frames() {
		return this.frames;
	}

	List<Frame> frames(PacketType type) {
		return this.frames.stream().filter((frame) -> frame.is(type)).toList();
	}

	<P extends Packet> List<P> received(Class<P> type) {
		return this.received.stream().filter(type::isInstance).map(type::cast).toList();
	}

	ScriptedConnection send(Packet packet) {
		return sendTogether(packet);
	}

	/**
	 * Send packets in one write, which is one TCP segment if they are small.
	 */
	ScriptedConnection sendTogether(Packet... packets) {
		return sendBytes(encode(packets));
	}

	/**
	 * Send bytes that need not be MQTT.
	 * @param hex hexadecimal digits, with or without spaces
	 */
	ScriptedConnection sendRaw(String hex) {
		return sendBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
	}

	ScriptedConnection sendBytes(byte[] bytes) {
		try {
			write(bytes);
		}
		catch (IOException ex) {
			throw new AssertionError("Could not write to " + this, ex);
		}
		return this;
	}

	byte[] encode(Packet... packets) {
		ByteBuf out = Unpooled.buffer();
		for (Packet packet : packets) {
			PacketEncoder.encode(packet, this.version, out);
		}
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

	private void write(byte[] bytes) throws IOException {
		synchronized (this.writeLock) {
			this.socket.getOutputStream().write(this.observer.sent(bytes, this.version));
		}
	}

	/**
	 * Stop reading: the client's writes get stuck once the buffers of the system are
	 * full.
	 */
	ScriptedConnection stopReading() {
		this.paused = true;
		return this;
	}

	/**
	 * Read again, once and for all.
	 */
	void resumeReading() {
		this.paused = false;
		this.resumed.countDown();
	}

	/**
	 * Close the connection in an orderly way (FIN).
	 */
	void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// gone already
		}
		this.resumed.countDown();
	}

	/**
	 * Send nothing more (FIN), but go on reading.
	 */
	void shutdownOutput() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			// gone already
		}
	}

	/**
	 * Kill the connection (RST).
	 */
	void reset() {
		try {
			this.socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// gone already
		}
		close();
	}

	@Override
	public String toString() {
		Throwable problem = this.failure;
		return "connection " + this.number + ((this.ended.getCount() == 0) ? " (ended)" : "") + " that received "
				+ this.received + ((problem != null) ? " and then failed: " + problem : "");
	}

	private record Received(Packet packet, Frame frame, boolean answered) {

	}

}
