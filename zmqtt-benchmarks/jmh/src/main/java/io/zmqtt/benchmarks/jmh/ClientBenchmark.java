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

package io.zmqtt.benchmarks.jmh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.benchmarks.broker.NullBroker;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole way of a message through a client, to and from a broker in another process.
 * Its time depends on what the two do to each other; what it allocates does not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClientBenchmark {

	static final int PAYLOAD = 256;

	@Param({ "0", "1", "2" })
	int qos;

	private final byte[] payload = new byte[PAYLOAD];

	private final Batches published = new Batches();

	private @Nullable Process broker;

	private @Nullable MqttClient client;

	/**
	 * Start the broker, and connect.
	 * @throws IOException if it does not start
	 */
	@Setup
	public void setUp() throws IOException {
		Process broker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), NullBroker.class.getName(), "batched")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		this.broker = broker;
		BufferedReader output = new BufferedReader(
				new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
		int port = Integer.parseInt(output.readLine().substring("port ".length()));
		MqttClient client = MqttClient.builder("127.0.0.1").port(port).clientId("jmh").build();
		this.client = client;
		client.connect();
	}

	/**
	 * Disconnect, and stop the broker.
	 */
	@TearDown
	public void tearDown() {
		if (this.client != null) {
			this.client.close();
		}
		if (this.broker != null) {
			this.broker.destroyForcibly();
		}
	}

	/**
	 * Publish a thousand messages and await the end of each.
	 * @throws InterruptedException if interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(Batches.SIZE)
	public void publish() throws InterruptedException {
		MqttClient client = client();
		QoS qos = QoS.of(this.qos);
		for (int i = 0; i < Batches.SIZE; i++) {
			client.publishAsync("bench/topic/1", this.payload, qos).whenComplete(this.published);
		}
		this.published.await();
	}

	/**
	 * Receive a thousand messages of a stream.
	 * @param stream the stream
	 * @throws InterruptedException if interrupted
	 */
	@Benchmark
	@OperationsPerInvocation(Batches.SIZE)
	public void receive(Stream stream) throws InterruptedException {
		stream.received.await();
	}

	private MqttClient client() {
		MqttClient client = this.client;
		if (client == null) {
			throw new IllegalStateException("Not set up");
		}
		return client;
	}

	/**
	 * What the broker pushes.
	 */
	@State(Scope.Benchmark)
	public static class Stream {

		private final Batches received = new Batches();

		/**
		 * Let the broker push messages.
		 * @param benchmark has the client
		 */
		@Setup
		public void setUp(ClientBenchmark benchmark) {
			MqttClient client = benchmark.client();
			client.subscribe(SubscriptionSpec.of("zb/data").withQos(QoS.of(benchmark.qos)),
					(message) -> this.received.count());
			client.publish("zb/start", benchmark.qos + " " + PAYLOAD + " 1000");
		}

	}

	/**
	 * Counts messages, and wakes who waits for a thousand of them.
	 */
	private static final class Batches implements BiConsumer<@Nullable Object, @Nullable Throwable> {

		private static final int SIZE = 1000;

		private final AtomicInteger count = new AtomicInteger();

		private final Semaphore batches = new Semaphore(0);

		@Override
		public void accept(@Nullable Object result, @Nullable Throwable failure) {
			if (failure != null) {
				throw new IllegalStateException(failure);
			}
			count();
		}

		private void count() {
			if (this.count.incrementAndGet() % SIZE == 0) {
				this.batches.release();
			}
		}

		private void await() throws InterruptedException {
			if (!this.batches.tryAcquire(20, TimeUnit.SECONDS)) {
				throw new IllegalStateException("No messages any more: " + this.count);
			}
		}

	}

}
