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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
	void topicsInTheSameOrderAgainAreTheSameStrings() {
		List<String> topics = topicsWithoutCollision(40);
		for (int round = 0; round < 10; round++) {
			for (String topic : topics) {
				assertThat(get(topic)).isSameAs(topic);
			}
		}
	}

	@Test
	void topicsInAnyOrderAreTheSameStrings() {
		List<String> topics = topicsWithoutCollision(40);
		Random random = new Random(4711);
		for (int i = 0; i < 20_000; i++) {
			String topic = topics.get(random.nextInt(topics.size()));
			assertThat(get(topic)).isSameAs(topic);
		}
	}

	@Test
	void orderMayChange() {
		List<String> topics = topicsWithoutCollision(40);
		Random random = new Random(4711);
		for (int round = 0; round < 100; round++) {
			Collections.shuffle(topics, random);
			for (int i = 0; i < 3; i++) {
				topics.forEach((topic) -> assertThat(get(topic)).isSameAs(topic));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 127, 128, 129, 300, 1000 })
	void moreTopicsThanSlotsNeverMixUp(int count) {
		Random random = new Random(count);
		for (int round = 0; round < 5; round++) {
			for (int i = 0; i < count; i++) {
				assertRepeats(topic(i));
			}
		}
		for (int i = 0; i < 20_000; i++) {
			assertRepeats(topic(random.nextInt(count)));
		}
	}

	@Test
	void topicsOfOneSlotNeverMixUp() {
		List<String> topics = topicsOfOneSlot(5);
		Random random = new Random(4711);
		for (int round = 0; round < 100; round++) {
			topics.forEach(this::assertRepeats);
		}
		for (int i = 0; i < 1000; i++) {
			assertRepeats(topics.get(random.nextInt(topics.size())));
		}
	}

	@Test
	void similarTopicsNeverMixUp() {
		Random random = new Random(4711);
		for (int i = 0; i < 20_000; i++) {
			assertRepeats(((random.nextInt(3) == 0) ? "b" : "a").repeat(1 + random.nextInt(TopicCache.MAXIMUM_LENGTH)));
		}
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

	private void assertRepeats(String topic) {
		String cached = get(topic);
		assertThat(cached).isEqualTo(topic);
		assertThat(get(topic)).isSameAs(cached);
	}

	/**
	 * Return topics as the cache gives them, none of which takes the place of another.
	 */
	private List<String> topicsWithoutCollision(int count) {
		List<String> topics = new ArrayList<>();
		for (int i = 0; topics.size() < count; i++) {
			assertThat(i).isLessThan(10_000);
			String topic = get(topic(i));
			Set<String> lost = topics.stream().filter((other) -> get(other) != other).collect(Collectors.toSet());
			if (lost.isEmpty()) {
				topics.add(topic);
			}
			else {
				topics.replaceAll((other) -> lost.contains(other) ? get(other) : other);
			}
		}
		return topics;
	}

	/**
	 * Return topics each of which takes the place of the first.
	 */
	private static List<String> topicsOfOneSlot(int count) {
		List<String> topics = new ArrayList<>(List.of(topic(0)));
		for (int i = 1; topics.size() < count; i++) {
			assertThat(i).isLessThan(100_000);
			TopicCache cache = new TopicCache();
			String first = get(cache, topic(0));
			get(cache, topic(i));
			if (get(cache, topic(0)) != first) {
				topics.add(topic(i));
			}
		}
		return topics;
	}

	private static String topic(int i) {
		return "building/" + i % 7 + "/room/" + i + "/temperature";
	}

	private String get(String topic) {
		return get(this.cache, topic);
	}

	private static String get(TopicCache cache, String topic) {
		byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
		return cache.get(bytes, bytes.length);
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
