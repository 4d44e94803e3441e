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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A broker that routes nothing. Messages published to it are acknowledged, counted and
 * forgotten; on command it pushes encoded messages as fast as the client takes them; a
 * marker is echoed. One thread serves all connections. Its commands are QoS 0 messages to
 * these topics:
 * <dl>
 * <dt>{@value BrokerConnection#MARK}</dt>
 * <dd>payload {@code token}: answered on {@value BrokerConnection#ECHO} with
 * {@code token count}, where {@code count} is the number of messages received on this
 * connection</dd>
 * <dt>{@value BrokerConnection#START}</dt>
 * <dd>payload {@code qos size window topics}: push messages of this size on
 * {@value BrokerConnection#DATA}, with at most {@code window} of them unacknowledged;
 * with more than one topic, on as many topics below it in turn</dd>
 * <dt>{@value BrokerConnection#STOP}</dt>
 * <dd>payload {@code token}: stop pushing; when all is sent and acknowledged, answered on
 * {@value BrokerConnection#ECHO} with {@code token count}, where {@code count} is the
 * number of messages pushed since the start</dd>
 * </dl>
 * A message of QoS 0 or 1 to {@value BrokerConnection#BACK} is sent back as it came.
 */
public final class NullBroker implements AutoCloseable {

	private static final int BACKLOG = 1024;

	private final ServerSocketChannel server;

	private final Selector selector;

	private final SharedBuffers buffers = new SharedBuffers();

	private final boolean acksOneByOne;

	private final Thread thread = new Thread(this::run, "null-broker");

	private volatile boolean closed;

	/**
	 * Listen on a free port of the loopback interface.
	 * @param acksOneByOne whether each acknowledgement is written on its own, instead of
	 * all those of a read together
	 * @throws IOException if no socket can be opened
	 */
	public NullBroker(boolean acksOneByOne) throws IOException {
		this.acksOneByOne = acksOneByOne;
		this.selector = Selector.open();
		this.server = ServerSocketChannel.open();
		this.server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
		this.server.configureBlocking(false);
		this.server.register(this.selector, SelectionKey.OP_ACCEPT);
		this.thread.setDaemon(true);
		this.thread.start();
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
		this.closed = true;
		this.selector.wakeup();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(5));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		try {
			while (!this.closed) {
				this.selector.select(this::serve);
			}
			for (SelectionKey key : this.selector.keys()) {
				key.channel().close();
			}
			this.selector.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void serve(SelectionKey key) {
		if (key.attachment() instanceof BrokerConnection connection) {
			serve(key, connection);
			return;
		}
		try {
			accept();
		}
		catch (IOException ex) {
			ex.printStackTrace();
		}
	}

	private void accept() throws IOException {
		for (SocketChannel channel = this.server.accept(); channel != null; channel = this.server.accept()) {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.configureBlocking(false);
			SelectionKey key = channel.register(this.selector, SelectionKey.OP_READ);
			key.attach(new BrokerConnection(channel, key, this.buffers, this.acksOneByOne));
		}
	}

	private void serve(SelectionKey key, BrokerConnection connection) {
		boolean open = false;
		try {
			open = connection.serve();
		}
		catch (IOException | IllegalStateException ex) {
			System.err.println("Connection ended: " + ex);
		}
		if (!open) {
			try {
				key.channel().close();
			}
			catch (IOException ex) {
				ex.printStackTrace();
			}
		}
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
