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

package io.zmqtt.spring.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * Disconnects the clients of an application context when it stops, as the last thing of
 * all: after listeners, web server and executors have finished their work, which may have
 * published. What is still pending on a live connection has 10 s to be acknowledged, or
 * as long as is said.
 */
public final class MqttClientStopper implements SmartLifecycle {

	/**
	 * The phase in which clients disconnect.
	 */
	public static final int PHASE = Integer.MIN_VALUE;

	private static final Duration DEFAULT_FLUSH_TIMEOUT = Duration.ofSeconds(10);

	private final ObjectProvider<MqttClient> clients;

	private final Duration flushTimeout;

	private volatile boolean running;

	/**
	 * Create a stopper.
	 * @param clients the clients
	 */
	public MqttClientStopper(ObjectProvider<MqttClient> clients) {
		this(clients, DEFAULT_FLUSH_TIMEOUT);
	}

	/**
	 * Create a stopper.
	 * @param clients the clients
	 * @param flushTimeout how long messages that are still pending may take
	 */
	public MqttClientStopper(ObjectProvider<MqttClient> clients, Duration flushTimeout) {
		Assert.isTrue(!flushTimeout.isNegative(), "'flushTimeout' must not be negative");
		this.clients = clients;
		this.flushTimeout = flushTimeout;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		stopAsync().join();
	}

	@Override
	public void stop(Runnable callback) {
		stopAsync().whenComplete((done, ex) -> callback.run());
	}

	private CompletableFuture<Void> stopAsync() {
		this.running = false;
		return CompletableFuture
			.allOf(this.clients.orderedStream().map(this::disconnect).toArray(CompletableFuture<?>[]::new));
	}

	private CompletableFuture<Void> disconnect(MqttClient client) {
		if (!client.state().isConnected()) {
			return client.disconnectAsync();
		}
		return client.flushAsync(this.flushTimeout)
			.handle((done, ex) -> client.disconnectAsync())
			.thenCompose((disconnected) -> disconnected);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
