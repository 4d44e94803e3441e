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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

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
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.UserProperty;
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

	private final Set<DefaultSubscription> subscriptions = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final Flushes flushes;

	private final Requests requests;

	private volatile boolean closing;

	DefaultMqttClient(ClientConfig config) {
		this.config = config;
		Executor configured = config.executor();
		this.executor = (configured != null) ? configured : SharedExecutor.fallback();
		this.loop = EventLoops.acquire();
		this.work = new Work(this.loop, this);
		this.listeners = new ListenerDispatcher(this.executor, config.listeners());
		this.reports = new SessionReports(config, this.work, this.listeners, this::giveUpConnection);
		this.session = new Session(config.session(), this.counters, this.reports);
		this.completions = new Completions(config.completionExecutor());
		this.pipeline = new PublishPipeline(config, this.loop, this.session, this.completions, this.work);
		this.flushes = new Flushes(this.loop, this.work, this.pipeline, this.completions);
		this.flow = new InboundFlow(config.receiveMaximumBytes(), this.session, this.work);
		this.requests = new Requests(this, this.session, this.pipeline, this.completions);
		this.flow.awaitingReplies(this.requests::isAwaiting);
		// not the application's executor: its threads may all wait for the connection
		// that is to be made
		this.manager = new ConnectionManager(config, this.loop, SharedExecutor.fallback(), this.session, this);
		this.flow.manager(this.manager);
	}

	// For subscriptions

	ClientConfig config() {
		return this.config;
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
		Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();
		this.subscriptions.forEach((subscription) -> subscription.result().reasonCodes().forEach((filter, code) -> {
			if (code.isFailure()) {
				refused.put(filter, code);
			}
		}));
		return refused;
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
		return Blocking.await(connectAsync(), "connect", this.config.operationTimeout());
	}

	@Override
	public CompletableFuture<ConnectionInfo> connectAsync() {
		CompletableFuture<ConnectionInfo> future = new CompletableFuture<>();
		CompletableFuture<ConnectionInfo> internal = bridged(future);
		onLoop(internal, () -> this.manager.connect(internal));
		return future;
	}

	@Override
	public void disconnect() {
		Blocking.check("disconnect");
		Blocking.await(disconnectAsync(), "disconnect", this.config.closeTimeout());
	}

	@Override
	public CompletableFuture<Void> disconnectAsync() {
		return disconnectAsync(ReasonCode.SUCCESS, DisconnectProperties.NONE);
	}

	CompletableFuture<Void> disconnectAsync(ReasonCode reasonCode, DisconnectProperties properties) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		if (this.closing) {
			return this.closed.copy();
		}
		CompletableFuture<Void> internal = bridged(future);
		boolean accepted = this.work.tryExecute(() -> this.manager.stop(new Disconnect(reasonCode, properties), false,
				new MqttDisconnectedException(Source.USER, "The client was disconnected", null), internal));
		if (!accepted) {
			future.complete(null);
		}
		return future;
	}

	CompletableFuture<Void> reauthenticateLater() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		CompletableFuture<Void> internal = bridged(future);
		onLoop(internal, () -> this.manager.reauthenticate(internal));
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
			this.subscriptions.forEach(DefaultSubscription::shutDown);
			CompletableFuture<Void> stopped = new CompletableFuture<>();
			this.work.execute(() -> this.manager.stop(new Disconnect(ReasonCode.SUCCESS), true, cause, stopped));
			stopped.whenComplete((done, failure) -> this.loop.execute(this::release));
		}
		return this.closed.copy();
	}

	private void release() {
		this.work.run(() -> {
			this.subscriptions.forEach(DefaultSubscription::shutDown);
			this.subscriptions.clear();
			this.session.clear();
			this.pipeline.drainRest();
		});
		this.work.stop();
		EventLoops.release();
		this.closed.complete(null);
	}

	@Override
	public Duration ping() {
		Blocking.check("ping");
		return Blocking.await(pingAsync(), "ping", this.config.pingTimeout());
	}

	@Override
	public CompletableFuture<Duration> pingAsync() {
		CompletableFuture<Duration> future = new CompletableFuture<>();
		CompletableFuture<Long> internal = new CompletableFuture<>();
		internal.whenComplete((nanos, failure) -> {
			if (failure != null) {
				this.completions.fail(future, failure);
			}
			else {
				this.completions.complete(future, Duration.ofNanos(nanos));
			}
			this.work.touch();
		});
		onLoop(future, () -> this.manager.ping(internal));
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
		Blocking.await(flushAsync(timeout), "flush", Timeouts.limit(timeout));
	}

	@Override
	public CompletableFuture<Void> flushAsync(Duration timeout) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		Duration limit = Timeouts.limit(timeout);
		boolean accepted = this.work.tryExecute(() -> this.flushes.add(future, limit));
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
		return Blocking.await(subscribeLater(spec, options, handler), "subscribe", this.config.subscribeTimeout());
	}

	CompletableFuture<MqttSubscription> subscribeLater(SubscriptionSpec spec, SubscribeOptions options,
			@Nullable MqttMessageHandler handler) {
		DefaultSubscription subscription = new DefaultSubscription(this, spec, handler);
		validate(subscription.filters(), options);
		CompletableFuture<MqttSubscription> future = new CompletableFuture<>();
		future.whenComplete((done, failure) -> {
			if (failure != null) {
				this.work.tryExecute(() -> this.work.expireAt(expire(System.nanoTime())));
			}
		});
		onLoop(future, () -> {
			PendingSubscribe operation = new PendingSubscribe(subscription, options, future, this.completions,
					this.config.subscribeTimeout(), this.subscriptions::remove);
			this.subscriptions.add(subscription);
			switch (this.manager.state()) {
				case DISCONNECTED, FAILED, DISCONNECTING -> {
					this.session.subscribe(operation, false);
					operation.succeed();
				}
				default -> {
					this.work.expireAt(operation.deadline());
					this.session.subscribe(operation, true);
				}
			}
		});
		return future;
	}

	private static void validate(List<TopicFilter> filters, SubscribeOptions options) {
		for (TopicFilter filter : filters) {
			if (filter.isShared() && options.filter(filter).noLocal()) {
				throw new IllegalArgumentException("No Local is not allowed for the shared subscription '" + filter
						+ "' (MQTT 5.0, section 3.8.3.1)");
			}
		}
		for (TopicFilter filter : options.filters().keySet()) {
			if (!filters.contains(filter)) {
				throw new IllegalArgumentException(
						"There are options for '" + filter + "', which is none of the filters " + filters);
			}
		}
		// user properties obey the same rules in all packets
		PublishProperties.builder().userProperties(options.userProperties());
	}

	/**
	 * End a subscription.
	 */
	void end(DefaultSubscription subscription, boolean tellBroker, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		future.whenComplete((result, failure) -> this.subscriptions.remove(subscription));
		boolean accepted = this.work.tryExecute(() -> {
			this.loop.schedule(() -> this.work.run(() -> this.session.giveUp(subscription)),
					this.config.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
			if (tellBroker) {
				PendingUnsubscribe operation = new PendingUnsubscribe(userProperties, future, this.completions,
						this.config.subscribeTimeout());
				this.work.expireAt(operation.deadline());
				this.session.unsubscribe(subscription, subscription.filters(), operation);
			}
			else {
				this.session.unsubscribe(subscription, subscription.filters(), null);
				this.completions.complete(future, new UnsubscribeResult(Map.of(), null, List.of()));
			}
		});
		if (!accepted) {
			future.complete(new UnsubscribeResult(Map.of(), null, List.of()));
		}
	}

	// The event loop

	/**
	 * Run a task on the event loop, or fail the future if the client is closed.
	 */
	private void onLoop(CompletableFuture<?> future, Runnable task) {
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
	 * Return a future that completes another one as the client completes all of them.
	 */
	private <T> CompletableFuture<T> bridged(CompletableFuture<T> future) {
		CompletableFuture<T> internal = new CompletableFuture<>();
		internal.whenComplete((value, failure) -> {
			if (!this.loop.inEventLoop()) {
				// the event loop is gone or was never asked
				if (failure != null) {
					future.completeExceptionally(failure);
				}
				else {
					future.complete(value);
				}
				return;
			}
			if (failure != null) {
				this.completions.fail(future, failure);
			}
			else {
				this.completions.complete(future, value);
			}
			this.work.touch();
		});
		return internal;
	}

	@Override
	public void settle() {
		this.work.handOver();
		this.session.acknowledge();
		this.manager.flush();
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
	public void onBatchRead() {
		this.work.batchSettled();
		this.work.handOver();
		this.flow.update();
		this.pipeline.flush();
		this.flushes.settle();
		this.completions.flush();
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
				this.subscriptions.forEach((subscription) -> subscription.interrupted(null));
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
		this.subscriptions.forEach((subscription) -> subscription.interrupted(cause));
		this.work.touch();
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[servers=" + this.config.servers() + ", clientId=" + this.config.clientId()
				+ ", state=" + state() + "]";
	}

}
