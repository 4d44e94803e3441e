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
import java.util.Locale;

/**
 * Describes the machine.
 */
final class Machine {

	private Machine() {
	}

	/**
	 * Describe processor, memory, kernel and JDK.
	 * @return a sentence
	 * @throws IOException if reading fails
	 */
	static String describe() throws IOException {
		String processor = value(Path.of("/proc/cpuinfo"), "model name");
		String memory = value(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", "");
		StringBuilder text = new StringBuilder();
		text.append(processor.isEmpty() ? System.getProperty("os.arch") : processor);
		text.append(", ").append(Runtime.getRuntime().availableProcessors()).append(" cores");
		if (!memory.isEmpty()) {
			text.append(String.format(Locale.ROOT, ", %.0f GiB of memory", Long.parseLong(memory) / 1024.0 / 1024.0));
		}
		text.append(", ").append(System.getProperty("os.name")).append(" ").append(System.getProperty("os.version"));
		text.append(", JDK ").append(Runtime.version());
		return text.append(".").toString();
	}

	private static String value(Path file, String key) throws IOException {
		if (!Files.isReadable(file)) {
			return "";
		}
		for (String line : Files.readAllLines(file)) {
			if (line.startsWith(key)) {
				return line.substring(line.indexOf(':') + 1).strip();
			}
		}
		return "";
	}

}
