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
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the BOM lists all that is published.
 */
class BomTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	@Test
	void listsEveryModuleThatIsPublishedAndNoOther() throws IOException {
		List<String> published = new ArrayList<>();
		for (String module : find("<module>([^<]+)</module>", "pom.xml")) {
			boolean skipped = Files.readString(ROOT.resolve(module).resolve("pom.xml"))
				.contains("<maven.deploy.skip>true</maven.deploy.skip>");
			if (!skipped && !module.equals("zmqtt-bom")) {
				published.add(module);
			}
		}
		assertThat(published).contains("zmqtt-core", "zmqtt-spring-boot-starter")
			.doesNotContain("sample-app", "zmqtt-benchmarks");
		assertThat(find("<dependency>\\s*<groupId>io.zmqtt</groupId>\\s*<artifactId>([^<]+)</artifactId>",
				"zmqtt-bom/pom.xml"))
			.containsExactlyInAnyOrderElementsOf(published);
	}

	private static List<String> find(String pattern, String file) throws IOException {
		Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(file)));
		return matcher.results().map((result) -> result.group(1)).toList();
	}

}
