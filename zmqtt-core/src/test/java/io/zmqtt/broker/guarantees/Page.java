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

package io.zmqtt.broker.guarantees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation with parts that tests write: each stands between
 * {@code <!-- generated: name -->} and {@code <!-- end -->}.
 */
final class Page {

	private static final Pattern PART = Pattern.compile("(<!-- generated: ([^>]*) -->\n)(.*?)(<!-- end -->)",
			Pattern.DOTALL);

	private final Path file;

	Page(String name) {
		this.file = directory().resolve(name);
	}

	private static Path directory() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.isRegularFile(directory.resolve("docs/client.md"))) {
			directory = directory.getParent();
			if (directory == null) {
				throw new IllegalStateException("There is no docs/ above " + Path.of("").toAbsolutePath());
			}
		}
		return directory.resolve("docs");
	}

	/**
	 * Return the generated parts by their names.
	 */
	Map<String, String> parts() {
		Map<String, String> parts = new LinkedHashMap<>();
		Matcher matcher = PART.matcher(read());
		while (matcher.find()) {
			parts.put(matcher.group(2), matcher.group(3));
		}
		return parts;
	}

	/**
	 * Replace generated parts.
	 */
	void write(Map<String, String> parts) {
		String text = PART.matcher(read()).replaceAll((match) -> {
			String part = parts.getOrDefault(match.group(2), match.group(3));
			return Matcher.quoteReplacement(match.group(1) + part + match.group(4));
		});
		try {
			Files.writeString(this.file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String read() {
		try {
			// a checkout may have made them longer
			return Files.readString(this.file).replace("\r\n", "\n");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
