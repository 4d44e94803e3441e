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

package io.zmqtt.test;

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
import java.util.function.Predicate;

/**
 * A broker of MQTT 3.1.1 and 5.0 for one client after the other that refuses some topic
 * filters and grants QoS 1 for all others. It delivers nothing.
 */
public final class RefusingBroker implements AutoCloseable {

	private static final int CONNECT = 1;

	private static final int SUBSCRIBE = 8;

	private static final byte MQTT_5 = 5;

	private static final int FAILURE = 0x80;

	private static final int NOT_AUTHORIZED = 0x87;

	private final Predicate<String> refused;

	private final ServerSocket server;

	/**
	 * Start a broker.
	 * @param refused says of a topic filter whether it is refused
	 */
	public RefusingBroker(Predicate<String> refused) {
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

	public String host() {
		return this.server.getInetAddress().getHostAddress();
	}

	public int port() {
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
		boolean mqtt5 = false;
		for (int type = in.read(); type >= 0; type = in.read()) {
			ByteBuffer body = ByteBuffer.wrap(in.readNBytes(remainingLength(in)));
			if (type >> 4 == CONNECT) {
				// behind the name of the protocol
				mqtt5 = body.get(2 + body.getShort(0)) == MQTT_5;
				out.write(mqtt5 ? new byte[] { 0x20, 3, 0, 0, 0 } : new byte[] { 0x20, 2, 0, 0 });
			}
			else if (type >> 4 == SUBSCRIBE) {
				out.write(subAck(body, mqtt5));
			}
		}
	}

	private byte[] subAck(ByteBuffer subscribe, boolean mqtt5) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.write(subscribe.get());
		body.write(subscribe.get());
		if (mqtt5) {
			body.write(0);
			int properties = subscribe.get();
			subscribe.position(subscribe.position() + properties);
		}
		int refusal = mqtt5 ? NOT_AUTHORIZED : FAILURE;
		while (subscribe.hasRemaining()) {
			byte[] filter = new byte[subscribe.getShort()];
			subscribe.get(filter).get();
			body.write(this.refused.test(new String(filter, StandardCharsets.UTF_8)) ? refusal : 1);
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
