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
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

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
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.session.Counters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What becomes of messages, and of those who wait for them, when a subscription or its
 * client ends in one way or another. {@link MessagePublisherTests} has the same for
 * publishers.
 */
class SubscriptionEndTests extends ScriptedTests {

	private static final SubscriptionSpec SPEC = SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE);

	private static Counters counters(MqttClient client) {
		return ((DefaultMqttClient) client).core().counters();
	}

	private static String text(MqttSubscription subscription) {
		return subscription.receive(Duration.ofSeconds(2)).map(MqttMessage::text).orElseThrow();
	}

	private static void send(ScriptedConnection connection, int first, int last) {
		for (int id = first; id <= last; id++) {
			connection.send(publish("a", "m" + id, QoS.AT_LEAST_ONCE, id));
		}
	}

	private static void buffered(MqttSubscription subscription, int count) {
		eventually(() -> assertThat(subscription.buffered()).isEqualTo(count));
	}

	private static void acknowledged(ScriptedConnection connection, Integer... ids) {
		eventually(
				() -> assertThat(connection.received(PubAck.class)).extracting(PubAck::packetId).containsExactly(ids));
	}

	// The subscription is closed

	@ParameterizedTest
	@EnumSource
	void aHandlerHandlesWhatWasReceived(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		List<String> handled = new CopyOnWriteArrayList<>();
		MqttSubscription subscription = client.subscribe(SPEC, (message) -> {
			permits.acquire();
			handled.add(message.text());
		});
		send(connection, 1, 3);
		buffered(subscription, 2);
		assertThat(subscription.isDrained()).isFalse();
		subscription.close();
		assertThat(subscription.isClosed()).isTrue();
		assertThat(connection.received(PubAck.class)).isEmpty();
		permits.release(2);
		acknowledged(connection, 1, 2);
		buffered(subscription, 0);
		assertThat(subscription.isDrained()).isFalse();
		permits.release();
		acknowledged(connection, 1, 2, 3);
		eventually(() -> assertThat(subscription.isDrained()).isTrue());
		assertThat(handled).containsExactly("m1", "m2", "m3");
		assertThat(connection.received(PubAck.class))
			.allSatisfy((ack) -> assertThat(ack.reasonCode()).isEqualTo(ReasonCode.SUCCESS));
		assertThat(counters(client).abandonedAcks.sum()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void whatNobodyHasTakenIsAcknowledgedUnhandled(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		Iterator<MqttMessage> iterator = subscription.iterator();
		send(connection, 1, 3);
		connection.send(publish("a", "not acknowledged", QoS.AT_MOST_ONCE, 0));
		buffered(subscription, 4);
		assertThat(iterator.next().text()).isEqualTo("m1");
		acknowledged(connection, 1);
		subscription.close();
		acknowledged(connection, 1, 2, 3);
		ReasonCode unhandled = (version == MqttVersion.V5) ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR
				: ReasonCode.SUCCESS;
		assertThat(connection.received(PubAck.class)).extracting(PubAck::reasonCode)
			.containsExactly(ReasonCode.SUCCESS, unhandled, unhandled);
		assertThat(counters(client).abandonedAcks.sum()).isEqualTo(2);
		assertThat(iterator.hasNext()).isFalse();
		assertThat(subscription.buffered()).isZero();
		assertThat(subscription.isDrained()).isTrue();
		assertThatIllegalStateException().isThrownBy(subscription::receive);
		assertThatIllegalStateException().isThrownBy(() -> subscription.receive(Duration.ofSeconds(5)));
	}

	@ParameterizedTest
	@EnumSource
	void whatWasAcknowledgedOnReceiptIsNotAcknowledgedAgain(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withAckMode(AckMode.ON_RECEIVE).withBufferSize(2));
		send(connection, 1, 3);
		buffered(subscription, 3);
		acknowledged(connection, 1, 2);
		subscription.close();
		acknowledged(connection, 1, 2, 3);
		assertThat(counters(client).abandonedAcks.sum()).isLessThanOrEqualTo(1);
		assertAlive(client);
		assertThat(connection.received(PubAck.class)).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource
	void whoWaitsIsToldOfTheClose(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription subscription = client.subscribe(SPEC);
		CompletableFuture<MqttMessage> receiving = inBackground(subscription::receive);
		CompletableFuture<?> receivingLong = inBackground(() -> subscription.receive(Duration.ofMinutes(1)));
		CompletableFuture<Boolean> iterating = inBackground(() -> subscription.iterator().hasNext());
		assertThat(receiving).failsWithin(A_WHILE);
		subscription.close();
		failure(receiving, IllegalStateException.class);
		failure(receivingLong, IllegalStateException.class);
		assertThat(result(iterating)).isFalse();
	}

	/**
	 * What was handed over may still be acknowledged.
	 */
	@ParameterizedTest
	@EnumSource
	void manualMessagesAreAcknowledgedAfterTheClose(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC.withAckMode(AckMode.MANUAL));
		send(connection, 1, 2);
		MqttMessage message = subscription.receive();
		subscription.close();
		assertAlive(client);
		assertThat(connection.received(PubAck.class)).isEmpty();
		message.ack();
		acknowledged(connection, 1, 2);
		assertThat(connection.received(PubAck.class).get(0).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	// The client is closed

	@ParameterizedTest
	@EnumSource
	void closingTheClientHandsOverNothingMore(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		List<String> handled = new CopyOnWriteArrayList<>();
		MqttSubscription handling = client.subscribe(SPEC, (message) -> {
			handled.add(message.text());
			permits.acquire();
		});
		MqttSubscription receiving = client.subscribe(SubscriptionSpec.of("b", QoS.AT_LEAST_ONCE));
		send(connection, 1, 2);
		connection.send(publish("b", "never received", QoS.AT_LEAST_ONCE, 3));
		buffered(handling, 1);
		buffered(receiving, 1);
		client.close();
		permits.release(10);
		connection.expectClosed();
		assertThat(receiving.isClosed()).isTrue();
		assertThat(handling.isClosed()).isTrue();
		assertThat(receiving.iterator().hasNext()).isFalse();
		assertThatIllegalStateException().isThrownBy(receiving::receive);
		assertThat(handled).containsExactly("m1");
		assertThat(connection.received(PubAck.class)).isEmpty();
		receiving.close();
		receiving.detach();
		assertThat(receiving.unsubscribe().reasonCodes()).isEmpty();
	}

	// The client is disconnected or fails

	@ParameterizedTest
	@CsvSource({ "V3_1_1, true", "V3_1_1, false", "V5, true", "V5, false" })
	void whatWasReceivedComesBeforeTheFailure(MqttVersion version, boolean disconnect) {
		MqttClient client = connected(version, (builder) -> builder.reconnect(ReconnectPolicy.disabled()));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		MqttSubscription idle = client.subscribe("idle");
		List<String> handled = new CopyOnWriteArrayList<>();
		MqttSubscription handling = client.subscribe("h", (message) -> handled.add(message.text()));
		CompletableFuture<MqttMessage> receiving = inBackground(idle::receive);
		send(connection, 1, 3);
		buffered(subscription, 3);
		if (disconnect) {
			client.disconnect();
		}
		else {
			connection.reset();
			eventually(client, ClientState.FAILED);
		}
		Class<? extends MqttException> type = MqttDisconnectedException.class;
		failure(receiving, type);
		Iterator<MqttMessage> iterator = subscription.iterator();
		assertThat(iterator.next().text()).isEqualTo("m1");
		assertThat(text(subscription)).isEqualTo("m2");
		assertThat(subscription.receive().text()).isEqualTo("m3");
		assertThatExceptionOfType(type).isThrownBy(subscription::receive);
		assertThatExceptionOfType(type).isThrownBy(() -> subscription.receive(Duration.ofMinutes(1)));
		assertThatExceptionOfType(type).isThrownBy(iterator::hasNext);
		assertThat(List.of(subscription, idle, handling)).noneMatch(MqttSubscription::isClosed);

		client.connect();
		ScriptedConnection next = this.broker.accept();
		eventually(() -> assertThat(next.received(Subscribe.class)
			.stream()
			.flatMap((subscribe) -> subscribe.subscriptions().stream())
			.map(Subscription::topicFilter)).containsExactlyInAnyOrder("a", "idle", "h"));
		next.send(publish("a", "again", QoS.AT_LEAST_ONCE, 1))
			.send(publish("a", "and again", QoS.AT_LEAST_ONCE, 2))
			.send(publish("idle", "at last", QoS.AT_MOST_ONCE, 0))
			.send(publish("h", "handled", QoS.AT_MOST_ONCE, 0));
		assertThat(iterator.next().text()).isEqualTo("again");
		assertThat(text(subscription)).isEqualTo("and again");
		assertThat(text(idle)).isEqualTo("at last");
		eventually(() -> assertThat(handled).containsExactly("handled"));
		acknowledged(next, 1, 2);
	}

	// Detached

	@ParameterizedTest
	@CsvSource({ "V3_1_1, true", "V3_1_1, false", "V5, true", "V5, false" })
	void detachEndsTheDeliveryOnly(MqttVersion version, boolean sessionPresent) {
		MqttClient client = sessionClient(version, (builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		MqttSubscription kept = client.subscribe("kept");
		CompletableFuture<Boolean> iterating = inBackground(() -> subscription.iterator().hasNext());
		assertThat(iterating).failsWithin(A_WHILE);
		subscription.detach();
		assertThat(result(iterating)).isFalse();
		assertThat(subscription.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(subscription::receive);
		RecordingSubscriber late = new RecordingSubscriber();
		subscription.publisher().subscribe(late);
		result(late.ended);
		// the event loop has heard of it
		assertAlive(client);
		send(connection, 1, 1);
		connection.send(publish("kept", "works", QoS.AT_MOST_ONCE, 0));
		assertThat(text(kept)).isEqualTo("works");
		assertThat(counters(client).unrouted.sum()).isOne();
		subscription.close();
		assertThat(subscription.unsubscribe().reasonCodes()).isEmpty();
		this.broker.sessionPresent(sessionPresent);
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		assertThat(next.expect(Subscribe.class).subscriptions()).extracting(Subscription::topicFilter)
			.containsExactly("kept");
		assertAlive(client);
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
		assertThat(next.received(Unsubscribe.class)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void detachLetsAHandlerFinish(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		Semaphore permits = new Semaphore(0);
		List<String> handled = new CopyOnWriteArrayList<>();
		MqttSubscription subscription = client.subscribe(SPEC, (message) -> {
			permits.acquire();
			handled.add(message.text());
		});
		send(connection, 1, 2);
		buffered(subscription, 1);
		subscription.detach();
		permits.release(2);
		acknowledged(connection, 1, 2);
		assertThat(handled).containsExactly("m1", "m2");
		assertThat(connection.received(Unsubscribe.class)).isEmpty();
	}

	/**
	 * Another subscription of the same filter goes on.
	 */
	@ParameterizedTest
	@EnumSource
	void detachConcernsNoOtherHolder(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription detached = client.subscribe(SPEC);
		MqttSubscription other = client.subscribe(SPEC);
		send(connection, 1, 1);
		buffered(detached, 1);
		assertThat(text(other)).isEqualTo("m1");
		assertThat(connection.received(PubAck.class)).isEmpty();
		detached.detach();
		acknowledged(connection, 1);
		send(connection, 2, 2);
		assertThat(text(other)).isEqualTo("m2");
		acknowledged(connection, 1, 2);
		other.close();
		assertThat(connection.received(Unsubscribe.class)).singleElement()
			.satisfies((unsubscribe) -> assertThat(unsubscribe.topicFilters()).containsExactly("a"));
	}

}
