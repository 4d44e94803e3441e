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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the code in README.md and docs/ is compiled: each {@code java} block stands
 * line by line in a source of this package. Indentation, blank lines and imports do not
 * count.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final String PACKAGE = "src/test/java/io/zmqtt/docs";

	// the second has what the sample does not depend on
	private static final List<Path> SOURCES = List.of(ROOT.resolve("sample-app/" + PACKAGE),
			ROOT.resolve("zmqtt-spring-boot-autoconfigure/" + PACKAGE));

	@Test
	void readsPagesAndSources() throws IOException {
		assertThat(pages()).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/client.md"),
				ROOT.resolve("docs/spring.md"));
		assertThat(blocks(ROOT.resolve("README.md"))).isNotEmpty();
		assertThat(SOURCES).allSatisfy((directory) -> assertThat(files(directory, "Snippets.java")).isNotEmpty());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void codeIsCompiled(Path page) throws IOException {
		List<List<String>> sources = new ArrayList<>();
		for (Path directory : SOURCES) {
			for (Path source : files(directory, ".java")) {
				sources.add(code(Files.readAllLines(source)));
			}
		}
		for (List<String> block : blocks(page)) {
			assertThat(block).isNotEmpty();
			assertThat(sources.stream().anyMatch((source) -> Collections.indexOfSubList(source, block) >= 0))
				.as("a source of this package has:%n%s", String.join("\n", block))
				.isTrue();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksLeadToFilesAndHeadings(Path page) throws IOException {
		String text = Files.readString(page);
		Matcher links = Pattern.compile("\\]\\((?!https?://)([^)#]*)(?:#([^)]*))?\\)").matcher(text);
		while (links.find()) {
			Path target = links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1));
			assertThat(target).exists();
			if (links.group(2) != null) {
				assertThat(anchors(target)).contains(links.group(2));
			}
		}
	}

	private static List<String> anchors(Path page) throws IOException {
		return Files.readAllLines(page)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
			.map((heading) -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
			.toList();
	}

	static List<Path> pages() throws IOException {
		List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
		pages.add(ROOT.resolve("README.md"));
		return pages;
	}

	private static List<List<String>> blocks(Path page) throws IOException {
		List<List<String>> blocks = new ArrayList<>();
		List<String> block = null;
		for (String line : Files.readAllLines(page)) {
			if (block == null) {
				block = line.strip().equals("```java") ? new ArrayList<>() : null;
			}
			else if (line.strip().equals("```")) {
				blocks.add(code(block));
				block = null;
			}
			else {
				block.add(line);
			}
		}
		assertThat(block).as("a block of %s that is not closed", page).isNull();
		return blocks;
	}

	private static List<String> code(List<String> lines) {
		return lines.stream()
			.map(String::strip)
			.filter((line) -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("package "))
			.toList();
	}

	private static List<Path> files(Path directory, String ending) {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter((file) -> file.toString().endsWith(ending)).sorted().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
