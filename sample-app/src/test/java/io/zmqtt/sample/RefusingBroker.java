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

package io.zmqtt.sample;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A broker of MQTT 5.0 for one client after the other that refuses one topic filter and
 * grants QoS 1 for all others. It delivers nothing.
 */
final class RefusingBroker implements AutoCloseable {

	private static final int CONNECT = 1;

	private static final int SUBSCRIBE = 8;

	private static final int NOT_AUTHORIZED = 0x87;

	private final String refused;

	private final ServerSocket server;

	RefusingBroker(String refused) {
		this.refused = refused;
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
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				answer(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
			}
			catch (IOException ex) {
				// the client or the test is done
			}
		}
	}

	private void answer(DataInputStream in, OutputStream out) throws IOException {
		for (int type = in.read(); type >= 0; type = in.read()) {
			ByteBuffer body = ByteBuffer.wrap(in.readNBytes(remainingLength(in)));
			if (type >> 4 == CONNECT) {
				out.write(new byte[] { 0x20, 3, 0, 0, 0 });
			}
			else if (type >> 4 == SUBSCRIBE) {
				out.write(subAck(body));
			}
		}
	}

	private byte[] subAck(ByteBuffer subscribe) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.write(subscribe.get());
		body.write(subscribe.get());
		body.write(0);
		int properties = subscribe.get();
		subscribe.position(subscribe.position() + properties);
		while (subscribe.hasRemaining()) {
			byte[] filter = new byte[subscribe.getShort()];
			subscribe.get(filter).get();
			body.write(new String(filter, StandardCharsets.UTF_8).equals(this.refused) ? NOT_AUTHORIZED : 1);
		}
		return ByteBuffer.allocate(2 + body.size())
			.put((byte) 0x90)
			.put((byte) body.size())
			.put(body.toByteArray())
			.array();
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
