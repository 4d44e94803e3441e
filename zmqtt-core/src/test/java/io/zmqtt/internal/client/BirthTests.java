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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import io.zmqtt.Birth;
import io.zmqtt.CapturedLog;
import io.zmqtt.ClientState;
import io.zmqtt.ClientStatistics;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The message that a client publishes whenever it has connected.
 */
class BirthTests extends ScriptedTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static Consumer<MqttClientBuilder<?>> birth(QoS qos) {
		return (builder) -> builder.birth(Birth.of("state", "born", qos));
	}

	private static List<String> published(ScriptedConnection connection) {
		return connection.received(Publish.class).stream().map(ScriptedConnection::text).toList();
	}

	private void limits(@Nullable Integer receiveMaximum, @Nullable QoS maximumQos, boolean retain,
			@Nullable Long maximumPacketSize) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(this.broker.connectionCount() > 1, ReasonCode.SUCCESS,
						new ConnAckProperties(null, receiveMaximum, maximumQos, retain ? null : false,
								maximumPacketSize, null, null, null, List.of(), null, null, null, null, null, null,
								null, null)));
	}

	// Order

	@ParameterizedTest
	@EnumSource(QoS.class)
	void comesAfterTheSubscriptionsAndBeforeWhatWaits(QoS qos) {
		MqttClient client = client(MqttVersion.V5, birth(qos));
		client.subscribe("in");
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.EXACTLY_ONCE);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		result(one);
		result(two);
		assertThat(published(connection)).containsExactly("born", "one", "two");
		Publish born = connection.received(Publish.class).get(0);
		assertThat(born.topic()).isEqualTo("state");
		assertThat(born.qos()).isEqualTo(qos);
		assertThat(born.retain()).isFalse();
		assertThat(born.duplicate()).isFalse();
		List<Packet> all = connection.received();
		assertThat(all.indexOf(connection.received(Subscribe.class).get(0))).isLessThan(all.indexOf(born));
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, AT_MOST_ONCE", "V3_1_1, AT_LEAST_ONCE", "V5, EXACTLY_ONCE" })
	void isRepeatedAtEachConnect(MqttVersion version, QoS qos) {
		MqttClient client = connected(version, birth(qos));
		for (int i = 0; i < 3; i++) {
			ScriptedConnection connection = this.broker.accept();
			this.listener.await(Connected.class);
			client.ping();
			assertThat(published(connection)).containsExactly("born");
			assertThat(connection.received(Publish.class).get(0).duplicate()).isFalse();
			connection.reset();
		}
		this.broker.accept().expectPublish("born");
		client.disconnect();
		client.connect();
		this.broker.accept().expectPublish("born");
	}

	@Test
	void isRetainedAndHasProperties() {
		MqttClientV5 client = v5((builder) -> builder.birth(Birth.of("state", "born", QoS.AT_LEAST_ONCE).retained(),
				PublishProperties.builder().contentType("text/plain").messageExpiryInterval(60).build()));
		client.connect();
		Publish born = this.broker.accept().expectPublish("born");
		assertThat(born.retain()).isTrue();
		assertThat(born.properties().application().contentType()).contains("text/plain");
		assertThat(born.properties().application().messageExpiryInterval()).hasValue(60);
	}

	// Sessions

	@ParameterizedTest
	@EnumSource
	@Mqtt311("4.4.0-1")
	@Mqtt5("4.4.0-1")
	void comesAfterWhatAResumedSessionRepeats(MqttVersion version) {
		this.broker.sessionPresent(true).manual(PacketType.PUBLISH);
		MqttClient client = connect(sessionClient(version, birth(QoS.AT_LEAST_ONCE)));
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("born").packetId()));
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.AT_LEAST_ONCE);
		connection.expectPublish("one");
		connection.expectPublish("two");
		this.broker.refuseConnections();
		connection.reset();
		eventually(client, ClientState.RECONNECTING);
		CompletableFuture<PublishResult> three = client.publishAsync("t", "three", QoS.AT_LEAST_ONCE);
		this.broker.automatic(PacketType.PUBLISH);
		this.broker.acceptConnections();
		connection = this.broker.accept();
		result(three);
		assertThat(published(connection)).containsExactly("one", "two", "born", "three");
		assertThat(connection.received(Publish.class)).extracting(Publish::duplicate)
			.containsExactly(true, true, false, false);
		result(one);
		result(two);
	}

	@ParameterizedTest
	@EnumSource
	void comesBeforeWhatIsSubmittedAnewInANewSession(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connected(version, birth(QoS.AT_LEAST_ONCE));
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		connection.expectPublish("born");
		connection.expectPublish("one");
		this.broker.automatic(PacketType.PUBLISH);
		connection.reset();
		connection = this.broker.accept();
		assertThat(result(one).resubmitted()).isTrue();
		assertThat(published(connection)).containsExactly("born", "one");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.4.0-1")
	void anUnacknowledgedOneIsRepeatedByTheSessionAndFollowedByTheNew(MqttVersion version) {
		this.broker.sessionPresent(true).manual(PacketType.PUBLISH);
		MqttClient client = connect(sessionClient(version, birth(QoS.AT_LEAST_ONCE)));
		ScriptedConnection connection = this.broker.accept();
		int id = connection.expectPublish("born").packetId();
		this.broker.automatic(PacketType.PUBLISH);
		connection.reset();
		connection = this.broker.accept();
		Publish repeated = connection.expectPublish("born");
		assertThat(repeated.duplicate()).isTrue();
		assertThat(repeated.packetId()).isEqualTo(id);
		assertThat(connection.expectPublish("born").duplicate()).isFalse();
		eventually(() -> assertThat(client.statistics().inFlight()).isZero());
		connection.reset();
		connection = this.broker.accept();
		assertThat(connection.expectPublish("born").duplicate()).isFalse();
		connection.expectNothing(A_WHILE);
	}

	@Test
	@Mqtt5("4.3.3-5")
	void thePubRelOfAnEarlierOneIsRepeated() {
		this.broker.manual(PacketType.PUBREL);
		connect(sessionClient(MqttVersion.V5, birth(QoS.EXACTLY_ONCE)));
		ScriptedConnection connection = this.broker.accept();
		int id = connection.expectPublish("born").packetId();
		connection.expect(PubRel.class);
		this.broker.sessionPresent(true).automatic(PacketType.PUBREL);
		connection.reset();
		connection = this.broker.accept();
		assertThat(connection.expect(PubRel.class).packetId()).isEqualTo(id);
		assertThat(connection.expectPublish("born").packetId()).isNotEqualTo(id);
	}

	/**
	 * What was not sent is not kept for the next connection.
	 */
	@Test
	@Mqtt5("4.9.0-2")
	void doNotPileUpWhenTheBrokerAcknowledgesNone() {
		limits(1, null, true, null);
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connect(sessionClient(MqttVersion.V5, birth(QoS.AT_LEAST_ONCE)));
		for (int i = 0; i < 3; i++) {
			ScriptedConnection connection = this.broker.accept();
			this.listener.await(Connected.class);
			assertThat(connection.expectPublish("born").duplicate()).isEqualTo(i > 0);
			client.ping();
			assertThat(connection.received(Publish.class)).hasSize(1);
			connection.reset();
		}
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("born").packetId()));
		Publish last = connection.expectPublish("born");
		assertThat(last.duplicate()).isFalse();
		connection.send(new PubAck(last.packetId()));
		connection.expectNothing(A_WHILE);
	}

	// Limits of the broker

	@Test
	@Mqtt5("3.3.4-9")
	void obeysAReceiveMaximumOfOne() {
		limits(1, null, true, null);
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = sessionClient(MqttVersion.V5, birth(QoS.AT_LEAST_ONCE));
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		connection.send(new PubAck(connection.expectPublish("born").packetId()));
		connection.expectPublish("one");
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.AT_LEAST_ONCE);
		connection.reset();
		connection = this.broker.accept();
		for (String text : List.of("one", "born", "two")) {
			Publish next = connection.expectPublish(text);
			client.ping();
			connection.send(new PubAck(next.packetId()));
		}
		result(one);
		result(two);
		assertThat(published(connection)).containsExactly("one", "born", "two");
	}

	@ParameterizedTest
	@ValueSource(strings = { "qos", "retain", "size" })
	@Mqtt5({ "3.2.2-11", "3.2.2-14", "3.2.2-15" })
	void whatTheBrokerDoesNotSupportIsLoggedOnceAndTheConnectionStays(String unsupported) {
		limits(null, unsupported.equals("qos") ? QoS.AT_LEAST_ONCE : null, !unsupported.equals("retain"),
				unsupported.equals("size") ? 30L : null);
		try (CapturedLog log = CapturedLog.of(Births.class.getName())) {
			MqttClient client = connect(sessionClient(MqttVersion.V5, (builder) -> builder
				.birth(Birth.of("state", "a secret of thirty characters!", QoS.EXACTLY_ONCE).retained())));
			ScriptedConnection connection = this.broker.accept();
			this.listener.await(Connected.class);
			client.publish("t", "x", QoS.AT_LEAST_ONCE);
			assertThat(published(connection)).containsExactly("x");
			connection.reset();
			this.listener.await(Connected.class);
			connection = this.broker.accept();
			client.publish("t", "y", QoS.AT_LEAST_ONCE);
			assertThat(published(connection)).containsExactly("y");
			assertThat(log.messages(Level.WARN, "birth message")).singleElement()
				.asString()
				.contains("state")
				.doesNotContain("secret");
			assertThat(log.lines()).hasSize(1);
			assertThat(this.broker.connectionCount()).isEqualTo(2);
			assertThat(client.statistics().failedPublishes()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "AT_LEAST_ONCE", "EXACTLY_ONCE" })
	void aRefusalIsLogged(QoS qos) {
		this.broker.answer(PacketType.PUBLISH, (packet) -> {
			Publish publish = (Publish) packet;
			return switch (publish.qos()) {
				case AT_MOST_ONCE -> null;
				case AT_LEAST_ONCE -> new PubAck(publish.packetId(), ReasonCode.NOT_AUTHORIZED, AckProperties.NONE);
				case EXACTLY_ONCE -> new PubRec(publish.packetId(), ReasonCode.NOT_AUTHORIZED, AckProperties.NONE);
			};
		});
		try (CapturedLog log = CapturedLog.of(Births.class.getName())) {
			MqttClient client = connected(MqttVersion.V5, birth(qos));
			eventually(() -> assertThat(log.messages(Level.WARN, "birth message")).singleElement()
				.asString()
				.contains("state", "NOT_AUTHORIZED")
				.doesNotContain("born"));
			assertAlive(client);
			assertThat(client.statistics().failedPublishes()).isZero();
		}
	}

	// What it is not

	@ParameterizedTest
	@EnumSource(QoS.class)
	void isNoPublishOfTheApplication(QoS qos) {
		this.broker.manual(PacketType.PUBLISH);
		ObservedPublishes observed = new ObservedPublishes();
		MqttClient client = connected(MqttVersion.V5, (builder) -> {
			birth(qos).accept(builder);
			builder.maxPendingPublishes(1).maxInflight(1).observer(observed);
		});
		ScriptedConnection connection = this.broker.accept();
		Publish born = connection.expectPublish("born");
		client.flush(LONG);
		ClientStatistics statistics = client.statistics();
		assertThat(statistics.pendingPublishes()).isZero();
		assertThat(statistics.pendingBytes()).isZero();
		this.broker.automatic(PacketType.PUBLISH);
		CompletableFuture<PublishResult> one = client.publishAsync("t", "one", QoS.AT_LEAST_ONCE);
		CompletableFuture<PublishResult> two = client.publishAsync("t", "two", QoS.AT_LEAST_ONCE);
		if (qos != QoS.AT_MOST_ONCE) {
			connection.send(ScriptedBroker.ordinaryAnswer(born));
		}
		result(one);
		result(two);
		statistics = client.statistics();
		assertThat(statistics.publishedQos0()).isZero();
		assertThat(statistics.publishedQos1()).isEqualTo(2);
		assertThat(statistics.publishedQos2()).isZero();
		assertThat(observed.count).isEqualTo(2);
	}

	@Test
	void isNotPublishedAfterADisconnect() {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(MqttVersion.V5, birth(QoS.AT_LEAST_ONCE));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		client.disconnect();
		assertThat(connect).isCompletedExceptionally();
		connection.expectClosed();
		assertThat(published(connection)).isEmpty();
	}

	@Test
	void isThereBeforeWhatAListenerPublishes() {
		MqttClient client = client(MqttVersion.V5, birth(QoS.AT_MOST_ONCE));
		client.addListener(new MqttClientListener() {

			@Override
			public void onConnected(ConnectionInfo connection) {
				client.publishAsync("t", "listener", QoS.AT_MOST_ONCE);
			}

		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		connection.expectPublish("born");
		connection.expectPublish("listener");
	}

	// The record

	@ParameterizedTest
	@ValueSource(strings = { "", "a/#", "+/a", "a\u0000b" })
	void itsTopicHasToBeATopicName(String topic) {
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> Birth.of(topic, "x", QoS.AT_MOST_ONCE));
	}

	@Test
	void aPayloadLargerThanAPublishCanCarryIsRefused() {
		Birth birth = new Birth("t", new byte[268_435_455], QoS.AT_MOST_ONCE, false);
		assertThatIllegalArgumentException().isThrownBy(() -> MqttClient.builder("localhost").birth(birth))
			.withMessageContaining("Payload");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> MqttClient.builder("localhost").v5().birth(birth, PublishProperties.none()));
	}

	@Test
	void doesNotShowItsPayload() {
		byte[] payload = "secret".getBytes(StandardCharsets.UTF_8);
		Birth birth = new Birth("t", payload, QoS.AT_LEAST_ONCE, false).retained();
		assertThat(birth.retain()).isTrue();
		assertThat(birth.payload()).isSameAs(payload);
		assertThat(birth).hasToString("Birth[topic=t, payload=6 bytes, qos=1, retain=true]");
	}

	private static final class ObservedPublishes implements MqttClientObserver {

		private volatile int count;

		@Override
		public synchronized void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
			this.count++;
		}

	}

}
