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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Receives what the broker pushes.
 */
final class ReceiveDrive implements Drive {

	private static final String TOPIC = "zb/data";

	private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	private final PeerConnection connection;

	private final Echo echo;

	private final String arguments;

	private final AtomicLong received = new AtomicLong();

	ReceiveDrive(PeerConnection connection, Workload workload, int window) {
		int size = workload.payload();
		int topics = workload.topics();
		this.connection = connection;
		this.echo = new Echo(connection);
		this.arguments = workload.qos() + " " + size + " " + window + " " + topics;
		connection.subscribe((topics == 1) ? TOPIC : TOPIC + "/+", workload.qos(), (payload) -> {
			if (payload.length == size) {
				this.received.incrementAndGet();
			}
		});
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		long before = this.received.get();
		this.echo.send("zb/start", this.arguments);
		TimeUnit.NANOSECONDS.sleep(nanos);
		long sent = this.echo.ask("zb/stop");
		long end = System.nanoTime();
		long count = this.received.get() - before;
		while (count < sent && System.nanoTime() - end < SETTLE_NANOS) {
			TimeUnit.MILLISECONDS.sleep(1);
			long now = this.received.get() - before;
			if (now != count) {
				count = now;
				end = System.nanoTime();
			}
		}
		return new Outcome(count, sent - count, end);
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
