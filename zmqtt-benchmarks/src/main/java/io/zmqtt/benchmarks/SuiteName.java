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

import java.util.Arrays;
import java.util.List;

/**
 * The kinds of measurements.
 */
enum SuiteName {

	messages, latency, connect, idle, growth, mosquitto, endurance, slow, spring;

	/**
	 * Parse a list.
	 * @param text names with commas between them, or {@code all}
	 * @return the suites, in the order in which they are declared here
	 */
	static List<SuiteName> parse(String text) {
		if (text.equals("all")) {
			return List.of(values());
		}
		List<String> names = List.of(text.split(","));
		for (String name : names) {
			if (Arrays.stream(values()).noneMatch((suite) -> suite.name().equals(name))) {
				throw new IllegalArgumentException(
						"No such suite: " + name + ", only all and " + Arrays.toString(values()));
			}
		}
		return Arrays.stream(values()).filter((suite) -> names.contains(suite.name())).toList();
	}

}
