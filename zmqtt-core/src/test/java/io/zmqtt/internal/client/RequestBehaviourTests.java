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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RequestOptions;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How requests find their replies.
 */
class RequestBehaviourTests extends RequestScripts {

	@Test
	void requestsSubscribeOnceAndGetTheirReplies() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		PublishProperties properties = PublishProperties.builder().contentType("text/plain").build();
		CompletableFuture<MqttMessage> first = inBackground(
				() -> client.request("service", "question", RequestOptions.defaults().withProperties(properties)));
		Subscription subscription = expectSubscribe(connection, REPLY_TOPIC).subscriptions().get(0);
		assertThat(subscription.qos()).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(subscription.noLocal()).isFalse();
		assertThat(subscription.retainHandling()).isEqualTo(RetainHandling.DO_NOT_SEND);
		Publish request = connection.expectPublish("question");
		assertThat(request.topic()).isEqualTo("service");
		assertThat(request.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		PublishProperties sent = request.properties().application();
		assertThat(sent.responseTopic()).contains(REPLY_TOPIC);
		assertThat(sent.correlationData()).hasValueSatisfying((data) -> assertThat(data).hasSize(16));
		assertThat(sent.contentType()).contains("text/plain");
		assertThat(sent.messageExpiryInterval()).hasValue(30);
		acknowledge(connection, request);
		connection.send(replyTo(request, "answer"));
		MqttMessage reply = result(first);
		assertThat(reply.text()).isEqualTo("answer");
		assertThat(reply.topic()).isEqualTo(REPLY_TOPIC);
		// the second one, answered before it is acknowledged
		CompletableFuture<MqttMessage> second = client.requestAsync("service", "again",
				RequestOptions.defaults().withTimeout(Duration.ofMillis(4500)));
		Publish next = connection.expectPublish("again");
		assertThat(next.properties().application().messageExpiryInterval()).hasValue(5);
		connection.send(replyTo(next, "answer 2"));
		assertThat(result(second).text()).isEqualTo("answer 2");
		acknowledge(connection, next);
		assertThat(connection.received(Subscribe.class)).hasSize(1);
		assertThat(lateReplies(client)).isZero();
		assertAlive(client);
	}

	@Test
	void concurrentRequestsShareTheSubscribeAndAreToldApart() {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		List<CompletableFuture<MqttMessage>> replies = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			replies.add(client.requestAsync("service", "question " + i));
		}
		Subscribe subscribe = expectSubscribe(connection, REPLY_TOPIC);
		// no request before the answer
		connection.expectNothing(A_WHILE);
		connection.send(ScriptedBroker.grant(subscribe));
		List<Publish> requests = new ArrayList<>();
		Set<String> correlations = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			Publish request = connection.expectPublish("question " + i);
			requests.add(0, request);
			correlations.add(new String(request.properties().application().correlationData().orElseThrow(),
					StandardCharsets.ISO_8859_1));
		}
		assertThat(correlations).hasSize(50);
		requests.forEach((request) -> connection
			.send(replyTo(request, ScriptedConnection.text(request).replace("question", "answer"))));
		for (int i = 0; i < 50; i++) {
			assertThat(result(replies.get(i)).text()).isEqualTo("answer " + i);
		}
	}

	/**
	 * Two clients with the same reply topic, one after the other, do not take each
	 * other's replies.
	 */
	@Test
	void unknownRepliesAreCountedAndDropped() {
		MqttClientV5 client = requester(DEFAULTS);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
		Publish request = connection.expectPublish("question");
		byte[] other = request.properties().application().correlationData().orElseThrow().clone();
		other[0] ^= 1;
		for (byte[] correlation : List.of(other, new byte[0], new byte[16], new byte[17])) {
			connection.send(Publish.of(REPLY_TOPIC, new byte[1], QoS.AT_MOST_ONCE, false, false, 0,
					PublishPacketProperties.of(PublishProperties.builder().correlationData(correlation).build())));
		}
		connection.send(publish(REPLY_TOPIC, "no correlation data", QoS.AT_MOST_ONCE, 0));
		connection.send(replyTo(request, "answer")).send(replyTo(request, "answer again"));
		assertThat(result(future).text()).isEqualTo("answer");
		eventually(() -> assertThat(lateReplies(client)).isEqualTo(6));
	}

	// The reply topic

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "none, none, test, zmqtt/reply/test", "resp/tenant, none, test, resp/tenant/test",
					"resp/tenant/, none, test, resp/tenant/test", "none, own/replies, test, own/replies/test",
					"resp/#, none, test, zmqtt/reply/test", "none, none, a/+b#%, zmqtt/reply/a/%2Bb%23%25" })
	void replyTopicFollowsResponseInformation(String information, String prefix, String clientId, String topic) {
		this.broker.answer(PacketType.CONNECT, (packet) -> connAck(false, null, information));
		MqttClientV5 client = requester((builder) -> {
			builder.clientId(clientId);
			if (prefix != null) {
				builder.replyTopicPrefix(prefix);
			}
		});
		ScriptedConnection connection = this.broker.accept();
		Connect connect = connection.expect(Connect.class);
		assertThat(connect.properties().requestResponseInformation()).isEqualTo((prefix == null) ? true : null);
		assertThat(client.connectionInfo().orElseThrow().responseInformation()).isEqualTo(information);
		client.requestAsync("service", "question");
		expectSubscribe(connection, topic);
		assertThat(responseTopic(connection.expectPublish("question"))).isEqualTo(topic);
	}

	@Test
	void replyTopicCarriesTheAssignedClientIdentifier() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, null,
						"assigned", null, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClientV5 client = requester((builder) -> builder.clientId(""));
		ScriptedConnection connection = this.broker.accept();
		client.requestAsync("service", "question");
		assertThat(responseTopic(connection.expectPublish("question"))).isEqualTo("zmqtt/reply/assigned");
	}

	@Test
	void replyTopicOfALongClientIdentifierIsRandom() {
		MqttClientV5 client = requester((builder) -> builder.clientId("x".repeat(65_530)));
		ScriptedConnection connection = this.broker.accept();
		client.requestAsync("service", "question");
		assertThat(responseTopic(connection.expectPublish("question"))).matches("zmqtt/reply/[0-9a-f]{32}");
	}

	// Buffers and windows

	/**
	 * B26: while a handler waits for its reply its message is not acknowledged, so that
	 * with the inbound limit at 20 nothing but QoS 0 can come in any more.
	 */
	@ParameterizedTest
	@CsvSource({ "20, 20", "20, 1", "1, 20", "1, 1" })
	@Behaviour("B26")
	@Semantics("4.7")
	void b26RequestsOfTwentyHandlersAllComplete(int inbound, int outbound) {
		this.broker.answer(PacketType.CONNECT, (packet) -> connAck(false, outbound, null));
		MqttClientV5 client = requester((builder) -> builder.receiveMaximum(inbound));
		BlockingQueue<String> handled = new LinkedBlockingQueue<>();
		for (int i = 0; i < 20; i++) {
			client.subscribe(SubscriptionSpec.of("work/" + i).withQos(QoS.AT_LEAST_ONCE),
					(message) -> handled.add(client.request("service", message.text()).text()));
		}
		ScriptedConnection connection = this.broker.accept();
		for (int from = 0; from < 20; from += inbound) {
			for (int i = from; i < from + inbound; i++) {
				connection.send(publish("work/" + i, "question " + i, QoS.AT_LEAST_ONCE, i + 1));
			}
			List<Publish> requests = new ArrayList<>();
			for (int i = 0; i < inbound; i++) {
				Publish request = connection.expect(Publish.class);
				acknowledge(connection, request);
				requests.add(request);
			}
			requests.forEach((request) -> connection.send(replyTo(request, ScriptedConnection.text(request))));
			for (int i = from; i < from + inbound; i++) {
				assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(i + 1);
			}
		}
		eventually(() -> assertThat(handled).hasSize(20));
		assertAlive(client);
	}

	/**
	 * U14: with the subscription full the socket would not be read.
	 */
	@Test
	@Behaviour("U14")
	@Semantics("4.7")
	void u14HandlerMayRequestWhileItsSubscriptionIsFull() {
		MqttClientV5 client = requester(DEFAULTS);
		List<String> handled = new ArrayList<>();
		CompletableFuture<List<String>> done = new CompletableFuture<>();
		client.subscribe(SubscriptionSpec.of("work").withBufferSize(1), (message) -> {
			handled.add(client.request("service", message.text()).text());
			if (handled.size() == 10) {
				done.complete(handled);
			}
		});
		ScriptedConnection connection = this.broker.accept();
		for (int i = 0; i < 9; i++) {
			connection.send(publish("work", "m" + i, QoS.AT_MOST_ONCE, 0));
		}
		for (int i = 0; i < 10; i++) {
			Publish request = connection.expectPublish("m" + i);
			if (i == 0) {
				// while others are in the buffer already
				connection.send(publish("work", "m9", QoS.AT_MOST_ONCE, 0));
			}
			acknowledge(connection, request);
			// time for the client to stop reading, if it did
			connection.expectNothing(Duration.ofMillis(20));
			connection.send(replyTo(request, "r" + i));
		}
		assertThat(result(done)).containsExactly("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9");
	}

	/**
	 * U14: the only thread that completes futures runs the handler that waits.
	 */
	@Test
	@Behaviour("U14")
	@Semantics("4.7")
	void u14HandlerMayRequestOnTheCompletionExecutor() {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			MqttClientV5 client = requester((builder) -> builder.executor(executor).completionExecutor(executor));
			CompletableFuture<String> done = new CompletableFuture<>();
			client.subscribe(SubscriptionSpec.of("work"),
					(message) -> done.complete(client.request("service", message.text()).text()));
			ScriptedConnection connection = this.broker.accept();
			connection.send(publish("work", "question", QoS.AT_MOST_ONCE, 0));
			Publish request = connection.expectPublish("question");
			acknowledge(connection, request);
			connection.send(replyTo(request, "answer"));
			assertThat(result(done)).isEqualTo("answer");
		}
		finally {
			closeAll();
			executor.shutdown();
		}
	}

	@Test
	void u14HandlerMayPublishOnTheCompletionExecutor() {
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			MqttClientV5 client = v5((builder) -> builder.executor(executor).completionExecutor(executor));
			client.connect();
			CompletableFuture<PublishResult> done = new CompletableFuture<>();
			client.subscribe(SubscriptionSpec.of("work"),
					(message) -> done.complete(client.publish("other", message.text(), QoS.AT_LEAST_ONCE)));
			this.broker.accept().send(publish("work", "x", QoS.AT_MOST_ONCE, 0));
			assertThat(result(done).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		}
		finally {
			closeAll();
			executor.shutdown();
		}
	}

	@Test
	void repliesCompleteOnTheCompletionExecutor() {
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> new Thread(task, "completions"));
		try {
			MqttClientV5 client = requester((builder) -> builder.completionExecutor(executor));
			CompletableFuture<String> thread = client.requestAsync("service", "question")
				.thenApply((reply) -> Thread.currentThread().getName());
			ScriptedConnection connection = this.broker.accept();
			connection.send(replyTo(connection.expectPublish("question"), "answer"));
			assertThat(result(thread)).isEqualTo("completions");
		}
		finally {
			closeAll();
			executor.shutdown();
		}
	}

	@Test
	@Behaviour("U14")
	void requestOnTheNetworkThreadIsRefused() {
		MqttClientV5 client = requester(DEFAULTS);
		CompletableFuture<MqttMessage> nested = client.requestAsync("service", "question")
			.thenApply((reply) -> client.request("service", "again"));
		ScriptedConnection connection = this.broker.accept();
		connection.send(replyTo(connection.expectPublish("question"), "answer"));
		assertThat(failure(nested, IllegalStateException.class)).hasMessageContaining("requestAsync");
	}

	/**
	 * Another subscription that covers the reply topic receives the replies too, and
	 * raises their QoS; they are acknowledged for both.
	 */
	@Test
	void overlappingSubscriptionSeesRepliesToo() {
		MqttClientV5 client = requester(DEFAULTS);
		try (MqttSubscription all = client.subscribe(SubscriptionSpec.of("#").withQos(QoS.AT_LEAST_ONCE))) {
			ScriptedConnection connection = this.broker.accept();
			CompletableFuture<MqttMessage> future = client.requestAsync("service", "question");
			Publish request = connection.expectPublish("question");
			connection.send(replyTo(request, "answer", QoS.AT_LEAST_ONCE, 7));
			assertThat(result(future).text()).isEqualTo("answer");
			assertThat(all.receive(Duration.ofSeconds(5)).orElseThrow().text()).isEqualTo("answer");
			assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(7);
		}
	}

	// The other side

	@Test
	void replyGoesToTheResponseTopicWithTheCorrelationData() {
		MqttClientV5 client = v5(DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("service"), (message) -> {
			client.reply(message, "first");
			client.reply(message, "second".getBytes(StandardCharsets.UTF_8), PublishOptions.qos(QoS.AT_LEAST_ONCE),
					PublishProperties.builder().contentType("text/plain").correlationData(new byte[1]).build());
			client.replyAsync(message, "third");
		});
		PublishProperties properties = PublishProperties.builder()
			.responseTopic("here")
			.correlationData(new byte[] { 1, 2, 3 })
			.build();
		connection.send(Publish.of("service", new byte[0], QoS.AT_MOST_ONCE, false, false, 0,
				PublishPacketProperties.of(properties)));
		for (String text : List.of("first", "second", "third")) {
			Publish reply = connection.expectPublish(text);
			assertThat(reply.topic()).isEqualTo("here");
			assertThat(reply.qos()).isEqualTo(text.equals("second") ? QoS.AT_LEAST_ONCE : QoS.AT_MOST_ONCE);
			PublishProperties sent = reply.properties().application();
			assertThat(sent.correlationData()).hasValueSatisfying((data) -> assertThat(data).containsExactly(1, 2, 3));
			assertThat(sent.contentType().isPresent()).isEqualTo(text.equals("second"));
		}
	}

	@Test
	void replyToAMessageWithoutResponseTopicIsRefused() {
		MqttClientV5 client = v5(DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		try (MqttSubscription subscription = client.subscribe("service")) {
			connection.send(publish("service", "no request", QoS.AT_MOST_ONCE, 0));
			MqttMessage message = subscription.receive();
			assertThatIllegalArgumentException().isThrownBy(() -> client.reply(message, "x"))
				.withMessageContaining("'service' has no response topic");
			assertThatIllegalArgumentException().isThrownBy(() -> client.replyAsync(message, "x"));
		}
	}

	// What is refused

	@Test
	void optionsAreChecked() {
		RequestOptions options = RequestOptions.defaults();
		assertThat(options.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(options.requireSubscribers()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> options.withTimeout(Duration.ZERO));
		PublishProperties topic = PublishProperties.builder().responseTopic("a").build();
		assertThatIllegalArgumentException().isThrownBy(() -> options.withProperties(topic));
		PublishProperties data = PublishProperties.builder().correlationData(new byte[1]).build();
		assertThatIllegalArgumentException().isThrownBy(() -> options.withProperties(data));
		List<Consumer<MqttClientV5.Builder>> wrong = List.of((builder) -> builder.requestTimeout(Duration.ZERO),
				(builder) -> builder.maxPendingRequests(0), (builder) -> builder.maxPendingRequests(1_000_001));
		for (Consumer<MqttClientV5.Builder> option : wrong) {
			assertThatIllegalArgumentException().isThrownBy(() -> v5(option));
		}
		for (String prefix : List.of("a/#", "")) {
			assertThatExceptionOfType(MqttInvalidTopicException.class)
				.isThrownBy(() -> v5((builder) -> builder.replyTopicPrefix(prefix)));
		}
		MqttClientV5 client = v5(DEFAULTS);
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.requestAsync("a/+", "x"));
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.request("a/+", "x"));
		client.close();
		assertThatIllegalStateException().isThrownBy(() -> client.request("a", "x"));
		failure(client.requestAsync("a", "x"), IllegalStateException.class);
	}

}
