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
 * The result of one measured interval in the child JVM.
 *
 * @param messages the messages that arrived at the other end
 * @param lost the messages that did not
 * @param cpuNanos the CPU time of the process without its JIT compiler threads
 * @param wallNanos the elapsed time
 * @param allocatedBytes the bytes allocated by all threads
 */
record Interval(long messages, long lost, long cpuNanos, long wallNanos, long allocatedBytes) {

	private static final String PREFIX = "interval ";

	static boolean isLine(String line) {
		return line.startsWith(PREFIX);
	}

	static Interval parse(String line) {
		String[] parts = line.split(" ");
		return new Interval(Long.parseLong(parts[2]), Long.parseLong(parts[3]), Long.parseLong(parts[4]),
				Long.parseLong(parts[5]), Long.parseLong(parts[6]));
	}

	static Workload workloadOf(String line) {
		return Workload.parse(line.split(" ")[1]);
	}

	String toLine(Workload workload) {
		return PREFIX + workload + " " + this.messages + " " + this.lost + " " + this.cpuNanos + " " + this.wallNanos
				+ " " + this.allocatedBytes;
	}

	double cpuMicrosPerMessage() {
		return this.cpuNanos / 1e3 / this.messages;
	}

	double messagesPerSecond() {
		return this.messages * 1e9 / this.wallNanos;
	}

	double allocatedPerMessage() {
		return (double) this.allocatedBytes / this.messages;
	}

}
