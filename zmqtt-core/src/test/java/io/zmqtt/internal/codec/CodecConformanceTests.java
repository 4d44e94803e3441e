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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Conformance of the data representation and of what is best seen without a connection.
 */
class CodecConformanceTests {

	private static final MqttVersion V5 = MqttVersion.V5;

	private static Packet decode(MqttVersion version, String bytes) {
		return TestBytes.decoder(Sender.SERVER, version, 1000).decode(Unpooled.wrappedBuffer(TestBytes.parse(bytes)));
	}

	private static void assertRefused(MqttVersion version, String bytes, ReasonCode reasonCode) {
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> decode(version, bytes))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(reasonCode));
	}

	private static void assertMalformed(MqttVersion version, String bytes) {
		assertRefused(version, bytes, ReasonCode.MALFORMED_PACKET);
	}

	private static String hex(Packet packet, MqttVersion version) {
		return ByteBufUtil.hexDump(TestBytes.encode(packet, version)).toUpperCase();
	}

	private static Publish publish(String topic, PublishPacketProperties properties) {
		return Publish.of(topic, new byte[0], QoS.AT_MOST_ONCE, false, false, 0, properties);
	}

	private static void assertNotEncoded(Packet packet, MqttVersion version) {
		ByteBuf out = Unpooled.buffer();
		assertThatIllegalArgumentException().isThrownBy(() -> PacketEncoder.encode(packet, version, out));
		assertThat(out.readableBytes()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "C080", "E080AF", "EDA080", "EDBFBF", "EDA0BDEDB880", "F4908080", "FF", "C3", "80" })
	@Mqtt5("1.5.4-1")
	@Mqtt311("1.5.3-1")
	void illFormedUtf8IsMalformed(String topic) {
		int length = topic.length() / 2;
		assertMalformed(MqttVersion.V3_1_1, "30 %02X %04X %s".formatted(length + 2, length, topic));
		assertMalformed(V5, "30 %02X %04X %s 00".formatted(length + 3, length, topic));
		assertNotEncoded(publish("\ud83d", PublishPacketProperties.NONE), V5);
		assertNotEncoded(publish("\ude00\ud83d", PublishPacketProperties.NONE), MqttVersion.V3_1_1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "6100", "C3A90062" })
	@Mqtt5("1.5.4-2")
	@Mqtt311("1.5.3-2")
	void u0000IsMalformed(String topic) {
		int length = topic.length() / 2;
		assertMalformed(MqttVersion.V3_1_1, "30 %02X %04X %s".formatted(length + 2, length, topic));
		assertMalformed(V5, "30 %02X %04X %s 00".formatted(length + 3, length, topic));
		assertNotEncoded(publish("a\0", PublishPacketProperties.NONE), V5);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("1.5.4-3")
	@Mqtt311("1.5.3-3")
	void aByteOrderMarkStays(MqttVersion version) {
		String bytes = (version == V5) ? "30070004EFBBBF6100" : "30060004EFBBBF61";
		Packet packet = decode(version, bytes);
		assertThat(packet).isEqualTo(publish("\ufeffa", PublishPacketProperties.NONE));
		assertThat(hex(packet, version)).isEqualTo(bytes);
	}

	@ParameterizedTest
	@CsvSource({ "117, 7F", "118, 8001", "16373, FF7F", "16374, 808001" })
	@Mqtt5("1.5.5-1")
	void variableByteIntegersAreAsShortAsPossible(int payload, String length) {
		Publish packet = Publish.of("topic-7", new byte[payload], QoS.AT_MOST_ONCE, false, false, 0,
				PublishPacketProperties.NONE);
		assertThat(hex(packet, V5)).startsWith("30" + length + "0007");
		assertMalformed(V5, "D0 80 00");
		assertMalformed(V5, "30 05 00 01 61 80 00");
		assertMalformed(V5, "30 07 00 01 61 03 0B 81 00");
	}

	@ParameterizedTest
	@ValueSource(strings = { "26 0001 FF 0001 76", "26 0001 6B 0001 FF", "26 0001 00 0001 76", "26 0001 6B 0001 00" })
	@Mqtt5("1.5.7-1")
	void bothHalvesOfAUserPropertyAreStrings(String property) {
		assertMalformed(V5, "30 0B 00 01 61 07 " + property);
		assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty("\0", "v"));
		assertThatIllegalArgumentException().isThrownBy(() -> new UserProperty("k", "\ud83d"));
		Publish packet = publish("a",
				PublishPacketProperties.of(PublishProperties.builder().userProperty("\u00e9", "\u20ac").build()));
		assertThat(hex(packet, V5)).isEqualTo("300E0001610A" + "260002C3A90003E282AC");
	}

	@Test
	@Mqtt5("2.2.2-1")
	void noPropertiesAreALengthOfZero() {
		assertThat(hex(publish("a", PublishPacketProperties.NONE), V5)).isEqualTo("300400016100");
	}

	@ParameterizedTest
	@ValueSource(strings = { "41", "54", "60", "63", "72", "92", "B8", "D1", "E1", "F8" })
	@Mqtt5("2.1.3-1")
	@Mqtt311("2.2.2-2")
	void reservedFlagsThatAreReceivedAreMalformed(String header) {
		assertMalformed(V5, header + " 02 00 01");
	}

	@ParameterizedTest
	@ValueSource(strings = { "F1", "F2", "F4", "F8" })
	@Mqtt5("3.15.1-1")
	void theFlagsOfAuthAreZero(String header) {
		assertMalformed(V5, header + " 06 18 04 15 0001 'm'");
		assertThat(
				hex(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, new AuthProperties("m", null, null, List.of())), V5))
			.isEqualTo("F006180415" + "00016D");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.15.2-1")
	void theCodeOfAuthIsAListedOne(ReasonCode reasonCode) {
		Auth auth = new Auth(reasonCode, new AuthProperties("m", null, null, List.of()));
		boolean listed = reasonCode == ReasonCode.SUCCESS || reasonCode == ReasonCode.CONTINUE_AUTHENTICATION
				|| reasonCode == ReasonCode.REAUTHENTICATE;
		if (listed) {
			assertThat(hex(auth, V5)).startsWith("F0");
		}
		else {
			assertNotEncoded(auth, V5);
			assertRefused(V5, "F0 06 %02X 04 15 0001 'm'".formatted(reasonCode.code()), ReasonCode.PROTOCOL_ERROR);
		}
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("3.4.2-1")
	void theCodeOfPubAckIsAListedOne(ReasonCode reasonCode) {
		List<Integer> listed = List.of(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
		if (listed.contains(reasonCode.code())) {
			assertThat(hex(new PubAck(1, reasonCode), V5)).startsWith("40");
		}
		else {
			assertNotEncoded(new PubAck(1, reasonCode), V5);
		}
	}

	/**
	 * U17: the size is checked before anything is read or allocated, and each section
	 * stays inside its own slice.
	 */
	@Test
	@Behaviour("U17")
	void sizesAreCheckedFirst() {
		PacketDecoder decoder = PacketDecoder.forClient(V5, 1000);
		ByteBuf header = Unpooled.wrappedBuffer(TestBytes.parse("30 FF FF FF 7F"));
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> decoder.decode(header))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
		// a section that claims the next packet's bytes, and a string that claims its
		// section's end
		String next = " 30 05 00 01 'b' 00 'x'";
		assertMalformed(V5, "30 05 00 01 'a' 05 01" + next);
		assertMalformed(V5, "30 0A 00 01 'a' 04 03 0005 'x' 'yz'" + next);
		assertMalformed(V5, "40 05 00 01 00 02 1F" + next);
		assertMalformed(V5, "20 05 00 00 04 25 01" + next);
		String bytes = new String(new char[2]).replace("\0", next);
		ByteBuf in = Unpooled.wrappedBuffer(TestBytes.parse(bytes));
		PacketDecoder sound = PacketDecoder.forClient(V5, 1000);
		for (int i = 0; i < 2; i++) {
			assertThat(sound.decode(in)).isInstanceOfSatisfying(Publish.class,
					(publish) -> assertThat(new String(publish.payload(), StandardCharsets.UTF_8)).isEqualTo("x"));
		}
	}

}
