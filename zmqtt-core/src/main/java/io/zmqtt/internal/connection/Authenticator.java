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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.session.ProtocolViolation;
import io.zmqtt.spi.AuthData;
import io.zmqtt.spi.AuthExchange;
import io.zmqtt.spi.AuthHandler;
import org.jspecify.annotations.Nullable;

/**
 * The authentication exchanges on one connection (MQTT 5.0, section 4.12): that of the
 * connect, then those of re-authentications. Belongs to the event loop.
 */
final class Authenticator {

	private final AuthHandler handler;

	private final ServerAddress server;

	private final PluginCalls calls;

	private final Duration timeout;

	private final String method;

	private final AuthData initial;

	private @Nullable AuthWire wire;

	/**
	 * The exchange under way.
	 */
	private @Nullable AuthExchange exchange;

	/**
	 * Whether it is the server's turn.
	 */
	private boolean awaitingServer = true;

	private boolean connected;

	private @Nullable CompletableFuture<Void> reauthentication;

	private @Nullable ScheduledFuture<?> deadline;

	Authenticator(AuthHandler handler, ServerAddress server, PluginCalls calls, Duration timeout, AuthStart start) {
		this.handler = handler;
		this.server = server;
		this.calls = calls;
		this.timeout = timeout;
		this.method = start.method();
		this.initial = start.data();
		this.exchange = start.exchange();
	}

	String method() {
		return this.method;
	}

	AuthData initial() {
		return this.initial;
	}

	void wire(AuthWire wire) {
		this.wire = wire;
	}

	/**
	 * Return whether the handler is to say something.
	 */
	boolean isAwaitingHandler() {
		return this.exchange != null && !this.awaitingServer;
	}

	// Answering

	/**
	 * Take an AUTH.
	 * @throws ProtocolViolation if it is not the server's turn
	 */
	void received(Auth auth) {
		AuthExchange current = this.exchange;
		if (current == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "AUTH that the client did not begin");
		}
		checkMethod(auth.properties().authenticationMethod(), auth.properties().equals(AuthProperties.NONE), "AUTH");
		if (!this.awaitingServer) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "AUTH out of turn");
		}
		AuthProperties properties = auth.properties();
		AuthData data = new AuthData(properties.authenticationData(), properties.reasonString(),
				properties.userProperties());
		if (auth.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION) {
			ask(current, () -> current.challenge(data).thenApply(AuthStart::requireData),
					(answer) -> send(ReasonCode.CONTINUE_AUTHENTICATION, answer));
		}
		else if (this.connected) {
			ask(current, () -> current.success(data), (done) -> finish(null));
		}
		else {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "AUTH with success before CONNACK");
		}
	}

	/**
	 * Take the CONNACK that accepts the client.
	 * @param accepted is called when the handler has accepted the server too
	 * @throws ProtocolViolation if it is not the server's turn
	 */
	void received(ConnAck connAck, Runnable accepted) {
		AuthExchange current = this.exchange;
		checkMethod(connAck.properties().authenticationMethod(), false, "CONNACK");
		if (current == null || !this.awaitingServer) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "CONNACK out of turn");
		}
		AuthData data = new AuthData(connAck.properties().authenticationData(), connAck.properties().reasonString(),
				connAck.properties().userProperties());
		ask(current, () -> current.success(data), (done) -> {
			this.exchange = null;
			this.connected = true;
			accepted.run();
		});
	}

	private void checkMethod(@Nullable String other, boolean mayBeMissing, String packet) {
		if (!this.method.equals(other) && !(mayBeMissing && other == null)) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					packet + " with another authentication method than " + this.method);
		}
	}

	private <T> void ask(AuthExchange current, PluginCalls.Call<T> call, Consumer<T> next) {
		this.awaitingServer = false;
		this.calls.call(call, (value, failure) -> {
			if (this.exchange != current) {
				return;
			}
			if (failure != null) {
				fail("failed", failure);
				return;
			}
			try {
				next.accept(value);
			}
			catch (RuntimeException ex) {
				fail("gave what cannot be sent", ex);
			}
		});
	}

	private void send(ReasonCode reasonCode, AuthData data) {
		requireWire().sendAuth(new Auth(reasonCode,
				new AuthProperties(this.method, data.data(), data.reasonString(), data.userProperties())));
		this.awaitingServer = true;
	}

	private void fail(String problem, Throwable cause) {
		MqttAuthException failure = failure(problem, cause);
		finish(failure);
		requireWire().fail(failure);
	}

	private MqttAuthException failure(String problem, @Nullable Throwable cause) {
		return this.connected
				? new MqttAuthException(this.server,
						"Cannot authenticate again at " + this.server + ": the authentication handler "
								+ ConnectFailures.explained(problem, cause) + ".",
						cause)
				: ConnectFailures.authentication(this.server, problem, cause);
	}

	// Authenticating again

	/**
	 * Authenticate again, or join the re-authentication that is under way.
	 */
	void reauthenticate(CompletableFuture<Void> promise) {
		CompletableFuture<Void> current = this.reauthentication;
		if (current == null) {
			current = new CompletableFuture<>();
			this.reauthentication = current;
			CompletableFuture<Void> begun = current;
			this.deadline = this.calls.loop()
				.schedule(() -> expire(begun), this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			this.calls.<AuthStart>call(() -> begin(), (start, failure) -> begun(begun, start, failure));
		}
		current.whenComplete((done, failure) -> {
			if (failure != null) {
				promise.completeExceptionally(failure);
			}
			else {
				promise.complete(null);
			}
		});
	}

	private CompletionStage<AuthStart> begin() {
		return AuthStart.begin(this.handler, this.server);
	}

	private void begun(CompletableFuture<Void> promise, @Nullable AuthStart start, @Nullable Throwable failure) {
		if (this.reauthentication != promise) {
			return;
		}
		if (start == null) {
			// the server knows of nothing yet
			finish(failure("failed", failure));
			return;
		}
		try {
			send(ReasonCode.REAUTHENTICATE, start.data());
			this.exchange = start.exchange();
		}
		catch (RuntimeException ex) {
			finish(failure("gave what cannot be sent", ex));
		}
	}

	private void expire(CompletableFuture<Void> promise) {
		if (this.reauthentication != promise) {
			return;
		}
		boolean sent = this.exchange != null;
		String missing = (sent && this.awaitingServer) ? "the broker gave no answer"
				: "the authentication handler gave no answer";
		finish(new MqttTimeoutException("reauthenticate", this.timeout, sent, missing));
		if (sent) {
			requireWire()
				.fail(new MqttDisconnectedException(Source.CLIENT, "The client could not authenticate again at "
						+ this.server + " within " + this.timeout.toMillis() + " ms: " + missing, null));
		}
	}

	/**
	 * The server has sent DISCONNECT.
	 */
	void refused(Disconnect disconnect) {
		if (this.reauthentication != null && this.exchange != null) {
			String text = disconnect.properties().reasonString();
			finish(new MqttAuthException(this.server,
					"The broker " + this.server + " ended the connection during the re-authentication: "
							+ disconnect.reasonCode() + ((text != null) ? " '" + text + "'" : ""),
					disconnect.reasonCode(), text, disconnect.properties().userProperties()));
		}
	}

	/**
	 * The connection has ended.
	 */
	void closed(MqttException cause) {
		finish(cause);
	}

	private void finish(@Nullable MqttException failure) {
		CompletableFuture<Void> promise = this.reauthentication;
		this.exchange = null;
		this.awaitingServer = true;
		this.reauthentication = null;
		if (this.deadline != null) {
			this.deadline.cancel(false);
			this.deadline = null;
		}
		if (promise != null) {
			if (failure != null) {
				promise.completeExceptionally(failure);
			}
			else {
				promise.complete(null);
			}
		}
	}

	private AuthWire requireWire() {
		AuthWire current = this.wire;
		if (current == null) {
			throw new IllegalStateException("No connection");
		}
		return current;
	}

	/**
	 * The connection that the exchange runs on.
	 */
	interface AuthWire {

		/**
		 * Send an AUTH, explained as far as the server takes it.
		 * @throws IllegalArgumentException if it cannot be sent
		 */
		void sendAuth(Auth auth);

		/**
		 * End the connection, telling the server that the authentication failed.
		 */
		void fail(MqttException cause);

	}

}
