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

import java.util.List;

/**
 * Publishes at QoS 1 over many connections in turn, some messages to each, from one
 * thread within one window. With a single message to each, nothing could be written
 * together, and the cost of the sockets would hide that of the clients.
 */
final class ManyClientsDrive implements Drive {

	static final int BURST = 256;

	private final List<PeerConnection> connections;

	private final int window;

	private final byte[] payload;

	private int turn;

	ManyClientsDrive(List<PeerConnection> connections, int window, int payload) {
		this.connections = connections;
		this.window = window;
		this.payload = new byte[payload];
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		Window window = new Window(this.window);
		long deadline = System.nanoTime() + nanos;
		while (System.nanoTime() < deadline) {
			PeerConnection connection = this.connections.get(this.turn++ % this.connections.size());
			for (int i = 0; i < BURST; i++) {
				window.acquire();
				connection.publish("bench/topic/1", 1, this.payload, window);
			}
		}
		window.awaitAll();
		return new Outcome(window.acquired(), 0, System.nanoTime());
	}

}
