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

package io.zmqtt.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Function;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.DisconnectOptions;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RequestOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscribeResult;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * A client without a network that records what it is asked for, in order.
 */
public final class FakeMqttClient implements MqttClientV5 {

	public final List<String> calls = new CopyOnWriteArrayList<>();

	public final List<Published> published = new CopyOnWriteArrayList<>();

	public final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();

	public final List<MqttClientListener> listeners = new CopyOnWriteArrayList<>();

	/** What the next publishes and subscribes fail with. */
	public volatile @Nullable MqttException failure;

	/** How subscribes end, or null for success at once. */
	public volatile @Nullable CompletableFuture<MqttSubscription> subscribing;

	/** Says of each publish what it fails with, or null if it does not. */
	public volatile Function<Published, @Nullable MqttException> refusal = (published) -> null;

	public final List<Requested> requests = new CopyOnWriteArrayList<>();

	/** How publishing ends that does not fail at once, or null for success at once. */
	public volatile @Nullable CompletableFuture<PublishResult> result;

	/** How requests end. */
	public volatile CompletableFuture<MqttMessage> reply = new CompletableFuture<>();

	public volatile @Nullable ClientStatistics statistics;

	public volatile Map<TopicFilter, ReasonCode> refused = Map.of();

	public volatile ClientState state = ClientState.DISCONNECTED;

	@Override
	public MqttVersion version() {
		return MqttVersion.V5;
	}

	@Override
	public ClientState state() {
		return this.state;
	}

	@Override
	public Optional<ConnectionInfo> connectionInfo() {
		return Optional.empty();
	}

	@Override
	public ConnectionInfo connect() {
		this.calls.add("connect and wait");
		MqttException failure = this.failure;
		if (failure != null) {
			throw failure;
		}
		this.state = ClientState.CONNECTED;
		return connected();
	}

	public static ConnectionInfo connected() {
		return new ConnectionInfo(new ServerAddress("broker.example.com", 1883), MqttVersion.V5, "fake", false,
				Duration.ofSeconds(60), Duration.ZERO, 100, 65536, QoS.EXACTLY_ONCE, true, true, true, true, 10, null,
				false, Instant.EPOCH);
	}

	@Override
	public CompletableFuture<ConnectionInfo> connectAsync() {
		this.calls.add("connect");
		this.state = ClientState.CONNECTED;
		return new CompletableFuture<>();
	}

	@Override
	public void disconnect() {
		disconnectAsync().join();
	}

	@Override
	public CompletableFuture<Void> disconnectAsync() {
		this.calls.add("disconnect");
		this.state = ClientState.DISCONNECTED;
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void disconnect(DisconnectOptions options) {
		disconnect();
	}

	@Override
	public CompletableFuture<Void> disconnectAsync(DisconnectOptions options) {
		return disconnectAsync();
	}

	@Override
	public void close() {
		closeAsync();
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		this.calls.add("close");
		this.state = ClientState.CLOSED;
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void reconnect(Duration drainTimeout) {
		reconnectAsync(drainTimeout).join();
	}

	@Override
	public CompletableFuture<Void> reconnectAsync(Duration drainTimeout) {
		this.calls.add("reconnect");
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public Duration ping() {
		return Duration.ZERO;
	}

	@Override
	public Duration ping(Duration timeout) {
		return Duration.ZERO;
	}

	@Override
	public CompletableFuture<Duration> pingAsync() {
		return CompletableFuture.completedFuture(Duration.ZERO);
	}

	@Override
	public CompletableFuture<Duration> pingAsync(Duration timeout) {
		return CompletableFuture.completedFuture(Duration.ZERO);
	}

	@Override
	public void flush(Duration timeout) {
	}

	@Override
	public CompletableFuture<Void> flushAsync(Duration timeout) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public Optional<AckStall> ackStall() {
		return Optional.empty();
	}

	@Override
	public Map<TopicFilter, ReasonCode> refusedSubscriptions() {
		return this.refused;
	}

	@Override
	public List<MqttSubscription> subscriptions() {
		return List.of();
	}

	@Override
	public ClientStatistics statistics() {
		return Objects.requireNonNull(this.statistics, "statistics");
	}

	@Override
	public void addListener(MqttClientListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void removeListener(MqttClientListener listener) {
		this.listeners.remove(listener);
	}

	@Override
	public PublishResult publish(String topic, byte[] payload, PublishOptions options) {
		return publish(topic, payload, options, PublishProperties.none());
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options) {
		return publishAsync(topic, payload, options, PublishProperties.none());
	}

	@Override
	public PublishResult publish(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {
		try {
			return publishAsync(topic, payload, options, properties).join();
		}
		catch (CompletionException ex) {
			throw (MqttException) ex.getCause();
		}
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		if (this.failure != null) {
			return CompletableFuture.failedFuture(this.failure);
		}
		Published published = new Published(topic, payload, options, properties);
		MqttException refusal = this.refusal.apply(published);
		if (refusal != null) {
			return CompletableFuture.failedFuture(refusal);
		}
		this.published.add(published);
		CompletableFuture<PublishResult> result = this.result;
		return (result != null) ? result
				: CompletableFuture.completedFuture(PublishResult.of(ReasonCode.SUCCESS, null, List.of(), false));
	}

	@Override
	public void reauthenticate() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Void> reauthenticateAsync() {
		throw new UnsupportedOperationException();
	}

	@Override
	public MqttMessage request(String topic, byte[] payload, RequestOptions options) {
		try {
			return requestAsync(topic, payload, options).join();
		}
		catch (CompletionException ex) {
			throw (MqttException) ex.getCause();
		}
	}

	@Override
	public CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload, RequestOptions options) {
		this.requests.add(new Requested(topic, payload, options));
		return this.reply;
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec) {
		throw new UnsupportedOperationException();
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, MqttMessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options, MqttMessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options,
			MqttMessageHandler handler) {
		return subscribeAsync(spec, handler).thenApply((subscription) -> {
			((FakeSubscription) subscription).options = options;
			return subscription;
		});
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, MqttMessageHandler handler) {
		this.calls.add("subscribe " + spec.name());
		MqttException failure = this.failure;
		if (failure != null) {
			this.failure = null;
			return CompletableFuture.failedFuture(failure);
		}
		CompletableFuture<MqttSubscription> pending = this.subscribing;
		if (pending != null) {
			return pending;
		}
		FakeSubscription subscription = new FakeSubscription(spec, handler);
		this.subscriptions.add(subscription);
		return CompletableFuture.completedFuture(subscription);
	}

	/**
	 * A published message.
	 */
	public record Published(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {

	}

	/**
	 * A request.
	 */
	public record Requested(String topic, byte[] payload, RequestOptions options) {

	}

	/**
	 * A subscription with a handler.
	 */
	public final class FakeSubscription implements MqttSubscription {

		private final SubscriptionSpec spec;

		private final MqttMessageHandler handler;

		/** The options it was made with. */
		public volatile @Nullable SubscribeOptions options;

		private volatile boolean closed;

		private volatile boolean paused;

		private final Queue<MqttMessage> waiting = new ConcurrentLinkedQueue<>();

		/** How many messages wait, as far as this says. */
		public volatile int buffered;

		private FakeSubscription(SubscriptionSpec spec, MqttMessageHandler handler) {
			this.spec = spec;
			this.handler = handler;
		}

		public SubscriptionSpec spec() {
			return this.spec;
		}

		/**
		 * Let the handler handle a message in this thread, or later if it is paused.
		 */
		public void deliver(MqttMessage message) {
			if (this.paused) {
				this.waiting.add(message);
			}
			else {
				deliverNow(message);
			}
		}

		/**
		 * Let the handler handle a message in this thread, as if it had been taken before
		 * a pause.
		 */
		public void deliverNow(MqttMessage message) {
			try {
				this.handler.handle(message);
			}
			catch (Exception ex) {
				throw new AssertionError("The handler of a container must not throw", ex);
			}
		}

		@Override
		public String name() {
			return this.spec.name();
		}

		@Override
		public List<TopicFilter> filters() {
			return this.spec.filters();
		}

		@Override
		public SubscribeResult result() {
			return new SubscribeResult(Map.of(), null, List.of());
		}

		@Override
		public MqttMessage receive() {
			throw new IllegalStateException();
		}

		@Override
		public Optional<MqttMessage> receive(Duration timeout) {
			throw new IllegalStateException();
		}

		@Override
		public Iterator<MqttMessage> iterator() {
			throw new IllegalStateException();
		}

		@Override
		public Flow.Publisher<MqttMessage> publisher() {
			throw new IllegalStateException();
		}

		@Override
		public void pause() {
			this.paused = true;
		}

		@Override
		public void resume() {
			this.paused = false;
			for (MqttMessage message = this.waiting.poll(); message != null; message = this.waiting.poll()) {
				deliverNow(message);
			}
		}

		@Override
		public boolean isPaused() {
			return this.paused;
		}

		@Override
		public int buffered() {
			return this.buffered;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public boolean isDrained() {
			return this.closed && this.buffered == 0;
		}

		@Override
		public UnsubscribeResult unsubscribe() {
			return unsubscribeAsync().join();
		}

		@Override
		public UnsubscribeResult unsubscribe(List<UserProperty> userProperties) {
			return unsubscribe();
		}

		@Override
		public CompletableFuture<UnsubscribeResult> unsubscribeAsync(List<UserProperty> userProperties) {
			return unsubscribeAsync();
		}

		@Override
		public CompletableFuture<UnsubscribeResult> unsubscribeAsync() {
			FakeMqttClient.this.calls.add("unsubscribe " + this.spec.name());
			this.closed = true;
			return CompletableFuture.completedFuture(new UnsubscribeResult(Map.of(), null, List.of()));
		}

		@Override
		public void close() {
			unsubscribe();
		}

		@Override
		public void detach() {
			FakeMqttClient.this.calls.add("detach " + this.spec.name());
			this.closed = true;
		}

	}

}
