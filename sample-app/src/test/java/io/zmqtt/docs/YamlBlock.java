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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * A {@code yaml} block of a page.
 *
 * @param page the page
 * @param title the heading above it
 * @param text what it says
 */
record YamlBlock(Path page, String title, String text) {

	static List<YamlBlock> read(Path page) throws IOException {
		List<YamlBlock> blocks = new ArrayList<>();
		String title = "";
		StringBuilder text = null;
		boolean code = false;
		for (String line : Files.readAllLines(page)) {
			if (text != null && line.equals("```")) {
				blocks.add(new YamlBlock(page, title, text.toString()));
				text = null;
			}
			else if (text != null) {
				text.append(line).append('\n');
			}
			else if (line.equals("```yaml")) {
				text = new StringBuilder();
			}
			else if (line.startsWith("```")) {
				code = !code;
			}
			else if (!code && line.startsWith("#")) {
				title = line.replaceFirst("#+ ", "");
			}
		}
		return blocks;
	}

	/**
	 * Return its properties.
	 * @param directory where its files are, or null to leave them as they are
	 */
	PropertySource<?> properties(@Nullable Path directory) {
		String yaml = (directory != null) ? this.text.replace("file:", "file:" + directory + "/") : this.text;
		try {
			List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("yaml",
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
			if (sources.size() != 1) {
				throw new IllegalStateException("Not one document, but " + sources.size());
			}
			return sources.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.page.getFileName() + " " + this.title;
	}

}
