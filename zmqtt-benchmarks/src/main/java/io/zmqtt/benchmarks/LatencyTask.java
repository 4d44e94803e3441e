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

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Measures the time of round trips: one after the other, and on an open-loop schedule at
 * each of the given rates. The argument has {@code subject=rate} for each rate, with
 * semicolons between them.
 */
final class LatencyTask implements Task {

	static final String CLOSED = "one after the other";

	static final int PAYLOAD = 256;

	private static final double WARM_UP_SECONDS = 1.5;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

	@Override
	public void run(TaskContext context) throws InterruptedException {
		try (PeerConnection connection = context.connect()) {
			Reflection reflection = new Reflection(connection);
			Settings settings = context.settings();
			new Meter(settings).warmUp(new RoundTripDrive(reflection, settings.window(), PAYLOAD));
			pingPong(reflection, WARM_UP_SECONDS);
			pingPong(reflection, settings.seconds()).report(context, CLOSED);
			for (String part : context.argument().split(";")) {
				int equals = part.lastIndexOf('=');
				String subject = part.substring(0, equals);
				double rate = Double.parseDouble(part.substring(equals + 1));
				openLoop(reflection, rate, WARM_UP_SECONDS, new AtomicLong());
				for (int i = 0; i < settings.intervals(); i++) {
					AtomicLong lost = new AtomicLong();
					Latencies latencies = openLoop(reflection, rate, settings.extent().latencySeconds(), lost);
					latencies.report(context, subject);
					context.report(subject, Metrics.LOST, lost.get());
				}
			}
		}
	}

	private static Latencies pingPong(Reflection reflection, double seconds) throws InterruptedException {
		Latencies latencies = new Latencies();
		Semaphore arrived = new Semaphore(0);
		reflection.receiver((payload) -> arrived.release());
		byte[] payload = new byte[PAYLOAD];
		long end = System.nanoTime() + (long) (seconds * 1e9);
		for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
			reflection.send(payload, LatencyTask::check);
			if (!arrived.tryAcquire(PATIENCE, TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException("A message has not come back");
			}
			latencies.add(System.nanoTime() - start);
		}
		return latencies;
	}

	private static Latencies openLoop(Reflection reflection, double rate, double seconds, AtomicLong lost)
			throws InterruptedException {
		Latencies latencies = new Latencies();
		reflection.receiver((payload) -> latencies.add(System.nanoTime() - ByteBuffer.wrap(payload).getLong()));
		Schedule schedule = new Schedule(System.nanoTime(), rate);
		long messages = Math.round(rate * seconds);
		for (long i = 0; i < messages; i++) {
			long due = schedule.await(i);
			reflection.send(ByteBuffer.allocate(PAYLOAD).putLong(due).array(), LatencyTask::check);
		}
		long end = System.nanoTime() + PATIENCE;
		while (latencies.count() < messages && System.nanoTime() < end) {
			TimeUnit.MILLISECONDS.sleep(5);
		}
		lost.set(messages - latencies.count());
		return latencies;
	}

	private static void check(@Nullable Object result, @Nullable Throwable failure) {
		if (failure != null) {
			failure.printStackTrace();
		}
	}

}
