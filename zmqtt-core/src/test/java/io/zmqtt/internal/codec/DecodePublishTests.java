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
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That a PUBLISH means the same without a packet object.
 */
class DecodePublishTests {

	private static final int ARRAYS = 100_000;

	private final Random random = new Random(4711);

	private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

	@ParameterizedTest
	@CsvSource({ "V3_1_1, SERVER", "V3_1_1, CLIENT", "V5, SERVER", "V5, CLIENT" })
	void saysWhatDecodingSays(MqttVersion version, Sender sender) {
		RandomPackets packets = new RandomPackets(4711, version, sender);
		PacketDecoder decoder = TestBytes.decoder(sender, version, 10_000);
		PacketDecoder reference = TestBytes.decoder(sender, version, 10_000);
		for (int i = 0; i < ARRAYS; i++) {
			Outcome outcome = compare(decoder, reference, bytes(packets, version));
			this.outcomes.merge(outcome, 1, Integer::sum);
			if (outcome == Outcome.REFUSED) {
				decoder = TestBytes.decoder(sender, version, 10_000);
				reference = TestBytes.decoder(sender, version, 10_000);
			}
		}
		for (Outcome outcome : Outcome.values()) {
			assertThat(this.outcomes.getOrDefault(outcome, 0)).as(outcome.name()).isGreaterThan(ARRAYS / 50);
		}
	}

	private byte[] bytes(RandomPackets packets, MqttVersion version) {
		int kind = this.random.nextInt(20);
		if (kind == 0) {
			byte[] bytes = new byte[this.random.nextInt(24)];
			this.random.nextBytes(bytes);
			if (bytes.length > 1) {
				bytes[0] = (byte) (0x30 | this.random.nextInt(16));
				bytes[1] = (byte) this.random.nextInt(bytes.length);
			}
			return bytes;
		}
		Packet packet = (kind < 3) ? packets.next() : packets.next(PacketType.PUBLISH);
		byte[] bytes = TestBytes.encode(packet, version);
		if (kind < 11) {
			return bytes;
		}
		if (kind < 14) {
			return Arrays.copyOf(bytes, this.random.nextInt(bytes.length));
		}
		// the first bytes are those that are not the payload's
		int range = Math.min(bytes.length, 1 << 1 + this.random.nextInt(8));
		for (int flips = 1 + this.random.nextInt(3); flips > 0; flips--) {
			bytes[this.random.nextInt(range)] ^= (byte) (1 << this.random.nextInt(8));
		}
		return bytes;
	}

	private Outcome compare(PacketDecoder decoder, PacketDecoder reference, byte[] bytes) {
		int start = this.random.nextInt(4);
		ByteBuf in = buffer(start, bytes);
		ByteBuf referenceIn = in.duplicate();
		Receiver receiver = new Receiver();
		Packet expected;
		try {
			expected = reference.decode(referenceIn);
		}
		catch (DecodingException ex) {
			assertRefused(ex, decoder, in, referenceIn);
			return Outcome.REFUSED;
		}
		boolean taken = decoder.decodePublish(in, receiver);
		assertThat(taken).isEqualTo(expected instanceof Publish);
		if (taken) {
			assertThat(receiver.received).isEqualTo(expected);
			assertThat(in.readerIndex()).isEqualTo(referenceIn.readerIndex());
			return Outcome.TAKEN;
		}
		assertThat(receiver.received).isNull();
		assertThat(in.readerIndex()).isEqualTo(start);
		assertThat(decoder.decode(in)).isEqualTo(expected);
		assertThat(in.readerIndex()).isEqualTo(referenceIn.readerIndex());
		return (expected != null) ? Outcome.OTHER : Outcome.INCOMPLETE;
	}

	private static void assertRefused(DecodingException expected, PacketDecoder decoder, ByteBuf in,
			ByteBuf referenceIn) {
		int start = in.readerIndex();
		boolean publish = in.getUnsignedByte(start) >> 4 == PacketType.PUBLISH.code();
		Receiver receiver = new Receiver();
		DecodingException thrown = null;
		try {
			assertThat(decoder.decodePublish(in, receiver)).isFalse();
			assertThat(publish).isFalse();
			assertThat(in.readerIndex()).isEqualTo(start);
			decoder.decode(in);
		}
		catch (DecodingException ex) {
			thrown = ex;
		}
		assertThat(receiver.received).isNull();
		assertThat(thrown).isNotNull().hasMessage(expected.getMessage());
		assertThat(thrown.reasonCode()).isEqualTo(expected.reasonCode());
		assertThat(in.readerIndex()).isEqualTo(referenceIn.readerIndex());
	}

	/**
	 * Return the bytes with a few before them that are read already, and perhaps others
	 * behind them.
	 */
	private ByteBuf buffer(int start, byte[] bytes) {
		ByteBuf in = Unpooled.buffer(start + bytes.length + 3);
		in.writeZero(start).readerIndex(start).writeBytes(bytes);
		for (int rest = this.random.nextInt(4); rest > 0 && this.random.nextBoolean(); rest--) {
			in.writeByte(this.random.nextInt());
		}
		return in;
	}

	@Test
	void takesOnePacketAfterTheOther() {
		RandomPackets packets = new RandomPackets(1, MqttVersion.V5, Sender.SERVER);
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, 1_000_000);
		ByteBuf in = Unpooled.buffer();
		for (int i = 0; i < 100; i++) {
			Packet packet = packets.next(PacketType.PUBLISH);
			PacketEncoder.encode(packet, MqttVersion.V5, in);
			PacketEncoder.encode(packet, MqttVersion.V5, in);
			Receiver receiver = new Receiver();
			assertThat(decoder.decodePublish(in, receiver)).isTrue();
			assertThat(receiver.received).isEqualTo(packet);
			assertThat(decoder.decode(in)).isEqualTo(packet);
			assertThat(in.isReadable()).isFalse();
			assertThat(decoder.decodePublish(in, receiver)).isFalse();
		}
	}

	@Test
	void isLeftToDecodingBeforeConnect() {
		ByteBuf in = Unpooled.wrappedBuffer(TestBytes.parse("30 05 00 03 'a/b'"));
		Receiver receiver = new Receiver();
		assertThat(PacketDecoder.forServer(1000).decodePublish(in, receiver)).isFalse();
		assertThat(receiver.received).isNull();
		assertThat(in.readerIndex()).isZero();
	}

	private enum Outcome {

		TAKEN, OTHER, INCOMPLETE, REFUSED

	}

	private static final class Receiver implements PublishReceiver {

		private @Nullable Publish received;

		@Override
		public void publish(String topic, byte[] payload, PublishPacketProperties properties, int packetId,
				byte flags) {
			assertThat(this.received).isNull();
			this.received = new Publish(topic, payload, properties, packetId, flags);
		}

	}

}
