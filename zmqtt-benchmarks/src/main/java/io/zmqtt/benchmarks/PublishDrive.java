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

/**
 * Publishes from one thread within a window. The end is the echo of a marker that follows
 * the last message, and with QoS 1 and 2 also the last acknowledgement.
 */
final class PublishDrive implements Drive {

	private static final String TOPIC = "bench/topic/1";

	private static final int CLOCK_MASK = 63;

	private final PeerConnection connection;

	private final Echo echo;

	private final int qos;

	private final byte[] payload;

	private final int window;

	private long countBefore;

	PublishDrive(PeerConnection connection, Workload workload, int window) {
		this.connection = connection;
		this.echo = new Echo(connection);
		this.qos = workload.qos();
		this.payload = new byte[workload.payload()];
		this.window = window;
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		Window window = new Window(this.window);
		long deadline = System.nanoTime() + nanos;
		while ((window.acquired() & CLOCK_MASK) != 0 || System.nanoTime() < deadline) {
			window.acquire();
			this.connection.publish(TOPIC, this.qos, this.payload, window);
		}
		window.awaitAll();
		long count = this.echo.ask("zb/mark");
		long end = System.nanoTime();
		long arrived = count - this.countBefore;
		this.countBefore = count;
		return new Outcome(arrived, window.acquired() - arrived, end);
	}

}
