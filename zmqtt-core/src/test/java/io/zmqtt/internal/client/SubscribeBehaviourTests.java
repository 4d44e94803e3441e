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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqtt.AckMode;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Restored;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How a client subscribes and receives. Tests with a number show a behaviour that other
 * clients got wrong.
 */
class SubscribeBehaviourTests extends ScriptedTests {

	private static final Duration SOON = Duration.ofSeconds(2);

	private static final Consumer<MqttClientBuilder<?>> DEFAULTS = (builder) -> {
	};

	private static final Duration LONG = Duration.ofSeconds(30);

	private static String receive(MqttSubscription subscription) {
		return subscription.receive(SOON)
			.map(MqttMessage::text)
			.orElseThrow(() -> new AssertionError("No message within " + SOON));
	}

	private static List<String> filters(Subscribe subscribe) {
		return subscribe.subscriptions().stream().map(Subscription::topicFilter).toList();
	}

	/**
	 * Return the filters of all SUBSCRIBE packets until the given number is there.
	 */
	private static List<String> filters(ScriptedConnection connection, int count) {
		List<String> filters = new ArrayList<>();
		while (filters.size() < count) {
			filters.addAll(filters(connection.expect(Subscribe.class)));
		}
		return filters;
	}

	/**
	 * B3: a subscribe is cancelled, its SUBACK comes later: still connected.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B3")
	void b3LateSubAckAfterACancellation(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttSubscription> cancelled = client.subscribeAsync(SubscriptionSpec.of("a"));
		Subscribe subscribe = connection.expect(Subscribe.class);
		cancelled.cancel(true);
		connection.send(ScriptedBroker.grant(subscribe));
		assertAlive(client);
		this.broker.automatic(PacketType.SUBSCRIBE);
		try (MqttSubscription subscription = client.subscribe("a")) {
			connection.send(publish("a", "works", QoS.AT_MOST_ONCE, 0));
			assertThat(receive(subscription)).isEqualTo("works");
		}
	}

	/**
	 * B6: PUBREL with an unknown id is answered with PUBCOMP, on MQTT 5 with 0x92.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B6")
	@Semantics("4.12")
	void b6UnknownPubRelIsAnswered(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubRel(4711));
		PubComp answer = connection.expect(PubComp.class);
		assertThat(answer.packetId()).isEqualTo(4711);
		assertThat(answer.reasonCode())
			.isEqualTo((version == MqttVersion.V5) ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS);
		assertAlive(client);
	}

	/**
	 * B7: one filter is refused, then a reconnect: the others are restored, the refused
	 * one is not asked for again.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B7")
	@Semantics("4.10")
	void b7RefusedFilterIsForgotten(MqttVersion version) {
		this.broker.answer(PacketType.SUBSCRIBE, (packet) -> {
			Subscribe subscribe = (Subscribe) packet;
			return new SubAck(subscribe.packetId(), filters(subscribe).stream()
				.map((filter) -> filter.startsWith("no/") ? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.GRANTED_QOS_1)
				.toList());
		});
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription first = client.subscribe(SubscriptionSpec.of("yes/1").withQos(QoS.AT_LEAST_ONCE));
		assertThatExceptionOfType(MqttSubscribeException.class).isThrownBy(() -> client.subscribe("no/1"));
		assertThatExceptionOfType(MqttSubscribeException.class).isThrownBy(() -> client.subscribe("yes/2", "no/2"))
			.satisfies((ex) -> assertThat(ex.failures()).containsOnlyKeys("no/2"));
		MqttSubscription last = client.subscribe("yes/3", "yes/4");
		connection.reset();
		connection = this.broker.accept();
		assertThat(filters(connection, 3)).containsExactlyInAnyOrder("yes/1", "yes/3", "yes/4");
		assertThat(this.listener.await(Restored.class).result().reasonCodes()).containsOnlyKeys(TopicFilter.of("yes/1"),
				TopicFilter.of("yes/3"), TopicFilter.of("yes/4"));
		assertAlive(client);
		assertThat(connection.received(Subscribe.class))
			.allSatisfy((subscribe) -> assertThat(filters(subscribe)).doesNotContain("no/1", "no/2", "yes/2"));
		connection.send(publish("yes/1", "m1", QoS.AT_MOST_ONCE, 0)).send(publish("yes/4", "m4", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(first)).isEqualTo("m1");
		assertThat(receive(last)).isEqualTo("m4");
	}

	/**
	 * B10: SUBACK with 0x80 is an exception.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B10")
	void b10RefusedSubscribe(MqttVersion version) {
		this.broker.answer(PacketType.SUBSCRIBE,
				(packet) -> new SubAck(((Subscribe) packet).packetId(),
						((Subscribe) packet).subscriptions()
							.stream()
							.map((subscription) -> subscription.topicFilter().equals("refused")
									? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.SUCCESS)
							.toList()));
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		assertThatExceptionOfType(MqttSubscribeException.class).isThrownBy(() -> client.subscribe("granted", "refused"))
			.withMessageContaining("refused")
			.satisfies((ex) -> assertThat(ex.failures()).isEqualTo(Map.of("refused", ReasonCode.UNSPECIFIED_ERROR)));
		// what was granted is given back
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("granted");
		assertAlive(client);
	}

	/**
	 * B14: the ack of a message from before a reconnect is a no-op, never written to the
	 * new connection.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, true", "V3_1_1, false", "V5, true", "V5, false" })
	@Behaviour("B14")
	@Semantics({ "4.4", "4.5" })
	void b14LateAckIsNotWritten(MqttVersion version, boolean sessionPresent) {
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL));
		connection.send(publish("a", "old", QoS.AT_LEAST_ONCE, 7));
		MqttMessage old = subscription.receive();
		this.broker.sessionPresent(sessionPresent);
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Subscribe.class);
		eventually(client, ClientState.CONNECTED);
		old.ack();
		connection.expectNothing(A_WHILE);
		connection.send(publish("a", "new", QoS.AT_LEAST_ONCE, 7));
		subscription.receive().ack();
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(7);
		old.ack();
		connection.expectNothing(A_WHILE);
		assertAlive(client);
	}

	/**
	 * B15: no SUBACK ever comes.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour({ "B15", "U10" })
	@Semantics("4.2")
	void b15MissingSubAckTimesOut(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofMillis(200)));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.subscribe("a"))
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo("subscribe"));
		assertAlive(client);
		// its filter is forgotten
		this.broker.automatic(PacketType.SUBSCRIBE);
		this.broker.accept().reset();
		ScriptedConnection connection = this.broker.accept();
		connection.expectNothing(A_WHILE);
		assertThat(connection.received(Subscribe.class)).isEmpty();
	}

	/**
	 * B16, receiving: a payload of 16 MiB. That its cost is linear in its size is shown
	 * by the bytes that are copied, in the tests of the connection.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B16")
	void b16LargePayloadIsReceived(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE).withBufferBytes(64L * 1024 * 1024));
		byte[] large = new byte[16 * 1024 * 1024];
		large[large.length - 1] = 1;
		this.broker.accept().send(publish("a", large, QoS.AT_MOST_ONCE, 0));
		assertThat(subscription.receive(LONG).orElseThrow().payload()).isEqualTo(large);
	}

	/**
	 * B17: {@code $SYS/x} against {@code #} and {@code +/x} does not match.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B17")
	void b17DollarTopicsDoNotMatchLeadingWildcards(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription all = client.subscribe("#");
		MqttSubscription level = client.subscribe("+/x");
		MqttSubscription system = client.subscribe("$SYS/+");
		ScriptedConnection connection = this.broker.accept();
		connection.send(publish("$SYS/x", "system", QoS.AT_MOST_ONCE, 0));
		connection.send(publish("y/x", "ordinary", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(system)).isEqualTo("system");
		assertThat(receive(all)).isEqualTo("ordinary");
		assertThat(receive(level)).isEqualTo("ordinary");
		assertThat(system.receive(Duration.ZERO)).isEmpty();
	}

	/**
	 * B21: a handler publishes QoS 1 while its own buffer is full: it completes.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_MOST_ONCE", "V3_1_1, AT_LEAST_ONCE", "V3_1_1, EXACTLY_ONCE", "V5, AT_MOST_ONCE",
			"V5, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	@Behaviour({ "B21", "U14" })
	@Semantics("4.7")
	void b21HandlerPublishesWhileItsBufferIsFull(MqttVersion version, QoS qos) throws InterruptedException {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CountDownLatch sent = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		List<Throwable> problems = new CopyOnWriteArrayList<>();
		client.subscribe(SubscriptionSpec.of("in").withQos(qos).withBufferSize(1), (message) -> {
			try {
				assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
				client.publish("out", message.text(), QoS.AT_LEAST_ONCE);
				handled.add(message.text());
			}
			catch (Throwable ex) {
				problems.add(ex);
			}
		});
		List<String> expected = new ArrayList<>();
		for (int i = 1; i <= 20; i++) {
			connection.send(publish("in", "m" + i, qos, (qos == QoS.AT_MOST_ONCE) ? 0 : i));
			expected.add("m" + i);
		}
		sent.countDown();
		eventually(() -> assertThat(handled).hasSizeGreaterThanOrEqualTo(20 - problems.size()));
		assertThat(problems).isEmpty();
		assertThat(handled).isEqualTo(expected);
		assertThat(connection.received(Publish.class)).extracting(ScriptedConnection::text).isEqualTo(expected);
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics({ "4.3", "4.5" })
	void acknowledgesAfterTheHandler(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CountDownLatch release = new CountDownLatch(1);
		client.subscribe(SubscriptionSpec.of("a").withQos(QoS.EXACTLY_ONCE), (message) -> {
			assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
			if (message.text().equals("throws")) {
				throw new IllegalStateException("wanted by the test");
			}
		});
		this.broker.manual(PacketType.PUBREC);
		connection.sendTogether(publish("a", "throws", QoS.AT_LEAST_ONCE, 1), publish("a", "two", QoS.EXACTLY_ONCE, 2),
				publish("a", "three", QoS.AT_LEAST_ONCE, 3));
		connection.expectNothing(A_WHILE);
		release.countDown();
		// the order is that of receipt for each QoS
		eventually(() -> {
			assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(1, 3);
			assertThat(connection.received(PubRec.class)).extracting(PubRec::packetId).containsExactly(2);
		});
		connection.send(new PubRel(2));
		eventually(
				() -> assertThat(connection.received(PubComp.class)).extracting(PubComp::packetId).containsExactly(2));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("4.6.0-2")
	@Mqtt5("4.6.0-2")
	@Semantics({ "4.3", "4.5" })
	void manualAcksGoOutInTheOrderOfReceipt(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL));
		List<MqttMessage> messages = new ArrayList<>();
		for (int i = 1; i <= 3; i++) {
			connection.send(publish("a", "m" + i, QoS.AT_LEAST_ONCE, i));
			messages.add(subscription.receive(SOON).orElseThrow());
		}
		messages.get(2).ack();
		messages.get(2).ack();
		messages.get(1).ack();
		connection.expectNothing(A_WHILE);
		messages.get(0).ack();
		for (int i = 1; i <= 3; i++) {
			assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(i);
		}
		connection.expectNothing(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.3.2", "4.3.3" })
	@Semantics("4.4")
	void repeatOnTheSameConnectionIsNotDeliveredAgain(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a").withQos(QoS.EXACTLY_ONCE).withAckMode(AckMode.MANUAL));
		for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
			Publish publish = publish("a", "once", qos, qos.value());
			connection.sendTogether(publish, duplicate(publish));
			MqttMessage message = subscription.receive(SOON).orElseThrow();
			assertAlive(client);
			assertThat(subscription.receive(Duration.ZERO)).isEmpty();
			message.ack();
		}
		connection.expect(PubAck.class);
		connection.expect(PubComp.class);
		connection.expectNothing(A_WHILE);
		assertThat(connection.received(PubAck.class)).hasSize(1);
		assertThat(connection.received(PubRec.class)).hasSize(1);
	}

	@Test
	@Mqtt5("3.3.4-9")
	void receiveMaximumOfTheClientIsEnforced() {
		MqttClient client = v5((builder) -> builder.receiveMaximum(2));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("a").withQos(QoS.EXACTLY_ONCE).withAckMode(AckMode.MANUAL));
		connection.sendTogether(publish("a", "1", QoS.AT_LEAST_ONCE, 1), publish("a", "2", QoS.EXACTLY_ONCE, 2),
				publish("a", "3", QoS.AT_LEAST_ONCE, 3));
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
		connection.expectClosed();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.2.2-3")
	void subscribesAgainAfterAReconnect(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a", "b/+").withQos(QoS.AT_LEAST_ONCE));
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe(SubscriptionSpec.of("h").withQos(QoS.EXACTLY_ONCE), (message) -> handled.add(message.text()));
		MqttSubscription gone = client.subscribe("gone");
		gone.close();
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly("gone");
		CompletableFuture<MqttMessage> waiting = inBackground(subscription::receive);
		connection.reset();

		connection = this.broker.accept();
		assertThat(filters(connection, 3)).containsExactlyInAnyOrder("a", "b/+", "h");
		List<Subscription> subscriptions = connection.received(Subscribe.class)
			.stream()
			.flatMap((subscribe) -> subscribe.subscriptions().stream())
			.toList();
		assertThat(subscriptions).extracting(Subscription::qos)
			.containsExactlyInAnyOrder(QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE);
		connection.send(publish("b/c", "restored", QoS.AT_LEAST_ONCE, 1))
			.send(publish("h", "handled", QoS.AT_LEAST_ONCE, 2));
		assertThat(result(waiting).text()).isEqualTo("restored");
		eventually(() -> assertThat(handled).containsExactly("handled"));
		assertThat(subscription.isClosed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.2")
	void pendingSubscribeIsAnsweredByTheNextConnection(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<MqttSubscription> pending = client.subscribeAsync(SubscriptionSpec.of("a"));
		connection.expect(Subscribe.class);
		this.broker.automatic(PacketType.SUBSCRIBE);
		connection.reset();
		assertThat(result(pending).result().reasonCodes()).containsEntry(TopicFilter.of("a"), ReasonCode.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.10")
	void subscriptionsMayBeDeclaredBeforeConnect(MqttVersion version) {
		MqttClient client = client(version);
		MqttSubscription subscription = client.subscribe("a");
		List<String> handled = new CopyOnWriteArrayList<>();
		client.subscribe("b", (message) -> handled.add(message.text()));
		assertThat(subscription.result().reasonCodes()).isEmpty();
		this.broker.expectNoConnection(A_WHILE);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		assertThat(filters(connection, 2)).containsExactlyInAnyOrder("a", "b");
		assertThat(this.listener.await(Restored.class).result().reasonCodes()).containsOnlyKeys(TopicFilter.of("a"),
				TopicFilter.of("b"));
		connection.send(publish("a", "for a", QoS.AT_MOST_ONCE, 0)).send(publish("b", "for b", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription)).isEqualTo("for a");
		eventually(() -> assertThat(handled).containsExactly("for b"));
		assertThat(subscription.result().grantedQos(TopicFilter.of("a"))).contains(QoS.AT_MOST_ONCE);
	}

	/**
	 * A filter that was declared before connect and is refused stays desired.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U2")
	@Semantics("4.10")
	void refusedDeclaredFilterIsAskedForAgain(MqttVersion version) {
		this.broker.answer(PacketType.SUBSCRIBE,
				(packet) -> new SubAck(((Subscribe) packet).packetId(), List.of(ReasonCode.UNSPECIFIED_ERROR)));
		MqttClient client = client(version);
		MqttSubscription subscription = client.subscribe("a");
		client.connect();
		assertThat(this.listener.await(Restored.class).result().reasonCodes())
			.isEqualTo(Map.of(TopicFilter.of("a"), ReasonCode.UNSPECIFIED_ERROR));
		this.broker.automatic(PacketType.SUBSCRIBE);
		this.broker.accept().reset();
		ScriptedConnection connection = this.broker.accept();
		assertThat(filters(connection.expect(Subscribe.class))).containsExactly("a");
		connection.send(publish("a", "at last", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription)).isEqualTo("at last");
	}

	@ParameterizedTest
	@EnumSource
	void iterationEndsWhenTheClientIsClosed(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		List<String> texts = new CopyOnWriteArrayList<>();
		CompletableFuture<Integer> loop = iterate(subscription, texts);
		connection.send(publish("a", "1", QoS.AT_MOST_ONCE, 0)).send(publish("a", "2", QoS.AT_MOST_ONCE, 0));
		eventually(() -> assertThat(texts).containsExactly("1", "2"));
		client.close();
		assertThat(result(loop)).isEqualTo(2);
		assertThat(subscription.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(subscription::receive);
		assertThat(subscription.iterator().hasNext()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void iterationEndsWhenTheSubscriptionIsClosed(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		CompletableFuture<Integer> loop = iterate(subscription, new CopyOnWriteArrayList<>());
		subscription.close();
		assertThat(result(loop)).isZero();
		subscription.close();
		connection.expect(Unsubscribe.class);
		assertAlive(client);
		assertThat(connection.received(Unsubscribe.class)).hasSize(1);
	}

	private static CompletableFuture<Integer> iterate(MqttSubscription subscription, List<String> texts) {
		return inBackground(() -> {
			for (MqttMessage message : subscription) {
				texts.add(message.text());
			}
			return texts.size();
		});
	}

	@ParameterizedTest
	@EnumSource
	void receiveFailsAfterDisconnect(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription subscription = client.subscribe("a");
		Iterator<MqttMessage> iterator = subscription.iterator();
		CompletableFuture<MqttMessage> receiving = inBackground(subscription::receive);
		CompletableFuture<Boolean> iterating = inBackground(iterator::hasNext);
		client.disconnect();
		assertThat(failure(receiving, MqttDisconnectedException.class).source())
			.isEqualTo(MqttDisconnectedException.Source.USER);
		failure(iterating, MqttDisconnectedException.class);
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(subscription::receive);
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(() -> subscription.receive(LONG));
		assertThat(subscription.isClosed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void receiveWaitsNoLongerThanAsked(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription subscription = client.subscribe("a");
		assertThat(subscription.receive(Duration.ofMillis(50))).isEmpty();
		assertThat(subscription.receive(Duration.ZERO)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.9")
	void aFilterHeldTwiceIsUnsubscribedOnce(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription first = client.subscribe("a");
		MqttSubscription second = client.subscribe("a");
		connection.send(publish("a", "both", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(first)).isEqualTo("both");
		assertThat(receive(second)).isEqualTo("both");
		first.close();
		connection.send(publish("a", "one", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(second)).isEqualTo("one");
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
		second.close();
		connection.expect(Unsubscribe.class);
	}

	@ParameterizedTest
	@EnumSource
	void detachLeavesTheBrokersSubscription(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		subscription.detach();
		subscription.detach();
		assertAlive(client);
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
	}

	@Test
	void unsubscribeReportsTheAnswer() {
		this.broker.answer(PacketType.UNSUBSCRIBE, (packet) -> new UnsubAck(((Unsubscribe) packet).packetId(),
				List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED)));
		MqttClient client = connected(MqttVersion.V5);
		MqttSubscription subscription = client.subscribe("a");
		assertThat(subscription.unsubscribe().reasonCodes())
			.isEqualTo(Map.of(TopicFilter.of("a"), ReasonCode.NO_SUBSCRIPTION_EXISTED));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U10")
	void missingUnsubAckTimesOut(MqttVersion version) {
		this.broker.manual(PacketType.UNSUBSCRIBE);
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofMillis(200)));
		MqttSubscription first = client.subscribe("a");
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(first::unsubscribe);
		MqttSubscription second = client.subscribe("b");
		second.close();
		assertThat(second.isClosed()).isTrue();
		assertAlive(client);
	}

}
