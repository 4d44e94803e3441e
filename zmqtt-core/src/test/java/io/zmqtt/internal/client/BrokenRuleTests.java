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

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import io.zmqtt.AckMode;
import io.zmqtt.CapturedLog;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.RecordingListener.Restored;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that breaks a rule, and behaves on the next connection: the client says what
 * was wrong, to the broker and in one line of the log, comes back by itself, and all that
 * was under way is done.
 */
class BrokenRuleTests extends ScriptedTests {

	private static final String LOGGER = "io.zmqtt.internal.connection";

	private static final SubscriptionSpec ALL = SubscriptionSpec.of("#")
		.withQos(QoS.EXACTLY_ONCE)
		.withAckMode(AckMode.MANUAL);

	static Stream<Arguments> brokenRules() {
		return Stream.of(Misdeed.values())
			.flatMap((misdeed) -> misdeed.versions.stream().map((version) -> Arguments.of(misdeed, version)));
	}

	@ParameterizedTest
	@MethodSource("brokenRules")
	@Semantics({ "4.1", "4.12" })
	void theClientIsBackWhenTheBrokerBehaves(Misdeed misdeed, MqttVersion version) {
		try (CapturedLog log = CapturedLog.of(LOGGER)) {
			this.broker.manual(PacketType.PUBLISH);
			MqttClient client = connected(version, (builder) -> {
				if (builder instanceof MqttClientV5.Builder v5) {
					v5.receiveMaximum(2);
				}
			});
			ScriptedConnection connection = this.broker.accept();
			MqttSubscription subscription = client.subscribe(ALL);
			this.listener.await(Connected.class);
			CompletableFuture<PublishResult> underWay = client.publishAsync("a", "under way", QoS.AT_LEAST_ONCE);
			connection.expectPublish("under way");
			CompletableFuture<?> asked = misdeed.commit(this, client, connection);
			this.broker.automatic(PacketType.PUBLISH);
			if (version == MqttVersion.V5) {
				assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(misdeed.reasonCode);
			}
			connection.expectClosed();
			Disconnected disconnected = this.listener.await(Disconnected.class);
			assertThat(disconnected.willReconnect()).isTrue();
			assertThat(disconnected.cause()).isInstanceOfSatisfying(MqttProtocolException.class,
					(cause) -> assertThat(cause.reasonCode()).isEqualTo(misdeed.reasonCode));
			this.listener.await(Connected.class);
			this.listener.await(Restored.class);
			result(underWay);
			result(asked);
			assertBack(client, this.broker.accept(), subscription);
			assertThat(log.messages(Level.WARN, "")).hasSize(1)
				.first()
				.asString()
				.contains(misdeed.logged, "[" + misdeed.reasonCode + "]", "The client reconnects.");
		}
	}

	/**
	 * Show that messages go both ways at each QoS, and that the client subscribes.
	 */
	private static void assertBack(MqttClient client, ScriptedConnection connection, MqttSubscription subscription) {
		drain(subscription);
		for (QoS qos : QoS.values()) {
			connection.send(publish("b", qos.name(), qos, (qos == QoS.AT_MOST_ONCE) ? 0 : 9));
			MqttMessage message = subscription.receive(Breach.patience()).orElseThrow();
			assertThat(message.text()).isEqualTo(qos.name());
			message.ack();
		}
		connection.expect(PubAck.class);
		connection.expect(PubRec.class);
		connection.send(new PubRel(9));
		connection.expect(PubComp.class);
		for (QoS qos : QoS.values()) {
			client.publish("c", "x", qos);
		}
		client.subscribe("d").close();
		client.ping();
		assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
	}

	/**
	 * Take what the broker had sent before.
	 */
	private static void drain(MqttSubscription subscription) {
		while (subscription.buffered() > 0) {
			subscription.receive(Breach.patience()).orElseThrow().ack();
		}
	}

	/**
	 * What is no more than strange leaves the connection alone.
	 */
	@ParameterizedTest
	@EnumSource
	@Semantics({ "4.1", "4.12" })
	void acknowledgementsOfNothingLeaveTheConnectionAlone(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(ALL);
		connection.send(new PubAck(1)).send(new PubRec(2)).send(new PubRel(3)).send(new PubComp(4));
		connection.send(new SubAck(5, List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS), AckProperties.NONE));
		connection.send(new UnsubAck(6, (version == MqttVersion.V5) ? List.of(ReasonCode.SUCCESS) : List.of()));
		connection.expect(PubRel.class);
		connection.expect(PubComp.class);
		assertBack(client, connection, subscription);
		assertThat(this.broker.connectionCount()).isOne();
	}

	enum Misdeed {

		UNKNOWN_PACKET(ReasonCode.MALFORMED_PACKET, "Packet type 0 does not exist", "00 00"),

		PACKET_OF_A_CLIENT(ReasonCode.PROTOCOL_ERROR, "Unexpected PINGREQ from a server", "C0 00"),

		RESERVED_FLAGS(ReasonCode.MALFORMED_PACKET, "A reserved flag of PUBACK is wrong", "41 02 0001"),

		IDENTIFIER_ZERO(ReasonCode.PROTOCOL_ERROR, "identifier", "40 02 0000"),

		ENDLESS_LENGTH(ReasonCode.MALFORMED_PACKET, "The remaining length has more than four bytes", "30 FF FF FF FF 01"),

		WILDCARD_IN_A_TOPIC(ReasonCode.MALFORMED_PACKET, "wildcard", null) {

			@Override
			CompletableFuture<?> commit(BrokenRuleTests test, MqttClient client, ScriptedConnection connection) {
				boolean v5 = client instanceof MqttClientV5;
				connection.sendRaw(v5 ? "30 04 0001 2B 00" : "30 03 0001 2B");
				return CompletableFuture.completedFuture(null);
			}

		},

		UNKNOWN_PROPERTY(ReasonCode.MALFORMED_PACKET, "Unknown property identifier 127", "30 06 0001 61 02 7F00", true),

		PROPERTY_TWICE(ReasonCode.PROTOCOL_ERROR, "more than once", "30 08 0001 61 04 0100 0100", true),

		ALIAS_OUT_OF_RANGE(ReasonCode.TOPIC_ALIAS_INVALID, "Topic alias 17 above the maximum of 16",
				"30 07 0001 61 03 230011", true),

		ALIAS_OF_NOTHING(ReasonCode.PROTOCOL_ERROR, "Topic alias 5 stands for no topic", "30 06 0000 03 230005", true),

		OVER_THE_RECEIVE_MAXIMUM(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "More than 2 unacknowledged messages", null,
				true) {

			@Override
			CompletableFuture<?> commit(BrokenRuleTests test, MqttClient client, ScriptedConnection connection) {
				for (int id = 1; id <= 3; id++) {
					connection.send(publish("b", "x", QoS.AT_LEAST_ONCE, id));
				}
				return CompletableFuture.completedFuture(null);
			}

		},

		SUBACK_WITH_THE_WRONG_COUNT(ReasonCode.PROTOCOL_ERROR, "SUBACK with 2 reason codes for 1 filters", null) {

			@Override
			CompletableFuture<?> commit(BrokenRuleTests test, MqttClient client, ScriptedConnection connection) {
				test.broker.manual(PacketType.SUBSCRIBE);
				CompletableFuture<?> asked = client.subscribeAsync(SubscriptionSpec.of("a"));
				Subscribe packet = connection.expect(Subscribe.class);
				test.broker.automatic(PacketType.SUBSCRIBE);
				connection.send(new SubAck(packet.packetId(), List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS),
						AckProperties.NONE));
				return asked;
			}

		},

		UNSUBACK_WITH_THE_WRONG_COUNT(ReasonCode.PROTOCOL_ERROR, "UNSUBACK with 2 reason codes for 1 filters", null,
				true) {

			@Override
			CompletableFuture<?> commit(BrokenRuleTests test, MqttClient client, ScriptedConnection connection) {
				MqttSubscription subscription = client.subscribe("given/up");
				test.broker.manual(PacketType.UNSUBSCRIBE);
				CompletableFuture<?> asked = subscription.unsubscribeAsync();
				Unsubscribe packet = connection.expect(Unsubscribe.class);
				test.broker.automatic(PacketType.UNSUBSCRIBE);
				connection.send(new UnsubAck(packet.packetId(), List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS)));
				return asked;
			}

		};

		private final ReasonCode reasonCode;

		private final String logged;

		private final @Nullable String hex;

		private final Set<MqttVersion> versions;

		Misdeed(ReasonCode reasonCode, String logged, @Nullable String hex) {
			this(reasonCode, logged, hex, false);
		}

		Misdeed(ReasonCode reasonCode, String logged, @Nullable String hex, boolean v5Only) {
			this.reasonCode = reasonCode;
			this.logged = logged;
			this.hex = hex;
			this.versions = v5Only ? EnumSet.of(MqttVersion.V5) : EnumSet.allOf(MqttVersion.class);
		}

		/**
		 * Break the rule.
		 * @return what the application has asked for on the way
		 */
		CompletableFuture<?> commit(BrokenRuleTests test, MqttClient client, ScriptedConnection connection) {
			connection.sendRaw(Objects.requireNonNull(this.hex));
			return CompletableFuture.completedFuture(null);
		}

	}

}
