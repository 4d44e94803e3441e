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

package io.zmqtt.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zmqtt.AckMode;
import io.zmqtt.Birth;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.RequestOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.Will;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has to work with every broker, in both protocol versions. A broker that behaves
 * differently overrides a method that asserts its different behaviour, and is listed in
 * {@code docs/brokers.md}.
 */
abstract class BrokerSuite extends BrokerClients {

	/**
	 * Return the size of the largest payload that the broker takes in reasonable time.
	 */
	int largestPayload() {
		return Integer.MAX_VALUE;
	}

	/**
	 * Return how many unacknowledged messages of a publisher the broker copes with.
	 */
	int largestBurst(MqttVersion version, QoS qos) {
		return 1000;
	}

	/**
	 * Return whether each of two equal consumers of a shared subscription receives some
	 * of its messages.
	 */
	boolean spreadsEvenly() {
		return true;
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("4.2.0-1")
	@Mqtt5("4.2.0-1")
	void connects(MqttVersion version) {
		MqttClient client = client(version, this.broker.address(), false, (builder) -> {
		});
		ConnectionInfo connection = client.connect();
		assertThat(connection.version()).isEqualTo(version);
		assertThat(connection.server()).isEqualTo(this.broker.address());
		assertThat(connection.sessionPresent()).isFalse();
		assertThat(connection.tls()).isEqualTo(this.broker.tls() != null);
		assertThat(client.ping()).isPositive();
		client.disconnect();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		assertThat(client.connect().sessionPresent()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_MOST_ONCE", "V3_1_1, AT_LEAST_ONCE", "V3_1_1, EXACTLY_ONCE", "V5, AT_MOST_ONCE",
			"V5, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	void publishesAndReceivesAtEachQos(MqttVersion version, QoS qos) {
		MqttClient publisher = connected(version);
		MqttClient subscriber = connected(version);
		String topic = newTopic();
		MqttSubscription subscription = subscriber.subscribe(SubscriptionSpec.of(topic).withQos(qos));
		QoS granted = lower(qos, highestQos());
		assertThat(subscription.result().grantedQos(subscription.filters().get(0))).contains(granted);
		for (QoS published : QoS.values()) {
			String text = "\u00e9t\u00e9 at " + published;
			assertThat(publisher.publish(topic, text, published).reasonCode().isFailure()).isFalse();
			MqttMessage message = receive(subscription);
			assertThat(message.text()).isEqualTo(text);
			assertThat(message.topic()).isEqualTo(topic);
			assertThat(message.qos()).isEqualTo(lower(published, granted));
			assertThat(message.retain()).isFalse();
			assertThat(message.duplicate()).isFalse();
		}
		publisher.close();
		MqttClient fast = client(version, this.broker.address(), false,
				(builder) -> builder.maxInflight(largestBurst(version, qos)));
		fast.connect();
		for (int i = 0; i < 200; i++) {
			fast.publishAsync(topic, "m" + i, qos);
		}
		for (int i = 0; i < 200; i++) {
			assertThat(receive(subscription).text()).isEqualTo("m" + i);
		}
	}

	private static QoS lower(QoS one, QoS other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	@ParameterizedTest
	@EnumSource
	void keepsAndClearsRetainedMessages(MqttVersion version) {
		MqttClient client = connected(version);
		String topic = newTopic();
		PublishOptions retained = PublishOptions.qos(QoS.AT_LEAST_ONCE).retained();
		client.publish(topic, "first", retained);
		client.publish(topic, "kept", retained);
		// at QoS 1, as Artemis can lock itself up when a subscription at QoS 0 is closed
		SubscriptionSpec spec = SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE);
		try (MqttSubscription subscription = connected(version).subscribe(spec)) {
			MqttMessage message = receive(subscription);
			assertThat(message.text()).isEqualTo("kept");
			assertThat(message.retain()).isTrue();
			client.publish(topic, "live", retained);
			message = receive(subscription);
			assertThat(message.text()).isEqualTo("live");
			assertThat(message.retain()).isFalse();
		}
		client.clearRetained(topic, QoS.AT_LEAST_ONCE);
		try (MqttSubscription subscription = connected(version).subscribe(spec)) {
			client.publish(topic, "after", QoS.AT_LEAST_ONCE);
			MqttMessage message = receive(subscription);
			assertThat(message.text()).isEqualTo("after");
			assertThat(message.retain()).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource
	void matchesWildcards(MqttVersion version) {
		MqttClient client = connected(version);
		String topic = newTopic();
		// acknowledged on receipt, because HiveMQ waits for that, whoever is asked first
		MqttSubscription level = client.subscribe(
				SubscriptionSpec.of(topic + "/+/level").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.ON_RECEIVE));
		MqttSubscription rest = client.subscribe(
				SubscriptionSpec.of(topic + "/rest/#").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.ON_RECEIVE));
		MqttClient publisher = connected(version);
		for (String name : List.of("/a/level", "/a/b/level", knowsEmptyLevels() ? "//level" : "/b/level", "/level",
				"/rest", "/rest/a/b", "/resting", "/a/level/no", "/a/level", "/rest/end")) {
			publisher.publish(topic + name, name, QoS.AT_LEAST_ONCE);
		}
		assertThat(List.of(receive(level).text(), receive(level).text(), receive(level).text()))
			.containsExactly("/a/level", knowsEmptyLevels() ? "//level" : "/b/level", "/a/level");
		assertThat(List.of(receive(rest).text(), receive(rest).text(), receive(rest).text())).containsExactly("/rest",
				"/rest/a/b", "/rest/end");
		assertThat(level.buffered()).isZero();
		assertThat(rest.buffered()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.8.2-1")
	void sharesASubscription(MqttVersion version) {
		Assumptions.assumeTrue(knowsSharedSubscriptions(), "The broker does not know shared subscriptions");
		String topic = newTopic();
		SubscriptionSpec spec = SubscriptionSpec.of("$share/group/" + topic).withQos(QoS.AT_LEAST_ONCE);
		List<String> first = new CopyOnWriteArrayList<>();
		List<String> second = new CopyOnWriteArrayList<>();
		connected(version).subscribe(spec, (message) -> first.add(message.text()));
		connected(version).subscribe(spec, (message) -> second.add(message.text()));
		MqttClient publisher = connected(version);
		List<String> sent = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
		sent.forEach((text) -> publisher.publish(topic, text, QoS.AT_LEAST_ONCE));
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(first.size() + second.size()).isGreaterThanOrEqualTo(sent.size()));
		List<String> received = new ArrayList<>(first);
		received.addAll(second);
		assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
		if (spreadsEvenly()) {
			assertThat(first).isNotEmpty();
			assertThat(second).isNotEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311({ "3.1.2-4", "3.1.3-2", "3.2.2-2" })
	@Mqtt5({ "3.1.2-23", "3.1.3-2" })
	void resumesASession(MqttVersion version) {
		MqttClient subscriber = client(version, this.broker.address(), true, (builder) -> {
		});
		assertThat(subscriber.connect().sessionPresent()).isFalse();
		String topic = newTopic();
		MqttSubscription subscription = subscriber.subscribe(SubscriptionSpec.of(topic).withQos(QoS.EXACTLY_ONCE));
		subscriber.disconnect();
		MqttClient publisher = connected(version);
		for (int i = 0; i < 20; i++) {
			publisher.publish(topic, "offline " + i, (i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE);
		}
		assertThat(subscriber.connect().sessionPresent()).isTrue();
		Set<String> received = new TreeSet<>();
		for (int i = 0; i < 20; i++) {
			received.add(receive(subscription).text());
		}
		assertThat(received)
			.isEqualTo(IntStream.range(0, 20).mapToObj((i) -> "offline " + i).collect(Collectors.toSet()));
		publisher.publish(topic, "online", QoS.AT_LEAST_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("online");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.1.2-9")
	@Mqtt5("3.1.2-9")
	void publishesTheWillOfADeadClient(MqttVersion version) {
		String topic = newTopic();
		MqttSubscription subscription = connected(version)
			.subscribe(SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE));
		MqttClient orderly = willClient(version, this.broker.address(), Will.of(topic, "orderly", QoS.AT_LEAST_ONCE));
		orderly.disconnect();
		try (Relay relay = new Relay(this.broker.address())) {
			MqttClient dying = willClient(version, relay.address(), Will.of(topic, "dead", QoS.AT_LEAST_ONCE));
			dying.publish(topic, "alive", QoS.AT_LEAST_ONCE);
			relay.cut();
		}
		// no will of the client that disconnected
		assertThat(receive(subscription).text()).isEqualTo("alive");
		MqttMessage will = receive(subscription);
		assertThat(will.text()).isEqualTo("dead");
		assertThat(will.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
	}

	private MqttClient willClient(MqttVersion version, ServerAddress server, Will will) {
		MqttClient client = client(version, server, false,
				(builder) -> builder.will(will).reconnect(ReconnectPolicy.disabled()));
		client.connect();
		return client;
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V3_1_1, true", "V5, false", "V5, true" })
	void connectsAgainOnRequest(MqttVersion version, boolean session) {
		String state = newTopic();
		MqttSubscription states = connected(version).subscribe(SubscriptionSpec.of(state).withQos(QoS.AT_LEAST_ONCE));
		String topic = newTopic();
		MqttSubscription watched = connected(version).subscribe(SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE));
		MqttClient client = client(version, this.broker.address(), session,
				(builder) -> builder.will(Will.of(state, "dead", QoS.AT_LEAST_ONCE))
					.birth(Birth.of(state, "born", QoS.AT_LEAST_ONCE)));
		// what is not acknowledged before the end would be waited for
		MqttSubscription own = client.subscribe(SubscriptionSpec.of(state).withQos(QoS.AT_MOST_ONCE));
		client.connect();
		for (int round = 0; round < 3; round++) {
			List<CompletableFuture<PublishResult>> results = new ArrayList<>();
			Set<String> published = new TreeSet<>();
			for (int i = 0; i < 50; i++) {
				String text = round + " " + i;
				published.add(text);
				results.add(client.publishAsync(topic, text, QoS.AT_LEAST_ONCE));
				if (i == 25) {
					client.reconnectAsync((round == 0) ? Duration.ZERO : PATIENCE);
				}
			}
			client.reconnect(PATIENCE);
			results.forEach(BrokerSuite::result);
			Set<String> received = new TreeSet<>();
			while (received.size() < published.size()) {
				received.add(receive(watched).text());
			}
			assertThat(received).isEqualTo(published);
			// at least once: those that were sent again may come twice
			while (watched.receive(Duration.ofMillis(200)).isPresent()) {
				assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
			}
		}
		client.disconnect();
		client.connect();
		client.publish(state, "the end", QoS.AT_LEAST_ONCE);
		List<String> seen = new ArrayList<>();
		while (!seen.contains("the end")) {
			seen.add(receive(states).text());
		}
		assertThat(seen).hasSizeBetween(6, 16).endsWith("the end");
		assertThat(seen.subList(0, seen.size() - 1)).containsOnly("born");
		assertThat(receive(own).text()).isEqualTo("born");
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U23")
	@Semantics("4.1")
	void reconnectsAfterTheBrokerWasKilled(MqttVersion version) {
		MqttClient client = connected(version);
		String topic = newTopic();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE));
		client.publish(topic, "before", QoS.AT_LEAST_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("before");
		this.broker.kill();
		Awaitility.await().atMost(PATIENCE).until(client::state, ClientState.RECONNECTING::equals);
		CompletableFuture<PublishResult> one = client.publishAsync(topic, "during 1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync(topic, "during 2", QoS.EXACTLY_ONCE);
		this.broker.restart();
		result(one);
		result(two);
		assertThat(Set.of(receive(subscription).text(), receive(subscription).text()))
			.isEqualTo(Set.of("during 1", "during 2"));
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		connected(version).publish(topic, "after", QoS.AT_LEAST_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("after");
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 0", "V3_1_1, 1", "V3_1_1, 65536", "V3_1_1, 5242880", "V5, 0", "V5, 1", "V5, 65536",
			"V5, 5242880" })
	void carriesPayloads(MqttVersion version, int size) {
		byte[] payload = new byte[Math.min(size, largestPayload())];
		new Random(size).nextBytes(payload);
		MqttClient client = connected(version);
		String topic = newTopic();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic).withQos(QoS.EXACTLY_ONCE));
		for (QoS qos : QoS.values()) {
			client.publish(topic, payload, qos);
			assertThat(receive(subscription).payload()).isEqualTo(payload);
		}
		client.publish(topic, "after".getBytes(StandardCharsets.UTF_8), QoS.AT_LEAST_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("after");
	}

	@Test
	void answersRequests() {
		MqttClientV5 service = (MqttClientV5) connected(MqttVersion.V5);
		MqttClientV5 client = (MqttClientV5) connected(MqttVersion.V5);
		String topic = newTopic();
		MqttSubscription subscription = service.subscribe(SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE),
				(request) -> service.reply(request, "re: " + request.text()));
		for (QoS qos : QoS.values()) {
			assertThat(client.request(topic, qos.name(), RequestOptions.defaults().withQos(qos)).text())
				.isEqualTo("re: " + qos.name());
		}
		List<CompletableFuture<MqttMessage>> replies = IntStream.range(0, 100)
			.mapToObj((i) -> client.requestAsync(topic, "question " + i))
			.toList();
		for (int i = 0; i < 100; i++) {
			assertThat(result(replies.get(i)).text()).isEqualTo("re: question " + i);
		}
		// a request of its own
		assertThat(service.requestAsync(topic, "self").thenApply(MqttMessage::text)).succeedsWithin(PATIENCE)
			.isEqualTo("re: self");
		subscription.close();
		assertUnanswered(client, topic);
	}

	/**
	 * Nobody is there who would answer: the broker says so, or the deadline passes.
	 */
	void assertUnanswered(MqttClientV5 client, String topic) {
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> client.request(topic, "anybody?"))
			.satisfies((failure) -> assertThat(failure.reasonCode()).contains(ReasonCode.NO_MATCHING_SUBSCRIBERS));
	}

	/**
	 * Return when handlers that wait for replies have to acknowledge, so that the broker
	 * sends more while they wait.
	 */
	AckMode ackModeOfRequestingHandlers() {
		return AckMode.AUTO;
	}

	/**
	 * B26 with a real broker: all that the client takes unacknowledged is in the hands of
	 * handlers that wait for a reply.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 20, 1 })
	void answersRequestsOfBlockedHandlers(int receiveMaximum) {
		MqttClientV5 service = (MqttClientV5) connected(MqttVersion.V5);
		String topic = newTopic();
		CountDownLatch blocked = new CountDownLatch(receiveMaximum);
		service.subscribe(SubscriptionSpec.of(topic + "/service").withQos(QoS.AT_LEAST_ONCE), (request) -> {
			// on other threads, so that all requests can come in
			blocked.countDown();
			CompletableFuture.runAsync(() -> {
				try {
					if (blocked.await(10, TimeUnit.SECONDS)) {
						service.reply(request, request.payload());
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}, (task) -> new Thread(task).start());
		});
		MqttClientV5 client = (MqttClientV5) client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> ((MqttClientV5.Builder) builder).receiveMaximum(receiveMaximum));
		client.connect();
		List<String> handled = new CopyOnWriteArrayList<>();
		for (int i = 0; i < receiveMaximum; i++) {
			client.subscribe(
					SubscriptionSpec.of(topic + "/work/" + i)
						.withQos(QoS.AT_LEAST_ONCE)
						.withAckMode(ackModeOfRequestingHandlers()),
					(message) -> handled.add(client.request(topic + "/service", message.text()).text()));
		}
		List<String> sent = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
		for (int i = 0; i < 20; i++) {
			service.publish(topic + "/work/" + i % receiveMaximum, Integer.toString(i), QoS.AT_LEAST_ONCE);
		}
		Awaitility.await()
			.atMost(PATIENCE.multipliedBy(2))
			.untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrderElementsOf(sent));
	}

}
