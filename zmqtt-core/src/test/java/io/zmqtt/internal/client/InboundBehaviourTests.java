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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.zmqtt.AckMode;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.Unsubscribe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How acknowledgements, buffers and the ends of subscriptions hold when something goes
 * wrong in between.
 */
class InboundBehaviourTests extends ScriptedTests {

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final SubscriptionSpec AT_LEAST_ONCE = SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE);

	private static final Consumer<MqttClientBuilder<?>> DEFAULTS = (builder) -> {
	};

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(SOON).orElseThrow(() -> new AssertionError("No message within " + SOON));
	}

	private static List<String> receiveAll(MqttSubscription subscription, int count) {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			texts.add(receive(subscription).text());
		}
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
		return texts;
	}

	private static void expectPubAck(ScriptedConnection connection, int... packetIds) {
		for (int packetId : packetIds) {
			assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(packetId);
		}
	}

	private ScriptedConnection resumed(ScriptedConnection connection, MqttClient client) {
		this.broker.sessionPresent(true);
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		eventually(client, ClientState.CONNECTED);
		return next;
	}

	// Messages of a lost connection

	@ParameterizedTest
	@EnumSource
	@Semantics({ "4.3", "4.4" })
	void messagesAcknowledgedOnReceiptSurviveTheConnection(MqttVersion version) {
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(AT_LEAST_ONCE.withAckMode(AckMode.ON_RECEIVE));
		for (int id = 1; id <= 3; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
		expectPubAck(connection, 1, 2, 3);
		connection = resumed(connection, client);
		connection.send(publish("a", "m4", QoS.AT_LEAST_ONCE, 1));
		expectPubAck(connection, 1);
		assertThat(receiveAll(subscription, 4)).containsExactly("m1", "m2", "m3", "m4");
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.4")
	void unacknowledgedMessagesAreTakenFromTheRepeat(MqttVersion version) {
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(AT_LEAST_ONCE);
		for (int id = 1; id <= 3; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(3));
		connection = resumed(connection, client);
		for (int id = 1; id <= 3; id++) {
			connection.send(duplicate(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id)));
		}
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(6));
		for (int id = 1; id <= 3; id++) {
			MqttMessage message = receive(subscription);
			assertThat(message.text()).isEqualTo("m" + id);
			assertThat(message.duplicate()).isTrue();
		}
		expectPubAck(connection, 1, 2, 3);
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

	// Subscriptions that are not made

	@ParameterizedTest
	@CsvSource({ "false, true", "false, false", "true, true", "true, false" })
	@Semantics("4.5")
	void messagesOfAFailedSubscribeHoldBackNoAcknowledgement(boolean handler, boolean answered) {
		MqttVersion version = MqttVersion.V5;
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(1)));
		ScriptedConnection connection = this.broker.accept();
		this.broker.manual(PacketType.SUBSCRIBE);
		SubscriptionSpec spec = SubscriptionSpec.of("a", "b").withQos(QoS.AT_LEAST_ONCE);
		CompletableFuture<MqttSubscription> failing = handler ? client.subscribeAsync(spec, (message) -> {
		}) : client.subscribeAsync(spec);
		Subscribe first = connection.expect(Subscribe.class);
		Subscribe second = connection.expect(Subscribe.class);
		Publish early = publish("a", "early", QoS.AT_LEAST_ONCE, 1);
		if (answered) {
			connection.sendTogether(early, new SubAck(first.packetId(), List.of(ReasonCode.GRANTED_QOS_1)),
					new SubAck(second.packetId(), List.of(ReasonCode.NOT_AUTHORIZED)));
			failure(failing, MqttSubscribeException.class);
		}
		else {
			connection.send(early);
			failure(failing, MqttTimeoutException.class);
		}
		this.broker.automatic(PacketType.SUBSCRIBE);
		List<String> handled = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		client.subscribe(SubscriptionSpec.of("c").withQos(QoS.AT_LEAST_ONCE), (message) -> {
			handled.add(message.text());
			done.countDown();
		});
		connection.send(publish("c", "other", QoS.AT_LEAST_ONCE, 2));
		eventually(
				() -> assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(1, 2));
		assertThat(done.getCount()).isZero();
		assertThat(handled).containsExactly("other");
		assertThat(connection.received(Unsubscribe.class)).singleElement()
			.satisfies((unsubscribe) -> assertThat(unsubscribe.topicFilters()).contains("a"));
	}

	@ParameterizedTest
	@EnumSource
	void aSubscribeThatNobodyWaitsForIsTakenBack(Surrender surrender) {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.operationTimeout(Duration.ofSeconds(30)));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttSubscription> future = client.subscribeAsync(AT_LEAST_ONCE.withBufferSize(1));
		Subscribe subscribe = connection.expect(Subscribe.class);
		surrender.end(future);
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("a");
		connection.send(ScriptedBroker.grant(subscribe));
		assertNoOrphan(client, connection);
	}

	/**
	 * The answer has come, but whoever asked gives up before he is told.
	 */
	@Test
	void aSubscribeThatIsCancelledAfterItsAnswerIsTakenBack() {
		BlockingQueue<Runnable> completions = new LinkedBlockingQueue<>();
		AtomicBoolean hold = new AtomicBoolean();
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.completionExecutor((task) -> {
			if (hold.get()) {
				completions.add(task);
			}
			else {
				task.run();
			}
		}));
		ScriptedConnection connection = this.broker.accept();
		hold.set(true);
		CompletableFuture<MqttSubscription> future = client.subscribeAsync(AT_LEAST_ONCE.withBufferSize(1));
		eventually(() -> assertThat(completions).isNotEmpty());
		future.cancel(true);
		hold.set(false);
		completions.forEach(Runnable::run);
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("a");
		assertNoOrphan(client, connection);
	}

	/**
	 * Assert that messages of a subscription that nobody has do not stop those of others.
	 */
	private void assertNoOrphan(MqttClient client, ScriptedConnection connection) {
		this.broker.automatic(PacketType.SUBSCRIBE);
		MqttSubscription other = client.subscribe("b");
		for (int i = 0; i < 10; i++) {
			connection.send(publish("a", "orphan", QoS.AT_MOST_ONCE, 0));
		}
		connection.send(publish("b", "works", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(other).text()).isEqualTo("works");
		connection.send(publish("b", "still works", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(other).text()).isEqualTo("still works");
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	void aSubscribeThatWasWrittenByTheReconnectIsTakenBackOnTimeout(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(1)));
		ScriptedConnection connection = this.broker.accept();
		this.broker.manual(PacketType.SUBSCRIBE);
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		CompletableFuture<MqttSubscription> future = client.subscribeAsync(AT_LEAST_ONCE);
		this.broker.acceptConnections();
		connection = this.broker.accept();
		connection.expect(Subscribe.class);
		assertThat(failure(future, MqttTimeoutException.class).outcomeUnknown()).isTrue();
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("a");
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	void aSubscribeThatWasNeverWrittenHasAKnownOutcome(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		MqttTimeoutException timeout = failure(client.subscribeAsync(AT_LEAST_ONCE), MqttTimeoutException.class);
		assertThat(timeout.outcomeUnknown()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void aResumedSessionHearsOfWhatWasUnsubscribedOffline(MqttVersion version) {
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription ended = client.subscribe("ended");
		client.subscribe("kept");
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		ended.unsubscribe();
		assertThat(ended.isClosed()).isTrue();
		this.broker.sessionPresent(true).acceptConnections();
		ScriptedConnection next = this.broker.accept();
		assertThat(next.expect(Unsubscribe.class).topicFilters()).containsExactly("ended");
		assertThat(next.expect(Subscribe.class).subscriptions()).extracting(Subscription::topicFilter)
			.containsExactly("kept");
		next.reset();
		ScriptedConnection third = this.broker.accept();
		third.expect(Subscribe.class);
		third.expectNothing(A_WHILE);
		assertThat(third.received(Unsubscribe.class)).isEmpty();
	}

	// Limits of the buffer in bytes

	@Test
	@Semantics({ "4.6", "4.8" })
	void aBufferThatIsFullOfBytesStopsReading() {
		int size = 64 * 1024;
		int count = 512;
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferBytes(4 * size));
		byte[] packet = connection.encode(publish("a", new byte[size], QoS.AT_MOST_ONCE, 0));
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				connection.sendBytes(packet);
			}
			return null;
		});
		eventually(() -> assertThat(subscription.buffered()).isGreaterThanOrEqualTo(4));
		int most = 0;
		for (int i = 0; i < count; i++) {
			assertThat(receive(subscription).payload()).hasSize(size);
			if (i % 64 == 0) {
				most = Math.max(most, settled(subscription));
			}
		}
		result(sending);
		assertThat(most * size).isLessThan(3 * 1024 * 1024);
	}

	/**
	 * Wait until the number of buffered messages stays the same.
	 */
	private static int settled(MqttSubscription subscription) {
		AtomicInteger last = new AtomicInteger(-1);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.atMost(ScriptedBroker.TIMEOUT)
			.until(() -> last.getAndSet(subscription.buffered()) == subscription.buffered());
		return last.get();
	}

	@Test
	@Semantics({ "4.6", "4.8" })
	void droppingTheOldestKeepsWithinBytes() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		int limit = 16 * 1024;
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withBufferBytes(limit).withOverflow(OverflowPolicy.DROP_OLDEST));
		MqttSubscription end = client.subscribe("end");
		for (int i = 0; i < 200; i++) {
			connection.send(publish("a", new byte[10], QoS.AT_MOST_ONCE, 0));
		}
		int last = 0;
		for (int i = 0; i < 20; i++) {
			last = 5000 + i;
			connection.send(publish("a", new byte[last], QoS.AT_MOST_ONCE, 0));
		}
		connection.send(publish("end", "", QoS.AT_MOST_ONCE, 0));
		receive(end);
		long bytes = 0;
		int size = 0;
		while (subscription.buffered() > 0) {
			size = receive(subscription).payload().length;
			bytes += size;
		}
		assertThat(bytes).isBetween(5000L, (long) limit);
		assertThat(size).isEqualTo(last);
	}

	@ParameterizedTest
	@CsvSource({ "2, 100000", "1000, 1500" })
	@Behaviour("B18")
	@Semantics({ "4.3", "4.6" })
	void onlyWhatFitsIsAcknowledgedOnReceipt(int messages, long bytes) {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(AT_LEAST_ONCE.withAckMode(AckMode.ON_RECEIVE).withBufferSize(messages).withBufferBytes(bytes));
		for (int id = 1; id <= 4; id++) {
			connection.send(publish("a", new byte[600], QoS.AT_LEAST_ONCE, id));
		}
		expectPubAck(connection, 1, 2);
		connection.expectNothing(A_WHILE);
		for (int i = 0; i < 4; i++) {
			assertThat(receive(subscription).payload()).hasSize(600);
		}
		expectPubAck(connection, 3, 4);
	}

	// Acknowledgements and handlers

	@ParameterizedTest
	@EnumSource
	void anAcknowledgementDoesNotWaitForTheNextHandler(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		client.subscribe(AT_LEAST_ONCE, (message) -> {
			if (message.text().equals("slow")) {
				assertThat(permits.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
			}
		});
		for (int round = 0; round < 20; round++) {
			int id = 2 * round + 1;
			connection.sendTogether(publish("a", "quick", QoS.AT_LEAST_ONCE, id),
					publish("a", "slow", QoS.AT_LEAST_ONCE, id + 1));
			expectPubAck(connection, id);
			permits.release();
			expectPubAck(connection, id + 1);
		}
	}

	/**
	 * The broker writes before it reads, the handler waits until the broker reads: one of
	 * them has to give way.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics("4.7")
	void aHandlerThatPublishesToAStalledSocketDoesNotStopReading(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(20)));
		ScriptedConnection connection = this.broker.accept();
		byte[] big = new byte[4 * 1024 * 1024];
		AtomicInteger handled = new AtomicInteger();
		Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
		client.subscribe(SubscriptionSpec.of("in").withBufferSize(4), (message) -> {
			try {
				client.publish("out", big);
				handled.incrementAndGet();
			}
			catch (RuntimeException ex) {
				problems.add(ex);
			}
		});
		connection.stopReading();
		byte[] packet = connection.encode(publish("in", new byte[64 * 1024], QoS.AT_MOST_ONCE, 0));
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < 400; i++) {
				connection.sendBytes(packet);
			}
			return null;
		});
		result(sending);
		int before = handled.get();
		connection.resumeReading();
		eventually(() -> assertThat(handled.get()).isGreaterThan(before + 2));
		assertThat(problems).isEmpty();
	}

	/**
	 * While nothing is read the client shows that it lives, does not take the silence of
	 * the broker, which it brings about itself, for death, and yet looks whether there
	 * is still somebody.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics("4.8")
	void aSuspendedClientSeesThatThePeerIsGone(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version,
				(builder) -> builder.keepAlive(Duration.ofSeconds(1)).pingTimeout(Duration.ofMillis(100)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("in").withBufferSize(4));
		for (int i = 0; i < 6; i++) {
			connection.send(publish("in", "m" + i, QoS.AT_MOST_ONCE, 0));
		}
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(6));
		this.listener.await(Connected.class);
		connection.expect(PingReq.class);
		connection.expect(PingReq.class);
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
		connection.shutdownOutput();
		connection.expectClosed();
		this.broker.automatic(PacketType.PINGREQ);
		this.listener.await(Connected.class);
		for (int i = 0; i < 6; i++) {
			assertThat(receive(subscription).text()).isEqualTo("m" + i);
		}
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		next.send(publish("in", "again", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription).text()).isEqualTo("again");
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.8")
	void disconnectGetsThroughWhileReadingIsSuspended(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("in").withBufferSize(4));
		byte[] packet = connection.encode(publish("in", new byte[1024], QoS.AT_MOST_ONCE, 0));
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < 20_000; i++) {
				connection.sendBytes(packet);
			}
			return null;
		});
		eventually(() -> assertThat(subscription.buffered()).isGreaterThanOrEqualTo(4));
		assertThat(client.disconnectAsync()).succeedsWithin(Duration.ofSeconds(4));
		connection.expect(Disconnect.class);
		connection.expectClosed();
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		assertThat(sending.handle((done, failure) -> true)).succeedsWithin(Duration.ofSeconds(5));
	}

	@Test
	void disconnectIsBoundedWhileEverythingIsCongested() {
		MqttClient client = connected(MqttVersion.V5,
				(builder) -> builder.closeTimeout(Duration.ofMillis(500)).operationTimeout(Duration.ofSeconds(20)));
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("in").withBufferSize(4));
		connection.stopReading();
		List<CompletableFuture<PublishResult>> publishes = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			publishes.add(client.publishAsync("out", new byte[2 * 1024 * 1024], QoS.of(i % 3)));
		}
		for (int i = 0; i < 100; i++) {
			connection.send(publish("in", new byte[1024], QoS.AT_MOST_ONCE, 0));
		}
		assertThat(client.disconnectAsync()).succeedsWithin(Duration.ofSeconds(3));
		assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
		for (CompletableFuture<PublishResult> publish : publishes) {
			assertThat(publish.handle((done, failure) -> true)).succeedsWithin(Duration.ofSeconds(3));
		}
	}

	// Packets

	@Test
	@Mqtt5({ "3.1.2-26", "3.3.2-11" })
	void aTopicAliasAboveTheMaximumIsRefused() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("#").withQos(QoS.AT_LEAST_ONCE));
		this.listener.await(Connected.class);
		connection.sendRaw("32 0A 0001 61 0009 03 230011 41");
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.TOPIC_ALIAS_INVALID);
		assertThat(connection.received(PubAck.class)).isEmpty();
		assertThat(this.listener.await(RecordingListener.Disconnected.class).willReconnect()).isTrue();
		this.broker.accept();
		this.listener.await(Connected.class);
		assertThat(subscription.buffered()).isZero();
	}

	@Test
	@Behaviour("U20")
	void topicAliasesStandForTheirTopics() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("#");
		// the alias 1 is set for "a", used, set for "b", and used again
		connection.sendRaw("30 08 0001 61 03 230001 31 30 07 0000 03 230001 32 30 08 0001 62 03 230001 33"
				+ " 30 07 0000 03 230001 34");
		for (String expected : List.of("a 1", "a 2", "b 3", "b 4")) {
			MqttMessage message = subscription.receive(ScriptedBroker.TIMEOUT).orElseThrow();
			assertThat(message.topic() + " " + message.text()).isEqualTo(expected);
		}
	}

	@Test
	@Mqtt5("3.3.2-7")
	void topicAliasesDoNotOutliveTheirConnection() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("#");
		connection.sendRaw("30 08 0001 61 03 230001 31");
		assertThat(subscription.receive(ScriptedBroker.TIMEOUT)).isPresent();
		connection.close();
		connection = this.broker.accept();
		eventually(client, ClientState.CONNECTED);
		connection.sendRaw("30 07 0000 03 230001 32");
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		assertThat(subscription.buffered()).isZero();
	}

	@Test
	void userPropertiesOfSubscribeAreSent() {
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		List<UserProperty> properties = List.of(new UserProperty("k", "1"), new UserProperty("k", "2"));
		client.subscribe(SubscriptionSpec.of("a"),
				new SubscribeOptions(false, true, RetainHandling.SEND_IF_NEW, properties));
		Subscribe subscribe = this.broker.accept().expect(Subscribe.class);
		assertThat(subscribe.userProperties()).isEqualTo(properties);
		assertThat(subscribe.subscriptions())
			.containsExactly(new Subscription("a", QoS.AT_MOST_ONCE, false, true, RetainHandling.SEND_IF_NEW));
	}

	/**
	 * How somebody gives up waiting for a subscription.
	 */
	enum Surrender {

		CANCEL {

			@Override
			void end(CompletableFuture<MqttSubscription> future) {
				future.cancel(true);
			}

		},

		TIMEOUT {

			@Override
			void end(CompletableFuture<MqttSubscription> future) {
				failure(future.orTimeout(50, TimeUnit.MILLISECONDS), TimeoutException.class);
			}

		},

		FAILURE {

			@Override
			void end(CompletableFuture<MqttSubscription> future) {
				future.completeExceptionally(new IllegalStateException("changed my mind"));
			}

		};

		abstract void end(CompletableFuture<MqttSubscription> future);

	}

}
