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
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * A few MQTT packets over a socket, enough to see a broker at work.
 */
public final class RawMqtt implements Closeable {

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private final int version;

	private final Queue<Packet> early = new ArrayDeque<>();

	private RawMqtt(Socket socket, int version) throws IOException {
		this.socket = socket;
		this.version = version;
		socket.setSoTimeout(10_000);
		this.in = new DataInputStream(socket.getInputStream());
		this.out = new DataOutputStream(socket.getOutputStream());
	}

	static RawMqtt open(String host, int port, int version) throws IOException {
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(host, port), 5_000);
		return new RawMqtt(socket, version);
	}

	static RawMqtt over(Socket socket, int version) throws IOException {
		return new RawMqtt(socket, version);
	}

	/**
	 * Opens a connection and a clean session.
	 */
	public static RawMqtt connect(String host, int port, int version) throws IOException {
		RawMqtt mqtt = open(host, port, version);
		Connack connack = mqtt.connect(new Connect("raw-" + System.nanoTime()));
		if (connack.code() != 0) {
			throw new IOException("CONNACK " + connack);
		}
		return mqtt;
	}

	/**
	 * Opens a connection and a clean session as a user.
	 */
	public static RawMqtt connect(String host, int port, int version, String user, String password) throws IOException {
		RawMqtt mqtt = open(host, port, version);
		Connack connack = mqtt.connect(new Connect("raw-" + System.nanoTime()).credentials(user, password));
		if (connack.code() != 0) {
			throw new IOException("CONNACK " + connack);
		}
		return mqtt;
	}

	Connack connect(Connect connect) throws IOException {
		send(connectPacket(connect, this.version));
		Packet packet = read();
		if (packet.type() != 2) {
			throw new IOException("No CONNACK but " + packet);
		}
		return new Connack((packet.body()[0] & 1) != 0, packet.body()[1] & 0xFF);
	}

	static byte[] connectPacket(Connect connect, int version) {
		int flags = (connect.cleanStart() ? 2 : 0) | ((connect.user() != null) ? 0xC0 : 0)
				| ((connect.willTopic() != null) ? 0x0C : 0);
		Body body = new Body().text("MQTT").octet(version).octet(flags).number(connect.keepAlive());
		if (version == 5) {
			body.octet(5).octet(0x11).number(0).number(connect.cleanStart() ? 0 : 3600);
		}
		body.text(connect.clientId());
		if (connect.willTopic() != null) {
			if (version == 5) {
				body.octet(0);
			}
			body.text(connect.willTopic()).text("gone");
		}
		if (connect.user() != null && connect.password() != null) {
			body.text(connect.user()).text(connect.password());
		}
		return packet(0x10, body.bytes());
	}

	/**
	 * Subscribes and returns the reason code.
	 */
	int subscribe(String filter, int qos) throws IOException {
		Body body = new Body().number(7);
		if (this.version == 5) {
			body.octet(0);
		}
		send(packet(0x82, body.text(filter).octet(qos).bytes()));
		Packet suback = expect(9);
		return suback.body()[suback.body().length - 1] & 0xFF;
	}

	/**
	 * Publishes and waits for the acknowledgement that the quality of service has.
	 */
	void publish(String topic, byte[] payload, int qos, boolean retain) throws IOException {
		Body body = new Body().text(topic);
		if (qos > 0) {
			body.number(9);
		}
		if (this.version == 5) {
			body.octet(0);
		}
		send(packet(0x30 | qos << 1 | (retain ? 1 : 0), body.raw(payload).bytes()));
		if (qos == 1) {
			expect(4);
		}
		else if (qos == 2) {
			expect(5);
			send(packet(0x62, new Body().number(9).bytes()));
			expect(7);
		}
	}

	/**
	 * Waits for a PUBLISH packet and acknowledges it.
	 */
	Publish receive() throws IOException {
		Packet packet = this.early.isEmpty() ? expect(3) : this.early.remove();
		int qos = packet.header() >> 1 & 3;
		byte[] body = packet.body();
		int position = 2 + ((body[0] & 0xFF) << 8 | body[1] & 0xFF);
		String topic = new String(body, 2, position - 2, StandardCharsets.UTF_8);
		int id = 0;
		if (qos > 0) {
			id = (body[position] & 0xFF) << 8 | body[position + 1] & 0xFF;
			position += 2;
		}
		if (this.version == 5) {
			// the properties are few here: one byte of length
			position += 1 + body[position];
		}
		if (qos == 1) {
			send(packet(0x40, new Body().number(id).bytes()));
		}
		else if (qos == 2) {
			send(packet(0x50, new Body().number(id).bytes()));
			expect(6);
			send(packet(0x70, new Body().number(id).bytes()));
		}
		return new Publish(topic, Arrays.copyOfRange(body, position, body.length), qos, (packet.header() & 1) != 0);
	}

	void ping() throws IOException {
		send(packet(0xC0, new byte[0]));
		expect(13);
	}

	void disconnect() throws IOException {
		send(packet(0xE0, new byte[0]));
		close();
	}

	/**
	 * Reads until the connection ends, and returns the type of the last packet, or 0.
	 */
	int readToEnd() {
		int last = 0;
		try {
			while (true) {
				last = read().type();
			}
		}
		catch (EOFException ex) {
			return last;
		}
		catch (java.net.SocketTimeoutException ex) {
			throw new UncheckedIOException("The connection is still open", ex);
		}
		catch (IOException ex) {
			return last;
		}
	}

	private Packet expect(int type) throws IOException {
		Packet packet = read();
		while (packet.type() == 3 && type != 3) {
			this.early.add(packet);
			packet = read();
		}
		if (packet.type() != type) {
			throw new IOException("Expected a packet of type " + type + " but got " + packet);
		}
		return packet;
	}

	private Packet read() throws IOException {
		int header = this.in.readUnsignedByte();
		int length = 0;
		int shift = 0;
		int octet;
		do {
			octet = this.in.readUnsignedByte();
			length |= (octet & 0x7F) << shift;
			shift += 7;
		}
		while ((octet & 0x80) != 0);
		byte[] body = new byte[length];
		this.in.readFully(body);
		return new Packet(header, body);
	}

	private void send(byte[] packet) throws IOException {
		this.out.write(packet);
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private static byte[] packet(int header, byte[] body) {
		Body packet = new Body().octet(header);
		int length = body.length;
		do {
			int octet = length & 0x7F;
			length >>= 7;
			packet.octet((length > 0) ? octet | 0x80 : octet);
		}
		while (length > 0);
		return packet.raw(body).bytes();
	}

	record Connect(String clientId, boolean cleanStart, int keepAlive, @Nullable String user, @Nullable String password,
			@Nullable String willTopic) {

		Connect(String clientId) {
			this(clientId, true, 30, null, null, null);
		}

		Connect persistent() {
			return new Connect(this.clientId, false, this.keepAlive, this.user, this.password, this.willTopic);
		}

		Connect credentials(String user, String password) {
			return new Connect(this.clientId, this.cleanStart, this.keepAlive, user, password, this.willTopic);
		}

		Connect will(String topic) {
			return new Connect(this.clientId, this.cleanStart, this.keepAlive, this.user, this.password, topic);
		}

	}

	record Connack(boolean sessionPresent, int code) {

	}

	record Publish(String topic, byte[] payload, int qos, boolean retain) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

	}

	private record Packet(int header, byte[] body) {

		int type() {
			return this.header >> 4;
		}

		@Override
		public String toString() {
			return "packet of type " + type() + " with " + this.body.length + " bytes";
		}

	}

	private static final class Body {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		Body octet(int value) {
			this.bytes.write(value);
			return this;
		}

		Body number(int value) {
			return octet(value >> 8).octet(value);
		}

		Body text(String value) {
			byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
			return number(encoded.length).raw(encoded);
		}

		Body raw(byte[] value) {
			this.bytes.writeBytes(value);
			return this;
		}

		byte[] bytes() {
			return this.bytes.toByteArray();
		}

	}

}
