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

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubRec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the application may say when it acknowledges.
 */
class AcknowledgementTests extends ScriptedTests {

	private static final SubscriptionSpec SPEC = SubscriptionSpec.of("a", QoS.EXACTLY_ONCE).withAckMode(AckMode.MANUAL);

	private static final List<UserProperty> PROPERTIES = List.of(new UserProperty("k", "v"));

	@Test
	void pubAckCarriesTextAndUserProperties() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		connection.send(publish("a", "m", QoS.AT_LEAST_ONCE, 1)).send(publish("a", "m", QoS.AT_LEAST_ONCE, 2));
		subscription.receive().ack(ReasonCode.QUOTA_EXCEEDED, "no more", PROPERTIES);
		assertThat(connection.expect(PubAck.class))
			.isEqualTo(new PubAck(1, ReasonCode.QUOTA_EXCEEDED, new AckProperties("no more", PROPERTIES)));
		subscription.receive().ack(ReasonCode.SUCCESS, null, List.of());
		assertThat(connection.expect(PubAck.class)).isEqualTo(new PubAck(2));
		assertAlive(client);
	}

	@Test
	void pubRecCarriesTextAndUserProperties() {
		this.broker.manual(PacketType.PUBREC);
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		connection.send(publish("a", "m", QoS.EXACTLY_ONCE, 1));
		subscription.receive().ack(ReasonCode.SUCCESS, "well done", PROPERTIES);
		assertThat(connection.expect(PubRec.class))
			.isEqualTo(new PubRec(1, ReasonCode.SUCCESS, new AckProperties("well done", PROPERTIES)));
	}

	/**
	 * MQTT-3.4.2-2, MQTT-3.4.2-3: what the broker's maximum packet size forbids is left
	 * out.
	 */
	@ParameterizedTest
	@CsvSource({ "100, 30, true, true", "60, 30, true, false", "60, 60, false, true", "30, 60, false, false" })
	void whatIsTooLargeIsLeftOut(long maximum, int length, boolean text, boolean properties) {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null,
						maximum, null, null, null, List.of(), null, null, null, null, null, null, null, null)));
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		connection.send(publish("a", "m", QoS.AT_LEAST_ONCE, 1));
		String reason = "x".repeat(length);
		List<UserProperty> userProperties = List.of(new UserProperty("name", "y".repeat(30)));
		subscription.receive().ack(ReasonCode.UNSPECIFIED_ERROR, reason, userProperties);
		PubAck ack = connection.expect(PubAck.class);
		assertThat(ack).isEqualTo(new PubAck(1, ReasonCode.UNSPECIFIED_ERROR,
				new AckProperties(text ? reason : null, properties ? userProperties : List.of())));
		assertThat(connection.encode(ack).length).isLessThanOrEqualTo((int) maximum);
	}

	@Test
	void mqtt311HasNoneOfIt() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		connection.send(publish("a", "m", QoS.AT_LEAST_ONCE, 1));
		MqttMessage message = subscription.receive();
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> message.ack(ReasonCode.SUCCESS, "text", List.of()));
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> message.ack(ReasonCode.SUCCESS, null, PROPERTIES));
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> message.ack(ReasonCode.QUOTA_EXCEEDED));
		message.ack(ReasonCode.SUCCESS, null, List.of());
		assertThat(connection.expect(PubAck.class).packetId()).isEqualTo(1);
	}

	@Test
	void whatCannotBeSentIsRefused() {
		MqttClient client = connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SPEC);
		connection.send(publish("a", "m", QoS.AT_LEAST_ONCE, 1));
		MqttMessage message = subscription.receive();
		assertThatIllegalArgumentException().isThrownBy(() -> message.ack(ReasonCode.SUCCESS, "\0", List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> message.ack(ReasonCode.SUCCESS, null, List.of(new UserProperty("\0", ""))));
		assertThatIllegalArgumentException().isThrownBy(() -> message.ack(ReasonCode.SERVER_BUSY, "text", List.of()));
		connection.expectNothing(A_WHILE);
		message.ack();
		assertThat(connection.expect(PubAck.class)).isEqualTo(new PubAck(1));
	}

}
