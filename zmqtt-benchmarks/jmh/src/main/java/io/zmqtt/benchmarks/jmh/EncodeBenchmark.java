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

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPublish;
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
 * A PUBLISH of QoS 1 becomes bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {

	private static final String TOPIC = "building/7/room/12/temperature";

	private static final byte FLAGS = Publish.flags(QoS.AT_LEAST_ONCE, false, false);

	private static final int PACKET_ID = 4711;

	@Param({ "16", "256", "4096" })
	int payload;

	private byte[] bytes = new byte[0];

	private final ByteBuf out = Unpooled.directBuffer(8192);

	private final EmbeddedChannel netty = new EmbeddedChannel(MqttEncoder.INSTANCE);

	/**
	 * Make the payload.
	 */
	@Setup
	public void setUp() {
		this.bytes = new byte[this.payload];
	}

	/**
	 * Release what was made.
	 */
	@TearDown
	public void tearDown() {
		this.out.release();
		this.netty.finishAndReleaseAll();
	}

	/**
	 * As the client does it: behind other packets of a batch.
	 * @return the buffer
	 */
	@Benchmark
	public ByteBuf zmqtt() {
		this.out.clear();
		PacketEncoder.encodePublishHeader(TOPIC, FLAGS, PACKET_ID, PublishPacketProperties.NONE, this.bytes.length,
				MqttVersion.V3_1_1, this.out);
		return this.out.writeBytes(this.bytes);
	}

	/**
	 * As Netty's handler does it.
	 * @return whether there is something to read
	 */
	@Benchmark
	public boolean netty() {
		boolean written = this.netty.writeOutbound(new MqttPublishMessage(
				new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0),
				new MqttPublishVariableHeader(TOPIC, PACKET_ID), Unpooled.wrappedBuffer(this.bytes)));
		ByteBuf encoded = this.netty.readOutbound();
		while (encoded != null) {
			encoded.release();
			encoded = this.netty.readOutbound();
		}
		return written;
	}

	/**
	 * As Eclipse Paho does it.
	 * @return the length of header and payload
	 * @throws MqttException never
	 */
	@Benchmark
	public int paho() throws MqttException {
		MqttMessage message = new MqttMessage(this.bytes);
		message.setQos(1);
		MqttPublish publish = new MqttPublish(TOPIC, message);
		publish.setMessageId(PACKET_ID);
		return publish.getHeader().length + publish.getPayload().length;
	}

}
