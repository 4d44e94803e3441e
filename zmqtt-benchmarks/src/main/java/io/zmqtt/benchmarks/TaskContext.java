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
 * What a task measures.
 *
 * @param peer the peer
 * @param port the broker's port
 * @param argument what the task is told by its suite
 * @param settings the settings
 */
record TaskContext(Peer peer, int port, String argument, Settings settings) {

	private static final ProtocolVersion VERSION = ProtocolVersion.V3_1_1;

	/**
	 * Connect one more client.
	 * @return its connection
	 */
	PeerConnection connect() {
		return this.peer.connect(PeerMain.HOST, this.port, VERSION);
	}

	/**
	 * Print a figure for the parent process.
	 * @param subject what was measured
	 * @param metric what of it
	 * @param value the value
	 */
	void report(String subject, String metric, double value) {
		System.out.println(new Figure(subject, metric, value).toLine());
	}

	/**
	 * Print the CPU time and the rate of intervals.
	 * @param subject what is measured
	 * @param drive the drive, to be warmed up
	 * @throws InterruptedException if interrupted
	 */
	void reportIntervals(String subject, Drive drive) throws InterruptedException {
		Meter meter = new Meter(this.settings);
		meter.warmUp(drive);
		for (int i = 0; i < this.settings.intervals(); i++) {
			Interval interval = meter.measure(drive);
			report(subject, Metrics.CPU, interval.cpuMicrosPerMessage());
			report(subject, Metrics.RATE, interval.messagesPerSecond());
		}
	}

}
