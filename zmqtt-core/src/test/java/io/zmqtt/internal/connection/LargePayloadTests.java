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
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * B16: what one large payload costs is linear in its size, counted in bytes of buffers.
 */
class LargePayloadTests {

	private static final int MEBIBYTE = 1024 * 1024;

	@ParameterizedTest
	@CsvSource({ "1, 1024", "1, 65536", "16, 1024", "16, 65536" })
	@Behaviour("B16")
	void receivingCopiesAConstantNumberOfTimes(int mebibytes, int read) {
		int size = mebibytes * MEBIBYTE;
		ByteBuf wire = Unpooled.buffer(size + 100);
		PacketEncoder.encode(
				Publish.of("a", new byte[size], QoS.AT_MOST_ONCE, false, false, 0, PublishPacketProperties.NONE),
				MqttVersion.V5, wire);
		CountingAllocator allocator = new CountingAllocator();
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, size + 100);
		Cumulation cumulation = new Cumulation();
		Packet packet = null;
		while (wire.isReadable()) {
			ByteBuf in = cumulation.append(wire.readRetainedSlice(Math.min(read, wire.readableBytes())), allocator);
			packet = decoder.decode(in);
			cumulation.keep(in, in.isReadable() ? decoder.frameSize(in) : -1, allocator);
		}
		assertThat(packet).isInstanceOfSatisfying(Publish.class,
				(publish) -> assertThat(publish.payload()).hasSize(size));
		// buffers that double add up to twice the last one
		assertThat(allocator.bytes.get()).isBetween((long) size, 4L * size);
		wire.release();
	}

	@Test
	@Behaviour("B16")
	void sendingCopiesNothing() {
		byte[] payload = new byte[16 * MEBIBYTE];
		EmbeddedChannel channel = new EmbeddedChannel();
		BatchWriter writer = new BatchWriter(channel);
		ByteBuf buffer = writer.buffer();
		buffer.writeByte(1);
		writer.payload(buffer, payload, null);
		writer.flush();
		List<ByteBuf> written = new ArrayList<>();
		for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
			written.add(out);
		}
		assertThat(written).hasSize(2);
		assertThat(written.get(0).readableBytes()).isOne();
		assertThat(written.get(1).array()).isSameAs(payload);
		written.forEach(ByteBuf::release);
		channel.finishAndReleaseAll();
	}

	/**
	 * Counts how many bytes it was asked for.
	 */
	private static final class CountingAllocator extends AbstractByteBufAllocator {

		private final AtomicLong bytes = new AtomicLong();

		CountingAllocator() {
			super(false);
		}

		@Override
		public boolean isDirectBufferPooled() {
			return false;
		}

		@Override
		protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
			this.bytes.addAndGet(initialCapacity);
			return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
		}

		@Override
		protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
			this.bytes.addAndGet(initialCapacity);
			return new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity);
		}

	}

}
