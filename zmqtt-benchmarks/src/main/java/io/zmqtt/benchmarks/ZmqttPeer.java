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

package io.zmqtt.benchmarks;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import org.jspecify.annotations.Nullable;

/**
 * The client of this repository, as it comes. Only its limits on publishes are those of
 * the protocol, so that the window of the harness is the one that counts.
 */
public final class ZmqttPeer implements Peer {

	private static final int MAX_WINDOW = 65535;

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		return new Connection(client(host, port, version));
	}

	/**
	 * Connect a client, for what stands on top of it to be measured too.
	 * @param host the broker's host
	 * @param port the broker's port
	 * @param version the MQTT version to speak
	 * @return the connected client
	 */
	public static MqttClient client(String host, int port, ProtocolVersion version) {
		MqttClientV311.Builder builder = MqttClient.builder(host);
		return switch (version) {
			case V3_1_1 -> connect(builder, port);
			case V5_0 -> connect(builder.v5(), port);
		};
	}

	private static MqttClient connect(MqttClientBuilder<?> builder, int port) {
		MqttClient client = builder.port(port)
			.clientId("bench")
			.maxInflight(MAX_WINDOW)
			.maxPendingPublishes(MAX_WINDOW)
			.build();
		client.connect();
		return client;
	}

	static final class Connection implements PeerConnection {

		private final MqttClient client;

		Connection(MqttClient client) {
			this.client = client;
		}

		@Override
		public void publish(String topic, int qos, byte[] payload,
				BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
			this.client.publishAsync(topic, payload, QoS.of(qos)).whenComplete(whenDone);
		}

		@Override
		public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
			this.client.subscribe(SubscriptionSpec.of(filter).withQos(QoS.of(qos)),
					(message) -> handler.accept(message.payload()));
		}

		@Override
		public void subscribeAll(List<String> filters, int qos, Consumer<byte[]> handler) {
			this.client.subscribe(SubscriptionSpec.of(filters.toArray(String[]::new)).withQos(QoS.of(qos)),
					(message) -> handler.accept(message.payload()));
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
