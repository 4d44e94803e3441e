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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A broker that routes nothing. Messages published to it are acknowledged, counted and
 * forgotten; on command it pushes encoded messages as fast as the client takes them; a
 * marker is echoed. Its commands are QoS 0 messages to these topics:
 * <dl>
 * <dt>{@value BrokerConnection#MARK}</dt>
 * <dd>payload {@code token}: answered on {@value BrokerConnection#ECHO} with
 * {@code token count}, where {@code count} is the number of messages received on this
 * connection</dd>
 * <dt>{@value BrokerConnection#START}</dt>
 * <dd>payload {@code qos size window}: push messages of this size on
 * {@value BrokerConnection#DATA}, with at most {@code window} of them unacknowledged</dd>
 * <dt>{@value BrokerConnection#STOP}</dt>
 * <dd>payload {@code token}: stop pushing; when all is sent and acknowledged, answered on
 * {@value BrokerConnection#ECHO} with {@code token count}, where {@code count} is the
 * number of messages pushed since the start</dd>
 * </dl>
 */
public final class NullBroker implements AutoCloseable {

	private final ServerSocketChannel server;

	private final boolean acksOneByOne;

	private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

	/**
	 * Listen on a free port of the loopback interface.
	 * @param acksOneByOne whether each acknowledgement is written on its own, instead of
	 * all those of a read together
	 * @throws IOException if no socket can be opened
	 */
	public NullBroker(boolean acksOneByOne) throws IOException {
		this.acksOneByOne = acksOneByOne;
		this.server = ServerSocketChannel.open();
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		start("null-broker-accept", this::accept);
	}

	/**
	 * Return the port.
	 * @return the port
	 */
	public int port() {
		return this.server.socket().getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (SocketChannel connection : this.connections) {
			connection.close();
		}
	}

	private void accept() {
		while (this.server.isOpen()) {
			try {
				SocketChannel channel = this.server.accept();
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				this.connections.add(channel);
				start("null-broker-connection", () -> serve(channel));
			}
			catch (IOException ex) {
				if (this.server.isOpen()) {
					ex.printStackTrace();
				}
			}
		}
	}

	private void serve(SocketChannel channel) {
		try (BrokerConnection connection = new BrokerConnection(channel, this.acksOneByOne)) {
			connection.run();
		}
		catch (IOException | CancelledKeyException ex) {
			if (channel.isOpen()) {
				System.err.println("Connection ended: " + ex);
			}
		}
		finally {
			this.connections.remove(channel);
		}
	}

	private static void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Run a broker until standard input ends, having printed {@code port <number>}.
	 * @param args {@code batched} or {@code single}: how acknowledgements are written
	 * @throws IOException if no socket can be opened
	 */
	public static void main(String[] args) throws IOException {
		try (NullBroker broker = new NullBroker("single".equals(args[0]))) {
			System.out.println("port " + broker.port());
			while (System.in.read() >= 0) {
				// the end of the parent process ends this one
			}
		}
	}

}
