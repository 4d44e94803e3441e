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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.AckStall;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.transport.NetworkThread;
import org.jspecify.annotations.Nullable;

/**
 * What both versions have in common of what an application sees of a client: blocking
 * calls and asynchronous ones, made of what {@link ClientCore} does on the event loop.
 */
abstract class DefaultMqttClient implements MqttClient {

	private final ClientCore core;

	DefaultMqttClient(ClientConfig config) {
		this.core = new ClientCore(config);
	}

	ClientCore core() {
		return this.core;
	}

	ClientConfig config() {
		return this.core.config();
	}

	// State

	@Override
	public MqttVersion version() {
		return this.core.version();
	}

	@Override
	public ClientState state() {
		return this.core.state();
	}

	@Override
	public Optional<ConnectionInfo> connectionInfo() {
		return this.core.connectionInfo();
	}

	@Override
	public Optional<AckStall> ackStall() {
		return this.core.ackStall();
	}

	@Override
	public Map<TopicFilter, ReasonCode> refusedSubscriptions() {
		return this.core.subscriptions().refused();
	}

	@Override
	public List<MqttSubscription> subscriptions() {
		return this.core.subscriptions().open();
	}

	@Override
	public ClientStatistics statistics() {
		return this.core.statistics();
	}

	@Override
	public void addListener(MqttClientListener listener) {
		this.core.listeners().add(Objects.requireNonNull(listener, "listener"));
	}

	@Override
	public void removeListener(MqttClientListener listener) {
		this.core.listeners().remove(listener);
	}

	// Connection

	@Override
	public ConnectionInfo connect() {
		Blocking.check("connect");
		return Blocking.await(this.core.connect().copy(), "connect", config().operationTimeout());
	}

	@Override
	public CompletableFuture<ConnectionInfo> connectAsync() {
		return this.core.outward(this.core.connect());
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
		Blocking.await(this.core.disconnect(reasonCode, properties), "disconnect", config().closeTimeout());
	}

	CompletableFuture<Void> disconnectLater(ReasonCode reasonCode, DisconnectProperties properties) {
		return this.core.outward(this.core.disconnect(reasonCode, properties));
	}

	@Override
	public void close() {
		CompletableFuture<Void> future = closeAsync();
		if (!NetworkThread.isCurrent()) {
			Blocking.await(future, "close", config().closeTimeout());
		}
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		return this.core.close();
	}

	@Override
	public void reconnect(Duration drainTimeout) {
		Blocking.check("reconnect");
		Duration limit = drainTimeout(drainTimeout);
		Blocking.await(this.core.reconnect(limit), "reconnect", limit.plus(config().operationTimeout()));
	}

	@Override
	public CompletableFuture<Void> reconnectAsync(Duration drainTimeout) {
		return this.core.outward(this.core.reconnect(drainTimeout(drainTimeout)));
	}

	private static Duration drainTimeout(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("Drain timeout must not be negative: " + timeout);
		}
		return Timeouts.limit(timeout);
	}

	@Override
	public Duration ping() {
		return ping(config().pingTimeout());
	}

	@Override
	public Duration ping(Duration timeout) {
		Blocking.check("ping");
		Duration limit = Timeouts.limit(timeout);
		return Blocking.await(this.core.ping(limit), "ping", limit);
	}

	@Override
	public CompletableFuture<Duration> pingAsync() {
		return pingAsync(config().pingTimeout());
	}

	@Override
	public CompletableFuture<Duration> pingAsync(Duration timeout) {
		return this.core.outward(this.core.ping(Timeouts.limit(timeout)));
	}

	// Publishing

	@Override
	public PublishResult publish(String topic, byte[] payload, PublishOptions options) {
		return publishNow(topic, payload, options, PublishProperties.none());
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options) {
		return this.core.pipeline().publishAsync(topic, payload, options, PublishProperties.none());
	}

	PublishResult publishNow(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {
		Blocking.check("publish");
		return this.core.pipeline().publish(topic, payload, options, properties);
	}

	CompletableFuture<PublishResult> publishLater(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		return this.core.pipeline().publishAsync(topic, payload, options, properties);
	}

	@Override
	public void flush(Duration timeout) {
		Blocking.check("flush");
		Duration limit = Timeouts.limit(timeout);
		Blocking.await(this.core.flush(limit), "flush", limit);
	}

	@Override
	public CompletableFuture<Void> flushAsync(Duration timeout) {
		return this.core.outward(this.core.flush(Timeouts.limit(timeout)));
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
		return Blocking.await(this.core.subscriptions().subscribe(spec, options, handler, Completions.DIRECT),
				"subscribe", config().subscribeTimeout());
	}

	CompletableFuture<MqttSubscription> subscribeLater(SubscriptionSpec spec, SubscribeOptions options,
			@Nullable MqttMessageHandler handler) {
		return this.core.subscribe(spec, options, handler);
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[servers=" + config().servers() + ", clientId=" + config().clientId()
				+ ", state=" + state() + "]";
	}

}
