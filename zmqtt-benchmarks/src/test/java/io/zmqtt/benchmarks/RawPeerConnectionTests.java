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

package io.zmqtt.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.zmqtt.benchmarks.broker.NullBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RawPeerConnection}.
 */
@Timeout(20)
class RawPeerConnectionTests {

	private static final int MESSAGES = 5000;

	@Test
	void messagesComeBackInTheirOrder() throws Exception {
		List<String> arrived = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch done = new CountDownLatch(2 * MESSAGES);
		try (NullBroker broker = new NullBroker(false);
				PeerConnection connection = new RawPeer().connect("127.0.0.1", broker.port(), ProtocolVersion.V3_1_1)) {
			connection.subscribe(Reflection.TOPIC, 1, (payload) -> {
				arrived.add(new String(payload, StandardCharsets.UTF_8));
				done.countDown();
			});
			for (int i = 0; i < MESSAGES; i++) {
				connection.publish(Reflection.TOPIC, 1, Integer.toString(i).getBytes(StandardCharsets.UTF_8),
						(result, failure) -> done.countDown());
			}
			assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(arrived).isEqualTo(IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList());
	}

	@Test
	void connectsAgainAndAgain() throws Exception {
		try (NullBroker broker = new NullBroker(false)) {
			for (int i = 0; i < 20; i++) {
				try (PeerConnection connection = new RawPeer().connect("127.0.0.1", broker.port(),
						ProtocolVersion.V3_1_1)) {
					connection.subscribe("bench/connect", 1, (payload) -> {
					});
				}
			}
		}
	}

}
