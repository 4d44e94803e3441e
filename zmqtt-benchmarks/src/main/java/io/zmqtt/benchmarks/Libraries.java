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
import java.util.List;

/**
 * What is on the class path of a peer.
 */
final class Libraries {

	/** What is there for the measurements only. */
	private static final List<String> OF_THE_HARNESS = List.of("zmqtt-benchmarks", "HdrHistogram");

	private final List<Path> files;

	private Libraries(List<Path> files) {
		this.files = files;
	}

	static Libraries of(List<String> classPath) {
		return new Libraries(classPath.stream().map(Path::of).filter(Libraries::isOfThePeer).toList());
	}

	private static boolean isOfThePeer(Path file) {
		String name = name(file);
		return name.endsWith(".jar") && OF_THE_HARNESS.stream().noneMatch(name::startsWith);
	}

	/**
	 * Return the size of all files.
	 * @param without a part of the name of files that do not count, or an empty string
	 * @return bytes
	 * @throws IOException if a file is missing
	 */
	long bytes(String without) throws IOException {
		long sum = 0;
		for (Path file : this.files) {
			if (without.isEmpty() || !name(file).contains(without)) {
				sum += Files.size(file);
			}
		}
		return sum;
	}

	/**
	 * Return the names of some files, which tell their versions.
	 * @param prefix what the names begin with
	 * @return the names without their ends
	 */
	List<String> names(String prefix) {
		return this.files.stream()
			.map(Libraries::name)
			.filter((name) -> name.startsWith(prefix))
			.map((name) -> name.substring(0, name.length() - ".jar".length()))
			.toList();
	}

	private static String name(Path file) {
		return String.valueOf(file.getFileName());
	}

}
