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

import java.util.stream.IntStream;

import io.zmqtt.benchmarks.broker.Source;
import org.jspecify.annotations.Nullable;

/**
 * Publishes from one thread within a window. With QoS 1 and 2 the end is the last
 * acknowledgement; if the broker can echo a marker, also the echo of one that follows the
 * last message.
 */
final class PublishDrive implements Drive {

	private static final String TOPIC = "bench/topic/1";

	private static final int CLOCK_MASK = 63;

	private final PeerConnection connection;

	private final @Nullable Echo echo;

	private final String[] topics;

	private final int qos;

	private final byte[] payload;

	private final int window;

	private int turn;

	private long countBefore;

	private PublishDrive(PeerConnection connection, Workload workload, int window, @Nullable Echo echo) {
		this.connection = connection;
		this.echo = echo;
		int topics = workload.topics();
		this.topics = IntStream.range(0, topics).mapToObj((i) -> Source.topic(TOPIC, topics, i)).toArray(String[]::new);
		this.qos = workload.qos();
		this.payload = new byte[workload.payload()];
		this.window = window;
	}

	/**
	 * Create a drive to the broker of this module.
	 * @param connection the connection
	 * @param workload the workload
	 * @param window the most unacknowledged messages
	 * @return the drive
	 */
	static PublishDrive marked(PeerConnection connection, Workload workload, int window) {
		return new PublishDrive(connection, workload, window, new Echo(connection));
	}

	/**
	 * Create a drive to any broker, for QoS 1 and 2.
	 * @param connection the connection
	 * @param workload the workload
	 * @param window the most unacknowledged messages
	 * @return the drive
	 */
	static PublishDrive acknowledged(PeerConnection connection, Workload workload, int window) {
		return new PublishDrive(connection, workload, window, null);
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		Window window = new Window(this.window);
		long deadline = System.nanoTime() + nanos;
		while ((window.acquired() & CLOCK_MASK) != 0 || System.nanoTime() < deadline) {
			window.acquire();
			this.connection.publish(nextTopic(), this.qos, this.payload, window);
		}
		window.awaitAll();
		long published = window.acquired();
		if (this.echo == null) {
			return new Outcome(published, 0, System.nanoTime());
		}
		long count = this.echo.ask("zb/mark");
		long end = System.nanoTime();
		long arrived = count - this.countBefore;
		this.countBefore = count;
		return new Outcome(arrived, published - arrived, end);
	}

	private String nextTopic() {
		String topic = this.topics[this.turn++];
		if (this.turn == this.topics.length) {
			this.turn = 0;
		}
		return topic;
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
