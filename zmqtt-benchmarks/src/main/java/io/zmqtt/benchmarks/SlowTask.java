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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.zmqtt.ClientStatistics;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;

/**
 * Receives what the broker pushes at full rate with a handler that sleeps for each
 * message, which takes more than a hundred times as long as to push it. The argument is
 * the QoS.
 */
final class SlowTask implements Task {

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);

	private static final int KEEP_ALIVES = 5;

	private static final long HANDLER_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

	private static final int PAYLOAD = 256;

	private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final AtomicLong handled = new AtomicLong();

	private final AtomicLong disconnects = new AtomicLong();

	private long mostBuffered;

	private long mostBytes;

	private long mostHeap;

	@Override
	public void run(TaskContext context) throws InterruptedException {
		int qos = Integer.parseInt(context.argument());
		try (MqttClient client = connect(context)) {
			client.subscribe(SubscriptionSpec.of("zb/data").withQos(QoS.of(qos)), this::handle);
			Echo echo = new Echo(new ZmqttPeer.Connection(client));
			echo.send("zb/start", qos + " " + PAYLOAD + " " + context.settings().window());
			long end = System.nanoTime() + KEEP_ALIVES * KEEP_ALIVE.toNanos();
			while (System.nanoTime() < end) {
				sample(client);
			}
			long sent = echo.ask("zb/stop");
			awaitHandled(client, sent);
			report(context, "receive QoS " + qos, sent);
		}
	}

	private MqttClient connect(TaskContext context) {
		MqttClient client = MqttClient.builder(PeerMain.HOST)
			.port(context.port())
			.clientId("slow")
			.keepAlive(KEEP_ALIVE)
			.listener(new MqttClientListener() {

				@Override
				public void onDisconnected(MqttException cause, boolean willReconnect) {
					SlowTask.this.disconnects.incrementAndGet();
				}

			})
			.build();
		client.connect();
		return client;
	}

	private void handle(MqttMessage message) {
		LockSupport.parkNanos(HANDLER_NANOS);
		this.handled.incrementAndGet();
	}

	private void sample(MqttClient client) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(250);
		long done = this.handled.get();
		ClientStatistics statistics = client.statistics();
		long received = statistics.receivedQos0() + statistics.receivedQos1() + statistics.receivedQos2();
		this.mostBuffered = Math.max(this.mostBuffered, received - done);
		this.mostBytes = Math.max(this.mostBytes, statistics.unacknowledgedBytes());
		this.mostHeap = Math.max(this.mostHeap, HeapMeter.usedAfterGc(1));
	}

	private void awaitHandled(MqttClient client, long sent) throws InterruptedException {
		long last = -1;
		long lastChange = System.nanoTime();
		while (this.handled.get() < sent && System.nanoTime() - lastChange < SETTLE_NANOS) {
			sample(client);
			if (this.handled.get() != last) {
				last = this.handled.get();
				lastChange = System.nanoTime();
			}
		}
	}

	private void report(TaskContext context, String subject, long sent) {
		context.report(subject, Metrics.MESSAGES, sent);
		context.report(subject, Metrics.LOST, sent - this.handled.get());
		context.report(subject, Metrics.DISCONNECTS, this.disconnects.get());
		context.report(subject, Metrics.BUFFERED, this.mostBuffered);
		context.report(subject, Metrics.BUFFERED_BYTES, this.mostBytes / 1e6);
		context.report(subject, Metrics.LIVE_SET, this.mostHeap / 1e6);
	}

}
