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

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReconnectPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Makes a client of properties. What the client's builder refuses is reported by the name
 * of the property.
 */
final class ZmqttClientFactory {

	private final ZmqttProperties properties;

	private final ZmqttTransport transport;

	private final ObjectProvider<ZmqttClientCustomizer> customizers;

	private final @Nullable Executor executor;

	ZmqttClientFactory(ZmqttProperties properties, ZmqttTransport transport,
			ObjectProvider<ZmqttClientCustomizer> customizers, @Nullable Executor executor) {
		this.properties = properties;
		this.transport = transport;
		this.customizers = customizers;
		this.executor = executor;
	}

	MqttClient create() {
		MqttClientV311.Builder builder = this.transport.begin();
		if (this.properties.version() == MqttVersion.V5) {
			return build(configureV5(builder.v5()));
		}
		refuseOnV311("session-expiry-interval", this.properties.sessionExpiryInterval());
		refuseOnV311("receive-maximum", this.properties.receiveMaximum());
		return build(builder);
	}

	private MqttClientV5.Builder configureV5(MqttClientV5.Builder builder) {
		apply("session-expiry-interval", this.properties.sessionExpiryInterval(), builder::sessionExpiryInterval);
		apply("receive-maximum", this.properties.receiveMaximum(), builder::receiveMaximum);
		return builder;
	}

	private void refuseOnV311(String name, @Nullable Object value) {
		if (value != null) {
			throw new InvalidConfigurationPropertyValueException("zmqtt." + name, value,
					"MQTT 3.1.1 does not have it. Set zmqtt.version to 5.0 or remove the property.");
		}
	}

	private MqttClient build(MqttClientBuilder<?> builder) {
		ZmqttProperties properties = this.properties;
		this.transport.configure(builder);
		apply("client-id", properties.clientId(), builder::clientId);
		if (properties.username() != null) {
			builder.credentials(Credentials.of(properties.username(), properties.password()));
		}
		else if (properties.password() != null) {
			builder.credentials(new Credentials(null, properties.password().getBytes(StandardCharsets.UTF_8)));
		}
		apply("clean-start", properties.cleanStart(), builder::cleanStart);
		apply("keep-alive", properties.keepAlive(), builder::keepAlive);
		apply("ping-timeout", properties.pingTimeout(), builder::pingTimeout);
		apply("connect-timeout", properties.connectTimeout(), builder::connectTimeout);
		apply("handshake-timeout", properties.handshakeTimeout(), builder::handshakeTimeout);
		apply("operation-timeout", properties.operationTimeout(), builder::operationTimeout);
		apply("close-timeout", properties.closeTimeout(), builder::closeTimeout);
		apply("max-inflight", properties.maxInflight(), builder::maxInflight);
		apply("max-pending-publishes", properties.maxPendingPublishes(), builder::maxPendingPublishes);
		apply("max-pending-bytes", properties.maxPendingBytes(), (size) -> builder.maxPendingBytes(size.toBytes()));
		apply("maximum-packet-size", properties.maximumPacketSize(),
				(size) -> builder.maximumPacketSize(intBytes(size)));
		apply("receive-maximum-bytes", properties.receiveMaximumBytes(),
				(size) -> builder.receiveMaximumBytes(size.toBytes()));
		apply("reconnect", properties.reconnect(), (reconnect) -> builder.reconnect(policy(reconnect)));
		apply("will", properties.will(), (will) -> builder.will(will(will)));
		builder.retryFirstConnect(!properties.failFast());
		if (this.executor != null) {
			builder.executor(this.executor).completionExecutor(this.executor);
		}
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	static int intBytes(DataSize size) {
		return (int) Math.min(size.toBytes(), Integer.MAX_VALUE);
	}

	private static ReconnectPolicy policy(ZmqttProperties.Reconnect reconnect) {
		return new ReconnectPolicy(reconnect.enabled(), reconnect.initialDelay(), reconnect.maxDelay(),
				reconnect.multiplier(), reconnect.jitter(), reconnect.maxAttempts());
	}

	private static io.zmqtt.Will will(ZmqttProperties.Will will) {
		if (will.topic() == null) {
			throw new IllegalArgumentException("A will needs a topic: set zmqtt.will.topic.");
		}
		return new io.zmqtt.Will(will.topic(), will.payload().getBytes(StandardCharsets.UTF_8), will.qos(),
				will.retain());
	}

	static <T> void apply(String name, @Nullable T value, Consumer<T> setter) {
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
		}
		catch (IllegalArgumentException | MqttInvalidTopicException ex) {
			throw new InvalidConfigurationPropertyValueException("zmqtt." + name, value,
					String.valueOf(ex.getMessage()), ex);
		}
	}

}
