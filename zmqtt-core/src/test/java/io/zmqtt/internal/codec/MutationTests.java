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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Damaged packets yield a packet, nothing yet, or {@link DecodingException}; and memory
 * in proportion to the bytes that are there.
 */
class MutationTests {

	private static final int MUTATIONS = 50_000;

	private static final int MAXIMUM_PACKET_SIZE = 256 * 1024 * 1024;

	/**
	 * What an object may take for each byte it was read from: a string of one character
	 * takes 48 bytes and is read from three.
	 */
	private static final long BYTES_PER_BYTE = 32;

	/**
	 * The decoder's own tables, and an exception with its stack trace.
	 */
	private static final long BYTES_PER_DECODER = 16 * 1024;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@ParameterizedTest
	@CsvSource({ "V3_1_1, CLIENT", "V3_1_1, SERVER", "V5, CLIENT", "V5, SERVER" })
	void damagedPackets(MqttVersion version, Sender sender) {
		List<byte[]> originals = originals(version, sender);
		Random random = new Random(44);
		int decoded = 0;
		int missing = 0;
		int refused = 0;
		for (int i = 0; i < MUTATIONS; i++) {
			byte[] bytes = mutate(originals.get(random.nextInt(originals.size())), random);
			long bound = BYTES_PER_DECODER + BYTES_PER_BYTE * bytes.length;
			Outcome outcome = decode(version, sender, bytes);
			if (outcome.allocated > bound) {
				// the first time may have loaded classes
				outcome = decode(version, sender, bytes);
			}
			if (outcome.allocated > bound) {
				throw new AssertionError(outcome.allocated + " bytes allocated for " + ByteBufUtil.hexDump(bytes));
			}
			if (outcome.packet != null) {
				decoded++;
				assertSameAgain(outcome.packet, version, sender, outcome.size);
			}
			else if (outcome.refused) {
				refused++;
			}
			else {
				missing++;
				assertThat(outcome.size).isZero();
			}
		}
		assertThat(List.of(decoded, missing, refused)).allMatch((count) -> count > MUTATIONS / 100);
	}

	private Outcome decode(MqttVersion version, Sender sender, byte[] bytes) {
		PacketDecoder decoder = isConnect(bytes) ? PacketDecoder.forServer(MAXIMUM_PACKET_SIZE)
				: TestBytes.decoder(sender, version, MAXIMUM_PACKET_SIZE);
		ByteBuf in = Unpooled.wrappedBuffer(bytes);
		Packet packet = null;
		boolean refused = false;
		long before = this.threads.getCurrentThreadAllocatedBytes();
		try {
			packet = decoder.decode(in);
		}
		catch (DecodingException ex) {
			refused = true;
		}
		catch (RuntimeException ex) {
			throw new AssertionError(ByteBufUtil.hexDump(bytes), ex);
		}
		long allocated = this.threads.getCurrentThreadAllocatedBytes() - before;
		return new Outcome(packet, refused, in.readerIndex(), allocated);
	}

	/**
	 * What was decoded is valid, so it can be encoded, in no more bytes, and is the same
	 * afterwards. (A refusal of the version in the format of MQTT 3.1.1 grows by one.)
	 */
	private static void assertSameAgain(Packet packet, MqttVersion version, Sender sender, int size) {
		MqttVersion actual = (packet instanceof Connect known) ? known.version() : version;
		byte[] bytes = TestBytes.encode(packet, actual);
		assertThat(bytes.length).isLessThanOrEqualTo((packet instanceof ConnAck) ? size + 1 : size);
		PacketDecoder decoder = (packet instanceof Connect) ? PacketDecoder.forServer(MAXIMUM_PACKET_SIZE)
				: TestBytes.decoder(sender, version, MAXIMUM_PACKET_SIZE);
		assertThat(decoder.decode(Unpooled.wrappedBuffer(bytes))).isEqualTo(packet);
	}

	private static List<byte[]> originals(MqttVersion version, Sender sender) {
		RandomPackets packets = new RandomPackets(55, version, sender);
		List<byte[]> originals = new ArrayList<>();
		for (PacketType type : packets.types()) {
			for (int i = 0; i < 40; i++) {
				byte[] bytes = TestBytes.encode(packets.next(type), version);
				if (bytes.length < 2000) {
					originals.add(bytes);
				}
			}
		}
		return originals;
	}

	private static boolean isConnect(byte[] bytes) {
		return bytes.length > 0 && bytes[0] >> 4 == PacketType.CONNECT.code();
	}

	private static byte[] mutate(byte[] original, Random random) {
		byte[] bytes = original;
		for (int i = random.nextInt(3); i >= 0; i--) {
			bytes = mutateOnce(bytes, random, (random.nextInt(4) == 0) ? 5 : 300);
		}
		return random.nextBoolean() ? bytes : withRemainingLength(bytes);
	}

	private static byte[] mutateOnce(byte[] original, Random random, int reach) {
		int length = original.length;
		if (length == 0) {
			return new byte[] { (byte) random.nextInt() };
		}
		int at = random.nextInt(Math.min(length, reach));
		byte[] bytes;
		switch (random.nextInt(6)) {
			case 0 -> {
				bytes = original.clone();
				bytes[at] ^= (byte) (1 << random.nextInt(8));
			}
			case 1 -> {
				bytes = original.clone();
				bytes[at] = (byte) random.nextInt();
			}
			case 2 -> {
				bytes = new byte[length + 1];
				System.arraycopy(original, 0, bytes, 0, at);
				bytes[at] = (byte) random.nextInt();
				System.arraycopy(original, at, bytes, at + 1, length - at);
			}
			case 3 -> {
				bytes = new byte[length - 1];
				System.arraycopy(original, 0, bytes, 0, at);
				System.arraycopy(original, at + 1, bytes, at, length - at - 1);
			}
			case 4 -> {
				int end = Math.min(length, at + 1 + random.nextInt(20));
				bytes = Arrays.copyOf(original, length + end - at);
				System.arraycopy(original, at, bytes, length, end - at);
			}
			default -> bytes = Arrays.copyOf(original, at);
		}
		return bytes;
	}

	/**
	 * Mend the remaining length, so that the damage is found in the body.
	 */
	private static byte[] withRemainingLength(byte[] bytes) {
		int header = 1;
		while (header < Math.min(5, bytes.length) && bytes[header] < 0) {
			header++;
		}
		header++;
		if (bytes.length < header) {
			return bytes;
		}
		ByteBuf out = Unpooled.buffer();
		out.writeByte(bytes[0]);
		VariableByteInteger.write(out, bytes.length - header);
		out.writeBytes(bytes, header, bytes.length - header);
		return ByteBufUtil.getBytes(out);
	}

	private record Outcome(Packet packet, boolean refused, int size, long allocated) {
	}

}
