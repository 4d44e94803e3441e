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

package io.zmqtt.broker;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.CleanStart;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbered messages, receives those of another, and keeps the books.
 */
final class SoakClient implements AutoCloseable {

	private static final int MOST_UNANSWERED = 200;

	private final String topic;

	private final QoS qos;

	private final MqttClient client;

	private final Semaphore room = new Semaphore(MOST_UNANSWERED);

	private final BitSet acknowledged = new BitSet();

	private final BitSet received = new BitSet();

	private final AtomicInteger duplicates = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private int sent;

	private volatile @Nullable Throwable lastFailure;

	SoakClient(String host, int port, MqttVersion version, String topic, QoS qos) {
		this.topic = topic;
		this.qos = qos;
		MqttClientV311.Builder v311 = MqttClient.builder(host);
		MqttClientBuilder<?> builder;
		if (version == MqttVersion.V5) {
			builder = v311.v5().sessionExpiryInterval(Duration.ofHours(1));
		}
		else {
			builder = v311.cleanStart(CleanStart.NEVER);
		}
		this.client = builder.port(port)
			.clientId("soak-" + topic.replace('/', '-'))
			// what Mosquitto copes with at QoS 2, see docs/brokers.md
			.maxInflight(20)
			.operationTimeout(Duration.ofMinutes(5))
			.retryFirstConnect(true)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(50), Duration.ofSeconds(1)))
			.build();
	}

	void connect() {
		this.client.connect();
	}

	/**
	 * Receive what another client publishes.
	 */
	void receiveFrom(SoakClient other) {
		this.client.subscribe(SubscriptionSpec.of(other.topic).withQos(other.qos), other::received);
	}

	private void received(MqttMessage message) {
		int number = Integer.parseInt(message.text());
		synchronized (this.received) {
			if (this.received.get(number)) {
				this.duplicates.incrementAndGet();
			}
			this.received.set(number);
		}
	}

	/**
	 * Publish the next message if there is room.
	 */
	void publish() {
		if (!this.room.tryAcquire()) {
			return;
		}
		int number = this.sent++;
		this.client.publishAsync(this.topic, Integer.toString(number), this.qos)
			.whenComplete((result, failure) -> completed(number, result, failure));
	}

	private void completed(int number, @Nullable PublishResult result, @Nullable Throwable failure) {
		if (result != null) {
			synchronized (this.acknowledged) {
				this.acknowledged.set(number);
			}
		}
		else {
			this.lastFailure = failure;
			this.failures.incrementAndGet();
		}
		this.room.release();
	}

	boolean isAnswered() {
		return this.room.availablePermits() == MOST_UNANSWERED;
	}

	/**
	 * Return how many messages were acknowledged and did not arrive.
	 */
	int lost() {
		BitSet missing;
		synchronized (this.acknowledged) {
			missing = (BitSet) this.acknowledged.clone();
		}
		synchronized (this.received) {
			missing.andNot(this.received);
		}
		return missing.cardinality();
	}

	QoS qos() {
		return this.qos;
	}

	int sent() {
		return this.sent;
	}

	int arrived() {
		synchronized (this.received) {
			return this.received.cardinality();
		}
	}

	int duplicates() {
		return this.duplicates.get();
	}

	int failures() {
		return this.failures.get();
	}

	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	@Override
	public void close() {
		this.client.close();
	}

}
