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
import java.util.concurrent.TimeUnit;

/**
 * Connects, subscribes and disconnects, over and over, in a warm JVM.
 */
final class ConnectTask implements Task {

	static final String SUBJECT = "warm JVM";

	private static final int CYCLES = 300;

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(8);

	private final CpuClock clock = new CpuClock();

	@Override
	public void run(TaskContext context) {
		long cpuEnd = this.clock.cpuNanos() + (long) (context.settings().warmUpSeconds() * 1e9);
		long end = System.nanoTime() + LONGEST;
		while (this.clock.cpuNanos() < cpuEnd && System.nanoTime() < end) {
			cycle(context, new ArrayList<>());
		}
		List<Double> connects = new ArrayList<>();
		List<Double> cycles = new ArrayList<>();
		end = System.nanoTime() + LONGEST;
		while (cycles.size() < CYCLES && System.nanoTime() < end) {
			cycles.add(cycle(context, connects));
		}
		context.report(SUBJECT, Metrics.CONNECT, Spread.of(connects).median());
		context.report(SUBJECT, Metrics.CYCLE, Spread.of(cycles).median());
	}

	private static double cycle(TaskContext context, List<Double> connects) {
		long start = System.nanoTime();
		try (PeerConnection connection = context.connect()) {
			connection.subscribe("bench/connect", 1, (payload) -> {
			});
			connects.add(millisSince(start));
		}
		return millisSince(start);
	}

	private static double millisSince(long start) {
		return (System.nanoTime() - start) / 1e6;
	}

}
