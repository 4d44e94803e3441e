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

package io.zmqtt.internal.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Texts that nobody may see, as they are or encoded.
 */
final class Secret {

	static final String PASSWORD = "sesame-of-the-user";

	static final String WILL = "testament-of-the-client";

	static final String PAYLOAD = "reading-of-the-sensor";

	static final String CORRELATION = "number-of-the-question";

	static final String AUTHENTICATION = "proof-of-the-identity";

	private static final List<String> ALL = List.of(PASSWORD, WILL, PAYLOAD, CORRELATION, AUTHENTICATION);

	private Secret() {
	}

	static byte[] bytes(String secret) {
		return secret.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Assert that a text shows none of them.
	 */
	static void assertKept(String text) {
		String compact = text.toLowerCase(Locale.ROOT);
		for (String secret : ALL) {
			byte[] bytes = bytes(secret);
			String numbers = Arrays.toString(bytes);
			assertThat(compact).as("where " + secret + " may not be")
				.doesNotContain(secret)
				.doesNotContain(HexFormat.of().formatHex(bytes))
				.doesNotContain(HexFormat.ofDelimiter(" ").formatHex(bytes))
				.doesNotContain(numbers.substring(1, numbers.length() - 1))
				// the end depends on what follows
				.doesNotContain(Base64.getEncoder().encodeToString(bytes).substring(0, 20).toLowerCase(Locale.ROOT));
		}
	}

}
