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

package io.zmqtt.internal.codec;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.packet.WillMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PacketEncoderTests {

	private static final MqttVersion V311 = MqttVersion.V3_1_1;

	private static final MqttVersion V5 = MqttVersion.V5;

	private static final byte[] NO_BYTES = {};

	@ParameterizedTest
	@MethodSource("illegal")
	@Semantics("4.12")
	void refusesBeforeWriting(MqttVersion version, Packet packet) {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encode(packet, version, out));
		assertThat(out.writerIndex()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encodedSize(packet, version));
	}

	static Stream<Object[]> illegal() {
		return Stream.of(row(V311, publish("", 0, 0)), row(V311, publish("t".repeat(65_536), 0, 0)),
				row(V5, publish("\u20AC".repeat(21_846), 0, 0)), row(V5, publish("a\0b", 0, 0)),
				row(V5, publish("\uD83D", 0, 0)), row(V5, publish("\uDE00\uD83D", 0, 0)),
				row(V5, publish("\uD83Dx", 0, 0)), row(V5, publish("t", 0x06, 1)), row(V5, publish("t", 0x08, 0)),
				row(V5, publish("t", 0x10, 0)), row(V5, publish("t", 0x02, 0)), row(V311, publish("t", 0x04, 65_536)),
				row(V311, publish("t", 0, 1)),
				// the alias is not written on MQTT 3.1.1
				row(V311, publish("", new PublishPacketProperties(PublishProperties.none(), 1, new int[0]))),
				row(V5, publish("t", new PublishPacketProperties(PublishProperties.none(), 65_536, new int[0]))),
				row(V5, publish("t", new PublishPacketProperties(PublishProperties.none(), -1, new int[0]))),
				row(V5, publish("t", new PublishPacketProperties(PublishProperties.none(), 0, new int[] { 0 }))),
				row(V5, publish("t",
						new PublishPacketProperties(PublishProperties.none(), 0, new int[] { 268_435_456 }))),
				row(V311, new PubAck(0)), row(V5, new PubAck(0)), row(V5, new PubComp(65_536)), row(V5, new PubRel(-1)),
				row(V5, new PubAck(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
				row(V5, new PubRel(1, ReasonCode.NOT_AUTHORIZED)),
				row(V5, new PubAck(1, ReasonCode.SUCCESS, new AckProperties("\0", List.of()))),
				row(V311, new Subscribe(0, List.of(new Subscription("a", QoS.AT_MOST_ONCE)))),
				row(V311, new Subscribe(1, List.of())),
				row(V5, new Subscribe(1, List.of(new Subscription("", QoS.AT_MOST_ONCE)))),
				row(V5, new Subscribe(1, List.of(new Subscription("a", QoS.AT_MOST_ONCE)), -1, List.of())),
				row(V5, new Subscribe(1, List.of(new Subscription("a", QoS.AT_MOST_ONCE)), 268_435_456, List.of())),
				row(V5, new Subscribe(1,
						List.of(new Subscription("$share/g/t", QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND)))),
				row(V311, new Unsubscribe(1, List.of())), row(V5, new Unsubscribe(1, List.of("a", ""))),
				row(V5, new SubAck(1, List.of())), row(V5, new SubAck(1, List.of(ReasonCode.SERVER_BUSY))),
				row(V311, new SubAck(1, List.of(ReasonCode.SERVER_BUSY))), row(V5, new UnsubAck(1, List.of())),
				row(V5, new UnsubAck(1, List.of(ReasonCode.GRANTED_QOS_1))),
				row(V311, new ConnAck(false, ReasonCode.SERVER_BUSY)),
				row(V5, new ConnAck(false, ReasonCode.SERVER_SHUTTING_DOWN)),
				row(V5, new ConnAck(true, ReasonCode.NOT_AUTHORIZED)), row(V5, connAck(0, null, null)),
				row(V5, connAck(1, QoS.EXACTLY_ONCE, null)), row(V5, connAck(1, null, NO_BYTES)),
				row(V5, new Disconnect(ReasonCode.GRANTED_QOS_1)),
				row(V5, new Disconnect(ReasonCode.SUCCESS,
						new DisconnectProperties(0x1_0000_0000L, null, List.of(), null))),
				row(V311, new Auth(ReasonCode.SUCCESS, AuthProperties.NONE)),
				row(V5, new Auth(ReasonCode.CONTINUE_AUTHENTICATION, AuthProperties.NONE)),
				row(V5, new Auth(ReasonCode.SUCCESS, new AuthProperties(null, NO_BYTES, null, List.of()))),
				row(V5, connect(V311, "c", null, null, null)), row(V311, connect(V5, "c", null, null, null)),
				row(V311, connect(V311, "c", null, NO_BYTES, null)), row(V311, connect(V311, "", null, null, null)),
				row(V5, connect(V5, "c", "u", new byte[65_536], null)),
				row(V5, connect(V5, "c", "u", null,
						new WillMessage("", NO_BYTES, QoS.AT_MOST_ONCE, false, 0, PublishProperties.none()))),
				row(V5, connect(V5, "c", "u", null,
						new WillMessage("w", new byte[65_536], QoS.AT_MOST_ONCE, false, 0, PublishProperties.none()))),
				row(V5, connect(V5, "c", "u", null,
						new WillMessage("w", NO_BYTES, QoS.AT_MOST_ONCE, false, -1, PublishProperties.none()))),
				row(V5, new Connect(V5, "c", true, 65_536, null, null, null, ConnectProperties.NONE)));
	}

	@Test
	void refusesPacketsBeyondTheProtocolsLimit() {
		byte flags = 0;
		assertThat(PacketEncoder.publishSize("t", flags, PublishPacketProperties.NONE, 268_435_455 - 3, V311))
			.isEqualTo(268_435_460);
		assertThatIllegalArgumentException().isThrownBy(
				() -> PacketEncoder.publishSize("t", flags, PublishPacketProperties.NONE, 268_435_455 - 2, V311));
		assertThatIllegalArgumentException().isThrownBy(
				() -> PacketEncoder.publishSize("t", flags, PublishPacketProperties.NONE, Integer.MAX_VALUE, V5));
		// the sum of these exceeds even an int
		String longest = "\u20AC".repeat(21_845);
		List<UserProperty> properties = Collections.nCopies(17_000, new UserProperty(longest, longest));
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder
			.encodedSize(new PubAck(1, ReasonCode.SUCCESS, new AckProperties(null, properties)), V5));
	}

	@Test
	void leavesOutWhat311DoesNotHave() {
		AckProperties ack = new AckProperties("no", List.of(new UserProperty("k", "v")));
		PublishPacketProperties properties = new PublishPacketProperties(
				PublishProperties.builder().contentType("text").build(), 1, new int[] { 1 });
		assertBytes("40 02 00 01", new PubAck(1, ReasonCode.NOT_AUTHORIZED, ack));
		assertBytes("90 03 00 01 80", new SubAck(1, List.of(ReasonCode.NOT_AUTHORIZED), ack));
		assertBytes("B0 02 00 01", new UnsubAck(1, List.of(ReasonCode.SUCCESS), ack));
		assertBytes("E0 00",
				new Disconnect(ReasonCode.SERVER_BUSY, new DisconnectProperties(1L, "no", List.of(), null)));
		assertBytes("30 03 00 01 't'", publish("t", properties));
		assertBytes("82 06 00 01 00 01 'a' 01",
				new Subscribe(1,
						List.of(new Subscription("a", QoS.AT_LEAST_ONCE, true, true, RetainHandling.DO_NOT_SEND)), 5,
						List.of(new UserProperty("k", "v"))));
		assertBytes("10 12 00 04 'MQTT' 04 06 00 3C 00 01 'c' 00 01 'w' 00 00",
				connect(V311, "c", null, null, new WillMessage("w", NO_BYTES, QoS.AT_MOST_ONCE, false, 5,
						PublishProperties.builder().contentType("text").build())));
	}

	@ParameterizedTest
	@CsvSource({ "PUBACK, 40020102", "PUBREC, 50020102", "PUBREL, 62020102", "PUBCOMP, 70020102" })
	void shortAcks(PacketType type, String bytes) {
		ByteBuf out = Unpooled.buffer();
		PacketEncoder.encodeAck(type, 0x0102, out);
		assertThat(ByteBufUtil.hexDump(out)).isEqualTo(bytes);
	}

	@Test
	void shortAcksRefuseOtherPackets() {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encodeAck(PacketType.SUBACK, 1, out));
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encodeAck(PacketType.PUBLISH, 1, out));
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encodeAck(PacketType.PUBACK, 0, out));
		assertThat(out.writerIndex()).isZero();
	}

	@Test
	void publishHeaderAndPayloadMakeThePacket() {
		PublishPacketProperties properties = PublishPacketProperties
			.of(PublishProperties.builder().responseTopic("r/\u00E9").userProperty("k", "v").build());
		byte[] payload = new byte[300];
		Arrays.fill(payload, (byte) 7);
		Publish packet = Publish.of("t/\u00E9", payload, QoS.AT_LEAST_ONCE, true, true, 513, properties);
		ByteBuf out = Unpooled.buffer();
		PacketEncoder.encodePublishHeader(packet.topic(), packet.flags(), packet.packetId(), properties, payload.length,
				V5, out);
		assertThat(out.readableBytes() + payload.length)
			.isEqualTo(PacketEncoder.publishSize(packet.topic(), packet.flags(), properties, payload.length, V5));
		out.writeBytes(payload);
		assertThat(ByteBufUtil.getBytes(out)).isEqualTo(TestBytes.encode(packet, V5));
	}

	@Test
	void longestStringIsAllowed() {
		Publish packet = publish("\u20AC".repeat(21_845), 0, 0);
		ByteBuf out = Unpooled.buffer();
		PacketEncoder.encode(packet, V311, out);
		assertThat(PacketDecoder.forClient(V311, 100_000).decode(out)).isEqualTo(packet);
	}

	private static void assertBytes(String expected, Packet packet) {
		assertThat(ByteBufUtil.hexDump(TestBytes.encode(packet, V311)))
			.isEqualTo(ByteBufUtil.hexDump(TestBytes.parse(expected)));
	}

	private static Object[] row(MqttVersion version, Packet packet) {
		return new Object[] { version, packet };
	}

	private static Publish publish(String topic, int flags, int packetId) {
		return new Publish(topic, NO_BYTES, PublishPacketProperties.NONE, packetId, (byte) flags);
	}

	private static Publish publish(String topic, PublishPacketProperties properties) {
		return new Publish(topic, NO_BYTES, properties, 0, (byte) 0);
	}

	private static ConnAck connAck(int receiveMaximum, QoS maximumQos, byte[] authenticationData) {
		return new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, receiveMaximum, maximumQos, null,
				null, null, null, null, List.of(), null, null, null, null, null, null, null, authenticationData));
	}

	private static Connect connect(MqttVersion version, String clientId, String username, byte[] password,
			WillMessage will) {
		return new Connect(version, clientId, !clientId.isEmpty(), 60, username, password, will,
				ConnectProperties.NONE);
	}

}
