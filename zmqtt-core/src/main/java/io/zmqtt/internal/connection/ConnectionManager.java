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
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.session.Limits;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client connected: makes attempts, waits between them, and decides when to give
 * up. All methods are called on the event loop, except those that say otherwise.
 */
public final class ConnectionManager implements ConnectionOwner {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionManager.class);

	private final ClientConfig config;

	private final EventLoop loop;

	private final Executor executor;

	private final Session session;

	private final ClientEvents events;

	private final Backoff backoff;

	private final ConnectWaiters waiters;

	private final OutageLog outage = new OutageLog(logger);

	private volatile ClientState state = ClientState.DISCONNECTED;

	private volatile @Nullable ConnectionInfo info;

	private @Nullable Attempt attempt;

	private @Nullable Connection connection;

	private @Nullable ScheduledFuture<?> retryTimer;

	private @Nullable MqttException lastFailure;

	private @Nullable CompletableFuture<Void> stopping;

	private boolean reconnectAfterStop;

	private boolean connectedBeforeStop;

	private boolean connectedBefore;

	private boolean connectedSinceStart;

	private boolean purging;

	private boolean purged;

	private int serverIndex;

	private int triedInRound;

	private long connectedAt;

	private String assignedClientId = "";

	public ConnectionManager(ClientConfig config, EventLoop loop, Executor executor, Session session,
			ClientEvents events) {
		this.config = config;
		this.loop = loop;
		this.executor = executor;
		this.session = session;
		this.events = events;
		this.waiters = new ConnectWaiters(loop, config.operationTimeout(), (promise) -> guarded(() -> expire(promise)));
		this.backoff = new Backoff(config.reconnect(), ThreadLocalRandom.current());
	}

	/**
	 * Return the state. Any thread may call this.
	 */
	public ClientState state() {
		return this.state;
	}

	/**
	 * Return the present connection. Any thread may call this.
	 */
	public Optional<ConnectionInfo> connectionInfo() {
		return Optional.ofNullable(this.info);
	}

	// Connecting

	/**
	 * Connect, or join the connect that is under way.
	 */
	public void connect(CompletableFuture<ConnectionInfo> promise) {
		switch (this.state) {
			case CONNECTED, INBOUND_BLOCKED -> promise.complete(this.info);
			case CLOSED -> promise.completeExceptionally(new IllegalStateException("The client is closed"));
			case CONNECTING, RECONNECTING -> this.waiters.add(promise);
			case DISCONNECTING -> {
				this.waiters.add(promise);
				this.reconnectAfterStop = true;
			}
			default -> {
				this.waiters.add(promise);
				begin();
			}
		}
	}

	private void begin() {
		this.connectedSinceStart = false;
		this.backoff.reset();
		this.serverIndex = 0;
		this.triedInRound = 0;
		this.lastFailure = null;
		setState(ClientState.CONNECTING);
		startAttempt();
	}

	private void expire(CompletableFuture<ConnectionInfo> promise) {
		MqttException last = this.lastFailure;
		MqttTimeoutException timeout = new MqttTimeoutException("connect", this.config.operationTimeout(), true,
				(last != null) ? last.getMessage()
						: "there is no answer from " + server() + " yet; check that it is an MQTT broker",
				last);
		promise.completeExceptionally(timeout);
		if (this.state == ClientState.CONNECTING && !this.config.retryFirstConnect() && this.waiters.isEmpty()) {
			abortAttempt(timeout);
			fail(timeout);
		}
	}

	private ServerAddress server() {
		return this.config.servers().get(this.serverIndex);
	}

	/**
	 * Run a step of the loop so that nothing it throws can end the loop silently.
	 */
	private void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.error("The client has failed to keep its connection", ex);
			MqttException failure = new MqttDisconnectedException(Source.CLIENT,
					"The client has failed to keep its connection: " + ex, ex);
			abortAttempt(failure);
			this.session.disconnected();
			this.info = null;
			fail(failure);
		}
	}

	private void startAttempt() {
		this.retryTimer = null;
		ServerAddress server = server();
		this.purging = this.config.version() == MqttVersion.V3_1_1
				&& this.config.effectiveCleanStart() == CleanStart.FIRST_CONNECT && !this.purged;
		Attempt current = new Attempt(this.config, server, this.loop, this.executor,
				(credentials) -> newConnection(server, credentials),
				(failure) -> guarded(() -> attemptFailed(failure)));
		this.attempt = current;
		current.start();
	}

	private Connection newConnection(ServerAddress server, Credentials credentials) {
		Connection created = new Connection(this.config, server,
				ConnectPackets.create(this.config, credentials, clientId(), cleanStart()), this.session, this);
		this.connection = created;
		return created;
	}

	private String clientId() {
		return this.config.clientId().isEmpty() ? this.assignedClientId : this.config.clientId();
	}

	private boolean cleanStart() {
		return switch (this.config.effectiveCleanStart()) {
			case NEVER -> false;
			case FIRST_CONNECT -> (this.config.version() == MqttVersion.V3_1_1) ? this.purging : !this.connectedBefore;
			default -> true;
		};
	}

	private void attemptFailed(MqttException failure) {
		this.attempt = null;
		this.connection = null;
		this.lastFailure = failure;
		boolean retry = (this.connectedSinceStart || this.config.retryFirstConnect())
				&& this.config.reconnect().enabled() && !RetryRules.isPermanent(failure, this.connectedBefore);
		nextServer();
		if (!retry) {
			if (this.triedInRound < this.config.servers().size() && !RetryRules.isPermanent(failure, false)) {
				startAttempt();
				return;
			}
			logger.warn("{}", failure.getMessage());
			fail(failure);
		}
		else {
			this.outage.warn("{} The client tries again", failure.getMessage());
			retry(failure);
		}
	}

	private void nextServer() {
		this.triedInRound++;
		this.serverIndex = (this.serverIndex + 1) % this.config.servers().size();
	}

	private void retry(MqttException failure) {
		if (this.triedInRound < this.config.servers().size() && this.triedInRound > 0) {
			setState(ClientState.RECONNECTING);
			startAttempt();
			return;
		}
		this.triedInRound = 0;
		if (this.backoff.isExhausted()) {
			fail(failure);
			return;
		}
		int number = this.backoff.nextAttempt();
		Duration delay = this.backoff.next(RetryRules.isCredentials(failure));
		setState(ClientState.RECONNECTING);
		this.events.onReconnecting(number, delay, server());
		this.retryTimer = this.loop.schedule(() -> guarded(this::startAttempt), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void onConnAck(Connection connection, ConnAck connAck) {
		ServerAddress server = connection.server();
		if (connAck.reasonCode().isFailure()) {
			connection.end(ConnectFailures.refused(server, this.config.version(), connAck), null);
			return;
		}
		if (connAck.sessionPresent() && connection.connect().cleanStart()) {
			connection.end(
					new MqttProtocolException(ReasonCode.PROTOCOL_ERROR,
							"The broker " + server + " says that it resumes a session after a clean start", null),
					null);
			return;
		}
		if (this.purging) {
			this.purged = true;
			connection.accept(0);
			connection.disconnect(new Disconnect(ReasonCode.SUCCESS),
					new MqttDisconnectedException(Source.CLIENT, "The old session is removed", null));
			return;
		}
		accepted(connection, connAck);
	}

	private void accepted(Connection connection, ConnAck connAck) {
		this.attempt = null;
		this.triedInRound = 0;
		this.connectedBefore = true;
		this.connectedSinceStart = true;
		this.connectedAt = System.nanoTime();
		this.outage.connected();
		String assigned = connAck.properties().assignedClientIdentifier();
		if (assigned != null) {
			this.assignedClientId = assigned;
		}
		Integer serverKeepAlive = connAck.properties().serverKeepAlive();
		int keepAlive = (serverKeepAlive != null) ? serverKeepAlive : this.config.keepAlive();
		Limits limits = ConnectPackets.limits(this.config.version(), connAck.properties());
		ConnectionInfo accepted = ConnectPackets.info(this.config, connection.server(), clientId(), connAck, limits,
				keepAlive, Instant.now());
		this.info = accepted;
		connection.accept(keepAlive);
		setState(ClientState.CONNECTED);
		logger.info("Connected to {} with MQTT {} as '{}'{}", accepted.server(), accepted.version(),
				accepted.clientId(), accepted.sessionPresent() ? ", session resumed" : "");
		this.session.connected(connection, limits, connAck.sessionPresent(), System.nanoTime());
		this.events.onConnected(accepted);
		this.waiters.complete(accepted);
	}

	// Losing

	@Override
	public void onClosed(Connection connection, MqttException cause) {
		if (connection == this.connection) {
			guarded(() -> closed(connection, cause));
		}
	}

	private void closed(Connection connection, MqttException cause) {
		this.connection = null;
		boolean accepted = this.info != null;
		this.info = null;
		if (this.state == ClientState.DISCONNECTING) {
			this.session.disconnected();
			stopped(cause);
			return;
		}
		if (this.purging && this.purged) {
			startAttempt();
			return;
		}
		if (!accepted) {
			attemptFailed(ConnectFailures.beforeConnAck(connection.server(), cause));
			return;
		}
		lost(cause);
	}

	private void lost(MqttException cause) {
		this.session.disconnected();
		this.lastFailure = cause;
		this.backoff.ended(Duration.ofNanos(System.nanoTime() - this.connectedAt));
		boolean willReconnect = this.config.reconnect().enabled() && !RetryRules.isPermanent(cause, true)
				&& !this.backoff.isExhausted();
		this.outage.warn("{}. {}", cause.getMessage(),
				willReconnect ? "The client reconnects." : "The client gives up.");
		if (willReconnect) {
			setState(ClientState.RECONNECTING);
			this.events.onDisconnected(cause, true);
			retry(cause);
		}
		else {
			this.events.onDisconnected(cause, false);
			fail(cause);
		}
	}

	private void fail(MqttException cause) {
		setState(ClientState.FAILED);
		this.waiters.fail(cause);
		this.events.onFailed(cause);
	}

	// Stopping

	/**
	 * Disconnect. Legal in every state.
	 * @param closing whether the client is never used again
	 */
	public void stop(Disconnect packet, boolean closing, MqttException cause, CompletableFuture<Void> promise) {
		switch (this.state) {
			case CLOSED -> promise.complete(null);
			case DISCONNECTED, FAILED -> {
				this.lastFailure = null;
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
				setState(ClientState.DISCONNECTING);
				this.waiters.fail(cause);
				Connection current = this.connection;
				if (this.info != null && current != null) {
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
					abortAttempt(cause);
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

	private void abortAttempt(MqttException cause) {
		if (this.retryTimer != null) {
			this.retryTimer.cancel(false);
			this.retryTimer = null;
		}
		if (this.attempt != null) {
			this.attempt.cancel();
			this.attempt = null;
		}
		Connection current = this.connection;
		this.connection = null;
		if (current != null) {
			current.end(cause, null);
		}
	}

	private void stopped(MqttException cause) {
		CompletableFuture<Void> promise = this.stopping;
		if (promise == null || this.state != ClientState.DISCONNECTING) {
			return;
		}
		this.stopping = null;
		if (this.connectedBeforeStop) {
			this.connectedBeforeStop = false;
			this.events.onDisconnected(cause, false);
		}
		this.session.disconnected();
		this.info = null;
		abortAttempt(cause);
		finishStop(false, cause);
		promise.complete(null);
		if (this.reconnectAfterStop && this.state == ClientState.DISCONNECTED) {
			this.reconnectAfterStop = false;
			begin();
		}
	}

	private void finishStop(boolean closing, MqttException cause) {
		if (this.state == ClientState.CLOSED) {
			return;
		}
		setState(closing ? ClientState.CLOSED : ClientState.DISCONNECTED);
		if (closing) {
			this.waiters.fail(cause);
		}
		this.events.onStopped(cause);
	}

	// While connected

	@Override
	public void onBatchRead() {
		this.events.onBatchRead();
	}

	@Override
	public void onWritable() {
		this.session.drain();
	}

	@Override
	public boolean isReadSuspended() {
		return this.events.isReadSuspended();
	}

	/**
	 * Switch reading of the socket on or off.
	 * @param blocked whether it is off because the receive window is full
	 */
	public void setReading(boolean reading, boolean blocked) {
		Connection current = this.connection;
		if (current == null || this.info == null) {
			return;
		}
		current.setReading(reading);
		if (blocked && this.state == ClientState.CONNECTED) {
			setState(ClientState.INBOUND_BLOCKED);
		}
		else if (!blocked && this.state == ClientState.INBOUND_BLOCKED) {
			setState(ClientState.CONNECTED);
		}
	}

	/**
	 * Flush what the session has written.
	 */
	public void flush() {
		Connection current = this.connection;
		if (current != null && this.info != null) {
			current.flush();
		}
	}

	/**
	 * Close the connection because of a failure of our own, and go down the reconnect
	 * path.
	 */
	public void abort(MqttException cause) {
		Connection current = this.connection;
		if (current != null && this.info != null) {
			current.end(cause, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		}
	}

	/**
	 * End waits for messages of QoS 0 that are not flushed.
	 */
	public long expire(long now) {
		Connection current = this.connection;
		return (current != null) ? current.expire(now) : Long.MAX_VALUE;
	}

	/**
	 * Ask for a sign of life.
	 * @param answer the nanoseconds until the answer
	 */
	public void ping(CompletableFuture<Long> answer) {
		Connection current = this.connection;
		if (current == null || this.info == null || !this.state.isConnected()) {
			answer.completeExceptionally(new MqttDisconnectedException(Source.CLIENT,
					"There is no connection to ping: " + this.state, null));
			return;
		}
		current.ping(answer);
		Duration timeout = this.config.pingTimeout();
		ScheduledFuture<?> timer = this.loop.schedule(
				() -> answer.completeExceptionally(new MqttTimeoutException("ping", timeout, true, "no PINGRESP came")),
				timeout.toNanos(), TimeUnit.NANOSECONDS);
		answer.whenComplete((nanos, failure) -> timer.cancel(false));
	}

	/**
	 * Return whether the application waits for the peer to answer a ping or to read.
	 */
	public boolean isAwaitingPeer() {
		Connection current = this.connection;
		return current != null && (current.isAwaitingPing() || current.isAwaitingFlush());
	}

	private void setState(ClientState state) {
		if (this.state != state) {
			this.state = state;
			this.events.onState(state);
		}
	}

}
