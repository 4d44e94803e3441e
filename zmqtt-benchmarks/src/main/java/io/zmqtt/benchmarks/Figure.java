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
 * A figure that a child JVM prints.
 *
 * @param subject what was measured
 * @param metric what of it, with its unit
 * @param value the value
 */
record Figure(String subject, String metric, double value) {

	private static final String PREFIX = "figure\t";

	static boolean isLine(String line) {
		return line.startsWith(PREFIX);
	}

	static Figure parse(String line) {
		String[] parts = line.split("\t");
		return new Figure(parts[1], parts[2], Double.parseDouble(parts[3]));
	}

	String toLine() {
		return PREFIX + this.subject + "\t" + this.metric + "\t" + this.value;
	}

}
