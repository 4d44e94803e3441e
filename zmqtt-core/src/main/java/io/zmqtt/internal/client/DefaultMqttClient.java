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

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.connection.ClientEvents;
import io.zmqtt.internal.connection.ConnectionManager;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.session.Counters;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.transport.EventLoops;
import io.zmqtt.internal.transport.NetworkThread;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation behind the clients of both versions. What belongs to the event
 * loop is only touched there; everything else is immutable or safe by itself.
 */
abstract class DefaultMqttClient implements MqttClient, ClientEvents, Work.Settler {

	private final ClientConfig config;

	private final EventLoops.Lease lease;

	private final EventLoop loop;

	private final Executor executor;

	private final Counters counters = new Counters();

	private final Session session;

	private final Work work;

	private final Completions completions;

	private final PublishPipeline pipeline;

	private final InboundFlow flow;

	private final ConnectionManager manager;

	private final ListenerDispatcher listeners;

	private final SessionReports reports;

	private final ClientSubscriptions subscriptions;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final Flushes flushes;

	private final Requests requests;

	private volatile boolean closing;

	DefaultMqttClient(ClientConfig config) {
		this.config = config;
		Executor configured = config.executor();
		this.executor = (configured != null) ? configured : SharedExecutor.fallback();
		this.lease = ClientFactory.acquireLoop(config.transport().netty());
		this.loop = this.lease.loop();
		this.work = new Work(this.loop, this);
		this.listeners = new ListenerDispatcher(this.executor, config.listeners());
		this.reports = new SessionReports(config, this.work, this.listeners, this::giveUpConnection);
		this.session = new Session(config.session(), this.counters, this.reports);
		this.completions = new Completions(config.completionExecutor());
		this.pipeline = new PublishPipeline(config, this.loop, this.session, this.completions, this.work);
		this.flushes = new Flushes(this.loop, this.work, this.pipeline);
		this.flow = new InboundFlow(config.receiveMaximumBytes(), this.session, this.work);
		this.requests = new Requests(this, this.session, this.pipeline, this.completions);
		this.flow.awaitingReplies(this.requests::isAwaiting);
		// not the application's executor: its threads may all wait for the connection
		// that is to be made
		this.manager = new ConnectionManager(config, this.lease, SharedExecutor.fallback(), this.session, this);
		this.flow.manager(this.manager);
		this.subscriptions = new ClientSubscriptions(this, this.session, this.manager, this.completions);
	}

	// For subscriptions

	ClientConfig config() {
		return this.config;
	}

	EventLoop loop() {
		return this.loop;
	}

	Executor executor() {
		return this.executor;
	}

	Counters counters() {
		return this.counters;
	}

	Work work() {
		return this.work;
	}

	InboundFlow flow() {
		return this.flow;
	}

	Requests requests() {
		return this.requests;
	}

	ClientSubscriptions subscriptions() {
		return this.subscriptions;
	}

	// State

	@Override
	public MqttVersion version() {
		return this.config.version();
	}

	@Override
	public ClientState state() {
		return this.manager.state();
	}

	@Override
	public Optional<ConnectionInfo> connectionInfo() {
		return this.manager.connectionInfo();
	}

	@Override
	public Optional<AckStall> ackStall() {
		return this.reports.stall();
	}

	@Override
	public Map<TopicFilter, ReasonCode> refusedSubscriptions() {
		return this.subscriptions.refused();
	}

	@Override
	public void addListener(MqttClientListener listener) {
		this.listeners.add(Objects.requireNonNull(listener, "listener"));
	}

	@Override
	public void removeListener(MqttClientListener listener) {
		this.listeners.remove(listener);
	}

	// Connection

	@Override
	public ConnectionInfo connect() {
		Blocking.check("connect");
		return Blocking.await(connectOnLoop().copy(), "connect", this.config.operationTimeout());
	}

	@Override
	public CompletableFuture<ConnectionInfo> connectAsync() {
		return outward(connectOnLoop());
	}

	private CompletableFuture<ConnectionInfo> connectOnLoop() {
		CompletableFuture<ConnectionInfo> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.connect(future));
		return future;
	}

	@Override
	public void disconnect() {
		disconnectNow(ReasonCode.SUCCESS, DisconnectProperties.NONE);
	}

	@Override
	public CompletableFuture<Void> disconnectAsync() {
		return disconnectLater(ReasonCode.SUCCESS, DisconnectProperties.NONE);
	}

	void disconnectNow(ReasonCode reasonCode, DisconnectProperties properties) {
		Blocking.check("disconnect");
		Blocking.await(disconnectOnLoop(reasonCode, properties), "disconnect", this.config.closeTimeout());
	}

	CompletableFuture<Void> disconnectLater(ReasonCode reasonCode, DisconnectProperties properties) {
		return outward(disconnectOnLoop(reasonCode, properties));
	}

	private CompletableFuture<Void> disconnectOnLoop(ReasonCode reasonCode, DisconnectProperties properties) {
		if (this.closing) {
			return this.closed.copy();
		}
		CompletableFuture<Void> future = new CompletableFuture<>();
		boolean accepted = this.work.tryExecute(() -> this.manager.stop(new Disconnect(reasonCode, properties), false,
				new MqttDisconnectedException(Source.USER, "The client was disconnected", null), future));
		if (!accepted) {
			future.complete(null);
		}
		return future;
	}

	CompletableFuture<Void> reauthenticateOnLoop() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.reauthenticate(future));
		return future;
	}

	@Override
	public void close() {
		CompletableFuture<Void> future = closeAsync();
		if (!NetworkThread.isCurrent()) {
			Blocking.await(future, "close", this.config.closeTimeout());
		}
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		boolean first;
		synchronized (this.closed) {
			first = !this.closing;
			this.closing = true;
		}
		if (first) {
			MqttDisconnectedException cause = new MqttDisconnectedException(Source.USER, "The client was closed", null);
			this.pipeline.close();
			this.subscriptions.shutDown();
			CompletableFuture<Void> stopped = new CompletableFuture<>();
			this.work.execute(() -> this.manager.stop(new Disconnect(ReasonCode.SUCCESS), true, cause, stopped));
			stopped.whenComplete((done, failure) -> this.loop.execute(this::release));
		}
		return this.closed.copy();
	}

	private void release() {
		this.work.run(() -> {
			this.subscriptions.shutDown();
			this.session.clear();
			this.pipeline.drainRest();
		});
		this.work.stop();
		this.lease.release();
		this.closed.complete(null);
	}

	@Override
	public Duration ping() {
		return ping(this.config.pingTimeout());
	}

	@Override
	public Duration ping(Duration timeout) {
		Blocking.check("ping");
		Duration limit = Timeouts.limit(timeout);
		return Blocking.await(pingOnLoop(limit), "ping", limit);
	}

	@Override
	public CompletableFuture<Duration> pingAsync() {
		return pingAsync(this.config.pingTimeout());
	}

	@Override
	public CompletableFuture<Duration> pingAsync(Duration timeout) {
		return outward(pingOnLoop(Timeouts.limit(timeout)));
	}

	private CompletableFuture<Duration> pingOnLoop(Duration timeout) {
		CompletableFuture<Duration> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.ping(future, timeout));
		return future;
	}

	// Publishing

	@Override
	public PublishResult publish(String topic, byte[] payload, PublishOptions options) {
		return publishNow(topic, payload, options, PublishProperties.none());
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options) {
		return this.pipeline.publishAsync(topic, payload, options, PublishProperties.none());
	}

	PublishResult publishNow(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {
		Blocking.check("publish");
		return this.pipeline.publish(topic, payload, options, properties);
	}

	CompletableFuture<PublishResult> publishLater(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		return this.pipeline.publishAsync(topic, payload, options, properties);
	}

	@Override
	public void flush(Duration timeout) {
		Blocking.check("flush");
		Duration limit = Timeouts.limit(timeout);
		Blocking.await(flushOnLoop(limit), "flush", limit);
	}

	@Override
	public CompletableFuture<Void> flushAsync(Duration timeout) {
		return outward(flushOnLoop(Timeouts.limit(timeout)));
	}

	private CompletableFuture<Void> flushOnLoop(Duration timeout) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		boolean accepted = this.work.tryExecute(() -> this.flushes.add(future, timeout));
		if (!accepted) {
			future.complete(null);
		}
		return future;
	}

	// Subscribing

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec) {
		return subscribeNow(spec, SubscribeOptions.defaults(), null);
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, MqttMessageHandler handler) {
		return subscribeNow(spec, SubscribeOptions.defaults(), Objects.requireNonNull(handler, "handler"));
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec) {
		return subscribeLater(spec, SubscribeOptions.defaults(), null);
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, MqttMessageHandler handler) {
		return subscribeLater(spec, SubscribeOptions.defaults(), Objects.requireNonNull(handler, "handler"));
	}

	MqttSubscription subscribeNow(SubscriptionSpec spec, SubscribeOptions options,
			@Nullable MqttMessageHandler handler) {
		Blocking.check("subscribe");
		return Blocking.await(this.subscriptions.subscribe(spec, options, handler, Completions.DIRECT), "subscribe",
				this.config.subscribeTimeout());
	}

	CompletableFuture<MqttSubscription> subscribeLater(SubscriptionSpec spec, SubscribeOptions options,
			@Nullable MqttMessageHandler handler) {
		return this.subscriptions.subscribe(spec, options, handler, this.completions);
	}

	// The event loop

	/**
	 * Run a task on the event loop, or fail the future if the client is closed.
	 */
	void onLoop(CompletableFuture<?> future, Runnable task) {
		IllegalStateException refusal = new IllegalStateException("The client is closed");
		if (this.closing) {
			future.completeExceptionally(refusal);
			return;
		}
		try {
			this.work.execute(() -> {
				if (this.manager.state() == ClientState.CLOSED) {
					future.completeExceptionally(refusal);
				}
				else {
					task.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			future.completeExceptionally(refusal);
		}
	}

	/**
	 * Return a future for the application, which is completed as the client completes all
	 * of them. Threads that wait in the client are not served that way, since those of
	 * the completion executor may be among them.
	 */
	<T> CompletableFuture<T> outward(CompletableFuture<T> inner) {
		CompletableFuture<T> future = new CompletableFuture<>();
		inner.whenComplete((value, failure) -> {
			if (!this.loop.inEventLoop()) {
				// the event loop is gone or was never asked
				Completions.DIRECT.complete(future, value, failure);
				return;
			}
			this.completions.complete(future, value, failure);
			this.work.touch();
		});
		return future;
	}

	@Override
	public void settle() {
		this.work.handOver();
		this.session.acknowledge();
		this.manager.flush();
		complete();
	}

	@Override
	public void onBatchRead() {
		this.work.batchSettled();
		this.work.handOver();
		complete();
	}

	private void complete() {
		this.flow.update();
		this.pipeline.flush();
		this.flushes.settle();
		this.completions.flush();
	}

	@Override
	public long expire(long now) {
		long earliest = Math.min(this.session.expire(now), this.manager.expire(now));
		return Math.min(earliest, this.requests.expire(now));
	}

	@Override
	public void failed(RuntimeException failure) {
		this.manager.abort(new MqttProtocolException(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
				"The client failed; the connection is closed", failure));
	}

	@Override
	public boolean isReadSuspended() {
		return this.flow.isSuspended();
	}

	@Override
	public void onState(ClientState state) {
		switch (state) {
			case CONNECTING -> {
				this.pipeline.refuse(null);
				this.subscriptions.interrupted(null);
			}
			case DISCONNECTED -> {
				if (!this.closing) {
					this.pipeline.refuse(null);
				}
			}
			default -> {
			}
		}
	}

	@Override
	public void onConnected(ConnectionInfo info) {
		this.requests.connected(info);
		this.listeners.dispatch((listener) -> listener.onConnected(info));
		this.work.touch();
	}

	@Override
	public void onDisconnected(MqttException cause, boolean willReconnect) {
		this.listeners.dispatch((listener) -> listener.onDisconnected(cause, willReconnect));
		this.work.touch();
	}

	@Override
	public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
		this.listeners.dispatch((listener) -> listener.onReconnecting(attempt, delay, server));
	}

	@Override
	public void onFailed(MqttException cause) {
		this.pipeline.refuse(cause);
		endWaits(cause);
		this.listeners.dispatch((listener) -> listener.onFailed(cause));
	}

	@Override
	public void onStopped(MqttException cause) {
		endWaits(cause);
	}

	private void giveUpConnection(MqttException cause) {
		this.manager.abort(cause);
	}

	private void endWaits(MqttException cause) {
		this.session.abandon((message) -> ((PublishFuture) message).fail(cause),
				(operation) -> ((Abandonable) operation).fail(cause),
				(operation) -> ((PendingUnsubscribe) operation).end());
		this.requests.end(cause);
		this.subscriptions.interrupted(cause);
		this.work.touch();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[servers=" + this.config.servers() + ", clientId=" + this.config.clientId()
				+ ", state=" + state() + "]";
	}

}
