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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.Credentials;
import io.zmqtt.MqttException;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.internal.transport.TcpTransport;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a transport connection to a broker: credentials and addresses are
 * looked up off the event loop, then the addresses are tried in turn. Whatever goes wrong
 * ends in one call, and nothing takes longer than its timeout.
 */
final class Attempt {

	private final ClientConfig config;

	private final ServerAddress server;

	private final EventLoop loop;

	private final Executor executor;

	private final ConnectionFactory factory;

	private final Consumer<MqttException> failed;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable ChannelFuture connecting;

	private volatile boolean done;

	/**
	 * Create an attempt.
	 * @param factory makes the handler of a connection when the credentials are known
	 * @param failed is told if no transport connection could be made
	 */
	Attempt(ClientConfig config, ServerAddress server, EventLoop loop, Executor executor, ConnectionFactory factory,
			Consumer<MqttException> failed) {
		this.config = config;
		this.server = server;
		this.loop = loop;
		this.executor = executor;
		this.factory = factory;
		this.failed = failed;
	}

	void start() {
		Duration timeout = this.config.connectTimeout();
		startTimer(() -> fail(ConnectFailures.credentials(this.server,
				"gave no answer within " + timeout.toMillis() + " ms", new TimeoutException())));
		offLoop(() -> {
			CompletionStage<Credentials> stage = this.config.credentials().credentials(this.server);
			stage.whenComplete((credentials, failure) -> onLoop(() -> {
				if (failure != null) {
					fail(ConnectFailures.credentials(this.server, "failed", failure));
				}
				else if (credentials == null) {
					fail(ConnectFailures.credentials(this.server, "gave null", new NullPointerException()));
				}
				else {
					resolve(credentials);
				}
			}));
		}, (failure) -> fail(ConnectFailures.credentials(this.server, "failed", failure)));
	}

	private void resolve(Credentials credentials) {
		startTimer(() -> fail(ConnectFailures.lookUpTimeout(this.server, this.config.connectTimeout())));
		offLoop(() -> {
			TlsOptions tls = this.config.tls();
			SslContext context;
			try {
				context = (tls != null) ? TlsContexts.create(tls) : null;
			}
			catch (Exception ex) {
				onLoop(() -> fail(ConnectFailures.tlsContext(this.server, ex)));
				return;
			}
			InetAddress[] addresses = InetAddress.getAllByName(this.server.host());
			onLoop(() -> {
				cancelTimer();
				connect(credentials, context, List.of(addresses).iterator());
			});
		}, (failure) -> fail(
				(failure instanceof UnknownHostException unknown) ? ConnectFailures.unknownHost(this.server, unknown)
						: ConnectFailures.transport(this.server, failure, this.config.connectTimeout())));
	}

	private void connect(Credentials credentials, @Nullable SslContext context, Iterator<InetAddress> addresses) {
		TlsOptions options = this.config.tls();
		TcpTransport.Tls tls = (context == null || options == null) ? null : new TcpTransport.Tls(context,
				this.server.host(), this.server.port(), options.verifyHostname(), this.config.handshakeTimeout());
		ChannelFuture future = TcpTransport.connect(this.loop,
				new InetSocketAddress(addresses.next(), this.server.port()), this.config.connectTimeout(), tls,
				this.factory.create(credentials));
		this.connecting = future;
		future.addListener((ChannelFuture result) -> {
			if (this.done) {
				result.channel().close();
			}
			else if (result.isSuccess()) {
				this.done = true;
			}
			else if (addresses.hasNext()) {
				guarded(() -> connect(credentials, context, addresses));
			}
			else {
				fail(ConnectFailures.transport(this.server, result.cause(), this.config.connectTimeout()));
			}
		});
	}

	/**
	 * Give up without telling anybody.
	 */
	void cancel() {
		this.done = true;
		cancelTimer();
		if (this.connecting != null) {
			this.connecting.cancel(false);
		}
	}

	private void fail(MqttException failure) {
		if (!this.done) {
			this.done = true;
			cancelTimer();
			this.failed.accept(failure);
		}
	}

	private void startTimer(Runnable task) {
		cancelTimer();
		this.timer = this.loop.schedule(task, this.config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private void offLoop(Step step, Consumer<Throwable> failure) {
		try {
			this.executor.execute(() -> {
				try {
					step.run();
				}
				catch (Throwable ex) {
					onLoop(() -> failure.accept(ex));
				}
			});
		}
		catch (RuntimeException ex) {
			failure.accept(ex);
		}
	}

	private void onLoop(Runnable task) {
		try {
			this.loop.execute(() -> {
				if (!this.done) {
					guarded(task);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// the client was closed, and the event loops with it
			this.done = true;
		}
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

		Connection create(Credentials credentials);

	}

	private interface Step {

		void run() throws Exception;

	}

}
