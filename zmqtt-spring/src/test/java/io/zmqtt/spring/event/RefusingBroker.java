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

package io.zmqtt.spring.event;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A broker of MQTT 3.1.1 that accepts one connection and refuses every subscription.
 */
final class RefusingBroker implements AutoCloseable {

	private static final int CONNECT = 1;

	private static final int SUBSCRIBE = 8;

	private final ServerSocket server;

	RefusingBroker() {
		try {
			this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::serve, "refusing-broker");
		thread.setDaemon(true);
		thread.start();
	}

	String host() {
		return this.server.getInetAddress().getHostAddress();
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void serve() {
		try (Socket socket = this.server.accept()) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			OutputStream out = socket.getOutputStream();
			for (int type = in.read(); type >= 0; type = in.read()) {
				byte[] body = in.readNBytes(remainingLength(in));
				if (type >> 4 == CONNECT) {
					out.write(new byte[] { 0x20, 2, 0, 0 });
				}
				else if (type >> 4 == SUBSCRIBE) {
					out.write(new byte[] { (byte) 0x90, 3, body[0], body[1], (byte) 0x80 });
				}
				out.flush();
			}
		}
		catch (IOException ex) {
			// the client or the test is done
		}
	}

	private static int remainingLength(DataInputStream in) throws IOException {
		int length = 0;
		for (int shift = 0;; shift += 7) {
			int next = in.readUnsignedByte();
			length |= (next & 0x7F) << shift;
			if (next < 0x80) {
				return length;
			}
		}
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

}
