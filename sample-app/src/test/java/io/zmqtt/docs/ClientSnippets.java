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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

import io.zmqtt.AckMode;
import io.zmqtt.Birth;
import io.zmqtt.CleanStart;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.Credentials;
import io.zmqtt.DisconnectOptions;
import io.zmqtt.FilterOptions;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.RequestOptions;
import io.zmqtt.RetainHandling;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscribeResult;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.Will;
import io.zmqtt.spi.ScramSha256AuthHandler;

/**
 * The snippets of docs/client.md.
 */
final class ClientSnippets {

	private ClientSnippets() {
	}

	/** Not run: it connects to an example and never ends. */
	static void overview() {
		try (MqttClient client = MqttClient.builder("broker.example.com").clientId("my-app").build()) {
			client.connect();
			client.publish("sensors/temperature", "23.5", QoS.AT_LEAST_ONCE);

			try (MqttSubscription messages = client.subscribe("sensors/#")) {
				for (MqttMessage message : messages) {
					System.out.println(message.topic() + " " + message.text());
				}
			}
		}
	}

	static MqttClient build311() {
		MqttClientV311 client = MqttClient.builder("broker.example.com")
			.port(1883)
			.clientId("my-app")
			.credentials("user", "secret")
			.build();
		return client;
	}

	static MqttClientV5 build5() {
		MqttClientV5 client = MqttClient.builder("broker.example.com")
			.clientId("my-app")
			.keepAlive(Duration.ofSeconds(30))
			.v5()
			.sessionExpiryInterval(Duration.ofHours(1))
			.build();
		return client;
	}

	static void publish(MqttClient client, byte[] bytes) {
		client.publish("sensors/temperature", "23.5");
		client.publish("sensors/image", bytes, QoS.EXACTLY_ONCE);
		client.publish("sensors/state", "on",
				PublishOptions.qos(QoS.AT_LEAST_ONCE).retained().withTimeout(Duration.ofSeconds(5)));
		client.clearRetained("sensors/state", QoS.AT_LEAST_ONCE);
	}

	static CompletableFuture<PublishResult> publishAsync(MqttClient client) {
		CompletableFuture<PublishResult> result = client.publishAsync("sensors/temperature", "23.5", QoS.AT_LEAST_ONCE);
		result.whenComplete((success, failure) -> {
			if (failure != null) {
				System.err.println("Not published: " + failure.getMessage());
			}
		});
		return result;
	}

	static PublishResult publishWithProperties(MqttClientV5 client, byte[] json) {
		PublishProperties properties = PublishProperties.builder()
			.contentType("application/json")
			.messageExpiryInterval(60)
			.userProperty("building", "north")
			.build();
		PublishResult result = client.publish("sensors/temperature", json, PublishOptions.qos(QoS.AT_LEAST_ONCE),
				properties);
		if (result.reasonCode() == ReasonCode.NO_MATCHING_SUBSCRIBERS) {
			System.out.println("Nobody listens");
		}
		return result;
	}

	static Optional<MqttMessage> receive(MqttClient client) {
		SubscriptionSpec spec = SubscriptionSpec.of("sensors/+/temperature", "alarms/#").withQos(QoS.AT_LEAST_ONCE);
		try (MqttSubscription messages = client.subscribe(spec)) {
			Optional<MqttMessage> message = messages.receive(Duration.ofSeconds(5));
			message.ifPresent((received) -> System.out.println(received.text()));
			return message;
		}
	}

	static MqttSubscription handle(MqttClient client, CountDownLatch received) {
		SubscriptionSpec spec = SubscriptionSpec.of("sensors/+/temperature").withQos(QoS.AT_LEAST_ONCE);
		MqttSubscription subscription = client.subscribe(spec, (message) -> {
			System.out.println(message.topic() + " " + message.text());
			received.countDown();
		});
		return subscription;
	}

	static MqttSubscription subscribe5(MqttClientV5 client) {
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("$share/workers/jobs/#"),
				SubscribeOptions.defaults().withRetainAsPublished(true));
		return subscription;
	}

	static MqttSubscription filters(MqttClientV5 client) {
		SubscriptionSpec spec = SubscriptionSpec.of("alarms/#", QoS.EXACTLY_ONCE)
			.and("sensors/+/temperature", QoS.AT_MOST_ONCE);
		SubscribeOptions options = SubscribeOptions.defaults()
			.withFilter("alarms/#", FilterOptions.defaults().withRetainHandling(RetainHandling.SEND_IF_NEW));
		MqttSubscription subscription = client.subscribe(spec, options);
		System.out.println("Granted: " + subscription.grantedQos());
		return subscription;
	}

	static MqttSubscription order(MqttClient client) {
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("jobs/#")
			.withQos(QoS.AT_LEAST_ONCE)
			.withOrder(Comparator.comparing((message) -> message.topic().startsWith("jobs/urgent/") ? 0 : 1)));
		return subscription;
	}

	static MqttSubscription publisher(MqttClient client, Flow.Subscriber<MqttMessage> subscriber) {
		MqttSubscription subscription = client.subscribe("sensors/#");
		subscription.publisher().subscribe(subscriber);
		return subscription;
	}

	static MqttMessage request(MqttClientV5 client) {
		MqttMessage reply = client.request("calculator/add", "1 2",
				RequestOptions.defaults().withTimeout(Duration.ofSeconds(5)));
		System.out.println(reply.text());
		return reply;
	}

	static MqttSubscription reply(MqttClientV5 client) {
		SubscriptionSpec spec = SubscriptionSpec.of("calculator/add").withQos(QoS.AT_LEAST_ONCE);
		MqttSubscription subscription = client.subscribe(spec, (request) -> client.reply(request, sum(request.text())));
		return subscription;
	}

	private static String sum(String numbers) {
		return String.valueOf(Arrays.stream(numbers.split(" ")).mapToInt(Integer::parseInt).sum());
	}

	static MqttClient servers() {
		MqttClient client = MqttClient.builder("broker-1.example.com")
			.servers(new ServerAddress("broker-1.example.com", 1883), new ServerAddress("broker-2.example.com", 1883))
			.build();
		return client;
	}

	static MqttClient scram() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.v5()
			.authHandler(new ScramSha256AuthHandler("my-app", "secret"))
			.build();
		return client;
	}

	static void disconnectWithWill(MqttClientV5 client) {
		client.disconnect(DisconnectOptions.withWill());
	}

	static void manualAck(MqttClient client) {
		SubscriptionSpec spec = SubscriptionSpec.of("orders/#")
			.withQos(QoS.AT_LEAST_ONCE)
			.withAckMode(AckMode.MANUAL)
			.withBufferSize(100);
		try (MqttSubscription orders = client.subscribe(spec)) {
			MqttMessage order = orders.receive();
			store(order);
			order.ack();
		}
	}

	static MqttSubscription ackLater(MqttClientV5 client, Executor executor) {
		SubscriptionSpec spec = SubscriptionSpec.of("orders/#").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL);
		MqttSubscription subscription = client.subscribe(spec, (order) -> executor.execute(() -> {
			try {
				store(order);
				order.ack();
			}
			catch (RuntimeException ex) {
				order.ack(ReasonCode.UNSPECIFIED_ERROR, "Not stored", List.of());
			}
		}));
		return subscription;
	}

	static MqttSubscription overflow(MqttClient client) {
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("sensors/#").withOverflow(OverflowPolicy.DROP_OLDEST));
		return subscription;
	}

	static MqttSubscription beforeConnect(MqttClient client) {
		MqttSubscription messages = client.subscribe("sensors/#");
		client.connect();
		return messages;
	}

	static MqttClient reconnect() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(500), Duration.ofSeconds(30)))
			.retryFirstConnect(true)
			.listener(new ConnectionLog())
			.build();
		return client;
	}

	static MqttClient session() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.clientId("my-app")
			.cleanStart(CleanStart.NEVER)
			.build();
		return client;
	}

	static MqttClient will() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.will(Will.of("clients/my-app", "gone", QoS.AT_LEAST_ONCE).retained())
			.build();
		return client;
	}

	static MqttClient birth() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.will(Will.of("clients/my-app", "offline", QoS.AT_LEAST_ONCE).retained())
			.birth(Birth.of("clients/my-app", "online", QoS.AT_LEAST_ONCE).retained())
			.build();
		return client;
	}

	static void reconnectOnRequest(MqttClient client) {
		client.reconnect(Duration.ofSeconds(10));
	}

	static MqttClient credentialsProvider() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.credentialsProvider(
					(server) -> CompletableFuture.supplyAsync(() -> Credentials.of("my-app", fetchToken())))
			.build();
		return client;
	}

	private static String fetchToken() {
		return "token";
	}

	private static void store(MqttMessage order) {
		List.of(order);
	}

	static class ConnectionLog implements MqttClientListener {

		@Override
		public void onConnected(ConnectionInfo connection) {
			System.out.println("Connected to " + connection.server());
		}

		@Override
		public void onDisconnected(MqttException cause, boolean willReconnect) {
			System.out.println("Disconnected: " + cause.getMessage());
		}

		@Override
		public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
			System.out.println("Attempt " + attempt + " in " + delay.toMillis() + " ms");
		}

		@Override
		public void onSubscriptionsRestored(SubscribeResult result) {
			System.out.println("Subscribed again: " + result);
		}

		@Override
		public void onFailed(MqttException cause) {
			System.out.println("Gave up: " + cause.getMessage());
		}

	}

}
