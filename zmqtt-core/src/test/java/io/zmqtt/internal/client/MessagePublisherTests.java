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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.zmqtt.AckMode;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * The publisher of a subscription, besides what the kit of Reactive Streams checks.
 */
class MessagePublisherTests extends ScriptedTests {

	private static final SubscriptionSpec SPEC = SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE);

	private static RecordingSubscriber subscribe(MqttSubscription subscription, RecordingSubscriber subscriber) {
		subscription.publisher().subscribe(subscriber);
		return subscriber;
	}

	private static RecordingSubscriber subscribe(MqttSubscription subscription) {
		return subscribe(subscription, new RecordingSubscriber());
	}

	private static void send(ScriptedConnection connection, int first, int last) {
		for (int id = first; id <= last; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
	}

	private static void expectPubAcks(ScriptedConnection connection, int... ids) {
		for (int id : ids) {
			PubAck ack = connection.expect(PubAck.class);
			assertThat(ack.packetId()).isEqualTo(id);
			assertThat(ack.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	private static String text(MqttSubscription subscription) {
		return subscription.receive(Duration.ofSeconds(2)).orElseThrow().text();
	}

	// Demand

	@ParameterizedTest
	@EnumSource
	void onlyWhatWasRequestedLeavesTheBuffer(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber subscriber = subscribe(subscription);
		send(connection, 1, 5);
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(5));
		subscriber.expectNothing(A_WHILE);
		subscriber.request(2).expect("m1", "m2");
		subscriber.expectNothing(A_WHILE);
		assertThat(subscription.buffered()).isEqualTo(3);
		expectPubAcks(connection, 1, 2);
		connection.expectNothing(A_WHILE);
		subscriber.request(10).expect("m1", "m2", "m3", "m4", "m5");
		expectPubAcks(connection, 3, 4, 5);
		send(connection, 6, 6);
		subscriber.expect("m1", "m2", "m3", "m4", "m5", "m6");
	}

	@Test
	void aSlowSubscriberPushesBack() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferSize(10));
		RecordingSubscriber subscriber = subscribe(subscription);
		int count = 400;
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				connection.send(publish("a", new byte[64 * 1024], QoS.AT_MOST_ONCE, 0));
			}
			return null;
		});
		eventually(() -> assertThat(subscription.buffered()).isGreaterThanOrEqualTo(10));
		assertThat(sending).failsWithin(A_WHILE);
		assertThat(subscription.buffered()).isLessThan(count / 2);
		subscriber.request(Long.MAX_VALUE);
		result(sending);
		eventually(() -> assertThat(subscriber.messages).hasSize(count));
		assertThat(((DefaultMqttClient) client).core().counters().dropped.sum()).isZero();
	}

	// Threads

	@Test
	void signalsComeFromTheExecutorOneAfterTheOther() {
		AtomicInteger inside = new AtomicInteger();
		List<String> problems = new CopyOnWriteArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(4, (task) -> {
			Thread thread = new Thread(task, "own-executor");
			thread.setDaemon(true);
			return thread;
		});
		try {
			MqttClient client = connected(MqttVersion.V5, (builder) -> builder.executor(executor));
			ScriptedConnection connection = this.broker.accept();
			MqttSubscription subscription = client.subscribe(SPEC);
			RecordingSubscriber[] self = new RecordingSubscriber[1];
			self[0] = new RecordingSubscriber((message) -> {
				if (inside.getAndIncrement() != 0) {
					problems.add("two at once");
				}
				if (!Thread.currentThread().getName().equals("own-executor")) {
					problems.add(Thread.currentThread().getName());
				}
				self[0].request(1);
				inside.decrementAndGet();
			});
			subscribe(subscription, self[0]).request(1);
			send(connection, 1, 500);
			eventually(() -> assertThat(self[0].texts).hasSize(500));
			assertThat(problems).isEmpty();
			assertThat(self[0].texts)
				.isEqualTo(IntStream.rangeClosed(1, 500).mapToObj((number) -> "m" + number).toList());
		}
		finally {
			executor.shutdownNow();
		}
	}

	// Acknowledgements

	@ParameterizedTest
	@EnumSource
	void acknowledgesWhenOnNextHasReturned(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		RecordingSubscriber subscriber = subscribe(client.subscribe(SPEC),
				new RecordingSubscriber((message) -> permits.acquireUninterruptibly()));
		subscriber.request(Long.MAX_VALUE);
		send(connection, 1, 3);
		subscriber.expect("m1");
		connection.expectNothing(A_WHILE);
		permits.release();
		expectPubAcks(connection, 1);
		permits.release(2);
		expectPubAcks(connection, 2, 3);
	}

	@ParameterizedTest
	@EnumSource
	void manualMessagesWaitForTheirAck(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		RecordingSubscriber subscriber = subscribe(client.subscribe(SPEC.withAckMode(AckMode.MANUAL)));
		subscriber.request(Long.MAX_VALUE);
		send(connection, 1, 2);
		subscriber.expect("m1", "m2");
		subscriber.messages.get(1).ack();
		connection.expectNothing(A_WHILE);
		subscriber.messages.get(0).ack();
		expectPubAcks(connection, 1, 2);
	}

	@ParameterizedTest
	@EnumSource
	void whatOnNextThrowsCancelsAndIsCounted(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber subscriber = subscribe(subscription, new RecordingSubscriber((message) -> {
			throw new IllegalStateException("wanted by the test");
		}));
		subscriber.request(Long.MAX_VALUE);
		send(connection, 1, 2);
		expectPubAcks(connection, 1);
		subscriber.expectNothing(A_WHILE);
		assertThat(subscriber.texts).containsExactly("m1");
		assertThat(((DefaultMqttClient) client).core().counters().handlerFailures.sum()).isOne();
		assertThat(text(subscription)).isEqualTo("m2");
		assertAlive(client);
	}

	// One taker at a time

	@ParameterizedTest
	@EnumSource
	void aSecondSubscriberIsRefused(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber first = subscribe(subscription).request(Long.MAX_VALUE);
		RecordingSubscriber second = subscribe(subscription);
		failure(second.ended, IllegalStateException.class);
		second.request(1);
		second.cancel();
		send(connection, 1, 1);
		first.expect("m1");
		assertThat(second.texts).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void othersMayNotReceiveUntilTheSubscriberHasCancelled(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		Iterator<MqttMessage> iterator = subscription.iterator();
		RecordingSubscriber subscriber = subscribe(subscription).request(1);
		assertThatIllegalStateException().isThrownBy(subscription::receive).withMessageContaining("subscriber");
		assertThatIllegalStateException().isThrownBy(() -> subscription.receive(Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(iterator::hasNext);
		send(connection, 1, 4);
		subscriber.expect("m1");
		subscriber.cancel();
		assertThat(text(subscription)).isEqualTo("m2");
		assertThat(iterator.next().text()).isEqualTo("m3");
		RecordingSubscriber next = subscribe(subscription).request(5);
		next.expect("m4");
		assertThat(subscriber.texts).containsExactly("m1");
		assertThat(subscriber.ended).isNotDone();
		expectPubAcks(connection, 1, 2, 3, 4);
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriberIsRefusedWhileSomebodyReceives(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		CompletableFuture<MqttMessage> receiving = inBackground(subscription::receive);
		eventually(() -> failure(subscribe(subscription).ended, IllegalStateException.class));
		send(connection, 1, 1);
		assertThat(result(receiving).text()).isEqualTo("m1");
		send(connection, 2, 2);
		subscribe(subscription).request(1).expect("m2");
	}

	@Test
	void aHandlerExcludesThePublisher() {
		MqttClient client = connected(MqttVersion.V5);
		MqttSubscription subscription = client.subscribe(SPEC, (message) -> {
		});
		assertThatIllegalStateException().isThrownBy(subscription::publisher);
	}

	@Test
	void aSubscriberIsNeeded() {
		MqttSubscription subscription = connected(MqttVersion.V5).subscribe(SPEC);
		Flow.Publisher<MqttMessage> publisher = subscription.publisher();
		assertThat(subscription.publisher()).isSameAs(publisher);
		assertThatNullPointerException().isThrownBy(() -> publisher.subscribe(null));
	}

	/**
	 * Whoever takes, and however often it changes, each message comes once and in order.
	 */
	@Test
	void changingTakersLoseNothing() {
		int count = 5000;
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withBufferSize(100));
		CompletableFuture<Void> sending = inBackground(() -> {
			for (int i = 0; i < count; i++) {
				connection.send(publish("a", "m" + i, QoS.AT_MOST_ONCE, 0));
			}
			return null;
		});
		List<String> texts = new ArrayList<>();
		for (int round = 0; texts.size() < count; round++) {
			int wanted = Math.min(1 + round % 37, count - texts.size());
			if (round % 2 == 0) {
				RecordingSubscriber subscriber = subscribe(subscription).request(wanted);
				eventually(() -> assertThat(subscriber.texts).hasSize(wanted));
				subscriber.cancel();
				texts.addAll(subscriber.texts);
			}
			else {
				for (int i = 0; i < wanted; i++) {
					texts.add(text(subscription));
				}
			}
		}
		result(sending);
		assertThat(texts).isEqualTo(IntStream.range(0, count).mapToObj((number) -> "m" + number).toList());
	}

	/**
	 * What takes one element, as operators do: the next one comes while the former is
	 * still inside {@code onNext}.
	 */
	@Test
	void theNextSubscriberWaitsForTheFormer() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		send(connection, 1, 3);
		Semaphore permits = new Semaphore(0);
		RecordingSubscriber[] self = new RecordingSubscriber[1];
		self[0] = new RecordingSubscriber((message) -> {
			self[0].cancel();
			permits.acquireUninterruptibly();
		});
		subscribe(subscription, self[0]).request(1);
		self[0].expect("m1");
		CompletableFuture<Flow.Subscription> introduced = new CompletableFuture<>();
		RecordingSubscriber second = subscribe(subscription, new RecordingSubscriber() {

			@Override
			public void onSubscribe(Flow.Subscription flow) {
				introduced.complete(flow);
				super.onSubscribe(flow);
			}

		});
		failure(subscribe(subscription).ended, IllegalStateException.class);
		assertThat(introduced).failsWithin(A_WHILE);
		permits.release();
		second.request(1).expect("m2");
		second.cancel();
		assertThat(text(subscription)).isEqualTo("m3");
		expectPubAcks(connection, 1, 2, 3);
	}

	/**
	 * A {@code receive()} waits for the end of a cancelled subscriber as well.
	 */
	@Test
	void receiveWaitsForTheFormerSubscriber() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		send(connection, 1, 2);
		Semaphore permits = new Semaphore(0);
		RecordingSubscriber subscriber = subscribe(subscription,
				new RecordingSubscriber((message) -> permits.acquireUninterruptibly()));
		subscriber.request(2).expect("m1");
		subscriber.cancel();
		assertThat(subscription.receive(Duration.ofMillis(50))).isEmpty();
		CompletableFuture<MqttMessage> receiving = inBackground(subscription::receive);
		assertThat(receiving).failsWithin(A_WHILE);
		permits.release();
		assertThat(result(receiving).text()).isEqualTo("m2");
	}

	@Test
	void cancelInsideOnNextIsTheEnd() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber[] self = new RecordingSubscriber[1];
		self[0] = new RecordingSubscriber((message) -> self[0].cancel());
		subscribe(subscription, self[0]).request(Long.MAX_VALUE);
		send(connection, 1, 3);
		expectPubAcks(connection, 1);
		self[0].expectNothing(A_WHILE);
		assertThat(self[0].texts).containsExactly("m1");
		assertThat(text(subscription)).isEqualTo("m2");
	}

	// The end

	@ParameterizedTest
	@EnumSource
	void closingTheSubscriptionCompletes(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber subscriber = subscribe(subscription).request(1);
		send(connection, 1, 3);
		subscriber.expect("m1");
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(2));
		expectPubAcks(connection, 1);
		subscription.unsubscribeAsync();
		result(subscriber.ended);
		assertThat(subscriber.texts).containsExactly("m1");
		eventually(() -> assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId)
			.containsExactly(1, 2, 3));
		assertThat(connection.received(PubAck.class).get(2).reasonCode())
			.isEqualTo((version == MqttVersion.V5) ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR : ReasonCode.SUCCESS);
		assertThat(((DefaultMqttClient) client).core().counters().abandonedAcks.sum()).isEqualTo(2);
		result(subscribe(subscription).ended);
	}

	/**
	 * Whoever is in {@code onNext} finishes before the end comes.
	 */
	@ParameterizedTest
	@EnumSource
	void closingWaitsForOnNext(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		Semaphore permits = new Semaphore(0);
		RecordingSubscriber subscriber = subscribe(subscription,
				new RecordingSubscriber((message) -> permits.acquireUninterruptibly()));
		subscriber.request(Long.MAX_VALUE);
		send(connection, 1, 2);
		subscriber.expect("m1");
		subscription.close();
		subscriber.expectNothing(A_WHILE);
		assertThat(connection.received(PubAck.class)).isEmpty();
		permits.release();
		result(subscriber.ended);
		assertThat(subscriber.texts).containsExactly("m1");
		eventually(
				() -> assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(1, 2));
	}

	@ParameterizedTest
	@EnumSource
	void closingTheClientCompletes(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber subscriber = subscribe(subscription).request(1);
		send(connection, 1, 2);
		subscriber.expect("m1");
		client.close();
		result(subscriber.ended);
		assertThat(subscriber.texts).containsExactly("m1");
		result(subscribe(subscription).ended);
		connection.expectClosed();
		assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(1);
	}

	@ParameterizedTest
	@EnumSource
	void disconnectIsAnErrorAfterWhatWasReceived(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber idle = subscribe(client.subscribe("idle"));
		RecordingSubscriber subscriber = subscribe(subscription).request(1);
		send(connection, 1, 3);
		subscriber.expect("m1");
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(2));
		client.disconnect();
		failure(idle.ended, MqttDisconnectedException.class);
		subscriber.expectNothing(A_WHILE);
		subscriber.request(1).expect("m1", "m2");
		subscriber.expectNothing(A_WHILE);
		subscriber.request(1).expect("m1", "m2", "m3");
		assertThat(failure(subscriber.ended, MqttDisconnectedException.class).source())
			.isEqualTo(MqttDisconnectedException.Source.USER);
		failure(subscribe(subscription).ended, MqttDisconnectedException.class);
		client.connect();
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		RecordingSubscriber again = subscribe(subscription).request(1);
		next.send(publish("a", "again", QoS.AT_LEAST_ONCE, 1));
		again.expect("again");
	}

	@ParameterizedTest
	@EnumSource
	void terminalFailureIsAnError(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		MqttSubscription subscription = client.subscribe(SPEC);
		RecordingSubscriber subscriber = subscribe(subscription).request(1);
		this.broker.accept().reset();
		failure(subscriber.ended, MqttException.class);
		eventually(client, ClientState.FAILED);
		failure(subscribe(subscription).ended, MqttException.class);
		client.connect();
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		RecordingSubscriber again = subscribe(subscription).request(1);
		next.send(publish("a", "again", QoS.AT_LEAST_ONCE, 1));
		again.expect("again");
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriberSurvivesReconnects(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		RecordingSubscriber subscriber = subscribe(client.subscribe(SPEC)).request(Long.MAX_VALUE);
		send(connection, 1, 1);
		subscriber.expect("m1");
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		next.expect(Subscribe.class);
		send(next, 2, 2);
		subscriber.expect("m1", "m2");
		assertThat(subscriber.ended).isNotDone();
	}

}
