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
package io.zmqtt.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CumulationTests {

	private static final int PIECE = 64 * 1024;

	private final TrackingAllocator allocator = new TrackingAllocator();

	private final Cumulation cumulation = new Cumulation();

	private final PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, Integer.MAX_VALUE);

	private final List<Packet> decoded = new ArrayList<>();

	private final List<ByteBuf> pieces = new ArrayList<>();

	/**
	 * One that is read into again while nobody has kept it.
	 */
	private ByteBuf shared = Unpooled.buffer(PIECE);

	@AfterEach
	void releasesAll() {
		this.cumulation.release();
		this.shared.release();
		this.pieces.add(this.shared);
		assertThat(this.pieces).allMatch((piece) -> piece.refCnt() == 0);
		assertThat(this.allocator.live()).isZero();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void piecesOfAnySizeMakeThePackets(long seed) {
		Random random = new Random(seed);
		Stream stream = new Stream(random, 500);
		// from tiny pieces only to all sizes
		int bits = 3 + 2 * (int) (seed % 8);
		while (stream.bytes.isReadable()) {
			int length = 1 + random.nextInt(1 << random.nextInt(Math.min(bits, 16) + 1));
			length = Math.min(length, stream.bytes.readableBytes());
			read(piece(random.nextInt(4), stream.bytes, length));
			assertThat(this.cumulation.isIncomplete()).isEqualTo(stream.isInsideOfPacket());
		}
		assertThat(this.decoded).isEqualTo(stream.packets);
		assertNothingIsKept();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 4096, PIECE - 1, PIECE })
	void piecesOfOneSizeMakeThePackets(int size) {
		Stream stream = new Stream(new Random(size), 60);
		while (stream.bytes.isReadable()) {
			read(piece(0, stream.bytes, Math.min(size, stream.bytes.readableBytes())));
			assertThat(this.cumulation.isIncomplete()).isEqualTo(stream.isInsideOfPacket());
		}
		assertThat(this.decoded).isEqualTo(stream.packets);
		assertNothingIsKept();
	}

	@Test
	void nothingNewChangesNothing() {
		Stream stream = new Stream(new Random(4711), 50);
		while (stream.bytes.isReadable()) {
			read(piece(0, stream.bytes, Math.min(777, stream.bytes.readableBytes())));
			read(Unpooled.EMPTY_BUFFER);
			assertThat(this.cumulation.isIncomplete()).isEqualTo(stream.isInsideOfPacket());
		}
		assertThat(this.decoded).isEqualTo(stream.packets);
	}

	@Test
	void wholePacketsAreNotCopied() {
		Stream stream = new Stream(new Random(4711), 200);
		for (int end : stream.ends) {
			read(piece(1, stream.bytes, end - stream.bytes.readerIndex()));
			assertThat(this.cumulation.isIncomplete()).isFalse();
		}
		assertThat(this.decoded).isEqualTo(stream.packets);
		assertThat(this.allocator.total).isZero();
	}

	@Test
	void onlyThePacketThatIsCutIsCopied() {
		ByteBuf bytes = Unpooled.buffer();
		Publish small = publish(new byte[100]);
		PacketEncoder.encode(small, MqttVersion.V5, bytes);
		int size = bytes.readableBytes();
		for (int i = 1; i < 1000; i++) {
			PacketEncoder.encode(small, MqttVersion.V5, bytes);
		}
		int half = size * 400 + size / 2;
		read(piece(0, bytes, half));
		assertThat(this.cumulation.isIncomplete()).isTrue();
		read(piece(0, bytes, bytes.readableBytes()));
		assertThat(this.decoded).hasSize(1000).allMatch(small::equals);
		assertThat(this.allocator.total).isLessThan(4L * size);
		assertNothingIsKept();
	}

	@Test
	void announcedSizeTakesNoMemory() {
		ByteBuf bytes = Unpooled.buffer();
		bytes.writeInt(0x30FFFFFF).writeByte(0x7F).writeShort(1).writeByte('t').writeByte(0);
		int received = 0;
		Random random = new Random(4711);
		while (received < 200_000) {
			int count = (received < 9) ? 1 : 1 + random.nextInt(3000);
			if (!bytes.isReadable()) {
				bytes.clear().writeZero(count);
			}
			read(piece(received % 2, bytes, count));
			received += count;
			assertThat(this.cumulation.isIncomplete()).isEqualTo(received >= 5);
			assertThat(this.allocator.live()).isLessThanOrEqualTo(2L * Math.max(received, 128));
			assertThat(this.allocator.largestLive).isLessThanOrEqualTo(4L * Math.max(received, 128));
		}
		assertThat(this.decoded).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 1000, PIECE })
	void costOfLargePacketIsLinear(int size) {
		byte[] payload = new byte[1 << 20];
		new Random(size).nextBytes(payload);
		ByteBuf bytes = Unpooled.buffer();
		PacketEncoder.encode(publish(payload), MqttVersion.V5, bytes);
		int length = bytes.readableBytes();
		while (bytes.isReadable()) {
			read(piece(0, bytes, Math.min(size, bytes.readableBytes())));
			assertThat(this.allocator.live()).isLessThanOrEqualTo(length);
		}
		assertThat(this.decoded).containsExactly(publish(payload));
		assertThat(this.allocator.total).isLessThan(3L * length);
		assertNothingIsKept();
	}

	@Test
	void releaseLetsGoOfWhatIsKept() {
		ByteBuf bytes = Unpooled.buffer();
		PacketEncoder.encode(publish(new byte[1000]), MqttVersion.V5, bytes);
		read(piece(0, bytes, 500));
		assertThat(this.cumulation.isIncomplete()).isTrue();
		assertThat(this.allocator.live()).isPositive();
		for (int i = 0; i < 2; i++) {
			this.cumulation.release();
			assertThat(this.cumulation.isIncomplete()).isFalse();
			assertThat(this.allocator.live()).isZero();
		}
	}

	/**
	 * Take what was read as a connection does.
	 */
	private void read(ByteBuf in) {
		ByteBuf first = this.cumulation.complete(in, this.allocator);
		if (first != null) {
			decodeAndKeep(first);
		}
		if (in.isReadable() || first == null && !this.cumulation.isIncomplete()) {
			decodeAndKeep(this.cumulation.append(in, this.allocator));
		}
		else {
			in.release();
		}
	}

	private void decodeAndKeep(ByteBuf in) {
		for (Packet packet = this.decoder.decode(in); packet != null; packet = this.decoder.decode(in)) {
			this.decoded.add(packet);
		}
		this.cumulation.keep(in, in.isReadable() ? this.decoder.frameSize(in) : -1, this.allocator);
	}

	private void assertNothingIsKept() {
		assertThat(this.cumulation.isIncomplete()).isFalse();
		assertThat(this.allocator.live()).isZero();
		assertThat(this.pieces).allMatch((piece) -> piece.refCnt() == 0);
		assertThat(this.shared.refCnt()).isEqualTo(1);
	}

	/**
	 * Return the next bytes in one of the ways in which they may come.
	 */
	private ByteBuf piece(int kind, ByteBuf bytes, int length) {
		if (kind == 0) {
			if (this.shared.refCnt() > 1) {
				this.shared.release();
				this.pieces.add(this.shared);
				this.shared = Unpooled.buffer(PIECE);
			}
			return this.shared.clear().writeBytes(bytes, length).retain();
		}
		ByteBuf piece = switch (kind) {
			case 1 -> Unpooled.buffer(length).writeBytes(bytes, length);
			case 2 -> Unpooled.buffer().writeMedium(0).skipBytes(3).writeBytes(bytes, length);
			default -> bytes.readRetainedSlice(length);
		};
		if (piece.unwrap() == null) {
			this.pieces.add(piece);
		}
		return piece;
	}

	private static Publish publish(byte[] payload) {
		return Publish.of("topic", payload, QoS.AT_MOST_ONCE, false, false, 0, PublishPacketProperties.NONE);
	}

	/**
	 * Some packets and their bytes.
	 */
	private static final class Stream {

		private final List<Packet> packets = new ArrayList<>();

		private final List<Integer> ends = new ArrayList<>();

		private final ByteBuf bytes = Unpooled.buffer();

		private int current;

		Stream(Random random, int count) {
			for (int i = 0; i < count; i++) {
				int size = switch (random.nextInt(25)) {
					case 0 -> 100 * 1024;
					case 1, 2, 3, 4, 5, 6 -> random.nextInt(20);
					default -> random.nextInt(5001);
				};
				byte[] payload = new byte[size];
				random.nextBytes(payload);
				boolean acknowledged = random.nextBoolean();
				Publish packet = Publish.of("topic/" + random.nextInt(20), payload,
						acknowledged ? QoS.AT_LEAST_ONCE : QoS.AT_MOST_ONCE, random.nextBoolean(), false,
						acknowledged ? 1 + i : 0, PublishPacketProperties.NONE);
				PacketEncoder.encode(packet, MqttVersion.V5, this.bytes);
				this.packets.add(packet);
				this.ends.add(this.bytes.writerIndex());
			}
		}

		/**
		 * Return whether the bytes up to here end with the fixed header of a packet, but
		 * not with the whole packet.
		 */
		boolean isInsideOfPacket() {
			int index = this.bytes.readerIndex();
			while (this.current < this.ends.size() && this.ends.get(this.current) <= index) {
				this.current++;
			}
			int start = (this.current > 0) ? this.ends.get(this.current - 1) : 0;
			int header = start + 1;
			while (header < index && this.bytes.getByte(header) < 0) {
				header++;
			}
			return header < index;
		}

	}

	/**
	 * Knows what became of its buffers.
	 */
	private static final class TrackingAllocator extends AbstractByteBufAllocator {

		private final List<ByteBuf> buffers = new ArrayList<>();

		private long total;

		private long largestLive;

		TrackingAllocator() {
			super(false);
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			return track(new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity));
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			return track(new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity));
		}

		private ByteBuf track(ByteBuf buffer) {
			this.buffers.add(buffer);
			this.total += buffer.capacity();
			this.largestLive = Math.max(this.largestLive, live());
			return buffer;
		}

		/**
		 * Return how many bytes are in use.
		 */
		long live() {
			this.buffers.removeIf((buffer) -> buffer.refCnt() == 0);
			return this.buffers.stream().mapToLong(ByteBuf::capacity).sum();
		}

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

	}

}
