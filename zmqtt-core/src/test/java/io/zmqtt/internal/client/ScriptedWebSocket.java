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

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A WebSocket server on a loopback socket whose frames the test writes byte by byte.
 */
final class ScriptedWebSocket implements AutoCloseable {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private final ServerSocket server;

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	ScriptedWebSocket() {
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
			this.server.setSoTimeout((int) ScriptedBroker.TIMEOUT.toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Take the next connection and read the request.
	 */
	Peer accept() {
		try {
			Socket socket = this.server.accept();
			socket.setSoTimeout((int) ScriptedBroker.TIMEOUT.toMillis());
			socket.setTcpNoDelay(true);
			Peer peer = new Peer(socket);
			this.peers.add(peer);
			return peer;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
			for (Peer peer : this.peers) {
				peer.socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The server's side of a connection.
	 */
	static final class Peer {

		private final Socket socket;

		private final DataInputStream in;

		private final String request;

		Peer(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(socket.getInputStream());
			StringBuilder text = new StringBuilder();
			while (text.indexOf("\r\n\r\n") < 0) {
				text.append((char) this.in.readUnsignedByte());
			}
			this.request = text.toString();
		}

		String requestLine() {
			return this.request.substring(0, this.request.indexOf("\r\n"));
		}

		/**
		 * Return the values of a header, with commas between them.
		 */
		String header(String name) {
			String start = name.toLowerCase(Locale.ROOT) + ":";
			return String.join(",",
					this.request.lines()
						.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith(start))
						.map((line) -> line.substring(start.length()).strip())
						.toList());
		}

		void answer(String... lines) {
			send((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		}

		/**
		 * Accept the WebSocket.
		 */
		Peer upgrade(String... headers) {
			try {
				byte[] digest = MessageDigest.getInstance("SHA-1")
					.digest((header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
						.getBytes(StandardCharsets.US_ASCII));
				StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
						+ "Connection: Upgrade\r\nSec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest)
						+ "\r\n");
				for (String header : headers) {
					answer.append(header).append("\r\n");
				}
				send(answer.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
				return this;
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Accept the WebSocket and the MQTT connection on it.
		 */
		Peer connected(byte[] connAck) {
			upgrade("Sec-WebSocket-Protocol: mqtt");
			if (read().payload()[0] != 0x10) {
				throw new AssertionError("No CONNECT");
			}
			frame(BINARY, connAck);
			return this;
		}

		void frame(int opcode, byte... payload) {
			frame(true, opcode, payload);
		}

		void frame(boolean last, int opcode, byte... payload) {
			if (payload.length > 125) {
				throw new IllegalArgumentException("Only small frames");
			}
			ByteArrayOutputStream frame = new ByteArrayOutputStream();
			frame.write((last ? 0x80 : 0) | opcode);
			frame.write(payload.length);
			frame.writeBytes(payload);
			send(frame.toByteArray());
		}

		void send(byte[] bytes) {
			try {
				this.socket.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Received read() {
			try {
				int first = this.in.readUnsignedByte();
				int second = this.in.readUnsignedByte();
				boolean masked = (second & 0x80) != 0;
				int length = second & 0x7F;
				if (length == 126) {
					length = this.in.readUnsignedShort();
				}
				byte[] mask = new byte[4];
				if (masked) {
					this.in.readFully(mask);
				}
				byte[] payload = new byte[length];
				this.in.readFully(payload);
				for (int i = 0; i < length; i++) {
					payload[i] ^= mask[i % 4];
				}
				return new Received((first & 0x80) != 0, first & 0x70, first & 0x0F, masked, payload);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Read until the client has closed the connection.
		 */
		void expectEnd() {
			try {
				while (this.in.read() >= 0) {
					// what the client still says
				}
			}
			catch (SocketTimeoutException ex) {
				throw new AssertionError("The client keeps the connection", ex);
			}
			catch (IOException ex) {
				// a reset is an end as well
			}
		}

	}

	/**
	 * A frame of the client.
	 */
	record Received(boolean last, int reserved, int opcode, boolean masked, byte[] payload) {

	}

}
