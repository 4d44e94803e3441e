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

import java.util.List;
import java.util.Map;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conformance of SUBSCRIBE and UNSUBSCRIBE and of what the client makes of their answers,
 * by the bytes on the wire.
 */
class SubscribeConformanceTests extends ScriptedTests {

	private static String id(Frame frame) {
		return "%04X".formatted(frame.packetId());
	}

	/**
	 * Return the bytes of a packet without its properties.
	 */
	private static String payload(Frame frame, MqttVersion version) {
		return frame.hex().substring(2 * (2 + 2 + ((version == MqttVersion.V5) ? 1 + frame.byteAt(2) : 0)));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.8.1-1", "3.8.3-1" })
	@Mqtt311({ "3.8.1-1", "3.8.3-1" })
	void aSubscribeHasItsFlagsAndFiltersInUtf8(MqttVersion version) {
		connected(version).subscribe(SubscriptionSpec.of("\u00e9/\u20ac/\ud83d\ude00").withQos(QoS.AT_LEAST_ONCE));
		Frame frame = this.broker.accept().expectFrame(Subscribe.class);
		assertThat(frame.hex()).startsWith("82");
		assertThat(payload(frame, version)).isEqualTo("000BC3A92FE282AC2FF09F988001");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.8.3-2")
	@Mqtt311("3.8.3-3")
	void aSubscribeHasAFilter(MqttVersion version) {
		MqttClient client = connected(version);
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe());
		assertThatIllegalArgumentException().isThrownBy(() -> SubscriptionSpec.of(List.of()));
		client.subscribe("a", "b");
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Subscribe.class).subscriptions()).isNotEmpty();
		assertThat(connection.frames(PacketType.SUBSCRIBE)).extracting((frame) -> payload(frame, version))
			.allSatisfy((payload) -> assertThat(payload).startsWith("0001"));
	}

	@ParameterizedTest
	@CsvSource({ "AT_MOST_ONCE, 0", "AT_LEAST_ONCE, 1", "EXACTLY_ONCE, 2" })
	@Mqtt5("3.8.3-5")
	@Mqtt311("3.8.3-4")
	void theReservedBitsOfTheOptionsAreZero(QoS qos, int bits) {
		connected(MqttVersion.V3_1_1).subscribe(SubscriptionSpec.of("a").withQos(qos));
		assertThat(payload(this.broker.accept().expectFrame(Subscribe.class), MqttVersion.V3_1_1))
			.isEqualTo("0001610" + bits);
		MqttClientV5 client = (MqttClientV5) connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("a").withQos(qos));
		assertThat(payload(connection.expectFrame(Subscribe.class), MqttVersion.V5)).isEqualTo("0001610" + bits);
		client.subscribe(SubscriptionSpec.of("b").withQos(qos),
				new SubscribeOptions(true, true, RetainHandling.DO_NOT_SEND, List.of()));
		assertThat(payload(connection.expectFrame(Subscribe.class), MqttVersion.V5))
			.isEqualTo("%s%02X".formatted("000162", 0x2C | bits));
	}

	@Test
	@Mqtt5("3.8.3-4")
	void noLocalIsNotSentForASharedSubscription() {
		MqttClientV5 client = (MqttClientV5) connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		SubscribeOptions noLocal = SubscribeOptions.defaults().withNoLocal(true);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.subscribe(SubscriptionSpec.of("$share/g/a"), noLocal));
		client.subscribe(SubscriptionSpec.of("a"), noLocal);
		assertThat(payload(connection.expectFrame(Subscribe.class), MqttVersion.V5)).isEqualTo("00016104");
		client.subscribe(SubscriptionSpec.of("$share/g/a"));
		assertThat(connection.expectFrame(Subscribe.class).hex()).endsWith("00");
		assertThat(connection.frames(PacketType.SUBSCRIBE)).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.10.1-1", "3.10.3-1", "3.10.3-2" })
	@Mqtt311({ "3.10.1-1", "3.10.3-1", "3.10.3-2" })
	void anUnsubscribeHasItsFlagsAndFiltersInUtf8(MqttVersion version) {
		connected(version).subscribe("\u20ac/#").unsubscribe();
		Frame frame = this.broker.accept().expectFrame(Unsubscribe.class);
		String properties = (version == MqttVersion.V5) ? "00" : "";
		assertThat(frame.hex()).startsWith("A2").endsWith(id(frame) + properties + "0005E282AC2F23");
	}

	// Answers

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "2.2.1-6", "3.8.4-2", "3.10.4-5" })
	@Mqtt311({ "2.3.1-7", "3.8.4-2", "3.10.4-4" })
	void anAnswerToNothingIsIgnored(MqttVersion version) {
		this.broker.manual(PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		var subscribing = client.subscribeAsync(SubscriptionSpec.of("a"));
		int id = connection.expectFrame(Subscribe.class).packetId();
		connection.send(new SubAck(id + 1, List.of(ReasonCode.SUCCESS)));
		assertAlive(client);
		assertThat(subscribing).isNotDone();
		connection.send(new SubAck(id, List.of(ReasonCode.SUCCESS)));
		MqttSubscription subscription = result(subscribing);
		var unsubscribing = subscription.unsubscribeAsync();
		id = connection.expectFrame(Unsubscribe.class).packetId();
		List<ReasonCode> codes = (version == MqttVersion.V5) ? List.of(ReasonCode.SUCCESS) : List.of();
		connection.send(new UnsubAck(id + 1, codes));
		assertAlive(client);
		assertThat(unsubscribing).isNotDone();
		connection.send(new UnsubAck(id, codes));
		result(unsubscribing);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 9004%s0000", "V5, 9005%s000000" })
	@Mqtt5("3.8.4-6")
	@Mqtt311("3.8.4-5")
	void aSubAckWithAnotherCountIsRefused(MqttVersion version, String bad) {
		assertSubAckRefused(version, bad);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 9003%s03", "V3_1_1, 9003%s87", "V5, 9004%s0003", "V5, 9004%s0092" })
	@Mqtt5("3.9.3-2")
	@Mqtt311("3.9.3-2")
	void aSubAckWithAnUnlistedCodeIsRefused(MqttVersion version, String bad) {
		assertSubAckRefused(version, bad);
	}

	private void assertSubAckRefused(MqttVersion version, String bad) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe("good");
		this.broker.manual(PacketType.SUBSCRIBE);
		int count = connection.frames().size();
		client.subscribeAsync(SubscriptionSpec.of("bad"));
		eventually(() -> assertThat(connection.frames()).hasSize(count + 1));
		connection.sendRaw(bad.formatted(id(connection.frames().get(count))));
		expectRefusal(connection, version);
	}

	private static void expectRefusal(ScriptedConnection connection, MqttVersion version) {
		connection.expectClosed();
		List<Frame> disconnects = connection.frames(PacketType.DISCONNECT);
		if (version == MqttVersion.V5) {
			assertThat(disconnects).extracting(Frame::hex).containsExactly("E00182");
		}
		else {
			assertThat(disconnects).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.9.3-1")
	@Mqtt311("3.9.3-1")
	void theCodesOfSubAckAreInTheOrderOfTheFilters(MqttVersion version) {
		this.broker.answer(PacketType.SUBSCRIBE, (packet) -> {
			Subscribe subscribe = (Subscribe) packet;
			return new SubAck(subscribe.packetId(),
					subscribe.subscriptions()
						.stream()
						.map((each) -> each.topicFilter().equals("no") ? ReasonCode.UNSPECIFIED_ERROR
								: ReasonCode.GRANTED_QOS_1)
						.toList());
		});
		MqttClient client = connected(version);
		assertThatExceptionOfType(MqttSubscribeException.class)
			.isThrownBy(() -> client.subscribe(SubscriptionSpec.of("yes", "no").withQos(QoS.AT_LEAST_ONCE)))
			.satisfies((ex) -> assertThat(ex.failures()).isEqualTo(Map.of("no", ReasonCode.UNSPECIFIED_ERROR)));
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("yes").withQos(QoS.AT_LEAST_ONCE));
		assertThat(subscription.result().reasonCodes())
			.isEqualTo(Map.of(TopicFilter.of("yes"), ReasonCode.GRANTED_QOS_1));
	}

	@ParameterizedTest
	@CsvSource({ "B005%s000000", "B003%s00" })
	@Mqtt5("3.11.3-1")
	void anUnsubAckWithAnotherCountIsRefused(String bad) {
		assertUnsubAckRefused(bad);
	}

	@ParameterizedTest
	@CsvSource({ "B004%s0001", "B004%s0092" })
	@Mqtt5("3.11.3-2")
	void anUnsubAckWithAnUnlistedCodeIsRefused(String bad) {
		assertUnsubAckRefused(bad);
	}

	private void assertUnsubAckRefused(String bad) {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe("good").unsubscribe();
		MqttSubscription subscription = client.subscribe("bad");
		this.broker.manual(PacketType.UNSUBSCRIBE);
		int count = connection.frames().size();
		subscription.unsubscribeAsync();
		eventually(() -> assertThat(connection.frames()).hasSize(count + 1));
		connection.sendRaw(bad.formatted(id(connection.frames().get(count))));
		expectRefusal(connection, MqttVersion.V5);
	}

	// Filters

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.7.3-1", "4.7.3-2", "4.7.3-3" })
	@Mqtt311({ "4.7.3-1", "4.7.3-2", "4.7.3-3" })
	void filtersHaveCharactersButNotTooMany(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		for (String filter : List.of("", "a\0", "a".repeat(65_536), "\u20ac".repeat(21_846))) {
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.subscribe(filter));
			assertThatExceptionOfType(MqttException.class).isThrownBy(() -> client.publish(filter, "x"));
		}
		client.subscribe("\u20ac".repeat(21_845));
		assertThat(connection.expect(Subscribe.class).subscriptions().get(0).topicFilter()).hasSize(21_845);
		assertThat(connection.frames(PacketType.PUBLISH)).isEmpty();
		assertThat(connection.frames(PacketType.DISCONNECT)).isEmpty();
		assertThat(connection.received(Disconnect.class)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.7.1-1", "4.7.1-2" })
	@Mqtt311({ "4.7.1-2", "4.7.1-3" })
	void wildcardsStandForWholeLevels(MqttVersion version) {
		MqttClient client = connected(version);
		for (String filter : List.of("a#", "#/a", "a/#/b", "a+", "+a/b", "a/b+/c")) {
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.subscribe(filter));
		}
		for (String filter : List.of("#", "+", "/#", "a/#", "+/+/#", "/+")) {
			client.subscribe(filter);
		}
		assertThat(this.broker.accept().received(Subscribe.class)).hasSize(6);
	}

}
