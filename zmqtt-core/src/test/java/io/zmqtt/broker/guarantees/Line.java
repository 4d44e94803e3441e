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

package io.zmqtt.broker.guarantees;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The network between one client and the broker. It passes whole packets and can swallow
 * one of a given type and all that follows it in the same direction, as a network does
 * that is about to fail.
 */
final class Line implements AutoCloseable {

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final CountDownLatch held = new CountDownLatch(1);

	private final ServerSocket server;

	private final String host;

	private final int port;

	private volatile int packetType;

	private volatile boolean towardsBroker;

	private volatile boolean open = true;

	Line(String host, int port) {
		this.host = host;
		this.port = port;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getByName(host));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Swallow the next packet of a type, until the line is cut.
	 */
	void hold(int packetType, boolean towardsBroker) {
		this.towardsBroker = towardsBroker;
		this.packetType = packetType;
	}

	/**
	 * Wait until a packet was swallowed.
	 */
	boolean awaitHeld(long seconds) throws InterruptedException {
		return this.held.await(seconds, TimeUnit.SECONDS);
	}

	/**
	 * Close the connection, and every new one until {@link #open()}.
	 */
	void cut() {
		this.open = false;
		this.packetType = 0;
		this.sockets.forEach(Line::close);
		this.sockets.clear();
	}

	void open() {
		this.open = true;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				if (!this.open) {
					close(client);
					continue;
				}
				try {
					Socket broker = new Socket(this.host, this.port);
					broker.setTcpNoDelay(true);
					client.setTcpNoDelay(true);
					this.sockets.add(client);
					this.sockets.add(broker);
					start(() -> copy(client, broker, true));
					start(() -> copy(broker, client, false));
				}
				catch (IOException ex) {
					// the broker is gone
					close(client);
				}
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private void copy(Socket from, Socket to, boolean towardsBroker) {
		try {
			InputStream in = new BufferedInputStream(from.getInputStream());
			OutputStream out = to.getOutputStream();
			boolean holds = false;
			while (true) {
				byte[] packet = read(in);
				if (!holds && towardsBroker == this.towardsBroker && ((packet[0] & 0xFF) >> 4) == this.packetType) {
					holds = true;
					this.held.countDown();
				}
				if (!holds) {
					out.write(packet);
				}
			}
		}
		catch (IOException ex) {
			// closed or cut
		}
		close(from);
		close(to);
	}

	private static byte[] read(InputStream in) throws IOException {
		byte[] header = new byte[5];
		header[0] = readByte(in);
		int length = 0;
		int size = 1;
		do {
			header[size] = readByte(in);
			length |= (header[size] & 0x7F) << (7 * (size - 1));
		}
		while (header[size++] < 0);
		byte[] packet = new byte[size + length];
		System.arraycopy(header, 0, packet, 0, size);
		if (in.readNBytes(packet, size, length) != length) {
			throw new EOFException();
		}
		return packet;
	}

	private static byte readByte(InputStream in) throws IOException {
		int value = in.read();
		if (value < 0) {
			throw new EOFException();
		}
		return (byte) value;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// gone already
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "line");
		thread.setDaemon(true);
		thread.start();
	}

}
