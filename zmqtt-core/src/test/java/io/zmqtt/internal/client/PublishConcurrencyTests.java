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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * That every publish comes to an end, whatever happens at the same time.
 */
class PublishConcurrencyTests extends ScriptedTests {

	/**
	 * Each thread has at most one message under way, so that the queue runs empty all the
	 * time and a lost wake-up would not be made good by the next message.
	 */
	@ParameterizedTest
	@EnumSource
	void publishesOfManyThreadsAllComplete(MqttVersion version) {
		MqttClient client = connected(version);
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			String topic = "t/" + thread;
			ends.add(inBackground(() -> {
				for (int i = 0; i < 1000; i++) {
					client.publish(topic, Integer.toString(i), QoS.AT_LEAST_ONCE);
				}
				return null;
			}));
		}
		ends.forEach((end) -> assertThat(end).succeedsWithin(Duration.ofSeconds(20)));
		List<Publish> received = this.broker.accept().received(Publish.class);
		for (int thread = 0; thread < 4; thread++) {
			String topic = "t/" + thread;
			assertThat(received).filteredOn((publish) -> publish.topic().equals(topic))
				.hasSize(1000)
				.extracting((publish) -> Integer.parseInt(ScriptedConnection.text(publish)))
				.isSorted();
		}
	}

	/**
	 * Whatever is published while the client is closed ends, whether other clients keep
	 * the event loops alive or not.
	 */
	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V5, true" })
	@Semantics("4.2")
	void publishesDuringCloseAllEnd(MqttVersion version, boolean another) {
		if (another) {
			connected(version, (builder) -> builder.clientId("another"));
		}
		for (int round = 0; round < 20; round++) {
			MqttClient client = connected(version);
			AtomicInteger published = new AtomicInteger();
			List<CompletableFuture<Void>> ends = new ArrayList<>();
			for (int thread = 0; thread < 3; thread++) {
				QoS qos = QoS.of(thread);
				ends.add(inBackground(() -> {
					boolean closed = false;
					while (!closed) {
						List<CompletableFuture<PublishResult>> futures = new ArrayList<>();
						for (int i = 0; i < 5; i++) {
							futures.add(client.publishAsync("t", "x", qos));
						}
						for (CompletableFuture<PublishResult> future : futures) {
							closed = isRefused(future);
						}
						published.incrementAndGet();
					}
					return null;
				}));
			}
			eventually(() -> assertThat(published).hasValueGreaterThan(10));
			client.close();
			ends.forEach((end) -> assertThat(end).succeedsWithin(Duration.ofSeconds(5)));
		}
	}

	/**
	 * Wait for the end of a publish.
	 * @return whether the client refused it because it is closed
	 */
	private static boolean isRefused(CompletableFuture<?> future) throws Exception {
		try {
			future.get(3, TimeUnit.SECONDS);
			return false;
		}
		catch (ExecutionException ex) {
			assertThat(ex.getCause()).isInstanceOfAny(IllegalStateException.class, MqttDisconnectedException.class);
			return ex.getCause() instanceof IllegalStateException;
		}
	}

	/**
	 * A packet that is larger than any may be because of its properties is refused at
	 * once, and stands in nobody's way.
	 */
	@Test
	void packetsAboveTheMaximumOfTheProtocolAreRefused() {
		MqttClientV5 client = v5((builder) -> builder.maxPendingBytes(1L << 30));
		client.connect();
		String longest = "x".repeat(0xFFFF);
		PublishProperties properties = PublishProperties.builder()
			.userProperties(Collections.nCopies(2040, new UserProperty(longest, longest)))
			.build();
		byte[] payload = new byte[2 * 1024 * 1024];
		for (QoS qos : QoS.values()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client.publishAsync("t", payload, PublishOptions.qos(qos), properties));
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.publish("t", payload, PublishOptions.qos(QoS.AT_LEAST_ONCE), properties));
		assertThat(client.publish("t", "after", QoS.AT_LEAST_ONCE).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
		assertThat(this.broker.accept().received(Publish.class)).extracting(ScriptedConnection::text)
			.containsExactly("after");
		assertAlive(client);
	}

}
