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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.CleanStart;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.Routing;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.UserProperty;
import io.zmqtt.Will;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.packet.WillMessage;
import io.zmqtt.spi.CredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * The values that the builders of both versions share.
 */
final class ClientSettings {

	private static final int DEFAULT_PORT = 1883;

	private static final int DEFAULT_TLS_PORT = 8883;

	final String host;

	MqttVersion version = MqttVersion.V3_1_1;

	int port;

	String clientId = "";

	CredentialsProvider credentials = (server) -> CompletableFuture.completedFuture(Credentials.NONE);

	int keepAlive = 60;

	Duration pingTimeout = Duration.ofSeconds(10);

	CleanStart cleanStart = CleanStart.AUTOMATIC;

	long sessionExpiryInterval;

	int receiveMaximum = 1000;

	List<UserProperty> connectUserProperties = List.of();

	@Nullable WillMessage will;

	@Nullable TlsOptions tls;

	Duration connectTimeout = Duration.ofSeconds(10);

	Duration handshakeTimeout = Duration.ofSeconds(30);

	Duration operationTimeout = Duration.ofSeconds(30);

	Duration closeTimeout = Duration.ofSeconds(10);

	ReconnectPolicy reconnect = ReconnectPolicy.defaults();

	boolean retryFirstConnect;

	int topicAliasMaximum = 16;

	int outboundTopicAliases = 16;

	Routing routing = Routing.ALL;

	Duration ackStallTimeout = Duration.ofSeconds(30);

	AckStallPolicy ackStallPolicy = AckStallPolicy.REPORT;

	int maxInflight = 1000;

	int maxPendingPublishes = 10_000;

	long maxPendingBytes = 64L * 1024 * 1024;

	int maximumPacketSize = 32 * 1024 * 1024;

	long receiveMaximumBytes = 64L * 1024 * 1024;

	@Nullable Executor executor;

	@Nullable Executor completionExecutor;

	final List<MqttClientListener> listeners = new ArrayList<>();

	ClientSettings(String host) {
		this.host = Objects.requireNonNull(host, "host");
		if (host.isBlank()) {
			throw new IllegalArgumentException("Host must not be empty");
		}
	}

	void will(Will will, long delay, PublishProperties properties) {
		this.will = new WillMessage(will.topic(), will.payload(), will.qos(), will.retain(), delay, properties);
	}

	ClientConfig toConfig() {
		if (this.version == MqttVersion.V3_1_1 && this.clientId.isEmpty()
				&& (this.cleanStart == CleanStart.NEVER || this.cleanStart == CleanStart.FIRST_CONNECT)) {
			throw new IllegalArgumentException("MQTT 3.1.1 needs a client identifier for clean start " + this.cleanStart
					+ ": set clientId(...), or use MQTT 5");
		}
		int effectivePort = (this.port != 0) ? this.port : ((this.tls != null) ? DEFAULT_TLS_PORT : DEFAULT_PORT);
		return new ClientConfig(this.version, List.of(new ServerAddress(this.host, effectivePort)), this.clientId,
				this.credentials, this.keepAlive, this.pingTimeout, this.cleanStart, this.sessionExpiryInterval,
				this.receiveMaximum, this.connectUserProperties, this.will, this.tls, this.connectTimeout,
				this.handshakeTimeout, this.operationTimeout, this.closeTimeout, this.reconnect, this.retryFirstConnect,
				this.topicAliasMaximum, this.outboundTopicAliases, this.routing, this.ackStallTimeout,
				this.ackStallPolicy, this.maxInflight, this.maxPendingPublishes, this.maxPendingBytes,
				this.maximumPacketSize, this.receiveMaximumBytes, this.executor, this.completionExecutor,
				List.copyOf(this.listeners));
	}

}
