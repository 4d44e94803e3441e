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
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqtt.ServerAddress;

/**
 * Passes bytes between a client and a broker until the line is cut.
 */
final class Relay implements AutoCloseable {

	private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();

	private final ServerSocketChannel server;

	private final ServerAddress target;

	private final ServerAddress address;

	/**
	 * Start a relay that is reached in the way in which the target is reached.
	 */
	Relay(ServerAddress target) {
		this.target = target;
		try {
			boolean unix = target.scheme() == ServerAddress.Scheme.UNIX;
			this.server = ServerSocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
			this.server.bind(unix ? UnixDomainSocketAddress.of(Files.createTempDirectory("relay").resolve("socket"))
					: new InetSocketAddress(target.host(), 0));
			this.address = unix
					? new ServerAddress(ServerAddress.Scheme.UNIX, "", 0, this.server.getLocalAddress().toString())
					: new ServerAddress(target.scheme(), target.host(), port(), target.path());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	private int port() throws IOException {
		return ((InetSocketAddress) this.server.getLocalAddress()).getPort();
	}

	ServerAddress address() {
		return this.address;
	}

	/**
	 * Return where the sockets of a server are.
	 */
	static SocketAddress socketAddress(ServerAddress server) {
		return (server.scheme() == ServerAddress.Scheme.UNIX) ? UnixDomainSocketAddress.of(server.path())
				: new InetSocketAddress(server.host(), server.port());
	}

	private void accept() {
		while (this.server.isOpen()) {
			try {
				SocketChannel client = this.server.accept();
				this.channels.add(client);
				connect(client);
			}
			catch (IOException ex) {
				// closed
			}
		}
	}

	private void connect(SocketChannel client) {
		try {
			SocketChannel broker = SocketChannel.open(socketAddress(this.target));
			this.channels.add(broker);
			start(() -> copy(client, broker));
			start(() -> copy(broker, client));
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void copy(SocketChannel from, SocketChannel to) {
		ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
		try {
			while (from.read(buffer) >= 0) {
				buffer.flip();
				while (buffer.hasRemaining()) {
					to.write(buffer);
				}
				buffer.clear();
			}
		}
		catch (IOException ex) {
			// cut
		}
		close(from);
		close(to);
	}

	/**
	 * Reset all connections and take no new ones.
	 */
	void cut() {
		this.channels.forEach(Relay::lingerNot);
		close();
	}

	/**
	 * Reset all connections, and take new ones.
	 */
	void cutConnections() {
		for (SocketChannel channel : this.channels) {
			this.channels.remove(channel);
			lingerNot(channel);
			close(channel);
		}
	}

	private static void lingerNot(SocketChannel channel) {
		try {
			if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
				channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
		}
		catch (IOException ex) {
			// closed already
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
			if (this.address.scheme() == ServerAddress.Scheme.UNIX) {
				Path socket = Path.of(this.address.path());
				Files.deleteIfExists(socket);
				Files.deleteIfExists(socket.toAbsolutePath().getParent());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.channels.forEach(Relay::close);
	}

	private static void close(SocketChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// gone already
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "relay");
		thread.setDaemon(true);
		thread.start();
	}

}
