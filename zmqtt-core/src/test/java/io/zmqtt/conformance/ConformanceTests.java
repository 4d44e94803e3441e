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

package io.zmqtt.conformance;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That every statement has a test or a reason why it has none, and that
 * {@code docs/conformance.md} says so. {@code -Dzmqtt.docs.write=true} writes the page.
 */
class ConformanceTests {

	private static final int MOST_IDS = 3;

	private static final String INTRODUCTION = """
			# Conformance by statement

			Every conformance statement of the two standards that binds a client, or that a client has to police, in our own short
			words under the number that the standard gives it; a statement without a number has that of its section. Next to it
			are the tests of `zmqtt-core` that show it. Below are the behaviours that other clients got wrong, and what
			this client promises beyond the standards.

			The page is written from the annotations of the tests: `./mvnw -pl zmqtt-core -am test -Dtest=ConformanceTests
			-Dsurefire.failIfNoSpecifiedTests=false -Dzmqtt.docs.write=true`. The build fails when it is stale, when a statement
			has neither a test nor a reason, and `BreachTests` shows that these tests can fail.
			""";

	@ParameterizedTest
	@EnumSource
	void everyStatementHasATestOrAReason(Catalogue catalogue) {
		Set<String> missing = new TreeSet<>(catalogue.statements().keySet());
		missing.removeAll(LinkedTests.of(catalogue).keySet());
		missing.removeAll(catalogue.notApplicable().keySet());
		assertThat(missing).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void nothingHasATestAndAReasonWhyItHasNone(Catalogue catalogue) {
		assertThat(catalogue.notApplicable().keySet()).isSubsetOf(catalogue.statements().keySet());
		Set<String> both = new TreeSet<>(catalogue.notApplicable().keySet());
		both.retainAll(LinkedTests.of(catalogue).keySet());
		assertThat(both).isEmpty();
		assertThat(catalogue.notApplicable()).allSatisfy((id, reason) -> assertThat(reason).isNotBlank());
	}

	@ParameterizedTest
	@EnumSource
	void everyLinkIsToAStatement(Catalogue catalogue) {
		assertThat(LinkedTests.of(catalogue).keySet()).isSubsetOf(catalogue.statements().keySet());
	}

	@ParameterizedTest
	@EnumSource
	void noTestShowsTooMuch(Catalogue catalogue) {
		assertThat(LinkedTests.all()).isNotEmpty()
			.allSatisfy((method) -> assertThat(catalogue.ids(method)).as(LinkedTests.name(method))
				.hasSizeLessThanOrEqualTo(MOST_IDS)
				.doesNotHaveDuplicates());
	}

	@Test
	void whatIsLinkedIsATestThatRuns() {
		assertThat(LinkedTests.all()).allSatisfy((method) -> {
			assertThat(LinkedTests.isTest(method)).as(LinkedTests.name(method)).isTrue();
			assertThat(LinkedTests.isDisabled(method)).as(LinkedTests.name(method)).isFalse();
		});
	}

	@Test
	void thePageIsUpToDate() throws IOException {
		Path page = root().resolve("docs/conformance.md");
		String text = page();
		if (Boolean.getBoolean("zmqtt.docs.write")) {
			Files.writeString(page, text);
		}
		assertThat(page).isRegularFile();
		assertThat(Files.readString(page, StandardCharsets.UTF_8).replace("\r\n", "\n"))
			.as("docs/conformance.md, which -Dzmqtt.docs.write=true writes")
			.isEqualTo(text);
	}

	private static Path root() {
		Path directory = LinkedTests.testClasses();
		while (!Files.isRegularFile(directory.resolve("mvnw"))) {
			directory = directory.getParent();
			assertThat(directory).as("the directory of the project").isNotNull();
		}
		return directory;
	}

	private static String page() {
		StringBuilder page = new StringBuilder(INTRODUCTION);
		page.append("\n| | statements | shown by tests | not applicable |\n|---|---|---|---|\n");
		for (Catalogue catalogue : Catalogue.values()) {
			page.append("| %s | %d | %d | %d |%n".formatted(catalogue.title(), catalogue.statements().size(),
					LinkedTests.of(catalogue).size(), catalogue.notApplicable().size()));
		}
		for (Catalogue catalogue : Catalogue.values()) {
			page.append("\n## ").append(catalogue.title()).append("\n\n| | | tests |\n|---|---|---|\n");
			Map<String, List<Method>> tests = LinkedTests.of(catalogue);
			catalogue.statements()
				.forEach((id, statement) -> page.append("| %s | %s | %s |%n".formatted(id, statement,
						shownBy(catalogue, id, tests.getOrDefault(id, List.of())))));
		}
		return page.toString().replace("\r\n", "\n");
	}

	private static String shownBy(Catalogue catalogue, String id, List<Method> tests) {
		if (tests.isEmpty()) {
			return "not applicable: " + catalogue.notApplicable().get(id);
		}
		return tests.stream().map((test) -> "`" + LinkedTests.name(test) + "`").collect(Collectors.joining(", "));
	}

}
