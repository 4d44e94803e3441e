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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishOptions;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the snippets of docs/client.md.
 */
@EmbeddedMqttBroker
class ClientSnippetsTests {

	private final MqttClientV5 client;

	ClientSnippetsTests(io.zmqtt.test.EmbeddedMqttBroker broker) {
		this.client = MqttClient.builder(broker.host()).port(broker.port()).v5().build();
	}

	@BeforeEach
	void connect() {
		this.client.connect();
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@ParameterizedTest
	@MethodSource
	void builds(Supplier<MqttClient> snippet) {
		try (MqttClient client = snippet.get()) {
			assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		}
	}

	static Stream<Supplier<MqttClient>> builds() {
		return Stream.of(ClientSnippets::build311, ClientSnippets::build5, ClientSnippets::reconnect,
				ClientSnippets::session, ClientSnippets::will, ClientSnippets::credentialsProvider,
				ClientSnippets::servers, ClientSnippets::scram);
	}

	@Test
	void publishes() throws Exception {
		try (MqttSubscription messages = this.client.subscribe("sensors/#")) {
			ClientSnippets.publish(this.client, new byte[] { 1, 2 });
			assertThat(messages.receive().text()).isEqualTo("23.5");
			assertThat(messages.receive().payload()).containsExactly(1, 2);
			assertThat(messages.receive().text()).isEqualTo("on");
			assertThat(messages.receive().payload()).isEmpty();
			ClientSnippets.publishAsync(this.client).get(10, TimeUnit.SECONDS);
			assertThat(messages.receive().text()).isEqualTo("23.5");
			ClientSnippets.publishWithProperties(this.client, "{}".getBytes());
			MqttMessage message = messages.receive();
			assertThat(message.properties().contentType()).contains("application/json");
			assertThat(message.properties().userProperty("building")).contains("north");
		}
	}

	@Test
	void tellsThatNobodyListens() {
		assertThat(ClientSnippets.publishWithProperties(this.client, new byte[0]).reasonCode()).isIn(ReasonCode.SUCCESS,
				ReasonCode.NO_MATCHING_SUBSCRIBERS);
	}

	@Test
	void receives() throws Exception {
		retain("sensors/kitchen/temperature");
		assertThat(ClientSnippets.receive(this.client).orElseThrow().text()).isEqualTo("23.5");
		CountDownLatch handled = new CountDownLatch(1);
		try (MqttSubscription subscription = ClientSnippets.handle(this.client, handled)) {
			assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(subscription.result().reasonCodes().values()).containsExactly(ReasonCode.GRANTED_QOS_1);
		}
		try (MqttSubscription subscription = ClientSnippets.overflow(this.client)) {
			assertThat(subscription.receive().retain()).isTrue();
		}
		this.client.clearRetained("sensors/kitchen/temperature", QoS.AT_LEAST_ONCE);
	}

	@Test
	void subscribesWithOptionsForEachFilter() {
		try (MqttSubscription messages = ClientSnippets.filters(this.client)) {
			assertThat(messages.grantedQos()).containsEntry(TopicFilter.of("alarms/#"), QoS.EXACTLY_ONCE)
				.containsEntry(TopicFilter.of("sensors/+/temperature"), QoS.AT_MOST_ONCE);
		}
	}

	@Test
	void handsOverWhatIsUrgentFirst() {
		try (MqttSubscription jobs = ClientSnippets.order(this.client)) {
			this.client.publish("jobs/later", "1", QoS.AT_LEAST_ONCE);
			this.client.publish("jobs/urgent/now", "2", QoS.AT_LEAST_ONCE);
			Awaitility.await().until(() -> jobs.buffered() == 2);
			assertThat(jobs.receive().text()).isEqualTo("2");
			assertThat(jobs.receive().text()).isEqualTo("1");
		}
	}

	@Test
	void publishesToASubscriber() throws Exception {
		CompletableFuture<MqttMessage> received = new CompletableFuture<>();
		try (MqttSubscription subscription = ClientSnippets.publisher(this.client, new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription demand) {
				demand.request(1);
			}

			@Override
			public void onNext(MqttMessage message) {
				received.complete(message);
			}

			@Override
			public void onError(Throwable failure) {
				received.completeExceptionally(failure);
			}

			@Override
			public void onComplete() {
			}

		})) {
			assertThat(subscription.isClosed()).isFalse();
			this.client.publish("sensors/door", "open");
			assertThat(received.get(10, TimeUnit.SECONDS).text()).isEqualTo("open");
		}
	}

	@Test
	void answersRequests() {
		try (MqttSubscription service = ClientSnippets.reply(this.client)) {
			assertThat(service.isClosed()).isFalse();
			assertThat(ClientSnippets.request(this.client).text()).isEqualTo("3");
		}
	}

	@Test
	void disconnectsWithTheWill() {
		ClientSnippets.disconnectWithWill(this.client);
		assertThat(this.client.state()).isEqualTo(ClientState.DISCONNECTED);
	}

	@Test
	void subscribesBeforeItConnects() {
		this.client.disconnect();
		try (MqttSubscription messages = ClientSnippets.beforeConnect(this.client)) {
			this.client.publish("sensors/door", "open", QoS.AT_LEAST_ONCE);
			assertThat(messages.receive().text()).isEqualTo("open");
		}
	}

	@Test
	void sharesASubscription() {
		try (MqttSubscription jobs = ClientSnippets.subscribe5(this.client)) {
			this.client.publish("jobs/1", "go", QoS.AT_LEAST_ONCE);
			assertThat(jobs.receive().text()).isEqualTo("go");
		}
	}

	@Test
	void acknowledgesByHand() {
		retain("orders/1");
		ClientSnippets.manualAck(this.client);
		this.client.ping();
		this.client.clearRetained("orders/1", QoS.AT_LEAST_ONCE);
		assertThat(this.client.state()).isEqualTo(ClientState.CONNECTED);
	}

	@Test
	void acknowledgesInAnotherThread() throws Exception {
		CompletableFuture<Void> acknowledged = new CompletableFuture<>();
		try (MqttSubscription orders = ClientSnippets.ackLater(this.client,
				(task) -> CompletableFuture.runAsync(task).thenRun(() -> acknowledged.complete(null)))) {
			this.client.publish("orders/2", "1", QoS.AT_LEAST_ONCE);
			acknowledged.get(10, TimeUnit.SECONDS);
			this.client.ping();
			assertThat(orders.isClosed()).isFalse();
			assertThat(this.client.state()).isEqualTo(ClientState.CONNECTED);
		}
	}

	private void retain(String topic) {
		this.client.publish(topic, "23.5", PublishOptions.qos(QoS.AT_LEAST_ONCE).retained());
	}

}
