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

package io.zmqtt.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqtt.AckStall;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttException;
import io.zmqtt.ServerAddress;
import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Tells whether a client is connected, the broker has accepted its subscriptions and the
 * application acknowledges its messages. It looks at the client's state, and sends
 * nothing.
 */
public final class ZmqttHealthIndicator extends AbstractHealthIndicator {

	private final MqttClient client;

	private volatile @Nullable String lastDisconnect;

	private volatile @Nullable ServerAddress lastServer;

	/**
	 * Create an indicator.
	 * @param client the client
	 */
	public ZmqttHealthIndicator(MqttClient client) {
		super("MQTT health check failed");
		this.client = client;
		client.addListener(new Recorder());
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ConnectionInfo connection = this.client.connectionInfo().orElse(null);
		List<String> refused = this.client.refusedSubscriptions()
			.keySet()
			.stream()
			.map(TopicFilter::text)
			.sorted()
			.toList();
		AckStall stall = this.client.ackStall().orElse(null);
		boolean connected = this.client.state().isConnected();
		builder.status((connected && refused.isEmpty() && stall == null) ? "UP" : "DOWN");
		builder.withDetail("state", this.client.state());
		builder.withDetail("version", this.client.version().toString());
		if (connection != null) {
			builder.withDetail("server", connection.server().toString());
			builder.withDetail("clientId", connection.clientId());
			builder.withDetail("since", connection.since());
		}
		else if (this.lastServer != null) {
			builder.withDetail("server", this.lastServer.toString());
		}
		if (this.lastDisconnect != null) {
			builder.withDetail("lastDisconnect", this.lastDisconnect);
		}
		if (!refused.isEmpty()) {
			builder.withDetail("refusedSubscriptions", refused);
		}
		if (stall != null) {
			builder.withDetail("ackStall",
					Map.of("listener", stall.subscription(), "topic", stall.topic(), "behind", stall.behind()));
		}
	}

	private final class Recorder implements MqttClientListener {

		@Override
		public void onConnected(ConnectionInfo connection) {
			ZmqttHealthIndicator.this.lastServer = connection.server();
		}

		@Override
		public void onDisconnected(MqttException cause, boolean willReconnect) {
			ZmqttHealthIndicator.this.lastDisconnect = cause.getMessage();
		}

		@Override
		public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
			ZmqttHealthIndicator.this.lastServer = server;
		}

		@Override
		public void onFailed(MqttException cause) {
			ZmqttHealthIndicator.this.lastDisconnect = cause.getMessage();
		}

	}

}
