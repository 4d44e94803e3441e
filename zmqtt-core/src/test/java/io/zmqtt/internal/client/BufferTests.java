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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.session.Counters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept in the buffer of a subscription, in which order, and when it is
 * acknowledged.
 */
class BufferTests extends ScriptedTests {

	private static final SubscriptionSpec SPEC = SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE);

	/** Small numbers first: {@code 1a}, {@code 1b}, {@code 2a}. */
	private static final Comparator<MqttMessage> BY_DIGIT = Comparator.comparing((message) -> message.text().charAt(0));

	private static Counters counters(MqttClient client) {
		return ((DefaultMqttClient) client).counters();
	}

	private static String text(MqttSubscription subscription) {
		return subscription.receive(Duration.ofSeconds(2)).map(MqttMessage::text).orElseThrow();
	}

	private static List<String> rest(MqttSubscription subscription) {
		List<String> texts = new ArrayList<>();
		while (subscription.buffered() > 0) {
			texts.add(text(subscription));
		}
		return texts;
	}

	private static List<String> numbered(int first, int last) {
		return IntStream.rangeClosed(first, last).mapToObj((number) -> "m" + number).toList();
	}

	private static void send(ScriptedConnection connection, QoS qos, String... texts) {
		Packet[] packets = new Packet[texts.length];
		for (int i = 0; i < texts.length; i++) {
			packets[i] = publish("a", texts[i], qos, (qos == QoS.AT_MOST_ONCE) ? 0 : i + 1);
		}
		connection.sendTogether(packets);
	}

	private static void send(ScriptedConnection connection, int count) {
		send(connection, QoS.AT_LEAST_ONCE, numbered(1, count).toArray(new String[0]));
	}

	/**
	 * Wait until everything that was sent has arrived, and messages are buffered.
	 */
	private void settle(MqttClient client, MqttSubscription subscription, int buffered) {
		assertAlive(client);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(buffered));
	}

	private static void expectPubAcks(ScriptedConnection connection, int first, int last) {
		for (int id = first; id <= last; id++) {
			assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(id);
		}
	}

	// Acknowledgement on entry

	/**
	 * B22: 20 messages of QoS 1 into a buffer of 5, acknowledged on receipt: 5 are at
	 * once, the others wait and enter one by one.
	 */
	@ParameterizedTest
	@EnumSource
	void b22OnReceiveAcknowledgesWhatHasRoom(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withAckMode(AckMode.ON_RECEIVE).withBufferSize(5));
		send(connection, 20);
		expectPubAcks(connection, 1, 5);
		connection.expectNothing(A_WHILE);
		assertThat(text(subscription)).isEqualTo("m1");
		expectPubAcks(connection, 6, 6);
		connection.expectNothing(A_WHILE);
		for (int i = 2; i <= 15; i++) {
			assertThat(text(subscription)).isEqualTo("m" + i);
			expectPubAcks(connection, i + 5, i + 5);
		}
		assertThat(rest(subscription)).isEqualTo(numbered(16, 20));
		settle(client, subscription, 0);
		assertThat(connection.received(PubAck.class)).hasSize(20);
		assertThat(counters(client).dropped.sum()).isZero();
	}

	/**
	 * B22 with AUTO: none is acknowledged until it is handed over, and none is lost.
	 */
	@ParameterizedTest
	@EnumSource
	void b22AutoAcknowledgesWhatIsHandedOver(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withBufferSize(5));
		send(connection, 20);
		connection.expectNothing(A_WHILE);
		for (int i = 1; i <= 20; i++) {
			assertThat(text(subscription)).isEqualTo("m" + i);
			expectPubAcks(connection, i, i);
		}
		assertThat(subscription.buffered()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V5, false", "V3_1_1, true", "V5, true" })
	void b22HandlersAndSubscribersMakeRoomToo(MqttVersion version, boolean handler) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		List<String> handled = new CopyOnWriteArrayList<>();
		SubscriptionSpec spec = SPEC.withAckMode(AckMode.ON_RECEIVE).withBufferSize(5);
		if (handler) {
			client.subscribe(spec, (message) -> {
				handled.add(message.text());
				permits.acquire();
			});
		}
		else {
			client.subscribe(spec).publisher().subscribe(new RecordingSubscriber((message) -> {
				handled.add(message.text());
				permits.acquireUninterruptibly();
			}) {

				@Override
				public void onSubscribe(Flow.Subscription subscription) {
					subscription.request(Long.MAX_VALUE);
				}

			});
		}
		send(connection, 20);
		// one of them is not in the buffer any more
		expectPubAcks(connection, 1, 6);
		connection.expectNothing(A_WHILE);
		permits.release();
		expectPubAcks(connection, 7, 7);
		connection.expectNothing(A_WHILE);
		permits.release(100);
		expectPubAcks(connection, 8, 20);
		eventually(() -> assertThat(handled).isEqualTo(numbered(1, 20)));
	}

	@ParameterizedTest
	@EnumSource
	void whatEntersByBytesIsAcknowledgedInOrder(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withAckMode(AckMode.ON_RECEIVE).withBufferBytes(2000));
		int[] sizes = { 600, 600, 1500, 10, 10 };
		for (int i = 0; i < sizes.length; i++) {
			connection.send(publish("a", new byte[sizes[i]], QoS.AT_LEAST_ONCE, i + 1));
		}
		expectPubAcks(connection, 1, 2);
		// the small ones do not overtake the big one
		connection.expectNothing(A_WHILE);
		subscription.receive();
		connection.expectNothing(A_WHILE);
		subscription.receive();
		expectPubAcks(connection, 3, 5);
		for (int i = 2; i < sizes.length; i++) {
			assertThat(subscription.receive().payload()).hasSize(sizes[i]);
		}
	}

	@ParameterizedTest
	@EnumSource
	void exactlyOnceEntersTheSame(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SPEC.withQos(QoS.EXACTLY_ONCE).withAckMode(AckMode.ON_RECEIVE).withBufferSize(2));
		send(connection, QoS.EXACTLY_ONCE, "m1", "m2", "m3");
		assertThat(connection.expect(PubRec.class).packetId()).isEqualTo(1);
		assertThat(connection.expect(PubRec.class).packetId()).isEqualTo(2);
		connection.expectNothing(A_WHILE);
		assertThat(text(subscription)).isEqualTo("m1");
		assertThat(connection.expect(PubRec.class).packetId()).isEqualTo(3);
	}

	/**
	 * What waits for room when the connection is lost is repeated by the broker: it is
	 * handed over once, and acknowledged on the new connection.
	 */
	@ParameterizedTest
	@EnumSource
	void whatWaitsForRoomIsTakenFromTheRepeat(MqttVersion version) {
		MqttClient client = sessionClient(version, (builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withAckMode(AckMode.ON_RECEIVE).withBufferSize(2));
		send(connection, 4);
		expectPubAcks(connection, 1, 2);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(4));
		this.broker.sessionPresent(true);
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		next.sendTogether(duplicate(publish("a", "m3", QoS.AT_LEAST_ONCE, 3)),
				duplicate(publish("a", "m4", QoS.AT_LEAST_ONCE, 4)));
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(6));
		next.expectNothing(A_WHILE);
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			texts.add(text(subscription));
		}
		assertThat(texts).isEqualTo(numbered(1, 4));
		expectPubAcks(next, 3, 4);
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

	// Overflow

	@ParameterizedTest
	@CsvSource({ "DROP_OLDEST, V3_1_1", "DROP_OLDEST, V5", "DROP_NEWEST, V3_1_1", "DROP_NEWEST, V5" })
	void onlyAtMostOnceIsDropped(OverflowPolicy policy, MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withBufferSize(4).withOverflow(policy));
		connection.sendTogether(publish("a", "q0-1", QoS.AT_MOST_ONCE, 0), publish("a", "q1-1", QoS.AT_LEAST_ONCE, 1),
				publish("a", "q0-2", QoS.AT_MOST_ONCE, 0), publish("a", "q1-2", QoS.AT_LEAST_ONCE, 2),
				publish("a", "q0-3", QoS.AT_MOST_ONCE, 0), publish("a", "q0-4", QoS.AT_MOST_ONCE, 0));
		settle(client, subscription, 4);
		assertThat(counters(client).dropped.sum()).isEqualTo(2);
		connection.sendTogether(publish("a", "q1-3", QoS.AT_LEAST_ONCE, 3), publish("a", "q1-4", QoS.AT_LEAST_ONCE, 4),
				publish("a", "q1-5", QoS.AT_LEAST_ONCE, 5));
		settle(client, subscription, 7);
		assertThat(counters(client).dropped.sum()).isEqualTo(2);
		List<String> expected = (policy == OverflowPolicy.DROP_OLDEST)
				? List.of("q1-1", "q1-2", "q0-3", "q0-4", "q1-3", "q1-4", "q1-5")
				: List.of("q0-1", "q1-1", "q0-2", "q1-2", "q1-3", "q1-4", "q1-5");
		assertThat(rest(subscription)).isEqualTo(expected);
		expectPubAcks(connection, 1, 5);
		send(connection, QoS.AT_MOST_ONCE, "again");
		assertThat(text(subscription)).isEqualTo("again");
	}

	/**
	 * Nothing of QoS 0 can be dropped in favour of the new message.
	 */
	@Test
	void theNewestIsDroppedWhereNothingOlderCanBe() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SPEC.withBufferSize(2).withOverflow(OverflowPolicy.DROP_OLDEST));
		send(connection, 3);
		send(connection, QoS.AT_MOST_ONCE, "dropped");
		settle(client, subscription, 3);
		assertThat(counters(client).dropped.sum()).isOne();
		assertThat(rest(subscription)).isEqualTo(numbered(1, 3));
	}

	@ParameterizedTest
	@EnumSource
	void suspendDropsNothing(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferSize(3));
		int count = 2000;
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 1; i <= count; i++) {
				send(connection, QoS.AT_MOST_ONCE, "m" + i);
			}
			return null;
		});
		for (int i = 1; i <= count; i++) {
			assertThat(text(subscription)).isEqualTo("m" + i);
		}
		result(sending);
		assertThat(counters(client).dropped.sum()).isZero();
	}

	/**
	 * While the application waits for the broker, 8 MiB are kept in order beyond the
	 * buffer, what exceeds them is dropped and counted.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics({ "4.6", "4.8" })
	void suspendKeepsABacklogWhileTheBrokerIsAwaited(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferSize(4));
		CompletableFuture<PublishResult> awaited = client.publishAsync("out", new byte[1], QoS.AT_LEAST_ONCE);
		int id = connection.expect(Publish.class).packetId();
		int size = 64 * 1024;
		int count = 200;
		for (int i = 0; i < count; i++) {
			byte[] payload = new byte[size];
			payload[0] = (byte) i;
			connection.send(publish("a", payload, QoS.AT_MOST_ONCE, 0));
		}
		connection.send(new PubAck(id));
		result(awaited);
		eventually(() -> assertThat(subscription.buffered() + counters(client).dropped.sum()).isEqualTo(count));
		int kept = subscription.buffered();
		// a message weighs a little more than its payload
		assertThat(kept).isBetween(4 + 8 * 1024 * 1024 / (size + 200), 4 + 8 * 1024 * 1024 / size);
		for (int i = 0; i < kept; i++) {
			assertThat(subscription.receive(Duration.ofSeconds(2)).orElseThrow().payload()[0]).isEqualTo((byte) i);
		}
		send(connection, QoS.AT_MOST_ONCE, "works again");
		assertThat(text(subscription)).isEqualTo("works again");
	}

	/**
	 * Whoever is closed while his buffer is full does not stop the others, though his
	 * handler never returns.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, true", "V3_1_1, false", "V5, true", "V5, false" })
	void aFullSubscriptionThatIsClosedSuspendsNobody(MqttVersion version, boolean handler) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		SubscriptionSpec spec = SubscriptionSpec.of("a").withBufferSize(2);
		MqttSubscription full = handler ? client.subscribe(spec, (message) -> permits.acquire())
				: client.subscribe(spec);
		MqttSubscription other = client.subscribe("b");
		for (int i = 0; i < 10; i++) {
			send(connection, QoS.AT_MOST_ONCE, "m" + i);
		}
		eventually(() -> assertThat(full.buffered()).isGreaterThanOrEqualTo(2));
		full.close();
		for (int i = 0; i < 3; i++) {
			connection.send(publish("b", "works", QoS.AT_MOST_ONCE, 0));
			assertThat(text(other)).isEqualTo("works");
		}
		permits.release(100);
	}

	// Order

	@ParameterizedTest
	@EnumSource
	void theLeastMessageIsHandedOverFirst(OverflowPolicy policy) {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withOrder(BY_DIGIT).withOverflow(policy));
		send(connection, QoS.AT_MOST_ONCE, "3a", "1a", "2a", "1b", "3b", "2b");
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(6));
		assertThat(text(subscription)).isEqualTo("1a");
		assertThat(text(subscription)).isEqualTo("1b");
		send(connection, QoS.AT_MOST_ONCE, "2c", "1c");
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(6));
		assertThat(rest(subscription)).containsExactly("1c", "2a", "2b", "2c", "3a", "3b");
	}

	@ParameterizedTest
	@EnumSource
	void acknowledgementsKeepTheOrderOfReceipt(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withOrder(BY_DIGIT));
		send(connection, QoS.AT_LEAST_ONCE, "2", "3", "1");
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(3));
		assertThat(text(subscription)).isEqualTo("1");
		connection.expectNothing(A_WHILE);
		assertThat(text(subscription)).isEqualTo("2");
		expectPubAcks(connection, 1, 1);
		connection.expectNothing(A_WHILE);
		assertThat(text(subscription)).isEqualTo("3");
		expectPubAcks(connection, 2, 3);
	}

	/**
	 * What is handed over may have waited for room.
	 */
	@ParameterizedTest
	@EnumSource
	void anOrderGoesTogetherWithAcknowledgementOnEntry(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SPEC.withOrder(BY_DIGIT).withAckMode(AckMode.ON_RECEIVE).withBufferSize(2));
		send(connection, QoS.AT_LEAST_ONCE, "3", "4", "5", "2", "1");
		expectPubAcks(connection, 1, 2);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(5));
		connection.expectNothing(A_WHILE);
		// the buffer keeps what is in it
		assertThat(text(subscription)).isEqualTo("1");
		assertThat(text(subscription)).isEqualTo("2");
		connection.expectNothing(A_WHILE);
		assertThat(text(subscription)).isEqualTo("3");
		expectPubAcks(connection, 3, 5);
		assertThat(rest(subscription)).containsExactly("4", "5");
	}

	@ParameterizedTest
	@EnumSource
	void dropOldestDropsByAge(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a")
			.withOrder(BY_DIGIT)
			.withBufferSize(3)
			.withOverflow(OverflowPolicy.DROP_OLDEST));
		send(connection, QoS.AT_MOST_ONCE, "1a", "3a", "2a", "3b", "1b");
		settle(client, subscription, 3);
		assertThat(counters(client).dropped.sum()).isEqualTo(2);
		assertThat(rest(subscription)).containsExactly("1b", "2a", "3b");
	}

	@ParameterizedTest
	@EnumSource
	void anOrderThatThrowsLosesNothing(OverflowPolicy policy) {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withOverflow(policy).withOrder((first, second) -> {
			throw new IllegalStateException("wanted by the test");
		}));
		send(connection, 5);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(5));
		assertThat(rest(subscription)).isEqualTo(numbered(1, 5));
		expectPubAcks(connection, 1, 5);
		assertAlive(client);
	}

}
