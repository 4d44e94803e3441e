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

package io.zmqtt.benchmarks.vertx;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import io.zmqtt.benchmarks.Handlers;
import io.zmqtt.benchmarks.Peer;
import io.zmqtt.benchmarks.PeerConnection;
import io.zmqtt.benchmarks.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x client. Its futures of publishes mean that the message was written; what has
 * been acknowledged is told by packet identifier.
 */
public final class VertxPeer implements Peer {

	private static final int MAX_WINDOW = 65535;

	@Override
	public boolean supports(ProtocolVersion version) {
		return version == ProtocolVersion.V3_1_1;
	}

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		MqttClientOptions options = new MqttClientOptions().setClientId("bench").setMaxInflightQueue(MAX_WINDOW);
		Connection connection = new Connection(options);
		connection.connect(host, port);
		return connection;
	}

	private static <T> T await(Future<T> future) {
		try {
			return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Connection implements PeerConnection {

		private static final BiConsumer<?, ?> ACKNOWLEDGED = (result, failure) -> {
		};

		private final Vertx vertx = Vertx.vertx();

		private final MqttClient client;

		private final Handlers handlers = new Handlers();

		/** By packet identifier, only used by the client's event loop. */
		private final @Nullable BiConsumer<?, ?>[] pending = new BiConsumer<?, ?>[MAX_WINDOW + 1];

		private Connection(MqttClientOptions options) {
			this.client = MqttClient.create(this.vertx, options);
		}

		private void connect(String host, int port) {
			this.client.publishCompletionHandler((packetId) -> settle(packetId, ACKNOWLEDGED));
			this.client.publishHandler((message) -> {
				Consumer<byte[]> handler = this.handlers.find(message.topicName());
				if (handler != null) {
					handler.accept(message.payload().getBytes());
				}
			});
			await(this.client.connect(port, host));
		}

		/**
		 * A message was written, or acknowledged, which the client tells in either order.
		 */
		@SuppressWarnings("unchecked")
		private void settle(int packetId, BiConsumer<?, ?> event) {
			BiConsumer<?, ?> other = this.pending[packetId];
			if (other == null) {
				this.pending[packetId] = event;
				return;
			}
			this.pending[packetId] = null;
			BiConsumer<?, ?> whenDone = (other == ACKNOWLEDGED) ? event : other;
			((BiConsumer<@Nullable Object, @Nullable Throwable>) whenDone).accept(packetId, null);
		}

		@Override
		public void publish(String topic, int qos, byte[] payload,
				BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
			this.client.publish(topic, Buffer.buffer(payload), MqttQoS.valueOf(qos), false, false)
				.onComplete((written) -> {
					if (qos > 0 && written.succeeded()) {
						settle(written.result(), whenDone);
					}
					else {
						whenDone.accept(written.result(), written.cause());
					}
				});
		}

		@Override
		public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
			this.handlers.put(filter, handler);
			await(this.client.subscribe(filter, qos));
		}

		@Override
		public void close() {
			await(this.client.disconnect());
			await(this.vertx.close());
		}

	}

}
