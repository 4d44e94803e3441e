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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
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
import io.zmqtt.ReasonCode;
import io.zmqtt.RequestOptions;
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

	public final List<Published> published = new ArrayList<>();

	public final List<FakeSubscription> subscriptions = new CopyOnWriteArrayList<>();

	/** What the next publishes and subscribes fail with. */
	public volatile @Nullable MqttException failure;

	private volatile ClientState state = ClientState.DISCONNECTED;

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
		throw new UnsupportedOperationException();
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
		return Map.of();
	}

	@Override
	public void addListener(MqttClientListener listener) {
	}

	@Override
	public void removeListener(MqttClientListener listener) {
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
		this.published.add(new Published(topic, payload, options, properties));
		return CompletableFuture.completedFuture(PublishResult.of(ReasonCode.SUCCESS, null, List.of(), false));
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
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload, RequestOptions options) {
		throw new UnsupportedOperationException();
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
		return subscribeAsync(spec, handler);
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, MqttMessageHandler handler) {
		this.calls.add("subscribe " + spec.name());
		MqttException failure = this.failure;
		if (failure != null) {
			this.failure = null;
			return CompletableFuture.failedFuture(failure);
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
	 * A subscription with a handler.
	 */
	public final class FakeSubscription implements MqttSubscription {

		private final SubscriptionSpec spec;

		private final MqttMessageHandler handler;

		private volatile boolean closed;

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
		 * Let the handler handle a message in this thread.
		 */
		public void deliver(MqttMessage message) {
			try {
				this.handler.handle(message);
			}
			catch (Exception ex) {
				throw new AssertionError("The handler of a container must not throw", ex);
			}
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
		public int buffered() {
			return this.buffered;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
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
