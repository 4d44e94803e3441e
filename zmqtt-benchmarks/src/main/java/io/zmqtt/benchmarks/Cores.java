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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pins client and broker to different processor cores, by {@code taskset}, where it and
 * two cores are at hand.
 */
final class Cores {

	private static final String ALLOWED = "Cpus_allowed_list:";

	private final List<Integer> cores;

	private Cores(List<Integer> cores) {
		this.cores = cores;
	}

	static Cores find() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.isReadable(status) || !Files.isExecutable(Path.of("/usr/bin/taskset"))) {
			return new Cores(List.of());
		}
		for (String line : Files.readAllLines(status)) {
			if (line.startsWith(ALLOWED)) {
				return new Cores(parse(line.substring(ALLOWED.length()).strip()));
			}
		}
		return new Cores(List.of());
	}

	static List<Integer> parse(String ranges) {
		List<Integer> cores = new ArrayList<>();
		for (String range : ranges.split(",")) {
			String[] ends = range.split("-");
			for (int core = Integer.parseInt(ends[0]); core <= Integer.parseInt(ends[ends.length - 1]); core++) {
				cores.add(core);
			}
		}
		return cores;
	}

	boolean arePinned() {
		return this.cores.size() >= 2;
	}

	List<String> clientPrefix() {
		return prefix(0);
	}

	List<String> brokerPrefix() {
		return prefix(1);
	}

	private List<String> prefix(int index) {
		return arePinned() ? List.of("taskset", "-c", this.cores.get(index).toString()) : List.of();
	}

}
