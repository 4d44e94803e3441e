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

package io.zmqtt.benchmarks.paho;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqtt.benchmarks.Handlers;
import io.zmqtt.benchmarks.PeerConnection;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 3.1.1.
 */
final class Paho3 implements PeerConnection {

	private final MqttAsyncClient client;

	private final Handlers handlers = new Handlers();

	private Paho3(MqttAsyncClient client) {
		this.client = client;
	}

	static PeerConnection connect(String host, int port) {
		try {
			MqttAsyncClient client = new MqttAsyncClient("tcp://" + host + ":" + port, "bench",
					new MemoryPersistence());
			MqttConnectOptions options = new MqttConnectOptions();
			options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
			options.setMaxInflight(PahoPeer.MAX_WINDOW);
			options.setSocketFactory(new NoDelaySockets());
			Paho3 connection = new Paho3(client);
			client.setCallback(connection.new Callback());
			client.connect(options).waitForCompletion();
			return connection;
		}
		catch (MqttException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void publish(String topic, int qos, byte[] payload,
			BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		try {
			this.client.publish(topic, payload, qos, false, null, new Done(whenDone));
		}
		catch (MqttException ex) {
			whenDone.accept(null, ex);
		}
	}

	@Override
	public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
		this.handlers.put(filter, handler);
		try {
			this.client.subscribe(filter, qos).waitForCompletion();
		}
		catch (MqttException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.client.disconnect().waitForCompletion();
			this.client.close();
		}
		catch (MqttException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Passes messages on.
	 */
	private final class Callback implements MqttCallback {

		@Override
		public void messageArrived(String topic, MqttMessage message) {
			Consumer<byte[]> handler = Paho3.this.handlers.find(topic);
			if (handler != null) {
				handler.accept(message.getPayload());
			}
		}

		@Override
		public void connectionLost(Throwable cause) {
			cause.printStackTrace();
		}

		@Override
		public void deliveryComplete(IMqttDeliveryToken token) {
			// each publish has its own listener
		}

	}

	private record Done(BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) implements IMqttActionListener {

		@Override
		public void onSuccess(IMqttToken token) {
			this.whenDone.accept(token, null);
		}

		@Override
		public void onFailure(IMqttToken token, Throwable failure) {
			this.whenDone.accept(null, failure);
		}

	}

}
