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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttQueueFullException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How a client publishes. Tests with a number show a behaviour that other clients got
 * wrong.
 */
class PublishBehaviourTests extends ScriptedTests {

	private static final Consumer<MqttClientBuilder<?>> DEFAULTS = (builder) -> {
	};

	private static final PublishOptions SHORT = PublishOptions.qos(QoS.AT_LEAST_ONCE)
		.withTimeout(Duration.ofMillis(150));

	@ParameterizedTest
	@EnumSource
	@Mqtt311({ "4.3.1-1", "4.3.2-1", "4.3.3-1" })
	@Mqtt5({ "4.3.1-1", "4.3.2-2", "4.3.3-2" })
	void eachQosIsAcknowledged(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		assertThat(client.publish("a/0", "zero").reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		Publish zero = connection.expectPublish("zero");
		assertThat(zero).isEqualTo(publish("a/0", "zero", QoS.AT_MOST_ONCE, 0));

		CompletableFuture<PublishResult> one = client.publishAsync("a/1", "one",
				PublishOptions.qos(QoS.AT_LEAST_ONCE).retained());
		Publish publish = connection.expectPublish("one");
		assertThat(publish.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(publish.retain()).isTrue();
		assertThat(publish.duplicate()).isFalse();
		assertThat(publish.packetId()).isPositive();
		assertThat(one).isNotDone();
		connection.send(new PubAck(publish.packetId()));
		assertThat(result(one).reasonCode()).isEqualTo(ReasonCode.SUCCESS);

		CompletableFuture<PublishResult> two = client.publishAsync("a/2", "two", QoS.EXACTLY_ONCE);
		publish = connection.expectPublish("two");
		connection.send(new PubRec(publish.packetId()));
		assertThat(connection.expect(PubRel.class).packetId()).isEqualTo(publish.packetId());
		assertThat(two).isNotDone();
		connection.send(new PubComp(publish.packetId()));
		assertThat(result(two).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
	}

	/**
	 * B2: a QoS 1 publish times out, its PUBACK comes later: still connected; the id
	 * stays reserved until the ack, then is free.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B2")
	@Semantics("4.2")
	void b2LatePubAckAfterATimeout(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.maxInflight(1));
		ScriptedConnection connection = this.broker.accept();
		MqttTimeoutException timeout = failure(client.publishAsync("a", "late", SHORT), MqttTimeoutException.class);
		assertThat(timeout.outcomeUnknown()).isTrue();
		Publish late = connection.expectPublish("late");

		CompletableFuture<PublishResult> next = client.publishAsync("a", "next", QoS.AT_LEAST_ONCE);
		connection.expectNothing(A_WHILE);
		connection.send(new PubAck(late.packetId()));
		connection.send(new PubAck(connection.expectPublish("next").packetId()));
		assertThat(result(next).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertAlive(client);
	}

	/**
	 * B2 with a cancelled publish.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_LEAST_ONCE", "V3_1_1, EXACTLY_ONCE", "V5, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	@Behaviour("B2")
	void b2LateAcknowledgementAfterACancellation(MqttVersion version, QoS qos) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> cancelled = client.publishAsync("a", "cancelled", qos);
		Publish first = connection.expectPublish("cancelled");
		cancelled.cancel(true);
		CompletableFuture<PublishResult> next = client.publishAsync("a", "next", QoS.AT_LEAST_ONCE);
		Publish second = connection.expectPublish("next");
		assertThat(second.packetId()).isNotEqualTo(first.packetId());
		connection.send(ScriptedBroker.ordinaryAnswer(first)).send(new PubAck(second.packetId()));
		assertThat(result(next).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertAlive(client);
	}

	/**
	 * B10: PUBACK with 0x87 is an exception.
	 */
	@ParameterizedTest
	@EnumSource(value = QoS.class, names = { "AT_LEAST_ONCE", "EXACTLY_ONCE" })
	@Behaviour("B10")
	void b10RefusedPublish(QoS qos) {
		AckProperties properties = new AckProperties("not yours", List.of(new UserProperty("k", "v")));
		this.broker.answer(PacketType.PUBLISH, (packet) -> {
			int id = ((Publish) packet).packetId();
			return (qos == QoS.AT_LEAST_ONCE) ? new PubAck(id, ReasonCode.NOT_AUTHORIZED, properties)
					: new PubRec(id, ReasonCode.NOT_AUTHORIZED, properties);
		});
		MqttClient client = connected(MqttVersion.V5);
		assertThatExceptionOfType(MqttPublishException.class).isThrownBy(() -> client.publish("a/b", "x", qos))
			.withMessageContaining("a/b")
			.withMessageContaining("not yours")
			.satisfies((ex) -> {
				assertThat(ex.reasonCode()).contains(ReasonCode.NOT_AUTHORIZED);
				assertThat(ex.reasonString()).contains("not yours");
				assertThat(ex.userProperties()).containsExactly(new UserProperty("k", "v"));
				assertThat(ex.outcomeUnknown()).isFalse();
			});
		assertAlive(client);
	}

	/**
	 * B11: topics that the standard does not allow are refused before any I/O.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B11")
	@Mqtt311({ "4.7.3-1", "4.7.3-2", "4.7.3-3" })
	@Mqtt5({ "4.7.3-1", "4.7.3-2", "4.7.3-3" })
	void b11InvalidTopicsAreRefusedBeforeAnyIo(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		List<String> invalid = List.of("", "a\u0000b", "a".repeat(65_536), "\u00e9".repeat(32_768), "a\ud800b",
				"\udc00\ud800");
		for (String topic : invalid) {
			for (QoS qos : QoS.values()) {
				assertThatExceptionOfType(MqttInvalidTopicException.class)
					.isThrownBy(() -> client.publish(topic, "x", qos));
				assertThatExceptionOfType(MqttInvalidTopicException.class)
					.isThrownBy(() -> client.publishAsync(topic, "x", qos));
			}
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.subscribe(topic));
			assertThatExceptionOfType(MqttInvalidTopicException.class)
				.isThrownBy(() -> client.subscribe(topic, (message) -> {
				}));
		}
		for (String topic : List.of("a/#", "+", "a/+/b")) {
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.publish(topic, "x"));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe());
		assertThatIllegalArgumentException().isThrownBy(() -> SubscriptionSpec.of(List.of()));
		client.ping();
		assertThat(connection.received()).hasSize(2);
		String longest = "a".repeat(65_535);
		client.publish(longest, "x");
		assertThat(connection.expectPublish("x").topic()).isEqualTo(longest);
	}

	/**
	 * B12: {@code $} is special only as the first character.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B12")
	void b12DollarInsideATopicIsAccepted(MqttVersion version) {
		MqttClient client = connected(version);
		client.publish("homie/dev/$state", "ready", QoS.AT_LEAST_ONCE);
		assertThat(this.broker.accept().expectPublish("ready").topic()).isEqualTo("homie/dev/$state");
	}

	/**
	 * B16, sending: a payload of 16 MiB. That its cost is linear in its size is shown by
	 * the bytes that are copied, in the tests of the connection.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B16")
	void b16LargePayloadIsSent(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.operationTimeout(Duration.ofSeconds(30)));
		byte[] large = new byte[16 * 1024 * 1024];
		large[large.length - 1] = 1;
		client.publish("a", large, QoS.AT_LEAST_ONCE);
		assertThat(this.broker.accept().expect(Publish.class).payload()).isEqualTo(large);
	}

	/**
	 * B20: a publish that was reported failed and was never written is never sent later.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("B20")
	@Semantics("4.2")
	void b20FailedPublishIsNeverSentLater(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = sessionClient(version, (builder) -> builder.maxInflight(1));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> first = client.publishAsync("a", "first", QoS.AT_LEAST_ONCE);
		Publish written = connection.expectPublish("first");
		// waits for room in the window
		assertThat(failure(client.publishAsync("a", "late", SHORT), MqttTimeoutException.class).outcomeUnknown())
			.isFalse();
		CompletableFuture<PublishResult> cancelled = client.publishAsync("a", "cancelled", QoS.AT_LEAST_ONCE);
		cancelled.cancel(true);
		connection.send(new PubAck(written.packetId()));
		assertThat(result(first).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		connection.expectNothing(A_WHILE);

		// waits for a connection
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		failure(client.publishAsync("a", "offline at QoS 0", QoS.AT_MOST_ONCE), MqttDisconnectedException.class);
		assertThat(failure(client.publishAsync("a", "late", SHORT), MqttTimeoutException.class).outcomeUnknown())
			.isFalse();
		CompletableFuture<PublishResult> ended = client.publishAsync("a", "ended", QoS.AT_LEAST_ONCE);
		client.disconnect();
		failure(ended, MqttDisconnectedException.class);
		this.broker.acceptConnections();
		client.connect();
		CompletableFuture<PublishResult> last = client.publishAsync("a", "last", QoS.AT_LEAST_ONCE);
		connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("last").packetId()));
		assertThat(result(last).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		connection.expectNothing(A_WHILE);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U7")
	void publishesWaitForTheConnection(MqttVersion version) {
		MqttClient client = connected(version);
		this.broker.refuseConnections();
		this.broker.accept().reset();
		eventually(client, ClientState.RECONNECTING);
		CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		CompletableFuture<PublishResult> blocking = inBackground(() -> client.publish("a", "three", QoS.AT_LEAST_ONCE));
		this.broker.acceptConnections();
		for (CompletableFuture<PublishResult> future : List.of(one, two, blocking)) {
			assertThat(result(future).resubmitted()).isFalse();
		}
		assertThat(this.broker.accept().received(Publish.class)).noneMatch(Publish::duplicate);
	}

	/**
	 * In flight on a resumed session: sent again with DUP, with the same identifiers, in
	 * the first order.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U23")
	@Mqtt311({ "2.3.1-3", "4.4.0-1", "4.6.0-1" })
	@Mqtt5({ "3.3.1-1", "4.4.0-1", "4.6.0-1" })
	@Semantics("4.4")
	void inFlightMessagesAreRepeatedOnAResumedSession(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		this.broker.sessionPresent(true);
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		List<Publish> first = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			futures.add(client.publishAsync("a/" + i, "m" + i, (i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE));
			first.add(connection.expectPublish("m" + i));
		}
		connection.send(new PubAck(first.get(2).packetId()));
		result(futures.get(2));
		connection.send(new PubRec(first.get(3).packetId()));
		connection.expect(PubRel.class);

		connection.reset();
		connection = this.broker.accept();
		for (int i : new int[] { 0, 1 }) {
			assertThat(connection.expect(Publish.class)).isEqualTo(duplicate(first.get(i)));
		}
		assertThat(connection.expect(PubRel.class).packetId()).isEqualTo(first.get(3).packetId());
		for (int i : new int[] { 4, 5 }) {
			assertThat(connection.expect(Publish.class)).isEqualTo(duplicate(first.get(i)));
		}
		connection.send(new PubComp(first.get(3).packetId()));
		for (int i : new int[] { 0, 1, 4, 5 }) {
			connection.send(ScriptedBroker.ordinaryAnswer(first.get(i)));
		}
		connection.expect(PubRel.class);
		connection.expect(PubRel.class);
		connection.send(new PubComp(first.get(5).packetId())).send(new PubComp(first.get(1).packetId()));
		for (CompletableFuture<PublishResult> future : futures) {
			assertThat(result(future).resubmitted()).isFalse();
		}
		connection.expectNothing(A_WHILE);
	}

	/**
	 * In flight on a lost session: submitted as new messages, unless PUBREC had come.
	 */
	@ParameterizedTest
	@EnumSource
	@Behaviour("U23")
	@Mqtt311("3.2.2-3")
	@Mqtt5("3.2.2-5")
	@Semantics("4.4")
	void inFlightMessagesAreSubmittedAnewOnALostSession(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = sessionClient(version, DEFAULTS);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		CompletableFuture<PublishResult> released = client.publishAsync("a", "released", QoS.EXACTLY_ONCE);
		CompletableFuture<PublishResult> givenUp = client.publishAsync("a", "given up", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		connection.expectPublish("two");
		connection.send(new PubRec(connection.expectPublish("released").packetId()));
		connection.expectPublish("given up");
		connection.expect(PubRel.class);
		givenUp.cancel(true);

		this.broker.automatic(PacketType.PUBLISH, PacketType.PUBREL);
		connection.reset();
		assertThat(result(one).resubmitted()).isTrue();
		assertThat(result(two).resubmitted()).isTrue();
		assertThat(failure(released, MqttPublishException.class).outcomeUnknown()).isTrue();
		connection = this.broker.accept();
		assertAlive(client);
		assertThat(connection.received(Publish.class)).extracting(ScriptedConnection::text)
			.containsExactly("one", "two");
		assertThat(connection.received(Publish.class)).noneMatch(Publish::duplicate);
		assertThat(connection.received(PubRel.class)).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U18")
	@Mqtt5("4.4.0-1")
	@Semantics("4.4")
	void nothingIsRepeatedOnALiveConnection(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.keepAlive(Duration.ofSeconds(1)));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> future = client.publishAsync("a", "once", QoS.AT_LEAST_ONCE);
		Publish publish = connection.expectPublish("once");
		connection.expectNothing(Duration.ofMillis(1300));
		connection.send(new PubAck(publish.packetId()));
		result(future);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311({ "2.3.1-7", "3.8.4-2", "3.10.4-4" })
	@Mqtt5({ "2.2.1-6", "3.8.4-2", "3.10.4-5" })
	@Semantics("4.12")
	void unknownIdentifiersAreTolerated(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubAck(71)).send(new PubComp(72));
		connection.send(new SubAck(73, List.of(ReasonCode.SUCCESS)));
		connection.send(new UnsubAck(74, (version == MqttVersion.V5) ? List.of(ReasonCode.SUCCESS) : List.of()));
		connection.send(new PubRec(75));
		PubRel release = connection.expect(PubRel.class);
		assertThat(release.packetId()).isEqualTo(75);
		assertThat(release.reasonCode())
			.isEqualTo((version == MqttVersion.V5) ? ReasonCode.PACKET_IDENTIFIER_NOT_FOUND : ReasonCode.SUCCESS);
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U8")
	@Semantics("4.6")
	void asyncPublishPastTheLimitFails(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.maxInflight(1).maxPendingPublishes(5));
		ScriptedConnection connection = this.broker.accept();
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			futures.add(client.publishAsync("a", "m" + i, QoS.AT_LEAST_ONCE));
		}
		eventually(() -> assertThat(futures.stream().filter(CompletableFuture::isCompletedExceptionally).count())
			.isBetween(4L, 5L));
		failure(futures.get(9), MqttQueueFullException.class);
		CompletableFuture<PublishResult> blocking = inBackground(
				() -> client.publish("a", "blocking", QoS.AT_LEAST_ONCE));
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(() -> client.publish("a", "late", SHORT))
			.satisfies((ex) -> assertThat(ex.outcomeUnknown()).isFalse());
		this.broker.automatic(PacketType.PUBLISH);
		connection.send(new PubAck(connection.expectPublish("m0").packetId()));
		assertThat(result(blocking).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(connection.received(Publish.class)).extracting(ScriptedConnection::text).doesNotContain("late");
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U8")
	@Semantics("4.6")
	void asyncPublishPastTheLimitOfBytesFails(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.maxPendingBytes(1000));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> large = client.publishAsync("a", new byte[5000], QoS.AT_LEAST_ONCE);
		Publish publish = connection.expect(Publish.class);
		failure(client.publishAsync("a", new byte[10], QoS.AT_LEAST_ONCE), MqttQueueFullException.class);
		connection.send(new PubAck(publish.packetId()));
		result(large);
		this.broker.automatic(PacketType.PUBLISH);
		// the room is given back a little later than the result
		eventually(() -> assertThat(client.publishAsync("a", new byte[10], QoS.AT_LEAST_ONCE))
			.succeedsWithin(ScriptedBroker.TIMEOUT));
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U15")
	void qos0DoesNotCountAgainstTheWindow(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.maxInflight(1));
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		client.publish("a", "zero");
		connection.expectPublish("zero");
	}

	/**
	 * The server's Receive Maximum holds if it is lower than the client's own limit.
	 */
	@Test
	@Mqtt5({ "3.3.4-7", "4.9.0-1", "4.9.0-2" })
	@Semantics("4.11")
	void receiveMaximumOfTheServerIsObeyed() {
		this.broker.manual(PacketType.PUBLISH);
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, limits(2, null, null, null)));
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		for (int i = 0; i < 3; i++) {
			client.publishAsync("a", "m" + i, QoS.AT_LEAST_ONCE);
		}
		Publish first = connection.expectPublish("m0");
		connection.expectPublish("m1");
		connection.expectNothing(A_WHILE);
		connection.send(new PubAck(first.packetId()));
		connection.expectPublish("m2");
	}

	@Test
	@Mqtt5({ "3.2.2-11", "3.2.2-14", "3.2.2-15" })
	@Semantics("4.11")
	void limitsOfTheServerAreObeyedBeforeSending() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, limits(null, QoS.AT_LEAST_ONCE, false, 100L)));
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", "x", QoS.EXACTLY_ONCE));
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", "x", PublishOptions.qos(QoS.AT_MOST_ONCE).retained()));
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", new byte[98], QoS.AT_MOST_ONCE));
		client.publish("a", new byte[94], QoS.AT_MOST_ONCE);
		assertAlive(client);
		assertThat(connection.received(Publish.class)).hasSize(1);
	}

	private static ConnAckProperties limits(Integer receiveMaximum, QoS maximumQos, Boolean retainAvailable,
			Long maximumPacketSize) {
		return new ConnAckProperties(null, receiveMaximum, maximumQos, retainAvailable, maximumPacketSize, null, null,
				null, List.of(), null, null, null, null, null, null, null, null);
	}

	@Test
	void propertiesAreSent() {
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		PublishProperties properties = PublishProperties.builder()
			.contentType("text/plain")
			.utf8Payload(true)
			.responseTopic("reply/to")
			.correlationData("c".getBytes(StandardCharsets.UTF_8))
			.messageExpiryInterval(Duration.ofHours(1))
			.userProperty("k", "v")
			.build();
		client.publish("a", "x".getBytes(StandardCharsets.UTF_8), PublishOptions.qos(QoS.AT_LEAST_ONCE), properties);
		PublishProperties sent = this.broker.accept().expectPublish("x").properties().application();
		assertThat(sent.toBuilder().messageExpiryInterval(3600).build()).isEqualTo(properties);
		assertThat(sent.messageExpiryInterval().orElseThrow()).isBetween(3599L, 3600L);
	}

	@Test
	@Semantics("4.12")
	void acknowledgementOfTheWrongKindEndsTheConnection() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> future = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		Publish publish = connection.expectPublish("two");
		this.broker.automatic(PacketType.PUBLISH);
		connection.send(new PubAck(publish.packetId()));
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		assertThat(result(future).resubmitted()).isTrue();
	}

	/**
	 * Brokers of MQTT 3.1.1 that know no QoS 2 answer with PUBACK.
	 */
	@Test
	void pubAckEndsAMessageOfQos2OnMqtt311() {
		this.broker.answer(PacketType.PUBLISH, (packet) -> new PubAck(((Publish) packet).packetId()));
		MqttClient client = connected(MqttVersion.V3_1_1);
		PublishResult result = client.publish("a", "two", QoS.EXACTLY_ONCE);
		assertThat(result.reasonString()).hasValueSatisfying((text) -> assertThat(text).contains("QoS 1"));
		assertAlive(client);
	}

	/**
	 * Every future ends, also of publishes that race with close().
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics("4.2")
	void everyPublishEndsWithClose(MqttVersion version) {
		for (int i = 0; i < 20; i++) {
			MqttClient client = connected(version);
			List<CompletableFuture<List<CompletableFuture<PublishResult>>>> publishers = new ArrayList<>();
			for (int j = 0; j < 3; j++) {
				publishers.add(inBackground(() -> publishUntilClosed(client)));
			}
			ScriptedConnection connection = this.broker.accept();
			connection.expect(Connect.class);
			connection.expect(Publish.class);
			client.close();
			for (CompletableFuture<List<CompletableFuture<PublishResult>>> publisher : publishers) {
				List<CompletableFuture<PublishResult>> futures = result(publisher);
				eventually(() -> assertThat(futures).allMatch(CompletableFuture::isDone));
			}
		}
	}

	private static List<CompletableFuture<PublishResult>> publishUntilClosed(MqttClient client) {
		List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
		while (client.state() != ClientState.CLOSED) {
			futures.add(client.publishAsync("a", "b", QoS.AT_LEAST_ONCE));
		}
		return futures;
	}

}
