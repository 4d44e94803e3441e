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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;

/**
 * A broker on a loopback socket that does what a test tells it. Unless told otherwise it
 * answers the ordinary packets as a broker does that accepts everything and routes
 * nothing.
 */
final class ScriptedBroker implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Function<Packet, @Nullable Packet> SILENT = (packet) -> null;

	private final Map<PacketType, Function<Packet, @Nullable Packet>> answers = Collections
		.synchronizedMap(new EnumMap<>(PacketType.class));

	private final BlockingQueue<ScriptedConnection> accepted = new LinkedBlockingQueue<>();

	private final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();

	private final ServerSocketFactory sockets;

	private final Breach breach = Breach.current();

	private final int port;

	private @Nullable Socket holder;

	private volatile ServerSocket server;

	private ScriptedBroker(ServerSocketFactory sockets) {
		this.sockets = sockets;
		this.server = listen(0);
		this.port = this.server.getLocalPort();
	}

	static ScriptedBroker start() {
		return new ScriptedBroker(ServerSocketFactory.getDefault());
	}

	static ScriptedBroker start(SSLContext context) {
		return new ScriptedBroker(context.getServerSocketFactory());
	}

	Breach breach() {
		return this.breach;
	}

	String host() {
		return "127.0.0.1";
	}

	int port() {
		return this.port;
	}

	/**
	 * Leave packets of some types to the test from now on.
	 */
	ScriptedBroker manual(PacketType... types) {
		for (PacketType type : types) {
			this.answers.put(type, SILENT);
		}
		return this;
	}

	/**
	 * Answer packets of some types again as a broker does.
	 */
	ScriptedBroker automatic(PacketType... types) {
		for (PacketType type : types) {
			this.answers.remove(type);
		}
		return this;
	}

	/**
	 * Answer packets of a type in another way.
	 */
	ScriptedBroker answer(PacketType type, Function<Packet, @Nullable Packet> answer) {
		this.answers.put(type, answer);
		return this;
	}

	/**
	 * Say at each connect from now on whether there is a session.
	 */
	ScriptedBroker sessionPresent(boolean sessionPresent) {
		return answer(PacketType.CONNECT, (packet) -> new ConnAck(sessionPresent, ReasonCode.SUCCESS));
	}

	boolean isManual(PacketType type) {
		return this.answers.get(type) == SILENT;
	}

	@Nullable Packet answer(Packet packet) {
		return this.answers.getOrDefault(packet.type(), ScriptedBroker::ordinaryAnswer).apply(packet);
	}

	static @Nullable Packet ordinaryAnswer(Packet packet) {
		return switch (packet.type()) {
			case CONNECT -> new ConnAck(false, ReasonCode.SUCCESS);
			case PINGREQ -> PingResp.INSTANCE;
			case PUBLISH -> acknowledge((Publish) packet);
			case PUBREL -> new PubComp(((PubRel) packet).packetId());
			case PUBREC -> new PubRel(((PubRec) packet).packetId());
			case SUBSCRIBE -> grant((Subscribe) packet);
			case UNSUBSCRIBE -> new UnsubAck(((Unsubscribe) packet).packetId(),
					Collections.nCopies(((Unsubscribe) packet).topicFilters().size(), ReasonCode.SUCCESS));
			default -> null;
		};
	}

	private static @Nullable Packet acknowledge(Publish publish) {
		return switch (publish.qos()) {
			case AT_MOST_ONCE -> null;
			case AT_LEAST_ONCE -> new PubAck(publish.packetId());
			case EXACTLY_ONCE -> new PubRec(publish.packetId());
		};
	}

	static SubAck grant(Subscribe subscribe) {
		return new SubAck(subscribe.packetId(),
				subscribe.subscriptions().stream().map((subscription) -> granted(subscription.qos())).toList());
	}

	static ReasonCode granted(QoS qos) {
		return switch (qos) {
			case AT_MOST_ONCE -> ReasonCode.SUCCESS;
			case AT_LEAST_ONCE -> ReasonCode.GRANTED_QOS_1;
			case EXACTLY_ONCE -> ReasonCode.GRANTED_QOS_2;
		};
	}

	/**
	 * Wait for the next connection.
	 */
	ScriptedConnection accept() {
		ScriptedConnection connection = poll(Breach.patience());
		if (connection == null) {
			throw new AssertionError("No connection in time; so far: " + this.connections);
		}
		return connection;
	}

	/**
	 * Assert that no further connection is made for a while.
	 */
	void expectNoConnection(Duration duration) {
		ScriptedConnection connection = poll(duration);
		if (connection != null) {
			throw new AssertionError("Unexpected connection: " + connection);
		}
	}

	private @Nullable ScriptedConnection poll(Duration timeout) {
		try {
			return this.accepted.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while waiting for a connection", ex);
		}
	}

	/**
	 * Return how many connections were accepted.
	 */
	int connectionCount() {
		return this.connections.size();
	}

	/**
	 * Close the port: new connections are refused, present ones stay.
	 */
	void refuseConnections() {
		try {
			this.server.close();
			if (this.holder == null) {
				this.holder = holdPort();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a socket that is bound to the port: nobody listens, so that connects are
	 * refused, and nobody else gets it meanwhile.
	 */
	private Socket holdPort() throws IOException {
		Socket socket = new Socket();
		socket.setReuseAddress(true);
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (!socket.isBound()) {
			try {
				socket.bind(new InetSocketAddress(InetAddress.getByName(host()), this.port));
			}
			catch (BindException ex) {
				// the thread that accepts has not let go of the port yet
				if (System.nanoTime() - deadline > 0) {
					throw ex;
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			}
		}
		return socket;
	}

	private void releasePort() {
		try {
			Socket current = this.holder;
			if (current != null) {
				current.close();
				this.holder = null;
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Open the port again.
	 */
	void acceptConnections() {
		this.server = listen(this.port);
		releasePort();
	}

	private ServerSocket listen(int port) {
		try {
			ServerSocket socket = this.sockets.createServerSocket();
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getByName(host()), port), 50);
			Thread thread = new Thread(() -> accept(socket), "scripted-broker-" + socket.getLocalPort());
			thread.setDaemon(true);
			thread.start();
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket socket) {
		while (!socket.isClosed()) {
			try {
				Socket client = socket.accept();
				if (socket.isClosed()) {
					// it came in while the port was being closed
					client.close();
					return;
				}
				ScriptedConnection connection = new ScriptedConnection(this, client, this.connections.size() + 1);
				this.connections.add(connection);
				connection.start();
				this.accepted.add(connection);
			}
			catch (IOException ex) {
				// closed, or the peer was gone at once
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
		releasePort();
		this.connections.forEach(ScriptedConnection::close);
	}

}
