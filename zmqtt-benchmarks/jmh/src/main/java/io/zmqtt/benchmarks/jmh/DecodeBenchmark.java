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

package io.zmqtt.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.codec.PacketDecoder;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttWireMessage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The bytes of a PUBLISH of QoS 1 become a packet with a payload of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {

	private static final String TOPIC = "building/7/room/12/temperature";

	private static final int MAXIMUM = 1024 * 1024;

	@Param({ "16", "256", "4096" })
	int payload;

	private final PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V3_1_1, MAXIMUM);

	private final EmbeddedChannel netty = new EmbeddedChannel(new MqttDecoder(MAXIMUM));

	private ByteBuf in = Unpooled.EMPTY_BUFFER;

	private byte[] bytes = new byte[0];

	/**
	 * Make the bytes.
	 */
	@Setup
	public void setUp() {
		this.in = Unpooled.directBuffer();
		PacketEncoder.encode(Publish.of(TOPIC, new byte[this.payload], QoS.AT_LEAST_ONCE, false, false, 4711,
				PublishPacketProperties.NONE), MqttVersion.V3_1_1, this.in);
		this.bytes = ByteBufUtil.getBytes(this.in);
	}

	/**
	 * Release what was made.
	 */
	@TearDown
	public void tearDown() {
		this.in.release();
		this.netty.finishAndReleaseAll();
	}

	/**
	 * As the client does it.
	 * @return the packet
	 */
	@Benchmark
	public @Nullable Packet zmqtt() {
		return this.decoder.decode(this.in.readerIndex(0));
	}

	/**
	 * As Netty's handler does it, and with a copy of the payload, which the others have.
	 * @return the payload
	 */
	@Benchmark
	public byte[] netty() {
		this.netty.writeInbound(this.in.readerIndex(0).retainedDuplicate());
		MqttPublishMessage message = this.netty.readInbound();
		byte[] copy = ByteBufUtil.getBytes(message.payload());
		message.release();
		return copy;
	}

	/**
	 * As Eclipse Paho does it.
	 * @return the packet
	 * @throws IOException never
	 * @throws MqttException never
	 */
	@Benchmark
	public MqttWireMessage paho() throws IOException, MqttException {
		return MqttWireMessage.createWireMessage(this.bytes);
	}

}
