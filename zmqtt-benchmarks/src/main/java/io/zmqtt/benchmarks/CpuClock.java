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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * The CPU time and the allocation of this process. The JIT compiler's threads are taken
 * out: what they do depends on the length of the run, not on the number of messages.
 * Where there is no {@code /proc} they stay in.
 */
final class CpuClock {

	private static final Path TASKS = Path.of("/proc/self/task");

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/**
	 * Return the CPU time used so far.
	 * @return nanoseconds, user and system, without the JIT compiler
	 */
	long cpuNanos() {
		return this.system.getProcessCpuTime() - compilerNanos();
	}

	/**
	 * Return what the live threads have allocated so far.
	 * @return bytes
	 */
	long allocatedBytes() {
		long sum = 0;
		for (long bytes : this.threads.getThreadAllocatedBytes(this.threads.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	private static long compilerNanos() {
		if (!Files.isDirectory(TASKS)) {
			return 0;
		}
		long sum = 0;
		try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
			for (Path task : tasks) {
				sum += compilerNanos(task);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot read the compiler's CPU time", ex);
		}
		return sum;
	}

	private static long compilerNanos(Path task) throws IOException {
		try {
			String name = Files.readString(task.resolve("comm"));
			if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
				return 0;
			}
			String statistics = Files.readString(task.resolve("schedstat"));
			return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
		}
		catch (IOException ex) {
			// a thread that has ended meanwhile
			if (!Files.exists(task)) {
				return 0;
			}
			throw ex;
		}
	}

}
