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

package io.zmqtt.benchmarks.broker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

/**
 * Sends and expects bytes.
 */
final class RawClient implements AutoCloseable {

	private final Socket socket;

	private final DataInputStream in;

	RawClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(10_000);
		this.in = new DataInputStream(this.socket.getInputStream());
	}

	void send(String hex) throws IOException {
		this.socket.getOutputStream().write(parse(hex));
	}

	void sendOneByOne(String hex) throws IOException {
		for (byte octet : parse(hex)) {
			this.socket.getOutputStream().write(octet);
		}
	}

	String receive(int bytes) throws IOException {
		return HexFormat.of().formatHex(this.in.readNBytes(bytes));
	}

	/**
	 * Read whole packets with a remaining length below 128 until one is of another kind.
	 * @param header the first byte of the packets to count
	 * @return the number of packets
	 */
	int count(int header) throws IOException {
		int count = 0;
		this.socket.setSoTimeout(300);
		try {
			while (this.in.readUnsignedByte() == header) {
				this.in.skipNBytes(this.in.readUnsignedByte());
				count++;
			}
		}
		catch (SocketTimeoutException | EOFException ex) {
			return count;
		}
		finally {
			this.socket.setSoTimeout(10_000);
		}
		throw new IOException("Unexpected packet");
	}

	private static byte[] parse(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
