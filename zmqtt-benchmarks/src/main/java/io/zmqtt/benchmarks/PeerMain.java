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
 * The child JVM: measures one peer, and prints a line for each interval.
 */
final class PeerMain {

	private static final String HOST = "127.0.0.1";

	private static final long WARM_UP_SLICE = TimeUnit.MILLISECONDS.toNanos(200);

	private final CpuClock clock = new CpuClock();

	private final Peer peer;

	private final int port;

	private final Settings settings;

	private PeerMain(Peer peer, int port, Settings settings) {
		this.peer = peer;
		this.port = port;
		this.settings = settings;
	}

	private void run(Workload workload) throws InterruptedException {
		try (PeerConnection connection = this.peer.connect(HOST, this.port, workload.version())) {
			int window = this.settings.window();
			Drive drive = switch (workload.direction()) {
				case publish -> new PublishDrive(connection, workload, window);
				case receive -> new ReceiveDrive(connection, workload, window);
			};
			warmUp(drive);
			for (int i = 0; i < this.settings.intervals(); i++) {
				System.out.println(measure(drive).toLine(workload));
			}
		}
	}

	private void warmUp(Drive drive) throws InterruptedException {
		long end = this.clock.cpuNanos() + (long) (this.settings.warmUpSeconds() * 1e9);
		while (this.clock.cpuNanos() < end) {
			drive.run(WARM_UP_SLICE);
		}
	}

	private Interval measure(Drive drive) throws InterruptedException {
		long allocated = this.clock.allocatedBytes();
		long cpu = this.clock.cpuNanos();
		long start = System.nanoTime();
		Drive.Outcome outcome = drive.run((long) (this.settings.seconds() * 1e9));
		cpu = this.clock.cpuNanos() - cpu;
		allocated = this.clock.allocatedBytes() - allocated;
		return new Interval(outcome.messages(), outcome.lost(), cpu, outcome.endNanos() - start, allocated);
	}

	/**
	 * Measure one peer.
	 * @param args the class name of the {@link Peer}, the broker's port, and options as
	 * {@link Settings} prints them
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] args) throws Exception {
		Peer peer = (Peer) Class.forName(args[0]).getConstructor().newInstance();
		Settings settings = Settings.parse(args, 2);
		PeerMain main = new PeerMain(peer, Integer.parseInt(args[1]), settings);
		for (Workload workload : settings.workloads()) {
			if (peer.supports(workload.version())) {
				main.run(workload);
			}
		}
		System.exit(0);
	}

}
