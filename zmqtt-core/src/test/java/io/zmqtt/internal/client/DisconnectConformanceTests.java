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

import io.zmqtt.ClientState;
import io.zmqtt.DisconnectOptions;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conformance of DISCONNECT and of how a client ends a connection, by the bytes on the
 * wire.
 */
class DisconnectConformanceTests extends ScriptedTests {

	private MqttClientV5 connected(Long maximumPacketSize) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS,
						new ConnAckProperties(null, null, null, null, maximumPacketSize, null, null, null, List.of(),
								null, null, null, null, null, null, null, null)));
		return (MqttClientV5) connected(MqttVersion.V5);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("2.1.3-1")
	@Mqtt311("3.14.1-1")
	void theReservedBitsAreZero(MqttVersion version) {
		connected(version).disconnect();
		assertThat(this.broker.accept().expectFrame(Disconnect.class).hex()).isEqualTo("E000");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.14.4-1", "3.14.4-2" })
	@Mqtt311({ "3.14.4-1", "3.14.4-2" })
	void nothingFollowsADisconnectButTheEnd(MqttVersion version) {
		this.broker.manual(PacketType.DISCONNECT, PacketType.PUBLISH);
		MqttClient client = connected(version, (builder) -> builder.maxInflight(1));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE));
		client.publishAsync("b", "1", QoS.AT_LEAST_ONCE);
		connection.expectPublish("1");
		client.publishAsync("b", "2", QoS.AT_LEAST_ONCE);
		client.disconnectAsync();
		connection.expect(Disconnect.class);
		// things that would be answered
		connection.send(publish("a", "late", QoS.AT_LEAST_ONCE, 1));
		client.publishAsync("b", "3", QoS.AT_MOST_ONCE);
		connection.expectClosed();
		assertThat(connection.frames()).last().satisfies((frame) -> assertThat(frame.type()).isEqualTo(14));
		assertThat(subscription.buffered()).isZero();
	}

	@Test
	@Mqtt5("3.14.2-1")
	void theReasonCodeIsAListedOne() {
		for (ReasonCode unlisted : List.of(ReasonCode.GRANTED_QOS_1, ReasonCode.NO_MATCHING_SUBSCRIBERS,
				ReasonCode.BAD_USER_NAME_OR_PASSWORD, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new DisconnectOptions(unlisted, null, null, List.of()));
		}
		connected((Long) null).disconnect(DisconnectOptions.withWill());
		assertThat(this.broker.accept().expectFrame(Disconnect.class).hex()).isEqualTo("E00104");
	}

	@ParameterizedTest
	@CsvSource({ ", E010800E1F0004746578742600016B000176", "18, E010800E1F0004746578742600016B000176",
			"17, E00980071F000474657874", "11, E00980071F000474657874", "10, E00180", "3, E00180" })
	@Mqtt5({ "3.14.2-3", "3.14.2-4" })
	void textAndUserPropertiesAreLeftOutWhereTheyDoNotFit(Long maximumPacketSize, String hex) {
		connected(maximumPacketSize).disconnect(
				new DisconnectOptions(ReasonCode.UNSPECIFIED_ERROR, "text", null, List.of(new UserProperty("k", "v"))));
		assertThat(this.broker.accept().expectFrame(Disconnect.class).hex()).isEqualTo(hex);
	}

	@Test
	@Mqtt5("3.14.2.2")
	void noSessionBeginsWithADisconnect() {
		MqttClientV5 client = connected((Long) null);
		DisconnectOptions options = new DisconnectOptions(ReasonCode.SUCCESS, null, Duration.ofSeconds(10), List.of());
		assertThatIllegalArgumentException().isThrownBy(() -> client.disconnect(options));
		ScriptedConnection connection = this.broker.accept();
		assertAlive(client);
		client.disconnect(new DisconnectOptions(ReasonCode.SUCCESS, null, Duration.ZERO, List.of()));
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00700051100000000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "E100", "E2018B", "E801" + "00" })
	@Mqtt5("3.14.1-1")
	void aDisconnectWithOtherFlagsIsRefused(String bad) {
		connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw(bad);
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00181");
		connection.expectClosed();
	}

	@Test
	@Mqtt5("3.14.2-2")
	void aServerSendsNoSessionExpiryInterval() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		connection.sendRaw("E007000511 00000001");
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00182");
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

}
