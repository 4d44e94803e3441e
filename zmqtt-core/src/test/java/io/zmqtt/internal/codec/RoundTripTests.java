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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random packets come back as they were, however their bytes arrive.
 */
class RoundTripTests {

	private static final int MAXIMUM_PACKET_SIZE = 1_000_000;

	@ParameterizedTest
	@CsvSource({ "V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER" })
	void oneByOne(MqttVersion version, Sender sender) {
		RandomPackets packets = new RandomPackets(11, version, sender);
		ByteBuf buffer = Unpooled.buffer();
		PacketDecoder decoder = TestBytes.decoder(sender, version, MAXIMUM_PACKET_SIZE);
		for (int i = 0; i < 2500; i++) {
			Packet packet = packets.next();
			buffer.clear();
			PacketEncoder.encode(packet, version, buffer);
			assertThat(PacketEncoder.encodedSize(packet, version)).isEqualTo(buffer.readableBytes());
			PacketDecoder fitting = (packet instanceof Connect) ? PacketDecoder.forServer(MAXIMUM_PACKET_SIZE)
					: decoder;
			assertThat(fitting.decode(buffer)).isEqualTo(packet);
			assertThat(buffer.isReadable()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER" })
	void manyInOneBuffer(MqttVersion version, Sender sender) {
		List<Packet> packets = session(22, version, sender, 500);
		ByteBuf buffer = Unpooled.directBuffer();
		try {
			buffer.writeZero(3).skipBytes(3);
			packets.forEach((packet) -> PacketEncoder.encode(packet, version, buffer));
			PacketDecoder decoder = decoder(version, sender);
			for (Packet packet : packets) {
				assertThat(decoder.frameSize(buffer)).isEqualTo(PacketEncoder.encodedSize(packet, version));
				assertThat(decoder.decode(buffer)).isEqualTo(packet);
			}
			assertThat(decoder.decode(buffer)).isNull();
		}
		finally {
			buffer.release();
		}
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER" })
	void byteByByte(MqttVersion version, Sender sender) {
		List<Packet> packets = session(33, version, sender, 300);
		PacketDecoder decoder = decoder(version, sender);
		for (Packet packet : packets) {
			ByteBuf in = Unpooled.buffer();
			Packet decoded = null;
			for (byte b : TestBytes.encode(packet, version)) {
				assertThat(decoded).isNull();
				in.writeByte(b);
				decoded = decoder.decode(in);
				assertThat(in.readerIndex()).isEqualTo((decoded != null) ? in.writerIndex() : 0);
			}
			assertThat(decoded).isEqualTo(packet);
		}
	}

	@Test
	void everyTypeOccurs() {
		Set<PacketType> types = EnumSet.noneOf(PacketType.class);
		for (Sender sender : Sender.values()) {
			types.addAll(new RandomPackets(0, MqttVersion.V5, sender).types());
		}
		assertThat(types).containsExactlyInAnyOrder(PacketType.values());
	}

	private static List<Packet> session(long seed, MqttVersion version, Sender sender, int count) {
		RandomPackets random = new RandomPackets(seed, version, sender);
		List<Packet> packets = new ArrayList<>();
		if (sender == Sender.CLIENT) {
			packets.add(random.next(PacketType.CONNECT));
		}
		while (packets.size() < count) {
			Packet packet = random.next();
			if (packet.type() != PacketType.CONNECT) {
				packets.add(packet);
			}
		}
		return packets;
	}

	private static PacketDecoder decoder(MqttVersion version, Sender sender) {
		return (sender == Sender.CLIENT) ? PacketDecoder.forServer(MAXIMUM_PACKET_SIZE)
				: PacketDecoder.forClient(version, MAXIMUM_PACKET_SIZE);
	}

}
