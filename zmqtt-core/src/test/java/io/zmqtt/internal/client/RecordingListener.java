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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqtt.AckStall;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttException;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeResult;

/**
 * Keeps what a client tells its listeners.
 */
final class RecordingListener implements MqttClientListener {

	private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();

	private final List<Object> events = new CopyOnWriteArrayList<>();

	@Override
	public void onConnected(ConnectionInfo connection) {
		add(new Connected(connection));
	}

	@Override
	public void onDisconnected(MqttException cause, boolean willReconnect) {
		add(new Disconnected(cause, willReconnect));
	}

	@Override
	public void onConnectFailed(MqttException cause) {
		add(new ConnectFailed(cause));
	}

	@Override
	public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
		add(new Reconnecting(attempt, delay, server));
	}

	@Override
	public void onSubscriptionsRestored(SubscribeResult result) {
		add(new Restored(result));
	}

	@Override
	public void onAckStalled(AckStall stall) {
		add(stall);
	}

	@Override
	public void onFailed(MqttException cause) {
		add(new Failed(cause));
	}

	private void add(Object event) {
		this.events.add(event);
		this.queue.add(event);
	}

	/**
	 * Wait for the next event of a type, past all others.
	 */
	<E> E await(Class<E> type) {
		long deadline = System.nanoTime() + Breach.patience().toNanos();
		try {
			Object event = this.queue.poll(Breach.patience().toNanos(), TimeUnit.NANOSECONDS);
			while (event != null) {
				if (type.isInstance(event)) {
					return type.cast(event);
				}
				event = this.queue.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new AssertionError("No " + type.getSimpleName() + " in " + this.events);
	}

	List<Object> events() {
		return this.events;
	}

	record Connected(ConnectionInfo connection) {

	}

	record Disconnected(MqttException cause, boolean willReconnect) {

	}

	record ConnectFailed(MqttException cause) {

	}

	record Reconnecting(int attempt, Duration delay, ServerAddress server) {

	}

	record Restored(SubscribeResult result) {

	}

	record Failed(MqttException cause) {

	}

}
