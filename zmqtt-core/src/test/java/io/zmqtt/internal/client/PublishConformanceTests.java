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

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttPublishException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Conformance of what a client publishes, by the bytes on the wire.
 */
class PublishConformanceTests extends ScriptedTests {

	private static final PublishOptions QOS_1 = PublishOptions.qos(QoS.AT_LEAST_ONCE);

	private static String noProperties(MqttVersion version) {
		return (version == MqttVersion.V5) ? "00" : "";
	}

	private MqttClient session(MqttVersion version) {
		return connect(sessionClient(version, (builder) -> {
		}));
	}

	private ScriptedConnection resume(ScriptedConnection connection) {
		this.broker.sessionPresent(true);
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		next.expect(Connect.class);
		return next;
	}

	private MqttClient connectedTo(ConnAckProperties properties) {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, ReasonCode.SUCCESS, properties));
		return connected(MqttVersion.V5);
	}

	private static ConnAckProperties limits(Integer receiveMaximum, QoS maximumQos, Boolean retainAvailable,
			Long maximumPacketSize) {
		return new ConnAckProperties(null, receiveMaximum, maximumQos, retainAvailable, maximumPacketSize, null, null,
				null, List.of(), null, null, null, null, null, null, null, null);
	}

	// The packet

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "2.2.1-2", "3.3.1-2", "4.3.1-1" })
	@Mqtt311({ "2.3.1-5", "3.3.1-2", "4.3.1-1" })
	void qos0HasNoIdentifierAndNoDup(MqttVersion version) {
		connected(version).publish("a/b", "hi");
		String hex = this.broker.accept().expectFrame(Publish.class).hex();
		assertThat(hex).startsWith("30").endsWith("0003612F62" + noProperties(version) + "6869");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.3.2-1", "2.2.2-1" })
	@Mqtt311("3.3.2-1")
	void theTopicComesFirstInUtf8(MqttVersion version) {
		connected(version).publish("\u00e9/\u20ac/\ud83d\ude00", "x", QOS_1);
		Frame frame = this.broker.accept().expectFrame(Publish.class);
		assertThat(frame.flags()).isEqualTo(2);
		assertThat(frame.hex().substring(4)).startsWith("000BC3A92FE282AC2FF09F9880")
			.endsWith("%04X%s78".formatted(frame.packetId(), noProperties(version)));
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("1.5.4-3")
	@Mqtt311("1.5.3-3")
	void aByteOrderMarkIsACharacter(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("#");
		client.publish("\ufeffa", "sent");
		assertThat(connection.expectFrame(Publish.class).hex().substring(4)).startsWith("0004EFBBBF61");
		connection.sendRaw((version == MqttVersion.V5) ? "30070004EFBBBF6100" : "30060004EFBBBF61");
		assertThat(subscription.receive(Breach.patience()).orElseThrow().topic()).isEqualTo("\ufeffa");
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 36050001610001", "V5, 3606000161000100" })
	@Mqtt5("3.3.1-4")
	@Mqtt311({ "3.3.1-4", "4.8.0-1" })
	void qos3IsNeitherSentNorTaken(MqttVersion version, String bad) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		for (QoS qos : QoS.values()) {
			client.publish("a", "x", qos);
			assertThat(connection.expectFrame(Publish.class).qos()).isEqualTo(qos.value());
		}
		MqttSubscription subscription = client.subscribe("a");
		connection.send(publish("a", "good", QoS.EXACTLY_ONCE, 5));
		assertThat(subscription.receive(Breach.patience()).orElseThrow().text()).isEqualTo("good");
		connection.expect(PubComp.class);
		connection.sendRaw(bad);
		expectRefusal(connection, version, 0x81);
	}

	private static void expectRefusal(ScriptedConnection connection, MqttVersion version, int code) {
		if (version == MqttVersion.V5) {
			assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E001%02X".formatted(code));
		}
		connection.expectClosed();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, 3003000123", "V3_1_1, 300500032B2F61", "V5, 300400012300", "V5, 30060003612F2B00" })
	@Mqtt5({ "3.3.2-2", "4.7.0-1" })
	@Mqtt311({ "3.3.2-2", "4.7.1-1" })
	void wildcardsAreNeitherSentNorTaken(MqttVersion version, String bad) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		for (String topic : List.of("#", "+", "a/#", "a+b")) {
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.publish(topic, "x"));
		}
		client.publish("a/b", "x");
		assertThat(connection.expectFrame(Publish.class).text().substring(2)).startsWith("a/b");
		MqttSubscription subscription = client.subscribe("#");
		connection.send(publish("a", "good", QoS.AT_MOST_ONCE, 0));
		assertThat(subscription.receive(Breach.patience()).orElseThrow().text()).isEqualTo("good");
		connection.sendRaw(bad);
		expectRefusal(connection, version, 0x81);
	}

	@Test
	@Mqtt5({ "3.3.2-13", "3.3.2-14", "3.3.2-19" })
	void responseTopicAndContentTypeAreUtf8() {
		MqttClientV5 client = (MqttClientV5) connected(MqttVersion.V5);
		client.publish("a", new byte[] { 'x' }, QOS_1,
				PublishProperties.builder().contentType("\u20ac").responseTopic("\u00e9").build());
		assertThat(this.broker.accept().expectFrame(Publish.class).hex())
			.endsWith("0B" + "030003E282AC" + "080002C3A9" + "78");
		for (String topic : List.of("a/#", "+", "", "a\0", "\ud83d")) {
			assertThatExceptionOfType(MqttInvalidTopicException.class)
				.isThrownBy(() -> PublishProperties.builder().responseTopic(topic).build());
		}
		for (String type : List.of("a\0", "\ud83d")) {
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> PublishProperties.builder().contentType(type).build());
		}
	}

	@Test
	@Mqtt5("3.3.4-6")
	void aPublishHasNoSubscriptionIdentifier() {
		MqttClientV5 client = (MqttClientV5) connected(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		client.publish("a", "x");
		assertThat(connection.expectFrame(Publish.class).hex()).isEqualTo("30050001610078");
		client.publish("a", new byte[] { 'x' }, QOS_1, PublishProperties.builder().utf8Payload(true).build());
		Frame frame = connection.expectFrame(Publish.class);
		assertThat(frame.hex()).isEqualTo("3209000161%04X02010178".formatted(frame.packetId()));
	}

	// Identifiers

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "2.2.1-3", "4.3.2-1", "4.3.3-1" })
	@Mqtt311({ "2.3.1-1", "2.3.1-2" })
	void everyNewPacketTakesAFreeIdentifier(MqttVersion version) {
		MqttClient client = connected(version);
		MqttSubscription gone = client.subscribe("gone");
		this.broker.manual(PacketType.PUBLISH, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE);
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Subscribe.class);
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			client.publishAsync("a", "x", (i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE);
			ids.add(connection.expectFrame(Publish.class).packetId());
		}
		client.subscribeAsync(SubscriptionSpec.of("b"));
		ids.add(connection.expectFrame(Subscribe.class).packetId());
		gone.unsubscribeAsync();
		ids.add(connection.expectFrame(Unsubscribe.class).packetId());
		assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("2.2.1-3")
	@Mqtt311("2.3.1-3")
	void anIdentifierIsTakenUntilTheLastAcknowledgement(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> two = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		int id = connection.expectFrame(Publish.class).packetId();
		connection.send(new PubRec(id));
		assertThat(connection.expectFrame(PubRel.class).packetId()).isEqualTo(id);
		for (int i = 0; i < 100; i++) {
			CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
			int other = connection.expectFrame(Publish.class).packetId();
			assertThat(other).isNotZero().isNotEqualTo(id);
			connection.send(new PubAck(other));
			result(one);
		}
		connection.send(new PubComp(id));
		result(two);
	}

	// QoS 1

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.3.2-2", "4.3.2-3" })
	@Mqtt311("4.3.2-1")
	void qos1EndsWithItsPubAck(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.publish("a", "first", QOS_1);
		assertThat(connection.expectFrame(Publish.class).flags()).isEqualTo(2);
		this.broker.manual(PacketType.PUBLISH);
		CompletableFuture<PublishResult> future = client.publishAsync("a", "second", QoS.AT_LEAST_ONCE);
		Frame publish = connection.expectFrame(Publish.class);
		connection.send(new PubAck(publish.packetId() + 1000));
		assertAlive(client);
		assertThat(future).isNotDone();
		connection.send(new PubAck(publish.packetId()));
		result(future);
	}

	// QoS 2

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "4.3.3-2", "4.3.3-3", "4.3.3-4" })
	@Mqtt311("4.3.3-1")
	void qos2IsReleasedAfterItsPubRec(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.publish("a", "first", QoS.EXACTLY_ONCE);
		Frame publish = connection.expectFrame(Publish.class);
		assertThat(publish.flags()).isEqualTo(4);
		assertThat(connection.expectFrame(PubRel.class).hex()).isEqualTo("6202%04X".formatted(publish.packetId()));
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		CompletableFuture<PublishResult> future = client.publishAsync("a", "second", QoS.EXACTLY_ONCE);
		publish = connection.expectFrame(Publish.class);
		assertAlive(client);
		assertThat(connection.frames(PacketType.PUBREL)).hasSize(1);
		connection.send(new PubRec(publish.packetId()));
		assertThat(connection.expectFrame(PubRel.class).hex()).isEqualTo("6202%04X".formatted(publish.packetId()));
		assertThat(future).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.3.3-5")
	@Mqtt311("4.3.3-1")
	void qos2EndsWithItsPubComp(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		result(client.publishAsync("a", "first", QoS.EXACTLY_ONCE));
		connection.expect(PubRel.class);
		this.broker.manual(PacketType.PUBREL);
		CompletableFuture<PublishResult> future = client.publishAsync("a", "second", QoS.EXACTLY_ONCE);
		int id = connection.expectFrame(PubRel.class).packetId();
		assertAlive(client);
		assertThat(future).isNotDone();
		connection.send(new PubComp(id));
		result(future);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.3.3-6")
	@Mqtt311("4.3.3-1")
	void qos2IsNotRepeatedAfterItsPubRel(MqttVersion version) {
		this.broker.manual(PacketType.PUBREL);
		MqttClient client = session(version);
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		Frame release = connection.expectFrame(PubRel.class);
		connection = resume(connection);
		assertThat(connection.expectFrame(PubRel.class).hex()).isEqualTo(release.hex());
		connection.expectNothing(A_WHILE);
		assertThat(connection.frames(PacketType.PUBLISH)).isEmpty();
	}

	@Test
	@Mqtt5("4.3.3-7")
	void aMessageThatWasSentDoesNotExpire() {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClientV5 client = (MqttClientV5) session(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> future = client.publishAsync("a", new byte[] { 'x' },
				PublishOptions.qos(QoS.EXACTLY_ONCE),
				PublishProperties.builder().messageExpiryInterval(Duration.ofSeconds(1)).build());
		Frame publish = connection.expectFrame(Publish.class);
		connection.expectNothing(Duration.ofMillis(1100));
		connection.send(new PubRec(publish.packetId()));
		assertThat(connection.expectFrame(PubRel.class).packetId()).isEqualTo(publish.packetId());
		connection.send(new PubComp(publish.packetId()));
		result(future);
	}

	// Repeats

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.3.1-1", "4.4.0-1", "4.6.0-1" })
	@Mqtt311({ "3.3.1-1", "4.4.0-1", "4.6.0-1" })
	void repeatsHaveDupTheirIdentifiersAndTheirOrder(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = session(version);
		ScriptedConnection connection = this.broker.accept();
		List<String> first = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			client.publishAsync("a", "m" + i, (i % 2 == 0) ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE);
			Frame frame = connection.expectFrame(Publish.class);
			assertThat(frame.duplicate()).isFalse();
			first.add(frame.withFlags(frame.flags() | 8).hex());
		}
		connection.expectNothing(A_WHILE);
		connection = resume(connection);
		List<String> repeats = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			repeats.add(connection.expectFrame(Publish.class).hex());
		}
		assertThat(repeats).isEqualTo(first);
		connection.expectNothing(A_WHILE);
	}

	@Test
	@Mqtt5("4.4.0-2")
	void whatWasRefusedIsNotRepeated() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = session(MqttVersion.V5);
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<PublishResult> one = client.publishAsync("a", "one", QoS.AT_LEAST_ONCE);
		connection.send(new PubAck(connection.expectFrame(Publish.class).packetId(), ReasonCode.QUOTA_EXCEEDED));
		CompletableFuture<PublishResult> two = client.publishAsync("a", "two", QoS.EXACTLY_ONCE);
		connection.send(new PubRec(connection.expectFrame(Publish.class).packetId(), ReasonCode.NOT_AUTHORIZED));
		failure(one, MqttPublishException.class);
		failure(two, MqttPublishException.class);
		connection = resume(connection);
		connection.expectNothing(A_WHILE);
		assertThat(connection.frames(PacketType.PUBLISH)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.3.1-3")
	@Mqtt311("3.3.1-3")
	void dupOfAReceivedMessageIsNotPassedOn(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("in").withQos(QoS.AT_LEAST_ONCE),
				(message) -> client.publish("out", message.payload(), QOS_1));
		connection.send(duplicate(publish("in", "again", QoS.AT_LEAST_ONCE, 3)));
		assertThat(connection.expectFrame(Publish.class).flags()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.6.0-4")
	@Mqtt311("4.6.0-4")
	void pubRelsGoOutInTheOrderOfPubRecs(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		List<Integer> ids = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			client.publishAsync("a", "m" + i, QoS.EXACTLY_ONCE);
			ids.add(0, connection.expectFrame(Publish.class).packetId());
		}
		ids.forEach((id) -> connection.send(new PubRec(id)));
		List<Integer> released = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			released.add(connection.expectFrame(PubRel.class).packetId());
		}
		assertThat(released).isEqualTo(ids);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5({ "3.6.1-1", "2.1.3-1" })
	@Mqtt311({ "3.6.1-1", "2.2.2-1" })
	void everyPacketHasItsReservedFlags(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withQos(QoS.EXACTLY_ONCE));
		client.publish("b", "x", QoS.EXACTLY_ONCE);
		connection.send(publish("a", "1", QoS.AT_LEAST_ONCE, 1)).send(publish("a", "2", QoS.EXACTLY_ONCE, 2));
		subscription.receive();
		subscription.receive();
		eventually(() -> assertThat(connection.frames(PacketType.PUBCOMP)).hasSize(1));
		assertAlive(client);
		subscription.unsubscribe();
		client.disconnect();
		connection.expectClosed();
		assertThat(connection.frames()).extracting((frame) -> PacketType.find(frame.type()))
			.contains(PacketType.CONNECT, PacketType.SUBSCRIBE, PacketType.PUBREL, PacketType.PUBACK, PacketType.PUBREC,
					PacketType.PUBCOMP, PacketType.PINGREQ, PacketType.UNSUBSCRIBE, PacketType.DISCONNECT);
		assertThat(connection.frames()).allSatisfy((frame) -> {
			boolean two = frame.is(PacketType.PUBREL) || frame.is(PacketType.SUBSCRIBE)
					|| frame.is(PacketType.UNSUBSCRIBE);
			if (!frame.is(PacketType.PUBLISH)) {
				assertThat(frame.flags()).as(frame.hex()).isEqualTo(two ? 2 : 0);
			}
		});
	}

	// Limits of the server

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	@Mqtt5({ "3.3.4-7", "4.9.0-1", "4.9.0-2" })
	void theReceiveMaximumOfTheServerIsNeverExceeded(int window) {
		this.broker.manual(PacketType.PUBLISH, PacketType.PUBREL);
		MqttClient client = connectedTo(limits(window, null, null, null));
		ScriptedConnection connection = this.broker.accept();
		for (int i = 0; i < window + 3; i++) {
			client.publishAsync("a", "m" + i, (i % 2 == 0) ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE);
		}
		int id = connection.expectFrame(Publish.class).packetId();
		for (int i = 1; i < window; i++) {
			connection.expectFrame(Publish.class);
		}
		connection.expectNothing(A_WHILE);
		// PUBREC frees nothing, PUBCOMP does
		connection.send(new PubRec(id));
		connection.expect(PubRel.class);
		connection.expectNothing(A_WHILE);
		connection.send(new PubComp(id));
		id = connection.expectFrame(Publish.class).packetId();
		connection.expectNothing(A_WHILE);
		// neither does an answer that belongs to nothing
		connection.send(new PubAck(id + 1000));
		connection.expectNothing(A_WHILE);
	}

	@Test
	@Mqtt5({ "3.3.4-8", "4.9.0-3" })
	void aFullWindowHoldsBackNothingElse() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = connectedTo(limits(1, null, null, null));
		ScriptedConnection connection = this.broker.accept();
		client.publishAsync("a", "first", QoS.AT_LEAST_ONCE);
		Publish first = connection.expectPublish("first");
		client.publishAsync("a", "second", QoS.AT_LEAST_ONCE);
		client.publish("a", "zero");
		connection.expectPublish("zero");
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("in").withQos(QoS.AT_LEAST_ONCE));
		connection.send(publish("in", "received", QoS.AT_LEAST_ONCE, 1));
		assertThat(subscription.receive(Breach.patience())).isPresent();
		assertThat(connection.expectFrame(PubAck.class).packetId()).isOne();
		subscription.unsubscribe();
		assertAlive(client);
		connection.send(new PubAck(first.packetId()));
		connection.expectPublish("second");
	}

	@Test
	@Mqtt5("3.2.2-11")
	void theMaximumQosOfTheServerIsObeyed() {
		MqttClient client = connectedTo(limits(null, QoS.AT_LEAST_ONCE, null, null));
		ScriptedConnection connection = this.broker.accept();
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", "x", QoS.EXACTLY_ONCE));
		client.publish("a", "x", QoS.AT_LEAST_ONCE);
		assertThat(connection.expectFrame(Publish.class).qos()).isOne();
		assertThat(connection.frames(PacketType.PUBLISH)).hasSize(1);
	}

	@Test
	@Mqtt5("3.2.2-14")
	void retainIsNotSentWhereItIsUnavailable() {
		MqttClient client = connectedTo(limits(null, null, false, null));
		ScriptedConnection connection = this.broker.accept();
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", "x", QOS_1.retained()));
		client.publish("a", "x", QOS_1);
		assertThat(connection.expectFrame(Publish.class).flags()).isEqualTo(2);
		assertThat(connection.frames(PacketType.PUBLISH)).hasSize(1);
	}

	@Test
	@Mqtt5("3.2.2-15")
	void theMaximumPacketSizeOfTheServerIsObeyed() {
		MqttClient client = connectedTo(limits(null, null, null, 20L));
		ScriptedConnection connection = this.broker.accept();
		byte[] fits = "0123456789ab".getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> client.publish("a", new byte[fits.length + 1], QOS_1));
		client.publish("a", fits, QoS.AT_LEAST_ONCE);
		assertThat(connection.expectFrame(Publish.class).toBytes()).hasSize(20);
		assertThat(connection.frames(PacketType.PUBLISH)).hasSize(1);
	}

}
