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

package io.zmqtt.test.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.RawMqtt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PasswordFile}.
 */
class PasswordFileTests {

	@ParameterizedTest
	@CsvSource({ "user,secret", "a user,'a $7$ pass:word #'", "jürgen,pässwörd" })
	void mosquittoReadsIt(String username, String password, @TempDir Path directory) throws IOException {
		Mosquitto.assumeAvailable();
		Path file = Files.writeString(directory.resolve("passwords"), PasswordFile.of(username, password));
		try (Mosquitto mosquitto = Mosquitto.builder()
			.lines("allow_anonymous false", "password_file " + file)
			.start()) {
			RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4, username, password).close();
			assertRefused(() -> RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4, username, password + "x"));
			assertRefused(() -> RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4, username + "x", password));
			assertRefused(() -> RawMqtt.connect(mosquitto.host(), mosquitto.port(), 4));
		}
	}

	@Test
	void saltsPasswords() {
		String line = PasswordFile.of("user", "secret");
		assertThat(line).matches("user:\\$7\\$101\\$[A-Za-z0-9+/]{16}\\$[A-Za-z0-9+/]{86}==\n")
			.doesNotContain("secret");
		assertThat(PasswordFile.of("user", "secret")).isNotEqualTo(line);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a:b", "a\nb", "#a", " a", "a " })
	void refusesUserNamesThatTheFileCannotHold(String username) {
		assertThatIllegalArgumentException().isThrownBy(() -> PasswordFile.of(username, "secret"))
			.withMessageContaining("user name");
	}

	private static void assertRefused(Callable<RawMqtt> connect) {
		assertThatIOException().isThrownBy(() -> connect.call().close()).withMessageContaining("code=5");
	}

}
