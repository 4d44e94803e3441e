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

package io.zmqtt.docs;

import java.time.Duration;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;

/**
 * The snippets of docs/scaling.md.
 */
final class ScalingSnippets {

	private ScalingSnippets() {
	}

	static MqttSubscription worker(MqttClient client) {
		SubscriptionSpec spec = SubscriptionSpec.of("$share/billing/orders/#").withQos(QoS.AT_LEAST_ONCE);
		MqttSubscription orders = client.subscribe(spec, (order) -> {
			store(order);
		});
		return orders;
	}

	static MqttClientV5 failOver(String instance) {
		MqttClientV5 client = MqttClient.builder("mqtt-1.example.com")
			.servers(new ServerAddress("mqtt-1.example.com", 1883), new ServerAddress("mqtt-2.example.com", 1883))
			.serverOrder(ServerOrder.SHUFFLED)
			.clientId("billing-" + instance)
			.keepAlive(Duration.ofSeconds(10))
			.pingTimeout(Duration.ofSeconds(5))
			.connectTimeout(Duration.ofSeconds(2))
			.handshakeTimeout(Duration.ofSeconds(5))
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(200), Duration.ofSeconds(5)))
			.retryFirstConnect(true)
			.v5()
			.sessionExpiryInterval(Duration.ofMinutes(10))
			.build();
		return client;
	}

	static void publish(MqttTemplate mqtt) {
		mqtt.convertAndSend("orders/created", new Order("4711", 3));
	}

	private static void store(MqttMessage order) {
		System.out.println(order.text());
	}

	record Order(String id, int pieces) {

	}

	/**
	 * One member of the group.
	 */
	static final class Billing {

		@MqttListener("$share/billing/orders/#")
		void onOrder(Order order) {
			bill(order);
		}

		private void bill(Order order) {
			System.out.println(order);
		}

	}

}
