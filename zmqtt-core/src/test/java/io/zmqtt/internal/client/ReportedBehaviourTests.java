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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zmqtt.AckMode;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Restored;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Behaviours that users of other clients have reported, or that were seen to fail there,
 * as far as they concern buffers, handlers and threads.
 */
class ReportedBehaviourTests extends ScriptedTests {

	private static final SubscriptionSpec ALL = SubscriptionSpec.of("#").withQos(QoS.EXACTLY_ONCE);

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(Breach.patience()).orElseThrow(() -> new AssertionError("No message"));
	}

	private static List<Integer> acknowledged(ScriptedConnection connection) {
		return connection.received(PubAck.class).stream().map(PubAck::packetId).toList();
	}

	private static List<Integer> numbers(int first, int last) {
		return IntStream.rangeClosed(first, last).boxed().toList();
	}

	/**
	 * B8: a stalled consumer with a buffer of 5, 8 messages, the connection lost and
	 * restored: nothing that was acknowledged is lost.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, AUTO, 0", "V3_1_1, ON_RECEIVE, 5", "V5, AUTO, 0", "V5, ON_RECEIVE, 5" })
	@Behaviour("B8")
	@Semantics({ "4.3", "4.4" })
	void aStalledConsumerLosesNothing(MqttVersion version, AckMode ackMode, int acknowledged) {
		this.broker.sessionPresent(true);
		MqttClient client = connect(sessionClient(version, (builder) -> {
		}));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(ackMode).withBufferSize(5));
		for (int id = 1; id <= 8; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
		ScriptedConnection first = connection;
		eventually(() -> assertThat(acknowledged(first)).hasSize(acknowledged));
		assertAlive(client);
		assertThat(acknowledged(first)).hasSize(acknowledged);
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Subscribe.class);
		eventually(client, ClientState.CONNECTED);
		for (int id = 1 + acknowledged; id <= 8; id++) {
			connection.send(duplicate(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id)));
		}
		List<String> received = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			received.add(receive(subscription).text());
		}
		assertThat(received).containsExactlyElementsOf(numbers(1, 8).stream().map((id) -> "m" + id).toList());
		ScriptedConnection second = connection;
		eventually(() -> assertThat(acknowledged(second)).isEqualTo(numbers(1 + acknowledged, 8)));
	}

	/**
	 * B22: 20 messages into a buffer of 5. ON_RECEIVE: 5 are acknowledged, 15 wait; AUTO:
	 * none before it is handed over; none is lost.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, AUTO, 0", "V3_1_1, ON_RECEIVE, 5", "V5, AUTO, 0", "V5, ON_RECEIVE, 5" })
	@Behaviour({ "B18", "B22" })
	@Semantics("4.3")
	void aFullBufferAcknowledgesOnlyWhatItHolds(MqttVersion version, AckMode ackMode, int acknowledged) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(ackMode).withBufferSize(5));
		for (int id = 1; id <= 20; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
		eventually(() -> assertThat(acknowledged(connection)).isEqualTo(numbers(1, acknowledged)));
		assertAlive(client);
		assertThat(acknowledged(connection)).hasSize(acknowledged);
		for (int id = 1; id <= 20; id++) {
			assertThat(receive(subscription).text()).isEqualTo("m" + id);
			assertThat(acknowledged(connection)).hasSizeLessThanOrEqualTo(id + acknowledged);
		}
		eventually(() -> assertThat(acknowledged(connection)).isEqualTo(numbers(1, 20)));
	}

	/**
	 * B25: the connection is lost while a handler has a message of QoS 2, and the broker
	 * repeats it on the resumed session.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B25")
	@Semantics("4.4")
	void aMessageThatIsBeingHandledIsNotHandledTwice(MqttVersion version) {
		this.broker.manual(PacketType.PUBREC).sessionPresent(true);
		MqttClient client = connect(sessionClient(version, (builder) -> {
		}));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> release = new CompletableFuture<>();
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe(ALL, (message) -> {
			handled.add(message.text());
			release.join();
		});
		Publish publish = publish("a", "once", QoS.EXACTLY_ONCE, 7);
		connection.send(publish);
		eventually(() -> assertThat(handled).containsExactly("once"));
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Subscribe.class);
		eventually(client, ClientState.CONNECTED);
		connection.send(duplicate(publish));
		connection.expectNothing(A_WHILE);
		release.complete(null);
		assertThat(connection.expect(PubRec.class).packetId()).isEqualTo(7);
		assertAlive(client);
		assertThat(handled).containsExactly("once");
	}

	/**
	 * B27: a subscription that is closed with unacknowledged messages at the head does
	 * not stop the others.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B27")
	@Semantics("4.5")
	void aClosedSubscriptionHoldsBackNobody(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.closeTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription closing = client
			.subscribe(SubscriptionSpec.of("closing").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL));
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe(SubscriptionSpec.of("other").withQos(QoS.AT_LEAST_ONCE),
				(message) -> handled.add(message.text()));
		connection.send(publish("closing", "handed over", QoS.AT_LEAST_ONCE, 1));
		receive(closing);
		connection.send(publish("closing", "buffered", QoS.AT_LEAST_ONCE, 2));
		connection.send(publish("other", "o3", QoS.AT_LEAST_ONCE, 3));
		eventually(() -> assertThat(handled).containsExactly("o3"));
		assertThat(acknowledged(connection)).isEmpty();
		closing.close();
		eventually(() -> assertThat(acknowledged(connection)).isEqualTo(numbers(1, 3)));
		connection.send(publish("other", "o4", QoS.AT_LEAST_ONCE, 4));
		eventually(() -> assertThat(handled).containsExactly("o3", "o4"));
		eventually(() -> assertThat(acknowledged(connection)).isEqualTo(numbers(1, 4)));
	}

	/**
	 * B28: the broker repeats a message on the live connection while its handler runs.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B28")
	void aRepeatOnALiveConnectionIsAcknowledgedOnce(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> release = new CompletableFuture<>();
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe(ALL, (message) -> {
			handled.add(message.text());
			release.join();
		});
		Publish publish = publish("a", "once", QoS.AT_LEAST_ONCE, 7);
		connection.send(publish);
		eventually(() -> assertThat(handled).hasSize(1));
		connection.send(duplicate(publish)).send(duplicate(publish));
		assertAlive(client);
		release.complete(null);
		eventually(() -> assertThat(acknowledged(connection)).containsExactly(7));
		assertAlive(client);
		assertThat(handled).containsExactly("once");
		assertThat(acknowledged(connection)).containsExactly(7);
	}

	/**
	 * U2: a subscription that is refused when it is made again is reported, filter by
	 * filter.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U2")
	@Semantics("4.10")
	void refusalsOfTheResubscribeAreReported(MqttVersion version) {
		MqttClient client = connected(version);
		client.subscribe("kept");
		client.subscribe("refused");
		this.broker.answer(PacketType.SUBSCRIBE, (packet) -> {
			Subscribe subscribe = (Subscribe) packet;
			return new SubAck(subscribe.packetId(), subscribe.subscriptions()
				.stream()
				.map((each) -> each.topicFilter().equals("refused") ? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.SUCCESS)
				.toList());
		});
		this.broker.accept().reset();
		assertThat(this.listener.await(Restored.class).result().reasonCodes()).isEqualTo(Map.of(TopicFilter.of("kept"),
				ReasonCode.SUCCESS, TopicFilter.of("refused"), ReasonCode.UNSPECIFIED_ERROR));
	}

	/**
	 * U4: a message that is never acknowledged holds back acknowledgements until the
	 * connection ends, not after it.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, true", "V3_1_1, false", "V5, true", "V5, false" })
	@Behaviour("U4")
	@Semantics("4.5")
	void acknowledgementsStartAnewWithTheConnection(MqttVersion version, boolean sessionPresent) {
		MqttClient client = connect(sessionClient(version, (builder) -> {
		}));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withAckMode(AckMode.MANUAL));
		connection.send(publish("a", "never", QoS.AT_LEAST_ONCE, 1)).send(publish("a", "behind", QoS.AT_LEAST_ONCE, 2));
		receive(subscription);
		receive(subscription).ack();
		connection.expectNothing(A_WHILE);
		this.broker.sessionPresent(sessionPresent);
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Subscribe.class);
		eventually(client, ClientState.CONNECTED);
		connection.send(publish("a", "new", QoS.AT_LEAST_ONCE, 3));
		MqttMessage message = receive(subscription);
		assertThat(message.text()).isEqualTo("new");
		message.ack();
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(3);
	}

	/**
	 * U5: what a handler throws does not end its subscription.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U5")
	@Semantics({ "4.1", "4.3" })
	void aHandlerThatThrowsGetsTheNextMessage(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe(ALL, (message) -> {
			handled.add(message.text());
			switch (message.text()) {
				case "exception" -> throw new IllegalStateException("wanted by the test");
				case "error" -> throw new AssertionError("wanted by the test");
				default -> {
				}
			}
		});
		int id = 0;
		for (String text : List.of("exception", "error", "next")) {
			connection.send(publish("a", text, QoS.AT_LEAST_ONCE, ++id));
		}
		eventually(() -> assertThat(handled).containsExactly("exception", "error", "next"));
		eventually(() -> assertThat(acknowledged(connection)).containsExactly(1, 2, 3));
		assertAlive(client);
	}

	/**
	 * U7: publishing asynchronously never waits, not even before the first CONNACK.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U7")
	void publishAsyncNeverWaits(MqttVersion version) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version);
		CompletableFuture<?> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		// on one thread, which would never get past the first if it waited
		for (int i = 0; i < 2000; i++) {
			futures.add(client.publishAsync("a", "m" + i, QoS.AT_LEAST_ONCE));
		}
		assertThat(futures).noneMatch(CompletableFuture::isDone);
		connection.send(new ConnAck(false, ReasonCode.SUCCESS));
		result(connect);
		futures.forEach(ScriptedTests::result);
		assertThat(connection.received(Publish.class)).extracting(ScriptedConnection::text)
			.isEqualTo(IntStream.range(0, 2000).mapToObj((i) -> "m" + i).toList());
	}

	/**
	 * U9: messages of QoS 0 that nobody takes yet stop the reading; none is lost.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U9")
	@Semantics("4.8")
	void messagesOfQos0AreNotDroppedSilently(MqttVersion version) {
		int count = 20_000;
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL.withBufferSize(10));
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				connection.send(publish("a", "m" + i, QoS.AT_MOST_ONCE, 0));
			}
			return null;
		});
		for (int i = 0; i < count; i++) {
			assertThat(receive(subscription).text()).isEqualTo("m" + i);
		}
		result(sending);
	}

	/**
	 * U11: threads are daemons, and gone with the last client.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U11")
	void threadsAreDaemonsAndEndWithTheLastClient(MqttVersion version) {
		eventually(() -> assertThat(networkThreads()).isEmpty());
		MqttClient first = connected(version);
		MqttClient second = connected(version);
		Set<Thread> threads = new HashSet<>(networkThreads());
		first.subscribe("a", (message) -> {
		});
		ScriptedConnection connection = this.broker.accept();
		connection.send(publish("a", "x", QoS.AT_MOST_ONCE, 0));
		threads.addAll(networkThreads());
		assertThat(threads).isNotEmpty();
		assertThat(allThreads()).isNotEmpty().allMatch(Thread::isDaemon);
		first.close();
		assertAlive(second);
		second.close();
		eventually(() -> assertThat(networkThreads()).isEmpty());
	}

	private static Set<Thread> networkThreads() {
		return allThreads().stream()
			.filter((thread) -> thread.getName().startsWith("zmqtt-io"))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static Set<Thread> allThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("zmqtt"))
			.collect(Collectors.toSet());
	}

	/**
	 * U22: a connection whose other end is silent is noticed, however much is published.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U22")
	void aDeadPeerIsNoticedWhilePublishing(MqttVersion version) {
		this.broker.manual(PacketType.PINGREQ);
		MqttClient client = connected(version,
				(builder) -> builder.keepAlive(Duration.ofSeconds(1)).pingTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> publishing = inBackground(() -> {
			while (this.broker.connectionCount() == 1) {
				client.publish("a", "x");
			}
			return null;
		});
		connection.expectClosed();
		this.broker.accept();
		assertThat(publishing.handle((done, failure) -> true)).succeedsWithin(Breach.patience());
	}

}
