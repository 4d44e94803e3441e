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
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PacketDecoderTests {

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void frameSizeIsKnownFromTheFixedHeader() {
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, 268_435_460);
		assertThat(decoder.frameSize(bytes("30"))).isEqualTo(-1);
		assertThat(decoder.frameSize(bytes("30 FF"))).isEqualTo(-1);
		assertThat(decoder.frameSize(bytes("30 FF FF FF"))).isEqualTo(-1);
		assertThat(decoder.frameSize(bytes("30 7F"))).isEqualTo(129);
		assertThat(decoder.frameSize(bytes("30 80 01"))).isEqualTo(131);
		assertThat(decoder.frameSize(bytes("30 FF FF FF 7F"))).isEqualTo(268_435_460);
		assertThat(decoder.decode(bytes("30 FF FF FF 7F"))).isNull();
		assertThat(decoder.frameSize(Unpooled.EMPTY_BUFFER)).isEqualTo(-1);
		assertThat(decoder.decode(Unpooled.EMPTY_BUFFER)).isNull();
	}

	@Test
	@Behaviour("U17")
	@Mqtt5("3.1.2-24")
	void maximumPacketSizeCountsTheFixedHeader() {
		String packet = "30 07 00 03 'a/b' 'hi'";
		assertThat(PacketDecoder.forClient(MqttVersion.V3_1_1, 9).decode(bytes(packet))).isNotNull();
		assertThatExceptionOfType(DecodingException.class)
			.isThrownBy(() -> PacketDecoder.forClient(MqttVersion.V3_1_1, 8).decode(bytes("30 07")))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE));
		assertThatIllegalArgumentException().isThrownBy(() -> PacketDecoder.forServer(0));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 120, 122, 123, 124, 16_377, 16_378, 16_379, 2_097_145, 2_097_146, 2_097_147 })
	void remainingLengthAtItsBounds(int payloadLength) {
		byte[] payload = new byte[payloadLength];
		new Random(payloadLength).nextBytes(payload);
		Publish packet = Publish.of("a/b", payload, QoS.AT_MOST_ONCE, false, false, 0, PublishPacketProperties.NONE);
		ByteBuf buffer = Unpooled.buffer();
		PacketEncoder.encode(packet, MqttVersion.V5, buffer);
		int length = payloadLength + 6;
		int header = (length < 128) ? 2 : (length < 16_384) ? 3 : (length < 2_097_152) ? 4 : 5;
		assertThat(buffer.readableBytes()).isEqualTo(header + length)
			.isEqualTo(PacketEncoder.encodedSize(packet, MqttVersion.V5))
			.isEqualTo(PacketEncoder.publishSize("a/b", packet.flags(), packet.properties(), payloadLength,
					MqttVersion.V5));
		assertThat(PacketDecoder.forClient(MqttVersion.V5, header + length).decode(buffer)).isEqualTo(packet);
	}

	@Test
	void packetSpreadOverSeveralBuffers() {
		CompositeByteBuf buffer = Unpooled.compositeBuffer();
		for (byte b : TestBytes.parse("32 09 00 03 'a/b' 00 0A 'hi'")) {
			buffer.addComponent(true, Unpooled.wrappedBuffer(new byte[] { b }));
		}
		assertThat(PacketDecoder.forClient(MqttVersion.V3_1_1, 100).decode(buffer)).isEqualTo(Publish.of("a/b",
				new byte[] { 'h', 'i' }, QoS.AT_LEAST_ONCE, false, false, 10, PublishPacketProperties.NONE));
	}

	@Test
	void emptyPropertiesAreShared() {
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, 100);
		Publish publish = (Publish) decoder.decode(bytes("30 04 00 01 'a' 00"));
		PubAck pubAck = (PubAck) decoder.decode(bytes("40 04 00 01 00 00"));
		assertThat(publish).isNotNull();
		assertThat(pubAck).isNotNull();
		assertThat(publish.properties()).isSameAs(PublishPacketProperties.NONE);
		assertThat(pubAck.properties()).isSameAs(AckProperties.NONE);
	}

	@Test
	void versionIsLearntFromConnect() {
		PacketDecoder decoder = PacketDecoder.forServer(100);
		assertThat(decoder.version()).isNull();
		ByteBuf in = bytes("10 0E 00 04 'MQTT' 05 02 00 3C 00 00 01 'c' 30 05 00 01 'a' 00 'x'");
		assertThat(decoder.decode(in)).isNotNull();
		assertThat(decoder.version()).isEqualTo(MqttVersion.V5);
		Publish publish = (Publish) decoder.decode(in);
		assertThat(publish).isNotNull();
		assertThat(publish.payload()).containsExactly('x');
	}

	@Test
	@Behaviour("B16")
	void largePayloadIsCopiedOnce() {
		int size = 16 * 1024 * 1024;
		ByteBuf buffer = Unpooled.buffer(size + 100);
		PacketEncoder.encode(
				Publish.of("t", new byte[size], QoS.AT_MOST_ONCE, false, false, 0, PublishPacketProperties.NONE),
				MqttVersion.V5, buffer);
		PacketDecoder decoder = warmDecoder(size + 100);
		long before = this.threads.getCurrentThreadAllocatedBytes();
		Packet packet = decoder.decode(buffer);
		long allocated = this.threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(packet).isInstanceOf(Publish.class);
		assertThat(allocated).isBetween((long) size, size + 64 * 1024L);
	}

	@Test
	@Behaviour({ "B16", "U17" })
	void packetThatArrivesSlowlyAllocatesNothingUntilItIsThere() {
		int size = 1024 * 1024;
		ByteBuf buffer = Unpooled.buffer(size + 100);
		PacketEncoder.encode(
				Publish.of("t", new byte[size], QoS.AT_MOST_ONCE, false, false, 0, PublishPacketProperties.NONE),
				MqttVersion.V5, buffer);
		int end = buffer.writerIndex();
		PacketDecoder decoder = warmDecoder(size + 100);
		long before = this.threads.getCurrentThreadAllocatedBytes();
		boolean early = false;
		for (int i = 0; i < end; i += 64) {
			buffer.writerIndex(i);
			early |= decoder.decode(buffer) != null;
		}
		long allocated = this.threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(early).isFalse();
		assertThat(allocated).isLessThan(64 * 1024);
		buffer.writerIndex(end);
		assertThat(decoder.decode(buffer)).isNotNull();
	}

	@Test
	void repeatingPublishAllocatesPacketAndPayloadOnly() {
		ByteBuf buffer = Unpooled.buffer();
		PacketEncoder.encode(Publish.of("building/1/room/12/temperature", new byte[64], QoS.AT_LEAST_ONCE, false, false,
				10, PublishPacketProperties.NONE), MqttVersion.V5, buffer);
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, 1000);
		int count = 20_000;
		for (int i = 0; i < count; i++) {
			decoder.decode(buffer.readerIndex(0));
		}
		long before = this.threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < count; i++) {
			decoder.decode(buffer.readerIndex(0));
		}
		long each = (this.threads.getCurrentThreadAllocatedBytes() - before) / count;
		assertThat(each).isLessThanOrEqualTo(16 + 64 + 48);
	}

	@Test
	@Semantics("4.13")
	void messageHoldsNothingThatWasReceived() {
		ByteBuf in = bytes("10 18 00 04 'MQTT' 04 C2 00 3C 00 01 'c' 00 01 'u' 00 0F 'secret'");
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> PacketDecoder.forServer(100).decode(in))
			.withMessageNotContaining("secret");
	}

	/**
	 * Return a decoder that has loaded its classes.
	 */
	private static PacketDecoder warmDecoder(int maximumPacketSize) {
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V5, maximumPacketSize);
		assertThat(decoder.decode(bytes("30 05 00 01 'a' 00 'x'"))).isNotNull();
		return decoder;
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.wrappedBuffer(TestBytes.parse(text));
	}

}
