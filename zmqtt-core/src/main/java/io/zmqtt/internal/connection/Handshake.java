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
package io.zmqtt.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.session.ProtocolViolation;
import io.zmqtt.internal.transport.Progress;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection: from the open socket to the CONNACK that is accepted.
 */
final class Handshake {

	private final Connection connection;

	private final Connect connect;

	private final @Nullable Authenticator authenticator;

	private final ConnectionOwner owner;

	private final Duration timeout;

	private @Nullable ScheduledFuture<?> timer;

	private boolean connectSent;

	private boolean held;

	Handshake(Connection connection, Connect connect, @Nullable Authenticator authenticator, ConnectionOwner owner,
			Duration timeout) {
		this.connection = connection;
		this.connect = connect;
		this.authenticator = authenticator;
		this.owner = owner;
		this.timeout = timeout;
	}

	/**
	 * Begin when the socket is open.
	 */
	void begin(Channel channel) {
		this.timer = channel.eventLoop()
			.schedule(() -> this.connection.end(timeoutFailure(channel), null), this.timeout.toNanos(),
					TimeUnit.NANOSECONDS);
	}

	/**
	 * Go on when the transport is ready.
	 */
	void ready() {
		sendConnect();
	}

	private void sendConnect() {
		if (!this.connection.isClosed()) {
			this.connectSent = true;
			this.connection.send(this.connect);
			this.connection.flush();
		}
	}

	boolean isConnectSent() {
		return this.connectSent;
	}

	/**
	 * Return whether what is read has to wait until the authentication handler has
	 * accepted the server.
	 */
	boolean isHeld() {
		return this.held;
	}

	/**
	 * Take a packet.
	 * @throws ProtocolViolation if it is not allowed before the connection is accepted
	 */
	void received(Packet packet) {
		if (packet instanceof ConnAck connAck) {
			received(connAck);
		}
		else if (packet instanceof Auth auth) {
			this.connection.received(auth);
		}
		else {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, packet.type() + " before CONNACK");
		}
	}

	private void received(ConnAck connAck) {
		if (connAck.reasonCode().isFailure()) {
			this.connection.end(ConnectFailures.refused(server(), this.connect.version(), connAck), null);
			return;
		}
		ServerRules.check(connAck, this.connect);
		if (this.authenticator == null) {
			this.owner.onAccepted(this.connection, connAck);
			return;
		}
		this.authenticator.received(connAck, () -> proceed(connAck));
		this.held = true;
		this.connection.setReading(false);
	}

	private void proceed(ConnAck connAck) {
		this.held = false;
		if (!this.connection.isClosed()) {
			this.connection.resume(() -> this.owner.onAccepted(this.connection, connAck));
		}
	}

	private MqttException timeoutFailure(Channel channel) {
		if (!this.connectSent) {
			return TransportFailures.timeout(server(), Progress.of(channel), this.timeout);
		}
		if (this.authenticator != null && this.authenticator.isAwaitingHandler()) {
			return ConnectFailures.authentication(server(), "gave no answer within " + this.timeout.toMillis() + " ms",
					null);
		}
		return ConnectFailures.handshakeTimeout(server(), this.timeout);
	}

	private ServerAddress server() {
		return this.connection.server();
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
