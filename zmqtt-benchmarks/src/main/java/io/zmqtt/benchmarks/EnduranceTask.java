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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Publishes at QoS 1 and receives at each QoS at once, on connections of their own, for
 * minutes, and samples what is left of the heap after a collection.
 */
final class EnduranceTask implements Task {

	static final String SUBJECT = "endurance";

	private static final long SLICE = TimeUnit.SECONDS.toNanos(5);

	private static final int SAMPLE_SECONDS = 10;

	private static final List<String> WORKLOADS = List.of("3.1.1/publish/1/256", "3.1.1/receive/0/256",
			"3.1.1/receive/1/256", "3.1.1/receive/2/256");

	@Override
	public void run(TaskContext context) throws Exception {
		DriveSource drives = new DriveSource.PeerDrives(context.peer());
		long end = System.nanoTime() + (long) (context.settings().extent().minutes() * 60e9);
		ExecutorService executor = Executors.newFixedThreadPool(WORKLOADS.size());
		List<Future<Totals>> all = new ArrayList<>();
		for (String text : WORKLOADS) {
			Workload workload = Workload.parse(text);
			Callable<Totals> task = () -> drive(drives, context, workload, end);
			all.add(executor.submit(task));
		}
		long start = System.nanoTime();
		while (System.nanoTime() < end - TimeUnit.SECONDS.toNanos(SAMPLE_SECONDS / 2)) {
			TimeUnit.SECONDS.sleep(SAMPLE_SECONDS);
			double heap = HeapMeter.usedAfterGc(1) / 1e6;
			context.report(SUBJECT, Metrics.MINUTES, (System.nanoTime() - start) / 60e9);
			context.report(SUBJECT, Metrics.LIVE_SET, heap);
		}
		for (int i = 0; i < WORKLOADS.size(); i++) {
			Totals totals = all.get(i).get();
			String subject = Workload.parse(WORKLOADS.get(i)).describe();
			context.report(subject, Metrics.MESSAGES, totals.messages());
			context.report(subject, Metrics.LOST, totals.lost());
		}
	}

	private static Totals drive(DriveSource drives, TaskContext context, Workload workload, long end)
			throws InterruptedException {
		Totals totals = new Totals(0, 0);
		int window = context.settings().window();
		try (Drive drive = drives.open(PeerMain.HOST, context.port(), workload, window)) {
			while (System.nanoTime() < end) {
				Drive.Outcome outcome = drive.run(Math.min(SLICE, Math.max(1, end - System.nanoTime())));
				totals = totals.plus(outcome);
			}
		}
		return totals;
	}

	private record Totals(long messages, long lost) {

		private Totals plus(Drive.Outcome outcome) {
			return new Totals(this.messages + outcome.messages(), this.lost + outcome.lost());
		}

	}

}
