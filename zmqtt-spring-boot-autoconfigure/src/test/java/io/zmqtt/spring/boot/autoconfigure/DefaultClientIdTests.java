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

package io.zmqtt.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultClientIdTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@CsvSource({ "boiler, boiler", "Boiler house/2, Boiler-house-2", "' a+#\u00e9_.b ', a---_.b", "'', zmqtt",
			"' ', zmqtt" })
	void isTheNameOfTheApplicationAndRandomCharacters(String application, String expected) {
		this.environment.setProperty("spring.application.name", application);
		assertThat(take("default").id()).matches(expected.replace(".", "\\.") + "-[0-9a-z]{10}");
	}

	@Test
	void withoutAnApplicationNameItIsOurs() {
		assertThat(take("default").id()).matches("zmqtt-[0-9a-z]{10}");
	}

	@Test
	void isTheSameForTheNextContext() {
		this.environment.setProperty("spring.application.name", "same");
		DefaultClientId.Lease first = take("default");
		first.end();
		assertThat(take("default").id()).isEqualTo(first.id());
	}

	@Test
	void isAnotherOneForAContextThatRunsAtTheSameTime() {
		this.environment.setProperty("spring.application.name", "several");
		List<DefaultClientId.Lease> leases = new ArrayList<>();
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			leases.add(take("default"));
			ids.add(leases.get(i).id());
		}
		assertThat(ids).hasSize(20);
		leases.forEach(DefaultClientId.Lease::end);
		for (int i = 0; i < 20; i++) {
			assertThat(ids.remove(take("default").id())).isTrue();
		}
		assertThat(take("default").id()).isNotIn(leases.stream().map(DefaultClientId.Lease::id).toList());
	}

	@Test
	void isAnotherOneForAnotherConnectionOrApplication() {
		this.environment.setProperty("spring.application.name", "one");
		DefaultClientId.Lease first = take("default");
		first.end();
		assertThat(take("line2").id()).isNotEqualTo(first.id());
		this.environment.setProperty("spring.application.name", "two");
		assertThat(take("default").id()).startsWith("two-");
	}

	private DefaultClientId.Lease take(String connection) {
		return DefaultClientId.take(this.environment, connection);
	}

}
