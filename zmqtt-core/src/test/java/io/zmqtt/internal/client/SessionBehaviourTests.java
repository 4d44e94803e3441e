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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqtt.AckMode;
import io.zmqtt.AckStall;
import io.zmqtt.AckStallPolicy;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.OfflinePolicy;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Restored;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a client does beyond the ordinary exchange of packets: held messages, stalled
 * acknowledgements, aliases, expiry, refused filters.
 */
class SessionBehaviourTests extends ScriptedTests {

	private static final Consumer<MqttClientBuilder<?>> DEFAULTS = (builder) -> {
	};

	private static final SubscriptionSpec MANUAL = SubscriptionSpec.of("a")
		.withQos(QoS.AT_LEAST_ONCE)
		.withAckMode(AckMode.MANUAL);

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(ScriptedBroker.TIMEOUT).orElseThrow();
	}

	private static List<Integer> acknowledged(ScriptedConnection connection) {
		return connection.received(PubAck.class).stream().map(PubAck::packetId).toList();
	}

	private void aliases(int maximum) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(this.broker.connectionCount() > 1, ReasonCode.SUCCESS,
						new ConnAckProperties(null, null, null, null, null, null, maximum, null, List.of(), null, null,
								null, null, null, null, null, null)));
	}

	// Held messages

	/**
	 * Invariant 10, U3: a message of a resumed session that comes before its subscription
	 * is held unacknowledged.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U3")
	@Semantics("4.10")
	void aLateSubscriptionFindsTheMessagesOfAResumedSession(MqttVersion version) {
		this.broker.sessionPresent(true);
		MqttClient client = connect(sessionClient(version, DEFAULTS));
		ScriptedConnection connection = this.broker.accept();
		connection.send(publish("a", "early", QoS.AT_LEAST_ONCE, 7));
		connection.expectNothing(A_WHILE);
		MqttSubscription subscription = client.subscribe(MANUAL);
		MqttMessage message = receive(subscription);
		assertThat(message.text()).isEqualTo("early");
		assertThat(acknowledged(connection)).isEmpty();
		message.ack();
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(7);
	}

	// Stalled acknowledgements

	/**
	 * Invariant 5: a message that is not acknowledged and holds back others is reported.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics("4.5")
	void aStalledAcknowledgementIsReported(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.ackStallTimeout(Duration.ofMillis(200)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(MANUAL.withName("slow consumer"));
		connection.sendTogether(publish("a", "one", QoS.AT_LEAST_ONCE, 1), publish("a", "two", QoS.AT_LEAST_ONCE, 2));
		MqttMessage first = receive(subscription);
		receive(subscription).ack();
		AckStall stall = this.listener.await(AckStall.class);
		assertThat(stall).isEqualTo(new AckStall("slow consumer", "a", 1, Duration.ofMillis(200)));
		assertThat(client.ackStall()).contains(stall);
		assertThat(acknowledged(connection)).isEmpty();
		first.ack();
		eventually(() -> assertThat(acknowledged(connection)).containsExactly(1, 2));
		eventually(() -> assertThat(client.ackStall()).isEmpty());
	}

	@Test
	void aStalledAcknowledgementIsGivenInPlaceOfTheApplication() {
		MqttClient client = connected(MqttVersion.V5,
				(builder) -> builder.ackStallTimeout(Duration.ofMillis(200)).onAckStall(AckStallPolicy.RELEASE));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(MANUAL);
		connection.sendTogether(publish("a", "one", QoS.AT_LEAST_ONCE, 1), publish("a", "two", QoS.AT_LEAST_ONCE, 2));
		MqttMessage first = receive(subscription);
		receive(subscription).ack();
		assertThat(connection.expect(PubAck.class)).satisfies((ack) -> {
			assertThat(ack.packetId()).isEqualTo(1);
			assertThat(ack.reasonCode()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		});
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(2);
		first.ack();
		assertAlive(client);
		assertThat(acknowledged(connection)).containsExactly(1, 2);
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.5")
	void aStalledAcknowledgementCanEndTheConnection(MqttVersion version) {
		MqttClient client = sessionClient(version,
				(builder) -> builder.ackStallTimeout(Duration.ofMillis(200)).onAckStall(AckStallPolicy.RECONNECT));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(MANUAL);
		connection.sendTogether(publish("a", "one", QoS.AT_LEAST_ONCE, 1), publish("a", "two", QoS.AT_LEAST_ONCE, 2));
		receive(subscription);
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	/**
	 * B27, invariant 5: what a closed subscription leaves unacknowledged does not hold
	 * back others for longer than the close timeout.
	 */
	@Test
	@Behaviour("B27")
	@Semantics("4.5")
	void b27AClosedSubscriptionHoldsBackNobody() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.closeTimeout(Duration.ofMillis(300)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription closing = client.subscribe(MANUAL);
		MqttSubscription other = client.subscribe(SubscriptionSpec.of("b").withQos(QoS.AT_LEAST_ONCE));
		connection.sendTogether(publish("a", "one", QoS.AT_LEAST_ONCE, 1), publish("b", "two", QoS.AT_LEAST_ONCE, 2));
		MqttMessage message = receive(closing);
		receive(other);
		closing.close();
		PubAck first = connection.expect(PubAck.class);
		assertThat(first.packetId()).isEqualTo(1);
		assertThat(first.reasonCode()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(2);
		message.ack();
		assertAlive(client);
		assertThat(acknowledged(connection)).containsExactly(1, 2);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("B27")
	void b27AnAcknowledgementInTimeIsTheApplications(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.closeTimeout(Duration.ofSeconds(5)));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription closing = client.subscribe(MANUAL);
		connection.send(publish("a", "one", QoS.AT_LEAST_ONCE, 1));
		MqttMessage message = receive(closing);
		closing.close();
		message.ack();
		assertThat(connection.expect(PubAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	/**
	 * Invariant 6: what the application never acknowledges takes no room in the receive
	 * window once its connection is gone.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics("4.6")
	void messagesOfALostConnectionLeaveTheReceiveWindow(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.receiveMaximumBytes(1500));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(MANUAL);
		byte[] payload = new byte[1000];
		for (int round = 0; round < 5; round++) {
			connection.sendTogether(publish("a", payload, QoS.AT_LEAST_ONCE, 1),
					publish("a", payload, QoS.AT_LEAST_ONCE, 2));
			eventually(client, ClientState.INBOUND_BLOCKED);
			receive(subscription);
			receive(subscription);
			connection.close();
			int connections = round + 2;
			eventually(() -> {
				// a socket that is not read shows its end only to those who write
				client.publishAsync("b", "x", QoS.AT_LEAST_ONCE);
				assertThat(this.broker.connectionCount()).isEqualTo(connections);
			});
			connection = this.broker.accept();
			eventually(client, ClientState.CONNECTED);
		}
	}

	// Aliases

	/**
	 * U13: an alias is never stored with a message.
	 */
	@Test
	@Behaviour("U13")
	@Mqtt5("3.3.2-7")
	void u13AliasesAreResolvedAnewOnEachConnection() {
		aliases(10);
		this.broker.manual(PacketType.PUBLISH);
		MqttClientV5 client = v5((builder) -> builder.sessionExpiryInterval(Duration.ofMinutes(5)));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> first = client.publishAsync("long/topic", "1", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> second = client.publishAsync("long/topic", "2", QoS.AT_LEAST_ONCE);
		Publish full = connection.expectPublish("1");
		Publish aliased = connection.expectPublish("2");
		assertThat(full.topic()).isEqualTo("long/topic");
		assertThat(full.properties().topicAlias()).isBetween(1, 10);
		assertThat(aliased.topic()).isEmpty();
		assertThat(aliased.properties().topicAlias()).isEqualTo(full.properties().topicAlias());
		aliases(0);
		connection.close();
		connection = this.broker.accept();
		for (String text : List.of("1", "2")) {
			Publish repeated = connection.expectPublish(text);
			assertThat(repeated.duplicate()).isTrue();
			assertThat(repeated.topic()).isEqualTo("long/topic");
			assertThat(repeated.properties().topicAlias()).isZero();
			connection.send(new PubAck(repeated.packetId()));
		}
		result(first);
		result(second);
	}

	// Expiry

	/**
	 * Invariant 14: a message that expires before it was written fails.
	 */
	@Test
	@Semantics("4.14")
	void aMessageThatExpiresUnwrittenFails() {
		MqttClientV5 client = v5((builder) -> builder
			.reconnect(new ReconnectPolicy(true, Duration.ofSeconds(20), Duration.ofSeconds(20), 2, false, 0)));
		client.connect();
		this.broker.accept().close();
		eventually(client, ClientState.RECONNECTING);
		PublishProperties expiring = PublishProperties.builder().messageExpiryInterval(1).build();
		CompletableFuture<PublishResult> publish = client.publishAsync("a", new byte[1],
				PublishOptions.qos(QoS.AT_LEAST_ONCE), expiring);
		MqttPublishException expired = failure(publish, MqttPublishException.class);
		assertThat(expired).hasMessageContaining("expired");
		assertThat(expired.outcomeUnknown()).isFalse();
	}

	/**
	 * Invariant 14: a message that is sent again carries what remains of its interval,
	 * and is not dropped for it.
	 */
	@Test
	@Semantics("4.14")
	void aRepeatedMessageCarriesWhatRemains() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClientV5 client = v5((builder) -> builder.sessionExpiryInterval(Duration.ofMinutes(5))
			.reconnect(new ReconnectPolicy(true, Duration.ofMillis(1100), Duration.ofMillis(1100), 2, false, 0)));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		this.broker.sessionPresent(true);
		CompletableFuture<PublishResult> lasting = client.publishAsync("a", "x".getBytes(),
				PublishOptions.qos(QoS.AT_LEAST_ONCE), PublishProperties.builder().messageExpiryInterval(100).build());
		CompletableFuture<PublishResult> ending = client.publishAsync("a", "y".getBytes(),
				PublishOptions.qos(QoS.EXACTLY_ONCE), PublishProperties.builder().messageExpiryInterval(1).build());
		assertThat(expiry(connection.expectPublish("x"))).hasValue(100);
		assertThat(expiry(connection.expectPublish("y"))).hasValue(1);
		connection.close();
		connection = this.broker.accept();
		Publish first = connection.expectPublish("x");
		assertThat(expiry(first).getAsLong()).isBetween(90L, 99L);
		assertThat(expiry(connection.expectPublish("y"))).hasValue(0);
		connection.send(new PubAck(first.packetId()));
		result(lasting);
		assertThat(ending).isNotDone();
	}

	private static OptionalLong expiry(Publish publish) {
		return publish.properties().application().messageExpiryInterval();
	}

	// Without a connection

	@ParameterizedTest
	@EnumSource
	void messagesFailWithoutAConnectionIfTheyAreNotToWait(MqttVersion version) {
		MqttClient client = client(version, (builder) -> builder.offlinePolicy(OfflinePolicy.FAIL));
		failure(client.publishAsync("a", "early", QoS.AT_LEAST_ONCE), MqttDisconnectedException.class);
		client.connect();
		this.broker.manual(PacketType.PUBLISH);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> written = client.publishAsync("a", "written", QoS.AT_LEAST_ONCE);
		connection.expectPublish("written");
		this.broker.refuseConnections();
		connection.close();
		eventually(client, ClientState.RECONNECTING);
		failure(client.publishAsync("a", "late", QoS.EXACTLY_ONCE), MqttDisconnectedException.class);
		assertThat(written).isNotDone();
		this.broker.acceptConnections();
		connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("written").packetId()));
		result(written);
		assertThat(connection.received(Publish.class)).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void subscribeHasATimeoutOfItsOwn(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE);
		MqttClient client = connected(version, (builder) -> builder.subscribeTimeout(Duration.ofMillis(100)));
		this.broker.accept();
		MqttTimeoutException timeout = failure(client.subscribeAsync(SubscriptionSpec.of("a")),
				MqttTimeoutException.class);
		assertThat(timeout).hasMessageContaining("100 ms");
		assertAlive(client);
	}

	// Subscriptions

	/**
	 * B30: a filter that the broker refuses after a connect is asked for again, and
	 * reported meanwhile.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour({ "B30", "U2" })
	@Semantics("4.10")
	void b30ARefusedFilterComesBack(MqttVersion version) {
		this.broker.answer(PacketType.SUBSCRIBE,
				(packet) -> new SubAck(((Subscribe) packet).packetId(), List.of(ReasonCode.UNSPECIFIED_ERROR)));
		MqttClient client = client(version);
		MqttSubscription subscription = client.subscribe("a");
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		TopicFilter filter = TopicFilter.of("a");
		assertThat(this.listener.await(Restored.class).result().reasonCodes())
			.isEqualTo(Map.of(filter, ReasonCode.UNSPECIFIED_ERROR));
		assertThat(client.refusedSubscriptions()).isEqualTo(Map.of(filter, ReasonCode.UNSPECIFIED_ERROR));
		assertThat(client.subscriptions()).containsExactly(subscription);
		assertThat(subscription.name()).isEqualTo("[a]");
		this.broker.automatic(PacketType.SUBSCRIBE);
		assertThat(this.listener.await(Restored.class).result().reasonCodes())
			.isEqualTo(Map.of(filter, ReasonCode.SUCCESS));
		assertThat(client.refusedSubscriptions()).isEmpty();
		connection.send(publish("a", "text", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription).text()).isEqualTo("text");
		assertThat(this.broker.connectionCount()).isEqualTo(1);
		subscription.unsubscribe();
		assertThat(client.subscriptions()).isEmpty();
	}

	/**
	 * What is being unsubscribed is not listed while the broker has yet to answer.
	 */
	@ParameterizedTest
	@EnumSource
	void aSubscriptionThatIsBeingUnsubscribedIsNotOpen(MqttVersion version) {
		this.broker.manual(PacketType.UNSUBSCRIBE);
		MqttClient client = connected(version, (builder) -> {
		});
		this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		MqttSubscription other = client.subscribe("b");
		CompletableFuture<UnsubscribeResult> future = subscription.unsubscribeAsync();
		assertThat(future).isNotDone();
		assertThat(client.subscriptions()).containsExactly(other);
	}

	/**
	 * Invariant 1: a client whose subscriptions are not restored is not left half dead.
	 */
	@ParameterizedTest
	@EnumSource
	void aBrokerThatDoesNotRestoreSubscriptionsIsLeft(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE);
		MqttClient client = client(version, (builder) -> builder.operationTimeout(Duration.ofMillis(500)));
		client.subscribe("a");
		client.connect();
		this.broker.accept();
		this.listener.await(Connected.class);
		Disconnected event = this.listener.await(Disconnected.class);
		assertThat(event.willReconnect()).isTrue();
		assertThat(event.cause()).isInstanceOf(MqttDisconnectedException.class).hasMessageContaining("SUBSCRIBE");
		this.broker.automatic(PacketType.SUBSCRIBE);
		this.listener.await(Restored.class);
		assertAlive(client);
	}

	/**
	 * Invariant 9: options that cannot stand beside those of an equal filter are refused
	 * before any I/O.
	 */
	@Test
	@Semantics("4.9")
	void contradictingOptionsOfAnEqualFilterAreRefused() {
		MqttClientV5 client = v5(DEFAULTS::accept);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.subscribe(SubscriptionSpec.of("a"), SubscribeOptions.defaults().withNoLocal(true)))
			.withMessageContaining("No Local");
		assertThat(connection.received(Subscribe.class)).hasSize(1);
		connection.send(publish("a", "text", QoS.AT_MOST_ONCE, 0));
		assertThat(receive(subscription).text()).isEqualTo("text");
	}

	@ParameterizedTest
	@EnumSource
	void identifiersOfAnEarlierProcessAreFreedBeforeQos2(MqttVersion version) {
		this.broker.sessionPresent(true).manual(PacketType.PUBREL);
		MqttClient client = sessionClient(version, (builder) -> builder.maxInflight(10));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> publish = client.publishAsync("t", "x", QoS.EXACTLY_ONCE);
		List<PubRel> releases = Stream.generate(() -> connection.expect(PubRel.class)).limit(26).toList();
		assertThat(connection.received(Publish.class)).isEmpty();
		this.broker.automatic(PacketType.PUBREL);
		releases.forEach((release) -> connection.send(new PubComp(release.packetId())));
		assertThat(releases).extracting(PubRel::packetId).contains(connection.expectPublish("x").packetId());
		assertThat(result(publish).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	void aBrokerThatDoesNotFreeIdentifiersIsLeftOnce(MqttVersion version) {
		this.broker.sessionPresent(true).manual(PacketType.PUBREL);
		MqttClient client = sessionClient(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(3)));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> publish = client.publishAsync("t", "x",
				PublishOptions.qos(QoS.EXACTLY_ONCE).withTimeout(Duration.ofMinutes(1)));
		connection.expect(PubRel.class);
		ScriptedConnection next = this.broker.accept();
		next.expectPublish("x");
		this.broker.automatic(PacketType.PUBREL);
		next.send(new PubComp(next.expect(PubRel.class).packetId()));
		assertThat(result(publish).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(connection.received(Publish.class)).isEmpty();
		assertThat(next.received(PubRel.class)).hasSize(1);
		assertAlive(client);
	}

}
