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

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance of topic aliases, by the bytes on the wire.
 */
class AliasConformanceTests extends ScriptedTests {

	private MqttClient connectedTo(Integer topicAliasMaximum) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, null,
						null, topicAliasMaximum, null, List.of(), null, null, null, null, null, null, null, null)));
		return connected(MqttVersion.V5);
	}

	/**
	 * Return the topic and the alias of a PUBLISH of QoS 0.
	 */
	private static String topicAndAlias(Frame frame) {
		int properties = frame.idIndex();
		String topic = frame.text().substring(2, properties);
		return topic + ((frame.byteAt(properties) == 3 && frame.byteAt(properties + 1) == 0x23)
				? " " + frame.shortAt(properties + 2) : "");
	}

	private static MqttMessage receive(MqttSubscription subscription) {
		return subscription.receive(Breach.patience()).orElseThrow(() -> new AssertionError("No message"));
	}

	// Sending

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	@Mqtt5({ "3.2.2-17", "3.3.2-8", "3.3.2-9" })
	void aliasesStayWithinTheMaximumOfTheServer(int maximum) {
		MqttClient client = connectedTo(maximum);
		assertThat(client.connectionInfo()).get().returns(maximum, ConnectionInfo::topicAliasMaximum);
		ScriptedConnection connection = this.broker.accept();
		for (int round = 0; round < 3; round++) {
			for (int topic = 0; topic < 5; topic++) {
				client.publish("a/longer/topic/" + topic, "x");
				client.publish("a/longer/topic/" + topic, "x");
			}
		}
		eventually(() -> assertThat(connection.frames(PacketType.PUBLISH)).hasSize(30));
		String[] topics = new String[maximum + 1];
		int used = 0;
		for (int i = 0; i < 30; i++) {
			String[] parts = topicAndAlias(connection.frames(PacketType.PUBLISH).get(i)).split(" ");
			String expected = "a/longer/topic/" + (i / 2) % 5;
			int alias = (parts.length == 2) ? Integer.parseInt(parts[1]) : -1;
			if (alias != -1) {
				assertThat(alias).isBetween(1, maximum);
				used++;
			}
			if (!parts[0].isEmpty() && alias != -1) {
				topics[alias] = parts[0];
			}
			assertThat(parts[0].isEmpty() ? topics[alias] : parts[0]).isEqualTo(expected);
		}
		assertThat(used).isPositive();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0 })
	@Mqtt5("3.2.2-18")
	void withoutAMaximumThereAreNoAliases(int maximum) {
		MqttClient client = connectedTo((maximum < 0) ? null : maximum);
		ScriptedConnection connection = this.broker.accept();
		for (int i = 0; i < 3; i++) {
			client.publish("a/bcd", "x");
			assertThat(connection.expectFrame(Publish.class).hex()).isEqualTo("30090005612F6263640078");
		}
	}

	@Test
	@Mqtt5("3.3.2-7")
	@Behaviour("U13")
	void sentAliasesEndWithTheirConnection() {
		MqttClient client = connectedTo(1);
		ScriptedConnection connection = this.broker.accept();
		client.publish("a/longer/topic", "x");
		assertThat(topicAndAlias(connection.expectFrame(Publish.class))).isEqualTo("a/longer/topic 1");
		client.publish("a/longer/topic", "x");
		assertThat(topicAndAlias(connection.expectFrame(Publish.class))).isEqualTo(" 1");
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		client.publish("a/longer/topic", "x");
		assertThat(topicAndAlias(connection.expectFrame(Publish.class))).isEqualTo("a/longer/topic 1");
	}

	@Test
	@Mqtt5("3.3.2-7")
	@Behaviour({ "U13", "U23" })
	void aRepeatHasItsTopic() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(true, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, null,
						null, 5, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClient client = connect(sessionClient(MqttVersion.V5, (builder) -> {
		}));
		ScriptedConnection connection = this.broker.accept();
		this.broker.manual(PacketType.PUBLISH);
		for (int i = 0; i < 3; i++) {
			client.publishAsync("a/longer/topic", "m" + i, QoS.AT_LEAST_ONCE);
			connection.expectFrame(Publish.class);
		}
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Connect.class);
		Frame first = connection.expectFrame(Publish.class);
		assertThat(first.duplicate()).isTrue();
		assertThat(first.text().substring(2)).startsWith("a/longer/topic");
	}

	// Receiving

	@ParameterizedTest
	@ValueSource(ints = { 1, 7 })
	@Mqtt5("3.3.2-10")
	@Behaviour("U20")
	void everyAliasUpToTheOwnMaximumIsTaken(int maximum) {
		MqttClientV5 client = v5((builder) -> builder.topicAliasMaximum(maximum));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).properties().topicAliasMaximum()).isEqualTo(maximum);
		MqttSubscription subscription = client.subscribe("#");
		for (int alias = 1; alias <= maximum; alias++) {
			connection.sendRaw("3008000174 03 23%04X 3%d".formatted(alias, alias));
			connection.sendRaw("30070000 03 23%04X 3%d".formatted(alias, alias));
		}
		for (int alias = 1; alias <= maximum; alias++) {
			for (int i = 0; i < 2; i++) {
				MqttMessage message = receive(subscription);
				assertThat(message.topic()).isEqualTo("t");
				assertThat(message.text()).isEqualTo(Integer.toString(alias));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0006", "FFFF", "0000" })
	@Mqtt5({ "3.1.2-26", "3.3.2-11", "3.3.2-8" })
	void anAliasOutOfRangeIsRefused(String alias) {
		MqttClientV5 client = v5((builder) -> builder.topicAliasMaximum(5));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("#");
		connection.sendRaw("3008000174 03 230005 31");
		assertThat(receive(subscription).text()).isEqualTo("1");
		connection.sendRaw("3008000174 03 23" + alias + " 32");
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00194");
		connection.expectClosed();
		assertThat(subscription.buffered()).isZero();
	}

	@Test
	@Mqtt5("3.1.2-27")
	void noAliasIsTakenWithAMaximumOfZero() {
		MqttClientV5 client = v5((builder) -> builder.topicAliasMaximum(0));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		client.subscribe("#");
		connection.sendRaw("3008000174 03 230001 31");
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00194");
		connection.expectClosed();
	}

	@Test
	@Mqtt5("3.3.2-7")
	void receivedAliasesEndWithTheirConnection() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("#");
		connection.sendRaw("3008000174 03 230001 31");
		assertThat(receive(subscription).topic()).isEqualTo("t");
		connection.reset();
		connection = this.broker.accept();
		connection.expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
		connection.sendRaw("30070000 03 230001 32");
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00182");
		connection.expectClosed();
	}

}
