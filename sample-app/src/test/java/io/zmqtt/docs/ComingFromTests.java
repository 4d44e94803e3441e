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
package io.zmqtt.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that each claim of {@code docs/coming-from.md} names tests that exist.
 */
class ComingFromTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|(.*)\\|([^|]*)\\|");

	private static final Pattern REFERENCE = Pattern.compile("`(\\w+)\\.(\\w+)`");

	private static final int WISHES = 38;

	private static final int CELLS = 5;

	@Test
	void eachWishIsAnsweredByATest() throws IOException {
		Map<String, List<String>> sources = testSources();
		List<Integer> numbers = new ArrayList<>();
		for (String line : Files.readAllLines(ROOT.resolve("docs/coming-from.md"))) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				numbers.add(Integer.valueOf(row.group(1)));
				assertThat(row.group(2).split("\\|")).as(line).hasSize(CELLS).allMatch((cell) -> !cell.isBlank());
				checkReferences(line, row.group(3), sources);
			}
		}
		assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, WISHES).boxed().toList());
	}

	private static void checkReferences(String line, String cell, Map<String, List<String>> sources) {
		Matcher reference = REFERENCE.matcher(cell);
		int found = 0;
		while (reference.find()) {
			String method = " " + reference.group(2) + "(";
			assertThat(sources.getOrDefault(reference.group(1), List.of()))
				.as("%s.%s of: %s", reference.group(1), reference.group(2), line)
				.anyMatch((source) -> source.contains(method));
			found++;
		}
		assertThat(found).as(line).isPositive();
	}

	/**
	 * Return the sources of tests by class name, of which several modules may have the
	 * same.
	 */
	private static Map<String, List<String>> testSources() throws IOException {
		Map<String, List<String>> sources = new HashMap<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path tests : modules.map((module) -> module.resolve("src/test/java"))
				.filter(Files::isDirectory)
				.toList()) {
				try (Stream<Path> files = Files.walk(tests)) {
					for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
						String name = file.getFileName().toString().replace(".java", "");
						sources.computeIfAbsent(name, (key) -> new ArrayList<>()).add(Files.readString(file));
					}
				}
			}
		}
		return sources;
	}

}
