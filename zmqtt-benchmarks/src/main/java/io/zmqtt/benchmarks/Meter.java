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

/**
 * Warms a drive up and measures intervals of it.
 */
final class Meter {

	private static final long WARM_UP_SLICE = TimeUnit.MILLISECONDS.toNanos(200);

	private final CpuClock clock = new CpuClock();

	private final Settings settings;

	Meter(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Run a drive until the process has spent the CPU time of a warm-up on it.
	 * @param drive the drive
	 * @throws InterruptedException if interrupted
	 */
	void warmUp(Drive drive) throws InterruptedException {
		long end = this.clock.cpuNanos() + (long) (this.settings.warmUpSeconds() * 1e9);
		while (this.clock.cpuNanos() < end) {
			drive.run(WARM_UP_SLICE);
		}
	}

	/**
	 * Measure one interval.
	 * @param drive the drive, which is warm
	 * @return what was measured
	 * @throws InterruptedException if interrupted
	 */
	Interval measure(Drive drive) throws InterruptedException {
		long allocated = this.clock.allocatedBytes();
		long cpu = this.clock.cpuNanos();
		long start = System.nanoTime();
		Drive.Outcome outcome = drive.run((long) (this.settings.seconds() * 1e9));
		cpu = this.clock.cpuNanos() - cpu;
		allocated = this.clock.allocatedBytes() - allocated;
		return new Interval(outcome.messages(), outcome.lost(), cpu, outcome.endNanos() - start, allocated);
	}

}
