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

import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the shortest acknowledgements mean the same without a packet object.
 */
class ShortAckTests {

	private static final int[] FIRST_BYTES = { 0x40, 0x41, 0x50, 0x60, 0x62, 0x70, 0x30, 0x90, 0xD0, 0x00 };

	private static final int[] LENGTHS = { 0, 1, 2, 2, 2, 2, 3, 4, 0x82 };

	@ParameterizedTest
	@EnumSource
	void saysWhatDecodingSays(MqttVersion version) {
		Random random = new Random(4711);
		int taken = 0;
		for (int i = 0; i < 100_000; i++) {
			byte[] bytes = new byte[random.nextInt(8)];
			random.nextBytes(bytes);
			if (bytes.length > 0) {
				bytes[0] = (byte) FIRST_BYTES[random.nextInt(FIRST_BYTES.length)];
			}
			if (bytes.length > 1) {
				bytes[1] = (byte) LENGTHS[random.nextInt(LENGTHS.length)];
			}
			if (bytes.length > 3 && random.nextInt(5) == 0) {
				bytes[2] = 0;
				bytes[3] = (byte) random.nextInt(2);
			}
			ByteBuf in = Unpooled.wrappedBuffer(bytes);
			PacketDecoder decoder = PacketDecoder.forClient(version, 1000);
			int ack = decoder.decodeShortAck(in);
			if (ack == 0) {
				assertThat(in.readerIndex()).isZero();
				assertThat(isShortAck(decoder, in)).isFalse();
			}
			else {
				taken++;
				assertThat(in.readerIndex()).isEqualTo(4);
				Packet packet = decoder.decode(in.readerIndex(0));
				assertThat(in.readerIndex()).isEqualTo(4);
				assertThat(packet).isEqualTo(packet(PacketType.of(ack >>> 16), ack & 0xFFFF));
			}
		}
		assertThat(taken).isGreaterThan(5_000);
	}

	private static boolean isShortAck(PacketDecoder decoder, ByteBuf in) {
		try {
			Packet packet = decoder.decode(in);
			return in.readerIndex() == 4 && (packet instanceof PubAck || packet instanceof PubRec
					|| packet instanceof PubRel || packet instanceof PubComp);
		}
		catch (DecodingException ex) {
			return false;
		}
	}

	private static Packet packet(PacketType type, int id) {
		return switch (type) {
			case PUBACK -> new PubAck(id, ReasonCode.SUCCESS, AckProperties.NONE);
			case PUBREC -> new PubRec(id, ReasonCode.SUCCESS, AckProperties.NONE);
			case PUBREL -> new PubRel(id, ReasonCode.SUCCESS, AckProperties.NONE);
			case PUBCOMP -> new PubComp(id, ReasonCode.SUCCESS, AckProperties.NONE);
			default -> throw new AssertionError(type);
		};
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void isLeftToDecodingWhereItIsTooLarge(int maximum) {
		ByteBuf in = Unpooled.wrappedBuffer(new byte[] { 0x40, 2, 0, 1 });
		assertThat(PacketDecoder.forClient(MqttVersion.V5, maximum).decodeShortAck(in)).isZero();
	}

	@Test
	void isLeftToDecodingBeforeConnect() {
		ByteBuf in = Unpooled.wrappedBuffer(new byte[] { 0x40, 2, 0, 1 });
		assertThat(PacketDecoder.forServer(1000).decodeShortAck(in)).isZero();
	}

}
