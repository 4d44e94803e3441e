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

package io.zmqtt.benchmarks.hivemq;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.zmqtt.benchmarks.PeerConnection;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 5.0 by the asynchronous API.
 */
final class AsyncMqtt5 implements PeerConnection {

	private final Mqtt5AsyncClient client;

	AsyncMqtt5(String host, int port) {
		this.client = Mqtt5Client.builder().identifier("bench").serverHost(host).serverPort(port).buildAsync();
		this.client.connect().join();
	}

	@Override
	public void publish(String topic, int qos, byte[] payload,
			BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		this.client.publishWith()
			.topic(topic)
			.qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
			.payload(payload)
			.send()
			.whenComplete(whenDone);
	}

	@Override
	public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
		this.client.subscribeWith()
			.topicFilter(filter)
			.qos(Objects.requireNonNull(MqttQos.fromCode(qos)))
			.callback((publish) -> handler.accept(publish.getPayloadAsBytes()))
			.send()
			.join();
	}

	@Override
	public void close() {
		this.client.disconnect().join();
	}

}
