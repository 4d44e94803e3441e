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

package io.zmqtt.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes between clients and a broker, and resets each connection after a random
 * number of bytes in either direction, wherever that is in a packet.
 */
final class CuttingRelay implements AutoCloseable {

	private final ServerSocket server;

	private final String host;

	private final int port;

	private final int mostBytes;

	private final Random random;

	private final AtomicInteger cuts = new AtomicInteger();

	private volatile boolean gentle;

	CuttingRelay(String host, int port, int mostBytes, long seed) {
		this.host = host;
		this.port = port;
		this.mostBytes = mostBytes;
		this.random = new Random(seed);
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

	int cuts() {
		return this.cuts.get();
	}

	/**
	 * Cut no more.
	 */
	void gentle() {
		this.gentle = true;
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				connect(client, new AtomicLong(this.random.nextInt(this.mostBytes)));
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private void connect(Socket client, AtomicLong left) {
		try {
			Socket broker = new Socket(this.host, this.port);
			start(() -> copy(client, broker, left));
			start(() -> copy(broker, client, left));
		}
		catch (IOException ex) {
			close(client, false);
		}
	}

	private void copy(Socket from, Socket to, AtomicLong left) {
		byte[] buffer = new byte[8192];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
				long before = left.getAndAdd(-count);
				if (!this.gentle && before < count) {
					out.write(buffer, 0, (int) Math.max(0, before));
					if (before > 0) {
						this.cuts.incrementAndGet();
					}
					close(from, true);
					close(to, true);
					return;
				}
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// the other direction was cut, or an end is gone
		}
		close(from, false);
		close(to, false);
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void close(Socket socket, boolean reset) {
		try {
			if (reset) {
				socket.setSoLinger(true, 0);
			}
			socket.close();
		}
		catch (IOException ex) {
			// gone already
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "cutting-relay");
		thread.setDaemon(true);
		thread.start();
	}

}
