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
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.session.Limits;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes attempts to connect, waits between them, and decides when to give up. Belongs to
 * the event loop.
 */
final class ConnectLoop implements ConnectionOwner {

	private static final Logger logger = LoggerFactory.getLogger(ConnectLoop.class);

	private final ClientConfig config;

	private final PluginCalls calls;

	private final Session session;

	private final ClientEvents events;

	private final Link link;

	private final ConnectWaiters waiters;

	private final Consumer<MqttException> stopped;

	private final Servers servers;

	private final RetryRules rules;

	private final Backoff backoff;

	private final OutageLog outage = new OutageLog(logger);

	private @Nullable Attempt attempt;

	private @Nullable ScheduledFuture<?> retryTimer;

	private @Nullable MqttException lastFailure;

	/**
	 * The connection after whose end another one is made at once, or null for none.
	 */
	private @Nullable Connection renewed;

	private boolean leaving;

	private boolean connectedBefore;

	private boolean connectedSinceStart;

	private boolean purging;

	private boolean purged;

	private long connectedAt;

	private String assignedClientId = "";

	/**
	 * Create a loop.
	 * @param stopped is told when the connection has ended while the client disconnects
	 */
	ConnectLoop(ClientConfig config, PluginCalls calls, Session session, ClientEvents events, Link link,
			ConnectWaiters waiters, Consumer<MqttException> stopped) {
		this.config = config;
		this.calls = calls;
		this.session = session;
		this.events = events;
		this.link = link;
		this.waiters = waiters;
		this.stopped = stopped;
		this.servers = new Servers(config.servers(), config.transport().order(), ThreadLocalRandom.current());
		this.rules = new RetryRules(config.onAuthFailure(), config.onTakenOver());
		this.backoff = new Backoff(config.reconnect(), ThreadLocalRandom.current());
	}

	/**
	 * Return what went wrong last, since the loop began.
	 */
	@Nullable MqttException lastFailure() {
		return this.lastFailure;
	}

	ServerAddress server() {
		return this.servers.current();
	}

	void begin() {
		this.connectedSinceStart = false;
		this.backoff.reset();
		this.servers.reset();
		this.lastFailure = null;
		this.link.state(ClientState.CONNECTING);
		startAttempt();
	}

	/**
	 * Run a step so that nothing it throws can end the loop silently.
	 */
	void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.error("The client has failed to keep its connection", ex);
			MqttException failure = new MqttDisconnectedException(Source.CLIENT,
					"The client has failed to keep its connection: " + ex, ex);
			abort(failure);
			this.session.disconnected();
			fail(failure);
		}
	}

	/**
	 * Make the next attempt now if the client waits for it.
	 */
	void hurry() {
		if (this.retryTimer != null) {
			this.retryTimer.cancel(false);
			guarded(this::startAttempt);
		}
	}

	/**
	 * Connect again without a delay when a connection has ended, whatever the policy.
	 */
	void renewAfter(Connection current) {
		this.renewed = current;
		this.leaving = false;
	}

	/**
	 * End the connection after which another one is to be made.
	 */
	void leave(Connection current) {
		logger.info("The client leaves {} to connect again, as it was told to", current.server());
		this.leaving = true;
		this.session.acknowledge();
		this.link.state(ClientState.RECONNECTING);
		current.disconnect(new Disconnect(ReasonCode.SUCCESS),
				new MqttDisconnectedException(Source.USER, "The client was told to connect again", null));
		// nothing can be written any more
		this.session.disconnected();
	}

	/**
	 * Stop making attempts, and drop the connection if there is one.
	 */
	void abort(MqttException cause) {
		this.renewed = null;
		if (this.retryTimer != null) {
			this.retryTimer.cancel(false);
			this.retryTimer = null;
		}
		if (this.attempt != null) {
			this.attempt.cancel();
			this.attempt = null;
		}
		Connection current = this.link.clear();
		if (current != null) {
			current.end(cause, null);
		}
	}

	/**
	 * Give up.
	 */
	void fail(MqttException cause) {
		this.link.state(ClientState.FAILED);
		this.waiters.fail(cause);
		this.events.onFailed(cause);
	}

	// Connecting

	private void startAttempt() {
		this.retryTimer = null;
		ServerAddress server = this.servers.current();
		this.purging = this.config.version() == MqttVersion.V3_1_1
				&& this.config.effectiveCleanStart() == CleanStart.FIRST_CONNECT && !this.purged;
		Attempt current = new Attempt(this.config, server, this.calls,
				(credentials, authenticator) -> newConnection(server, credentials, authenticator),
				(failure) -> guarded(() -> attemptFailed(failure)));
		this.attempt = current;
		current.start();
	}

	private Connection newConnection(ServerAddress server, Credentials credentials,
			@Nullable Authenticator authenticator) {
		Connection created = new Connection(this.config, server,
				ConnectPackets.create(this.config, credentials, authenticator, clientId(), cleanStart()), authenticator,
				this.session, this);
		this.link.made(created);
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
		this.link.clear();
		this.lastFailure = failure;
		boolean mayRetry = (this.connectedSinceStart || this.config.retryFirstConnect())
				&& this.config.reconnect().enabled();
		boolean permanent = this.rules.isPermanent(failure, mayRetry && this.connectedBefore);
		if (follow(failure)) {
			startAttempt();
			return;
		}
		if (!permanent && this.attempt != null && this.attempt.tryNext()) {
			logger.debug("{} The client tries the next address.", failure.getMessage());
			return;
		}
		this.attempt = null;
		this.events.onConnectFailed(failure);
		boolean serversLeft = this.servers.next() && !permanent;
		if (mayRetry && !permanent) {
			this.outage.warn("{} The client tries again.", failure.getMessage());
			this.link.state(ClientState.RECONNECTING);
		}
		if (serversLeft) {
			startAttempt();
		}
		else if (mayRetry && !permanent) {
			retryLater(failure);
		}
		else {
			logger.warn("{}", failure.getMessage());
			fail(failure);
		}
	}

	/**
	 * Go where the broker sends the client, if that is wanted and possible.
	 */
	private boolean follow(MqttException failure) {
		String reference = null;
		ReasonCode code = null;
		if (failure instanceof MqttConnectException connect) {
			reference = connect.serverReference().orElse(null);
			code = connect.reasonCode().orElse(null);
		}
		else if (failure instanceof MqttDisconnectedException disconnected) {
			reference = disconnected.serverReference().orElse(null);
			code = disconnected.reasonCode().orElse(null);
		}
		if (!this.config.followServerReference() || reference == null
				|| code != ReasonCode.USE_ANOTHER_SERVER && code != ReasonCode.SERVER_MOVED) {
			return false;
		}
		List<ServerAddress> others;
		try {
			others = ServerReference.parse(reference, alike());
		}
		catch (IllegalArgumentException ex) {
			logger.warn("A server reference cannot be followed: {}", ex.getMessage());
			return false;
		}
		if (!this.servers.redirect(others, code == ReasonCode.SERVER_MOVED)) {
			logger.warn("After {} server references in a row {} is not followed without a delay",
					Servers.MAXIMUM_REFERENCES, others);
			return false;
		}
		logger.info("The client goes to {}, where the broker sends it with {}", others, code);
		return true;
	}

	/**
	 * Return a server that is reached as those are to which the client is sent.
	 */
	private ServerAddress alike() {
		ServerAddress current = this.servers.current();
		if (current.scheme() != Scheme.UNIX) {
			return current;
		}
		return new ServerAddress((this.config.tls() != null) ? Scheme.MQTTS : Scheme.MQTT, "any", 1, "");
	}

	private void retryLater(MqttException failure) {
		if (this.backoff.isExhausted()) {
			fail(failure);
			return;
		}
		this.servers.beginRound();
		int number = this.backoff.nextAttempt();
		Duration delay = this.backoff.next(RetryRules.isCredentials(failure));
		this.link.state(ClientState.RECONNECTING);
		this.events.onReconnecting(number, delay, this.servers.current());
		this.retryTimer = this.calls.loop()
			.schedule(() -> guarded(this::startAttempt), delay.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public void onAccepted(Connection connection, ConnAck connAck) {
		if (this.purging) {
			this.purged = true;
			connection.accept(0, Integer.MAX_VALUE);
			connection.disconnect(new Disconnect(ReasonCode.SUCCESS),
					new MqttDisconnectedException(Source.CLIENT, "The old session is removed", null));
			return;
		}
		String assigned = connAck.properties().assignedClientIdentifier();
		if (assigned != null) {
			this.assignedClientId = assigned;
		}
		Integer serverKeepAlive = connAck.properties().serverKeepAlive();
		int keepAlive = (serverKeepAlive != null) ? serverKeepAlive : this.config.keepAlive();
		Limits limits = ConnectPackets.limits(this.config.version(), connAck.properties());
		ConnectionInfo info = ConnectPackets.info(this.config, connection.server(), clientId(), connAck, limits,
				keepAlive, cleanStart(), Instant.now());
		this.attempt = null;
		this.connectedBefore = true;
		this.connectedSinceStart = true;
		this.connectedAt = System.nanoTime();
		this.outage.connected();
		this.link.accepted(info);
		connection.accept(keepAlive, limits.maximumPacketSize());
		this.link.state(ClientState.CONNECTED);
		logger.info("Connected to {} with MQTT {} as '{}'{}", info.server(), info.version(), info.clientId(),
				info.sessionPresent() ? ", session resumed" : "");
		this.session.connected(connection.sink(), limits, connAck.sessionPresent(), System.nanoTime());
		this.events.onConnected(info);
		this.waiters.complete(info);
	}

	// Losing

	@Override
	public void onClosed(Connection connection, MqttException cause) {
		if (this.link.holds(connection)) {
			guarded(() -> closed(connection, cause));
		}
	}

	private void closed(Connection connection, MqttException cause) {
		boolean accepted = this.link.info() != null;
		boolean renew = this.renewed == connection;
		this.renewed = null;
		this.link.clear();
		if (this.link.state() == ClientState.DISCONNECTING) {
			this.session.disconnected();
			this.stopped.accept(cause);
		}
		else if (this.purging && this.purged) {
			startAttempt();
		}
		else if (accepted) {
			lost(cause, renew);
		}
		else {
			attemptFailed(ConnectFailures.beforeConnAck(connection.server(), this.config.version(), cause));
		}
	}

	private void lost(MqttException cause, boolean renew) {
		boolean left = renew && this.leaving;
		this.session.disconnected();
		this.lastFailure = left ? null : cause;
		Duration lasted = Duration.ofNanos(System.nanoTime() - this.connectedAt);
		this.backoff.ended(lasted);
		this.servers.lost(left || Backoff.isLasting(lasted));
		boolean willReconnect = !this.rules.isPermanent(cause, true)
				&& (renew || this.config.reconnect().enabled() && !this.backoff.isExhausted());
		if (!left) {
			this.outage.warn("{}. {}", cause.getMessage(),
					willReconnect ? "The client reconnects." : "The client gives up.");
		}
		if (!willReconnect) {
			this.events.onDisconnected(cause, false);
			fail(cause);
			return;
		}
		this.link.state(ClientState.RECONNECTING);
		this.events.onDisconnected(cause, true);
		if (follow(cause) || renew) {
			startAttempt();
		}
		else {
			retryLater(cause);
		}
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

}
