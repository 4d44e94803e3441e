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
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory that this JVM holds on to.
 */
final class HeapMeter {

	private static final Path STATUS = Path.of("/proc/self/status");

	private static final String RESIDENT = "VmRSS:";

	private HeapMeter() {
	}

	/**
	 * Collect garbage and return what is left.
	 * @param collections how often to collect; more than once also frees what is released
	 * by references
	 * @return bytes of the heap
	 */
	static long usedAfterGc(int collections) {
		for (int i = 0; i < collections; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/**
	 * Return the memory of the process.
	 * @return bytes, or 0 where they cannot be read
	 * @throws IOException if reading fails
	 */
	static long residentBytes() throws IOException {
		if (!Files.isReadable(STATUS)) {
			return 0;
		}
		for (String line : Files.readAllLines(STATUS)) {
			if (line.startsWith(RESIDENT)) {
				return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
			}
		}
		return 0;
	}

}
