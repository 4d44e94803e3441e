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
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Packet;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a server sends, in whatever pieces: the client's decoder yields packets that
 * can be encoded again, or {@link DecodingException}, and takes memory in proportion to
 * what has arrived.
 */
class DecoderFuzzTests {

	private static final int HEADER = 2;

	private static final int MAXIMUM_PACKET_SIZE = 256 * 1024 * 1024;

	/**
	 * What an object may take for each byte it was read from: a string of one character
	 * takes 48 bytes and is read from three.
	 */
	private static final long BYTES_PER_BYTE = 32;

	/**
	 * The decoder's own tables, and an exception with its stack trace.
	 */
	private static final long BYTES_PER_PACKET = 16 * 1024;

	private static final int ATTEMPTS = 3;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Decode.
	 * @param data the version, the sizes of the pieces, and what the server sends
	 */
	@FuzzTest(maxDuration = "30s")
	void decodes(byte[] data) {
		if (data.length < HEADER) {
			return;
		}
		MqttVersion version = ((data[0] & 1) != 0) ? MqttVersion.V5 : MqttVersion.V3_1_1;
		Outcome whole = decode(data, version, data.length);
		for (int attempt = 1; !whole.bounded && attempt < ATTEMPTS; attempt++) {
			// the first time may have loaded classes
			whole = decode(data, version, data.length);
		}
		assertThat(whole.bounded).as("bounded memory").isTrue();
		Outcome pieces = decode(data, version, 1 + (data[1] & 0x3F));
		assertThat(pieces.packets).isEqualTo(whole.packets);
		assertThat(pieces.refusal).isEqualTo(whole.refusal);
		for (int i = 0; i < whole.packets.size(); i++) {
			assertSameAgain(whole.packets.get(i), whole.sizes.get(i), version);
		}
	}

	private static Outcome decode(byte[] data, MqttVersion version, int longestPiece) {
		PacketDecoder decoder = PacketDecoder.forClient(version, MAXIMUM_PACKET_SIZE);
		Outcome outcome = new Outcome();
		ByteBuf in = Unpooled.buffer(data.length);
		int at = HEADER;
		while (at < data.length && outcome.refusal == null) {
			int length = Math.min(data.length - at, 1 + at * 31 % longestPiece);
			if (longestPiece == data.length) {
				length = data.length - at;
			}
			in.writeBytes(data, at, length);
			at += length;
			decodeAvailable(decoder, in, outcome);
		}
		return outcome;
	}

	private static void decodeAvailable(PacketDecoder decoder, ByteBuf in, Outcome outcome) {
		while (outcome.refusal == null) {
			int start = in.readerIndex();
			int readable = in.readableBytes();
			Packet packet = null;
			long before = THREADS.getCurrentThreadAllocatedBytes();
			try {
				packet = decoder.decode(in);
			}
			catch (DecodingException ex) {
				outcome.refusal = ex.reasonCode();
			}
			long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
			int size = in.readerIndex() - start;
			if (allocated > BYTES_PER_PACKET + BYTES_PER_BYTE * ((packet != null) ? size : readable)) {
				outcome.bounded = false;
			}
			if (packet == null) {
				assertThat(size).isZero();
				return;
			}
			outcome.packets.add(packet);
			outcome.sizes.add(size);
		}
	}

	/**
	 * What was decoded is valid, so it can be encoded, in no more bytes, and is the same
	 * afterwards. (A refusal of the version in the format of MQTT 3.1.1 grows by one.)
	 */
	private static void assertSameAgain(Packet packet, int size, MqttVersion version) {
		byte[] bytes = TestBytes.encode(packet, version);
		assertThat(bytes.length).isEqualTo(PacketEncoder.encodedSize(packet, version))
			.isLessThanOrEqualTo((packet instanceof ConnAck) ? size + 1 : size);
		PacketDecoder decoder = PacketDecoder.forClient(version, MAXIMUM_PACKET_SIZE);
		assertThat(decoder.decode(Unpooled.wrappedBuffer(bytes))).isEqualTo(packet);
	}

	private static final class Outcome {

		private final List<Packet> packets = new ArrayList<>();

		private final List<Integer> sizes = new ArrayList<>();

		private @Nullable ReasonCode refusal;

		private boolean bounded = true;

	}

}
