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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.transport.EventLoops;
import org.jspecify.annotations.Nullable;

/**
 * Connects and disconnects a client, and is the way to its present connection. All
 * methods are called on the event loop, except those that say otherwise.
 */
public final class ConnectionManager {

	private final ClientConfig config;

	private final EventLoop loop;

	private final Session session;

	private final ClientEvents events;

	private final Link link;

	private final ConnectWaiters waiters;

	private final ConnectLoop connecting;

	private final Renewal renewal;

	private @Nullable CompletableFuture<Void> stopping;

	private boolean reconnectAfterStop;

	private boolean connectedBeforeStop;

	/**
	 * Create a manager.
	 * @param executor runs what blocks, and what the application has plugged in
	 */
	public ConnectionManager(ClientConfig config, EventLoops.Lease lease, Executor executor, Session session,
			ClientEvents events) {
		this.config = config;
		this.loop = lease.loop();
		this.session = session;
		this.events = events;
		this.link = new Link(events);
		this.waiters = new ConnectWaiters(this.loop, this::expire);
		this.connecting = new ConnectLoop(config, new PluginCalls(lease, executor), session, events, this.link,
				this.waiters, this::stopped);
		this.renewal = new Renewal(this.loop, session, this.link, this.connecting);
	}

	/**
	 * Return the state. Any thread may call this.
	 */
	public ClientState state() {
		return this.link.state();
	}

	/**
	 * Return the present connection. Any thread may call this.
	 */
	public Optional<ConnectionInfo> connectionInfo() {
		return Optional.ofNullable(this.link.info());
	}

	// Connecting

	/**
	 * Connect, or join the connect that is under way.
	 */
	public void connect(CompletableFuture<ConnectionInfo> promise) {
		switch (this.link.state()) {
			case CONNECTED, INBOUND_BLOCKED -> promise.complete(this.link.info());
			case CLOSED -> promise.completeExceptionally(new IllegalStateException("The client is closed"));
			case CONNECTING, RECONNECTING -> await(promise);
			case DISCONNECTING -> {
				await(promise);
				this.reconnectAfterStop = true;
			}
			default -> {
				await(promise);
				this.connecting.begin();
			}
		}
	}

	private void await(CompletableFuture<ConnectionInfo> promise) {
		this.waiters.add(promise, "connect", this.config.operationTimeout());
	}

	/**
	 * Leave the present connection and make another one, or make the next attempt now.
	 * @param drainTimeout how long to wait for what is in flight
	 */
	public void reconnect(CompletableFuture<ConnectionInfo> promise, Duration drainTimeout) {
		ClientState state = this.link.state();
		Connection current = this.link.accepted();
		if (state.isConnected() && current != null) {
			this.waiters.add(promise, "reconnect", drainTimeout.plus(this.config.operationTimeout()));
			this.renewal.begin(current, drainTimeout);
		}
		else if (state == ClientState.CONNECTING || state == ClientState.RECONNECTING) {
			this.waiters.add(promise, "reconnect", this.config.operationTimeout());
			this.connecting.hurry();
		}
		else {
			promise.completeExceptionally(new MqttDisconnectedException(Source.CLIENT,
					"There is no connection to be made again: " + state, null));
		}
	}

	/**
	 * Something may have been acknowledged.
	 */
	public void settled() {
		if (this.renewal.isPending()) {
			this.connecting.guarded(this.renewal::settled);
		}
	}

	private void expire(CompletableFuture<ConnectionInfo> promise, String operation, Duration timeout) {
		this.connecting.guarded(() -> {
			MqttException last = this.connecting.lastFailure();
			MqttTimeoutException failure = new MqttTimeoutException(operation, timeout, true, (last != null)
					? last.getMessage()
					: "there is no answer from " + this.connecting.server() + " yet; check that it is an MQTT broker",
					last);
			promise.completeExceptionally(failure);
			if (this.link.state() == ClientState.CONNECTING && !this.config.retryFirstConnect()
					&& this.waiters.isEmpty()) {
				this.connecting.abort(failure);
				this.connecting.fail(failure);
			}
		});
	}

	// Stopping

	/**
	 * Disconnect. Legal in every state.
	 * @param closing whether the client is never used again
	 */
	public void stop(Disconnect packet, boolean closing, MqttException cause, CompletableFuture<Void> promise) {
		switch (this.link.state()) {
			case CLOSED -> promise.complete(null);
			case DISCONNECTED, FAILED -> {
				finishStop(closing, cause);
				promise.complete(null);
			}
			case DISCONNECTING -> {
				this.reconnectAfterStop = false;
				this.waiters.fail(cause);
				follow(promise, closing, cause);
			}
			default -> {
				this.stopping = new CompletableFuture<>();
				this.reconnectAfterStop = false;
				follow(promise, closing, cause);
				this.link.state(ClientState.DISCONNECTING);
				this.waiters.fail(cause);
				Connection current = this.link.accepted();
				if (current != null) {
					this.connectedBeforeStop = true;
					current.disconnect(packet, cause);
					CompletableFuture<Void> waiting = this.stopping;
					this.loop.schedule(() -> {
						if (this.stopping == waiting) {
							stopped(cause);
						}
					}, this.config.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
				}
				else {
					this.connecting.abort(cause);
					stopped(cause);
				}
			}
		}
	}

	private void follow(CompletableFuture<Void> promise, boolean closing, MqttException cause) {
		CompletableFuture<Void> current = this.stopping;
		if (current == null) {
			promise.complete(null);
			return;
		}
		current.whenComplete((done, failure) -> {
			if (closing) {
				finishStop(true, cause);
			}
			promise.complete(null);
		});
	}

	private void stopped(MqttException cause) {
		CompletableFuture<Void> promise = this.stopping;
		if (promise == null || this.link.state() != ClientState.DISCONNECTING) {
			return;
		}
		this.stopping = null;
		if (this.connectedBeforeStop) {
			this.connectedBeforeStop = false;
			this.events.onDisconnected(cause, false);
		}
		this.session.disconnected();
		this.connecting.abort(cause);
		finishStop(false, cause);
		promise.complete(null);
		if (this.reconnectAfterStop && this.link.state() == ClientState.DISCONNECTED) {
			this.reconnectAfterStop = false;
			this.connecting.begin();
		}
	}

	private void finishStop(boolean closing, MqttException cause) {
		if (this.link.state() == ClientState.CLOSED) {
			return;
		}
		this.link.state(closing ? ClientState.CLOSED : ClientState.DISCONNECTED);
		if (closing) {
			this.waiters.fail(cause);
		}
		this.events.onStopped(cause);
	}

	// While connected

	/**
	 * Switch reading of the socket on or off.
	 * @param blocked whether it is off because the receive window is full
	 */
	public void setReading(boolean reading, boolean blocked) {
		Connection current = this.link.accepted();
		if (current == null) {
			return;
		}
		current.setReading(reading);
		if (blocked && this.link.state() == ClientState.CONNECTED) {
			this.link.state(ClientState.INBOUND_BLOCKED);
		}
		else if (!blocked && this.link.state() == ClientState.INBOUND_BLOCKED) {
			this.link.state(ClientState.CONNECTED);
		}
	}

	/**
	 * Flush what the session has written.
	 */
	public void flush() {
		Connection current = this.link.accepted();
		if (current != null) {
			current.flush();
		}
	}

	/**
	 * Close the connection because of a failure of our own, and go down the reconnect
	 * path.
	 */
	public void abort(MqttException cause) {
		Connection current = this.link.accepted();
		if (current != null) {
			current.end(cause, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}
	}

	/**
	 * End waits for messages of QoS 0 that are not flushed.
	 */
	public long expire(long now) {
		Connection current = this.link.accepted();
		return (current != null) ? current.expire(now) : Long.MAX_VALUE;
	}

	/**
	 * Ask for a sign of life.
	 * @param answer the time until the answer
	 */
	public void ping(CompletableFuture<Duration> answer, Duration timeout) {
		Connection current = this.link.accepted();
		if (current == null || !this.link.state().isConnected()) {
			answer.completeExceptionally(new MqttDisconnectedException(Source.CLIENT,
					"There is no connection to ping: " + this.link.state(), null));
			return;
		}
		current.ping(answer);
		ScheduledFuture<?> timer = this.loop.schedule(
				() -> answer.completeExceptionally(new MqttTimeoutException("ping", timeout, true, "no PINGRESP came")),
				timeout.toNanos(), TimeUnit.NANOSECONDS);
		answer.whenComplete((nanos, failure) -> timer.cancel(false));
	}

	/**
	 * Authenticate again on the present connection.
	 */
	public void reauthenticate(CompletableFuture<Void> promise) {
		Connection current = this.link.accepted();
		if (current == null || !this.link.state().isConnected()) {
			promise.completeExceptionally(new MqttDisconnectedException(Source.CLIENT,
					"There is no connection to authenticate again on: " + this.link.state(), null));
			return;
		}
		current.reauthenticate(promise);
	}

	/**
	 * Return whether the application waits for the peer to answer a ping or to read.
	 */
	public boolean isAwaitingPeer() {
		Connection current = this.link.accepted();
		return current != null && current.isAwaitingPeer();
	}

}
