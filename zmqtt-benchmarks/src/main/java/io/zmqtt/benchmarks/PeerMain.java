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
 * The child JVM: measures one peer, and prints a line for each interval.
 */
final class PeerMain {

	static final String HOST = "127.0.0.1";

	private PeerMain() {
	}

	/**
	 * Measure one peer.
	 * @param args the class name of a {@link Peer} or {@link DriveSource}, the broker's
	 * port, and options as {@link Settings} prints them
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] args) throws Exception {
		DriveSource drives = DriveSource.of(args[0]);
		int port = Integer.parseInt(args[1]);
		Settings settings = Settings.parse(args, 2);
		Meter meter = new Meter(settings);
		for (Workload workload : settings.workloads()) {
			if (!drives.supports(workload)) {
				continue;
			}
			try (Drive drive = drives.open(HOST, port, workload, settings.window())) {
				meter.warmUp(drive);
				for (int i = 0; i < settings.intervals(); i++) {
					System.out.println(meter.measure(drive).toLine(workload));
				}
			}
		}
		System.exit(0);
	}

}
