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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TopicCacheTests {

	private final TopicCache cache = new TopicCache();

	@Test
	void repeatingTopicIsTheSameString() {
		byte[] bytes = "sensors/\u00E9".getBytes(StandardCharsets.UTF_8);
		String topic = this.cache.get(bytes, bytes.length);
		assertThat(topic).isEqualTo("sensors/\u00E9");
		assertThat(this.cache.get(Arrays.copyOf(bytes, 100), bytes.length)).isSameAs(topic);
	}

	@Test
	void doesNotKeepTheCallersArray() {
		byte[] bytes = "aa".getBytes(StandardCharsets.UTF_8);
		this.cache.get(bytes, 2);
		bytes[0] = 'b';
		assertThat(this.cache.get(bytes, 2)).isEqualTo("ba");
		assertThat(this.cache.get(bytes, 1)).isEqualTo("b");
	}

	@Test
	void manyTopicsNeverMixUp() {
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 5000; i++) {
				String topic = "building/" + i % 7 + "/room/" + i + "/temperature";
				byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
				assertThat(this.cache.get(bytes, bytes.length)).isEqualTo(topic);
			}
		}
	}

	@Test
	void fewTopicsStayCached() {
		String[] topics = new String[16];
		int kept = 0;
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < topics.length; i++) {
				byte[] bytes = ("sensors/" + i + "/temperature").getBytes(StandardCharsets.UTF_8);
				String topic = this.cache.get(bytes, bytes.length);
				kept += (topic == topics[i]) ? 1 : 0;
				topics[i] = topic;
			}
		}
		assertThat(kept).isGreaterThan(8);
	}

	@Test
	void invalidTopicIsRefusedEachTime() {
		for (byte[] bytes : new byte[][] { { 'a', '/', '#' }, { '+' }, { (byte) 0xC0, (byte) 0x80 }, { 0 } }) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(DecodingException.class)
					.isThrownBy(() -> this.cache.get(bytes, bytes.length));
			}
		}
	}

	@Test
	void decoderCachesTopicsUpTo256Bytes() {
		PacketDecoder decoder = PacketDecoder.forClient(MqttVersion.V3_1_1, 1000);
		assertThat(topic(decoder, 256)).isSameAs(topic(decoder, 256)).hasSize(256);
		assertThat(topic(decoder, 257)).isNotSameAs(topic(decoder, 257)).isEqualTo("t".repeat(257));
	}

	private static String topic(PacketDecoder decoder, int length) {
		ByteBuf buffer = Unpooled.buffer();
		PacketEncoder.encode(Publish.of("t".repeat(length), new byte[0], QoS.AT_MOST_ONCE, false, false, 0,
				PublishPacketProperties.NONE), MqttVersion.V3_1_1, buffer);
		Publish publish = (Publish) decoder.decode(buffer);
		assertThat(publish).isNotNull();
		return publish.topic();
	}

}
