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
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqtt.AckMode;
import io.zmqtt.ClientStatistics;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a client counts and what it tells its observer.
 */
class ObserverTests extends ScriptedTests {

	private final List<String> observed = new CopyOnWriteArrayList<>();

	private final MqttClientObserver observer = new MqttClientObserver() {

		@Override
		public void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
			assertThat(nanos).isPositive().isLessThan(Duration.ofSeconds(30).toNanos());
			ObserverTests.this.observed.add("published " + qos.value() + " " + name(failure));
		}

		@Override
		public void onHandled(String subscription, long nanos, @Nullable Throwable failure) {
			assertThat(nanos).isPositive().isLessThan(Duration.ofSeconds(30).toNanos());
			ObserverTests.this.observed.add("handled " + subscription + " " + name(failure));
		}

		@Override
		public void onPing(Duration roundTrip) {
			assertThat(roundTrip).isPositive();
			ObserverTests.this.observed.add("ping");
		}

		@Override
		public void onNetworkThreadLag(Duration lag) {
			assertThat(lag).isGreaterThanOrEqualTo(Duration.ZERO);
			ObserverTests.this.observed.add("lag");
		}

	};

	private static String name(@Nullable Throwable failure) {
		return (failure != null) ? failure.getClass().getSimpleName() : "ok";
	}

	@ParameterizedTest
	@EnumSource
	void publishesAreCountedAndTimed(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.observer(this.observer));
		for (QoS qos : QoS.values()) {
			client.publish("a/b", "12345", qos);
		}
		assertThat(this.observed).contains("published 0 ok", "published 1 ok", "published 2 ok");
		ClientStatistics statistics = client.statistics();
		assertThat(statistics.publishedQos0()).isOne();
		assertThat(statistics.publishedQos1()).isOne();
		assertThat(statistics.publishedQos2()).isOne();
		assertThat(statistics.publishedBytes()).isEqualTo(24);
		assertThat(statistics.failedPublishes()).isZero();
		eventually(() -> assertThat(client.statistics().pendingPublishes()).isZero());
		assertThat(client.statistics().pendingBytes()).isZero();
		assertThat(client.statistics().inFlight()).isZero();
	}

	@Test
	void whatIsUnderWayIsShown() {
		this.broker.answer(PacketType.PUBLISH, (packet) -> null);
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.observer(this.observer));
		client.publishAsync("a/b", "12345", QoS.AT_LEAST_ONCE);
		client.publishAsync("a/b", "12345", QoS.AT_LEAST_ONCE);
		eventually(() -> assertThat(client.statistics().inFlight()).isEqualTo(2));
		assertThat(client.statistics().pendingPublishes()).isEqualTo(2);
		assertThat(client.statistics().pendingBytes()).isEqualTo(16);
		assertThat(client.statistics().publishedQos1()).isZero();
	}

	@Test
	void failuresAreCountedAndTold() {
		this.broker.answer(PacketType.PUBLISH,
				(packet) -> new PubAck(((Publish) packet).packetId(), ReasonCode.QUOTA_EXCEEDED, AckProperties.NONE));
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.observer(this.observer));
		assertThatExceptionOfType(MqttPublishException.class)
			.isThrownBy(() -> client.publish("a", "1", QoS.AT_LEAST_ONCE));
		assertThat(this.observed).contains("published 1 MqttPublishException");
		assertThat(client.statistics().failedPublishes()).isOne();
		assertThat(client.statistics().publishedQos1()).isZero();
		client.disconnect();
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(() -> client.publish("a", "1"));
		assertThat(client.statistics().failedPublishes()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsReceivedIsCountedAndTimed(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.observer(this.observer));
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("a", QoS.EXACTLY_ONCE).withName("mine"), (message) -> {
			if (message.text().equals("bad")) {
				throw new IllegalStateException("bad");
			}
		});
		connection.send(publish("a", "12345", QoS.AT_MOST_ONCE, 0));
		connection.send(publish("a", "12345", QoS.AT_LEAST_ONCE, 1));
		connection.send(publish("a", "bad", QoS.EXACTLY_ONCE, 2));
		eventually(() -> assertThat(this.observed).containsExactly("handled mine ok", "handled mine ok",
				"handled mine IllegalStateException"));
		ClientStatistics statistics = client.statistics();
		assertThat(statistics.receivedQos0()).isOne();
		assertThat(statistics.receivedQos1()).isOne();
		assertThat(statistics.receivedQos2()).isOne();
		assertThat(statistics.receivedBytes()).isEqualTo(16);
		assertThat(statistics.handlerFailures()).isOne();
		eventually(() -> assertThat(client.statistics().unacknowledgedBytes()).isZero());
	}

	@Test
	void whatTheApplicationHoldsBackIsShown() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE).withAckMode(AckMode.MANUAL));
		connection.send(publish("a", "12345", QoS.AT_LEAST_ONCE, 1));
		MqttMessage message = subscription.receive();
		assertThat(client.statistics().unacknowledgedBytes()).isGreaterThanOrEqualTo(6);
		message.ack();
		eventually(() -> assertThat(client.statistics().unacknowledgedBytes()).isZero());
	}

	@ParameterizedTest
	@EnumSource(names = { "DROP_OLDEST", "DROP_NEWEST" })
	void dropsAreCountedByPolicy(OverflowPolicy policy) {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("a").withBufferSize(2).withOverflow(policy));
		for (int i = 0; i < 5; i++) {
			connection.send(publish("a", "m" + i, QoS.AT_MOST_ONCE, 0));
		}
		eventually(() -> assertThat(client.statistics().receivedQos0()).isEqualTo(5));
		ClientStatistics statistics = client.statistics();
		assertThat(statistics.droppedOldest()).isEqualTo((policy == OverflowPolicy.DROP_OLDEST) ? 3 : 0);
		assertThat(statistics.droppedNewest()).isEqualTo((policy == OverflowPolicy.DROP_NEWEST) ? 3 : 0);
		assertThat(statistics.droppedSuspended()).isZero();
	}

	@Test
	void pingsAndTheLagOfTheNetworkThreadAreTold() {
		MqttClient client = connected(MqttVersion.V3_1_1, (builder) -> builder.observer(this.observer));
		client.ping();
		assertThat(this.observed).contains("ping");
		eventually(() -> assertThat(this.observed).contains("lag"));
		client.close();
		this.observed.clear();
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(this.observed).isEmpty());
	}

	@Test
	void whatAnObserverThrowsHarmsNothing() {
		MqttClient client = connected(MqttVersion.V5, (builder) -> builder.observer(new MqttClientObserver() {

			@Override
			public void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
				throw new IllegalStateException("no");
			}

			@Override
			public void onPing(Duration roundTrip) {
				throw new IllegalStateException("no");
			}

		}));
		for (QoS qos : QoS.values()) {
			client.publish("a", "1", qos);
		}
		assertAlive(client);
	}

}
