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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.connection.ClientEvents;
import io.zmqtt.internal.connection.ConnectionManager;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.session.Counters;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.transport.EventLoops;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * What a client is made of, and what it does on its event loop. What belongs to the loop
 * is only touched there; everything else is immutable or safe by itself. The futures of
 * its methods are completed on the loop: they are for the client, and what the
 * application gets is made by {@link #outward}.
 */
final class ClientCore implements ClientEvents, Work.Settler {

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

	private final @Nullable LoopLag lag;

	private volatile boolean closing;

	ClientCore(ClientConfig config) {
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
		MqttClientObserver observer = config.observer();
		this.lag = (observer != null) ? new LoopLag(this.loop, observer) : null;
		if (this.lag != null) {
			this.loop.execute(this.lag::start);
		}
	}

	// Parts

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

	PublishPipeline pipeline() {
		return this.pipeline;
	}

	ListenerDispatcher listeners() {
		return this.listeners;
	}

	// State

	MqttVersion version() {
		return this.config.version();
	}

	ClientState state() {
		return this.manager.state();
	}

	Optional<ConnectionInfo> connectionInfo() {
		return this.manager.connectionInfo();
	}

	Optional<AckStall> ackStall() {
		return this.reports.stall();
	}

	ClientStatistics statistics() {
		Counters counters = this.counters;
		return new ClientStatistics(counters.published[0].sum(), counters.published[1].sum(),
				counters.published[2].sum(), counters.publishedBytes.sum(), counters.failedPublishes.sum(),
				counters.expired.sum(), this.pipeline.pendingMessages(), this.pipeline.pendingBytes(),
				this.session.inFlightCount(), counters.received[0].sum(), counters.received[1].sum(),
				counters.received[2].sum(), counters.receivedBytes.sum(), this.flow.unfinishedBytes(),
				counters.repeats.sum(), counters.discarded.sum(), counters.unrouted.sum(),
				counters.droppedBy(OverflowPolicy.DROP_OLDEST), counters.droppedBy(OverflowPolicy.DROP_NEWEST),
				counters.droppedBy(OverflowPolicy.SUSPEND), counters.lateAcks.sum(), counters.abandonedAcks.sum(),
				counters.negativeAcks.sum(), counters.unknownAcks.sum(), counters.ackStalls.sum(),
				counters.lateReplies.sum(), counters.handlerFailures.sum());
	}

	// Operations

	CompletableFuture<ConnectionInfo> connect() {
		CompletableFuture<ConnectionInfo> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.connect(future));
		return future;
	}

	CompletableFuture<Void> disconnect(ReasonCode reasonCode, DisconnectProperties properties) {
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

	CompletableFuture<Void> reconnect(Duration drainTimeout) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		CompletableFuture<ConnectionInfo> connection = new CompletableFuture<>();
		connection.whenComplete((info, failure) -> {
			if (failure != null) {
				future.completeExceptionally(failure);
			}
			else {
				future.complete(null);
			}
		});
		onLoop(connection, () -> this.manager.reconnect(connection, drainTimeout));
		return future;
	}

	CompletableFuture<Void> reauthenticate() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.reauthenticate(future));
		return future;
	}

	CompletableFuture<Duration> ping(Duration timeout) {
		CompletableFuture<Duration> future = new CompletableFuture<>();
		onLoop(future, () -> this.manager.ping(future, timeout));
		return future;
	}

	CompletableFuture<Void> flush(Duration timeout) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		boolean accepted = this.work.tryExecute(() -> this.flushes.add(future, timeout));
		if (!accepted) {
			future.complete(null);
		}
		return future;
	}

	/**
	 * Close the client.
	 * @return completed when all has ended; each caller gets its own
	 */
	CompletableFuture<Void> close() {
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
		if (this.lag != null) {
			this.lag.stop();
		}
		this.work.stop();
		this.lease.release();
		this.closed.complete(null);
	}

	CompletableFuture<MqttSubscription> subscribe(SubscriptionSpec spec, SubscribeOptions options,
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
		this.manager.settled();
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
	public void onConnectFailed(MqttException cause) {
		this.listeners.dispatch((listener) -> listener.onConnectFailed(cause));
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

}
