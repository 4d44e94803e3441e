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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.RetainHandling;
import io.zmqtt.ServerAddress;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.Will;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes beyond publishing and subscribing: limits, expiry, overlapping filters, and
 * other features that mostly came with MQTT 5.
 */
abstract class BrokerFeatures extends BrokerSuite {

	private static final PublishOptions RETAINED = PublishOptions.qos(QoS.AT_LEAST_ONCE).retained();

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	/**
	 * Return how many unacknowledged messages the broker takes from one client, as it
	 * says on MQTT 5.
	 */
	abstract int serverReceiveMaximum();

	/**
	 * Return the longest keep-alive that the broker grants on MQTT 5.
	 */
	abstract Duration serverKeepAlive();

	/**
	 * Return how often each of two subscriptions of one client receives a message that
	 * both match.
	 */
	int copiesForTwoFilters(MqttVersion version) {
		return 1;
	}

	/**
	 * Return the receive maximum to use in the place of one that the broker does not cope
	 * with.
	 */
	int usableReceiveMaximum(int receiveMaximum, QoS qos) {
		return receiveMaximum;
	}

	private MqttClientV5 v5(MqttClient client) {
		return (MqttClientV5) client;
	}

	private MqttClientV5 connectedV5() {
		return v5(connected(MqttVersion.V5));
	}

	private static SubscriptionSpec spec(String filter) {
		return SubscriptionSpec.of(filter).withQos(QoS.AT_LEAST_ONCE);
	}

	private static List<String> receive(MqttSubscription subscription, int count) {
		return Stream.generate(() -> receive(subscription).text()).limit(count).toList();
	}

	private static List<String> texts(int count) {
		return IntStream.range(0, count).mapToObj(Integer::toString).toList();
	}

	@Test
	void handlesRetainedMessagesAsAskedFor() {
		String topic = newTopic();
		MqttClient publisher = connected(MqttVersion.V5);
		publisher.publish(topic, "kept", RETAINED);
		SubscribeOptions options = SubscribeOptions.defaults();
		MqttSubscription all = connectedV5().subscribe(spec(topic), options);
		MqttSubscription ifNew = connectedV5().subscribe(spec(topic),
				options.withRetainHandling(RetainHandling.SEND_IF_NEW));
		MqttSubscription none = connectedV5().subscribe(spec(topic),
				options.withRetainHandling(RetainHandling.DO_NOT_SEND).withRetainAsPublished(true));
		assertThat(receive(all).text()).isEqualTo("kept");
		assertThat(receive(ifNew).text()).isEqualTo("kept");
		publisher.publish(topic, "live", RETAINED);
		assertThat(receive(all).retain()).isFalse();
		assertThat(receive(ifNew).retain()).isFalse();
		MqttMessage first = receive(none);
		assertThat(first.text()).isEqualTo("live");
		assertThat(first.retain()).isTrue();
	}

	@Test
	void retainedMessagesDoNotComeAgainOnAResumedSession() {
		String topic = newTopic();
		MqttClient publisher = connected(MqttVersion.V5);
		publisher.publish(topic, "kept", RETAINED);
		MqttClient subscriber = client(MqttVersion.V5, this.broker.address(), true, (builder) -> {
		});
		subscriber.connect();
		MqttSubscription subscription = subscriber.subscribe(spec(topic));
		assertThat(receive(subscription).text()).isEqualTo("kept");
		subscriber.disconnect();
		assertThat(subscriber.connect().sessionPresent()).isTrue();
		publisher.publish(topic, "live", QoS.AT_LEAST_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("live");
	}

	@ParameterizedTest
	@EnumSource
	void eachGroupReceivesEachMessageOnce(MqttVersion version) {
		String topic = newTopic();
		List<String> one = new CopyOnWriteArrayList<>();
		List<String> two = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 2; i++) {
			connected(version).subscribe(spec("$share/one/" + topic), (message) -> one.add(message.text()));
			connected(version).subscribe(spec("$share/two/" + topic), (message) -> two.add(message.text()));
		}
		MqttSubscription alone = connected(version).subscribe(spec(topic));
		MqttClient publisher = connected(version);
		texts(50).forEach((text) -> publisher.publish(topic, text, QoS.AT_LEAST_ONCE));
		assertThat(receive(alone, 50)).isEqualTo(texts(50));
		Awaitility.await().atMost(PATIENCE).until(() -> one.size() >= 50 && two.size() >= 50);
		assertThat(one).containsExactlyInAnyOrderElementsOf(texts(50));
		assertThat(two).containsExactlyInAnyOrderElementsOf(texts(50));
	}

	@Test
	void delaysAWillUntilTheClientMayBeBack() {
		String topic = newTopic();
		MqttSubscription wills = connected(MqttVersion.V5).subscribe(spec(topic));
		long died;
		try (Relay relay = new Relay(this.broker.address()); Relay other = new Relay(this.broker.address())) {
			MqttClient returning = mortal(relay.address(), Will.of(topic, "back", QoS.AT_LEAST_ONCE),
					Duration.ofSeconds(1));
			mortal(other.address(), Will.of(topic, "gone", QoS.AT_LEAST_ONCE), TWO_SECONDS);
			died = System.nanoTime();
			relay.cutConnections();
			other.cut();
			Awaitility.await()
				.atMost(Duration.ofMillis(900))
				.until(() -> returning.connectionInfo().filter((info) -> info.sessionPresent()).isPresent());
			assertThat(receive(wills).text()).isEqualTo("gone");
			assertThat(Duration.ofNanos(System.nanoTime() - died)).isGreaterThan(Duration.ofMillis(1500));
		}
	}

	private MqttClient mortal(ServerAddress server, Will will, Duration delay) {
		MqttClient client = client(MqttVersion.V5, server, true,
				(builder) -> ((MqttClientV5.Builder) builder).will(will, delay, PublishProperties.none()));
		client.connect();
		return client;
	}

	@Test
	void keepsToTheServersReceiveMaximum() {
		MqttClient client = client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> builder.maxInflight(65_535));
		assertThat(client.connect().receiveMaximum()).isEqualTo(serverReceiveMaximum());
		String topic = newTopic();
		MqttSubscription subscription = connected(MqttVersion.V5)
			.subscribe(SubscriptionSpec.of(topic).withQos(QoS.EXACTLY_ONCE));
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			results.add(client.publishAsync(topic, Integer.toString(i),
					(i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE));
		}
		results.forEach((result) -> assertThat(result(result).reasonCode().isFailure()).isFalse());
		assertThat(receive(subscription, 300)).containsExactlyInAnyOrderElementsOf(texts(300));
	}

	@ParameterizedTest
	@CsvSource({ "1, AT_LEAST_ONCE", "1, EXACTLY_ONCE", "3, AT_LEAST_ONCE", "3, EXACTLY_ONCE" })
	void receivesThroughASmallWindow(int receiveMaximum, QoS qos) {
		MqttClient client = client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> ((MqttClientV5.Builder) builder)
					.receiveMaximum(usableReceiveMaximum(receiveMaximum, qos)));
		client.connect();
		String topic = newTopic();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic).withQos(qos));
		MqttClient publisher = connected(MqttVersion.V5);
		texts(60).forEach((text) -> publisher.publishAsync(topic, text, qos));
		assertThat(receive(subscription, 60)).isEqualTo(texts(60));
	}

	@Test
	void forgetsASessionAfterItsExpiry() {
		MqttClient client = client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> ((MqttClientV5.Builder) builder).sessionExpiryInterval(Duration.ofSeconds(1)));
		assertThat(client.connect().sessionPresent()).isFalse();
		String topic = newTopic();
		MqttSubscription subscription = client.subscribe(spec(topic));
		client.disconnect();
		connected(MqttVersion.V5).publish(topic, "kept", QoS.AT_LEAST_ONCE);
		assertThat(client.connect().sessionPresent()).isTrue();
		assertThat(receive(subscription).text()).isEqualTo("kept");
		Duration pause = TWO_SECONDS;
		boolean present = true;
		for (int attempt = 0; attempt < 3 && present; attempt++) {
			client.disconnect();
			long until = System.nanoTime() + pause.toNanos();
			Awaitility.await().atMost(PATIENCE).until(() -> System.nanoTime() - until > 0);
			present = client.connect().sessionPresent();
			// some look for expired sessions only every few seconds
			pause = pause.multipliedBy(2);
		}
		assertThat(present).isFalse();
	}

	@Test
	void takesOverTheKeepAliveOfTheServer() {
		MqttClient client = client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> builder.keepAlive(Duration.ofMinutes(10)));
		assertThat(client.connect().keepAlive()).isEqualTo(serverKeepAlive());
	}

	@Test
	void expiredMessagesDoNotCome() {
		MqttClient subscriber = client(MqttVersion.V5, this.broker.address(), true, (builder) -> {
		});
		subscriber.connect();
		String topic = newTopic();
		MqttSubscription subscription = subscriber.subscribe(spec(topic));
		subscriber.disconnect();
		MqttClientV5 publisher = connectedV5();
		publishExpiring(publisher, topic, "short", 1);
		publishExpiring(publisher, topic, "long", 600);
		publisher.publish(topic, "for ever", QoS.AT_LEAST_ONCE);
		long until = System.nanoTime() + Duration.ofMillis(2500).toNanos();
		Awaitility.await().atMost(PATIENCE).until(() -> System.nanoTime() - until > 0);
		subscriber.connect();
		MqttMessage message = receive(subscription);
		assertThat(message.text()).isEqualTo("long");
		assertThat(message.properties().messageExpiryInterval().orElseThrow()).isBetween(590L, 599L);
		assertThat(receive(subscription).text()).isEqualTo("for ever");
	}

	private static void publishExpiring(MqttClientV5 client, String topic, String text, long seconds) {
		client.publish(topic, text.getBytes(), PublishOptions.qos(QoS.AT_LEAST_ONCE),
				PublishProperties.builder().messageExpiryInterval(seconds).build());
	}

	@ParameterizedTest
	@EnumSource
	void overlappingSubscriptionsOfOneClient(MqttVersion version) {
		String topic = newTopic();
		assertReceivedByBoth(version, topic, topic + "/+", topic + "/#");
	}

	@Test
	@Behaviour("B24")
	@Semantics("4.9")
	void sharedAndOrdinarySubscriptionOfOneClient() {
		String topic = newTopic();
		assertReceivedByBoth(MqttVersion.V5, topic, "$share/group/" + topic + "/x", topic + "/#");
	}

	private void assertReceivedByBoth(MqttVersion version, String topic, String oneFilter, String otherFilter) {
		MqttClient client = connected(version);
		List<String> byOne = new CopyOnWriteArrayList<>();
		List<String> byOther = new CopyOnWriteArrayList<>();
		client.subscribe(spec(oneFilter), (message) -> byOne.add(message.text()));
		client.subscribe(spec(otherFilter), (message) -> byOther.add(message.text()));
		MqttClient publisher = connected(version);
		texts(20).forEach((text) -> publisher.publish(topic + "/x", text, QoS.AT_LEAST_ONCE));
		publisher.publish(topic, "after", QoS.AT_LEAST_ONCE);
		int copies = copiesForTwoFilters(version);
		List<String> expected = texts(20).stream()
			.flatMap((text) -> Collections.nCopies(copies, text).stream())
			.toList();
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(byOther).contains("after");
			assertThat(byOne).hasSizeGreaterThanOrEqualTo(expected.size());
			assertThat(byOther).hasSizeGreaterThan(expected.size());
		});
		assertThat(byOne).containsExactlyInAnyOrderElementsOf(expected);
		byOther.remove("after");
		assertThat(byOther).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void aliasesManyTopics() {
		String topic = newTopic();
		MqttClient subscriber = client(MqttVersion.V5, this.broker.address(), false,
				(builder) -> ((MqttClientV5.Builder) builder).topicAliasMaximum(16));
		subscriber.connect();
		MqttSubscription subscription = subscriber.subscribe(spec(topic + "/#"));
		MqttClient publisher = client(MqttVersion.V5, this.broker.address(), false, BrokerFeatures::quick);
		publisher.connect();
		for (int i = 0; i < 200; i++) {
			publisher.publishAsync(topic + "/" + (i * 7 % 40), Integer.toString(i), QoS.AT_LEAST_ONCE);
		}
		for (int i = 0; i < 200; i++) {
			MqttMessage message = receive(subscription);
			int number = Integer.parseInt(message.text());
			assertThat(number).isEqualTo(i);
			assertThat(message.topic()).isEqualTo(topic + "/" + (number * 7 % 40));
		}
	}

	/**
	 * The broker holds identifiers of messages whose PUBREL an earlier process did not
	 * send any more, and takes others that have them for repeats.
	 */
	@ParameterizedTest
	@EnumSource
	void publishesExactlyOnceInTheSessionOfAnEarlierProcess(MqttVersion version) throws IOException {
		String topic = newTopic();
		MqttSubscription subscription = connected(MqttVersion.V5)
			.subscribe(SubscriptionSpec.of(topic).withQos(QoS.EXACTLY_ONCE));
		String clientId = "earlier-" + UUID.randomUUID().toString().substring(0, 13);
		leavePublished(version, clientId, newTopic(), 5);
		MqttClient client = client(version, this.broker.address(), true, (builder) -> builder.clientId(clientId));
		assertThat(client.connect().sessionPresent()).isTrue();
		texts(10).forEach((text) -> client.publishAsync(topic, text, QoS.EXACTLY_ONCE));
		client.flush(PATIENCE);
		assertThat(receive(subscription, 10)).isEqualTo(texts(10));
		client.publish(topic, "end", QoS.EXACTLY_ONCE);
		assertThat(receive(subscription).text()).isEqualTo("end");
	}

	/**
	 * Publish at QoS 2 as a process does that ends before it sends PUBREL.
	 */
	private void leavePublished(MqttVersion version, String clientId, String topic, int count) throws IOException {
		boolean v5 = version == MqttVersion.V5;
		try (Socket socket = new Socket(this.broker.address().host(), this.broker.address().port())) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			out.write(new byte[] { 0x10, (byte) (12 + (v5 ? 6 : 0) + clientId.length()) });
			out.writeUTF("MQTT");
			out.write(new byte[] { (byte) (v5 ? 5 : 4), 0, 0, 60 });
			if (v5) {
				out.write(new byte[] { 5, 0x11, 0, 0, 1, 44 });
			}
			out.writeUTF(clientId);
			for (int id = 1; id <= count; id++) {
				out.write(new byte[] { 0x34, (byte) (5 + (v5 ? 1 : 0) + topic.length()) });
				out.writeUTF(topic);
				out.writeShort(id);
				out.write(v5 ? new byte[] { 0, 'x' } : new byte[] { 'x' });
			}
			DataInputStream in = new DataInputStream(socket.getInputStream());
			int received = 0;
			while (received < count) {
				received += (in.readUnsignedByte() == 0x50) ? 1 : 0;
				in.skipNBytes(in.readUnsignedByte());
			}
		}
	}

	private static void quick(MqttClientBuilder<?> builder) {
		builder.reconnect(ReconnectPolicy.disabled());
	}

}
