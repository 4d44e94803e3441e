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

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.Credentials;
import io.zmqtt.MqttException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ServerAddress;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.internal.connection.Targets.TlsContextException;
import io.zmqtt.internal.transport.Transport;
import io.zmqtt.spi.AuthHandler;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a transport connection to a broker: its addresses are looked up off
 * the event loop, and tried in turn, each with what the application has plugged in to
 * authenticate. Whatever goes wrong ends in one call, and nothing takes longer than its
 * timeout.
 */
final class Attempt {

	private final ClientConfig config;

	private final ServerAddress server;

	private final PluginCalls calls;

	private final ConnectionFactory factory;

	private final Consumer<MqttException> failed;

	private @Nullable Targets targets;

	private Iterator<SocketAddress> addresses = Collections.emptyIterator();

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable ChannelFuture connecting;

	private boolean done;

	/**
	 * Create an attempt.
	 * @param factory makes the handler of a connection when it is known how to
	 * authenticate
	 * @param failed is told if no transport connection could be made
	 */
	Attempt(ClientConfig config, ServerAddress server, PluginCalls calls, ConnectionFactory factory,
			Consumer<MqttException> failed) {
		this.config = config;
		this.server = server;
		this.calls = calls;
		this.factory = factory;
		this.failed = failed;
	}

	/**
	 * Look up the addresses and try the first.
	 */
	void start() {
		if (Targets.isKnown(this.config, this.server)) {
			guarded(this::startWithoutLookUp);
			return;
		}
		Duration timeout = this.config.connectTimeout();
		startTimer(timeout, () -> fail(ConnectFailures.lookUpTimeout(this.server, timeout)));
		call(() -> CompletableFuture.completedFuture(Targets.lookUp(this.config, this.server)), (found, failure) -> {
			if (found == null) {
				fail(lookUpFailure(failure));
			}
			else {
				found(found);
			}
		});
	}

	private void startWithoutLookUp() {
		Targets found;
		try {
			found = Targets.lookUp(this.config, this.server);
		}
		catch (IOException ex) {
			fail(lookUpFailure(ex));
			return;
		}
		found(found);
	}

	private void found(Targets found) {
		this.targets = found;
		this.addresses = found.addresses().iterator();
		authenticate();
	}

	/**
	 * Try the next address after a connection to the last one ended too soon.
	 * @return whether there is one
	 */
	boolean tryNext() {
		if (!this.addresses.hasNext()) {
			return false;
		}
		this.done = false;
		guarded(this::authenticate);
		return true;
	}

	private MqttException lookUpFailure(@Nullable Throwable failure) {
		if (failure instanceof TlsContextException problem) {
			return TlsFailures.context(this.server, problem.failure());
		}
		if (failure instanceof UnknownHostException unknown) {
			return TransportFailures.unknownHost(this.server, unknown, this.config);
		}
		return TransportFailures.connect(this.server, (failure != null) ? failure : new NullPointerException(),
				this.config);
	}

	private void authenticate() {
		if (this.config.credentials() instanceof FixedCredentials fixed) {
			authenticate(fixed.credentials());
			return;
		}
		Duration timeout = this.config.connectTimeout();
		startTimer(timeout, () -> fail(ConnectFailures.credentials(this.server,
				"gave no answer within " + timeout.toMillis() + " ms", new TimeoutException())));
		call(() -> this.config.credentials().credentials(this.server), (credentials, failure) -> {
			if (failure != null) {
				fail(ConnectFailures.credentials(this.server, "failed", failure));
			}
			else if (credentials == null) {
				fail(ConnectFailures.credentials(this.server, "gave null", new NullPointerException()));
			}
			else {
				authenticate(credentials);
			}
		});
	}

	private void authenticate(Credentials credentials) {
		if (this.config.version() == MqttVersion.V3_1_1 && credentials.username() == null
				&& credentials.password() != null) {
			fail(ConnectFailures.credentials(this.server,
					"gave a password without a user name, which MQTT 3.1.1 does not allow",
					new IllegalArgumentException("No user name")));
		}
		else {
			startExchange(credentials);
		}
	}

	private void startExchange(Credentials credentials) {
		AuthHandler handler = this.config.authHandler();
		if (handler == null) {
			prepare(credentials, null);
			return;
		}
		Duration timeout = this.config.handshakeTimeout();
		startTimer(timeout, () -> fail(ConnectFailures.authentication(this.server,
				"gave no answer within " + timeout.toMillis() + " ms", new TimeoutException())));
		call(() -> AuthStart.begin(handler, this.server), (start, failure) -> {
			if (start == null) {
				fail(ConnectFailures.authentication(this.server, "failed", failure));
			}
			else {
				prepare(credentials,
						new Authenticator(handler, this.server, this.calls, this.config.operationTimeout(), start));
			}
		});
	}

	/**
	 * Ask what is sent to open a WebSocket, if that is how the broker is reached.
	 */
	private void prepare(Credentials credentials, @Nullable Authenticator authenticator) {
		if (!this.server.scheme().isWebSocket()) {
			connect(WebSocketRequest.plain(), credentials, authenticator);
			return;
		}
		Duration timeout = this.config.connectTimeout();
		startTimer(timeout, () -> fail(ConnectFailures.webSocketRequest(this.server,
				"gave no answer within " + timeout.toMillis() + " ms", new TimeoutException())));
		call(() -> this.config.transport().webSocketRequests().request(this.server), (request, failure) -> {
			if (request == null) {
				fail(ConnectFailures.webSocketRequest(this.server, (failure != null) ? "failed" : "gave null",
						failure));
			}
			else {
				connect(request, credentials, authenticator);
			}
		});
	}

	private void connect(WebSocketRequest request, Credentials credentials, @Nullable Authenticator authenticator) {
		cancelTimer();
		Targets known = Objects.requireNonNull(this.targets);
		SocketAddress address = this.addresses.next();
		ChannelFuture future = Transport.connect(this.calls.lease(), known.at(address, request),
				this.config.transport().socket(), known.localAddress(address), this.config.connectTimeout(),
				this.factory.create(credentials, authenticator));
		this.connecting = future;
		future.addListener((ChannelFuture result) -> {
			if (this.done) {
				result.channel().close();
			}
			else if (result.isSuccess()) {
				this.done = true;
			}
			else if (this.addresses.hasNext()) {
				// nothing was sent, so this is the same CONNECT
				guarded(() -> connect(request, credentials, authenticator));
			}
			else {
				fail(TransportFailures.connect(this.server, result.cause(), this.config));
			}
		});
	}

	/**
	 * Give up without telling anybody.
	 */
	void cancel() {
		this.done = true;
		this.addresses = Collections.emptyIterator();
		cancelTimer();
		if (this.connecting != null) {
			this.connecting.cancel(false);
		}
	}

	private void fail(MqttException failure) {
		if (!this.done) {
			this.done = true;
			this.addresses = Collections.emptyIterator();
			cancelTimer();
			this.failed.accept(failure);
		}
	}

	private void startTimer(Duration timeout, Runnable task) {
		cancelTimer();
		this.timer = this.calls.loop().schedule(task, timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private <T> void call(PluginCalls.Call<T> call, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
		this.calls.call(call, (value, failure) -> {
			if (!this.done) {
				guarded(() -> answer.accept(value, failure));
			}
		});
	}

	private void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			fail(ConnectFailures.unexpected(this.server, ex));
		}
	}

	/**
	 * Makes the handler of a connection.
	 */
	interface ConnectionFactory {

		Connection create(Credentials credentials, @Nullable Authenticator authenticator);

	}

}
