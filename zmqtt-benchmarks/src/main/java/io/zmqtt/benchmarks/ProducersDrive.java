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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Publishes at QoS 1 from several threads, which share the window evenly.
 */
final class ProducersDrive implements Drive {

	private static final int CLOCK_MASK = 63;

	private final PeerConnection connection;

	private final int producers;

	private final int window;

	private final byte[] payload;

	private final ExecutorService executor;

	ProducersDrive(PeerConnection connection, int producers, int window, int payload) {
		this.connection = connection;
		this.producers = producers;
		this.window = window / producers;
		this.payload = new byte[payload];
		this.executor = Executors.newFixedThreadPool(producers);
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		List<Callable<Long>> tasks = new ArrayList<>();
		for (int i = 0; i < this.producers; i++) {
			tasks.add(() -> produce(deadline));
		}
		long messages = 0;
		try {
			for (Future<Long> published : this.executor.invokeAll(tasks)) {
				messages += published.get();
			}
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		return new Outcome(messages, 0, System.nanoTime());
	}

	private long produce(long deadline) {
		Window window = new Window(this.window);
		while ((window.acquired() & CLOCK_MASK) != 0 || System.nanoTime() < deadline) {
			window.acquire();
			this.connection.publish("bench/topic/1", 1, this.payload, window);
		}
		window.awaitAll();
		return window.acquired();
	}

	@Override
	public void close() {
		this.executor.shutdown();
	}

}
