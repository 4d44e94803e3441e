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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.DisconnectOptions;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.RequestOptions;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.packet.DisconnectProperties;

/**
 * A client of MQTT 5.
 */
final class ClientV5 extends DefaultMqttClient implements MqttClientV5 {

	ClientV5(ClientConfig config) {
		super(config);
	}

	@Override
	public PublishResult publish(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {
		return publishNow(topic, payload, options, properties);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		return publishLater(topic, payload, options, properties);
	}

	@Override
	public MqttMessage request(String topic, byte[] payload, RequestOptions options) {
		return core().requests().request(topic, payload, options);
	}

	@Override
	public CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload, RequestOptions options) {
		return core().requests().requestAsync(topic, payload, options);
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options) {
		return subscribeNow(spec, options, null);
	}

	@Override
	public MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options, MqttMessageHandler handler) {
		return subscribeNow(spec, options, Objects.requireNonNull(handler, "handler"));
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options) {
		return subscribeLater(spec, options, null);
	}

	@Override
	public CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options,
			MqttMessageHandler handler) {
		return subscribeLater(spec, options, Objects.requireNonNull(handler, "handler"));
	}

	@Override
	public void disconnect(DisconnectOptions options) {
		disconnectNow(options.reasonCode(), properties(options));
	}

	@Override
	public CompletableFuture<Void> disconnectAsync(DisconnectOptions options) {
		return disconnectLater(options.reasonCode(), properties(options));
	}

	private DisconnectProperties properties(DisconnectOptions options) {
		Duration expiry = options.sessionExpiryInterval();
		if (expiry != null && !expiry.isZero() && config().sessionExpiryInterval() == 0) {
			throw new IllegalArgumentException("The client connects without a session, so that none can be kept now"
					+ " (MQTT 5.0, section 3.14.2.2.2)");
		}
		return new DisconnectProperties((expiry != null) ? expiry.toSeconds() : null, options.reasonString(),
				options.userProperties(), null);
	}

	@Override
	public void reauthenticate() {
		Blocking.check("reauthenticate");
		requireAuthHandler();
		Blocking.await(core().reauthenticate(), "reauthenticate", config().operationTimeout());
	}

	@Override
	public CompletableFuture<Void> reauthenticateAsync() {
		requireAuthHandler();
		return core().outward(core().reauthenticate());
	}

	private void requireAuthHandler() {
		if (config().authHandler() == null) {
			throw new IllegalStateException("The client has no authentication handler, so it cannot authenticate again"
					+ " (MQTT 5.0, section 4.12): set authHandler(...)");
		}
	}

}
