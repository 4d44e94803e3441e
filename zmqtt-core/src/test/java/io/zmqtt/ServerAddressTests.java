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

package io.zmqtt;

import io.zmqtt.ServerAddress.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class ServerAddressTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "MQTT | h | 1883 | '' | h:1883", "MQTTS | h | 1 | '' | h:1",
					"MQTT | ::1 | 65535 | '' | [::1]:65535", "MQTT | fe80::1%eth0 | 1 | '' | [fe80::1%eth0]:1",
					"WS | h | 80 | / | ws://h:80/", "WSS | ::1 | 443 | /a/b | wss://[::1]:443/a/b",
					"WSS | h | 443 | /a?token=s3cret | wss://h:443/a", "WS | h | 80 | /?token=s3cret | ws://h:80/",
					"UNIX | '' | 0 | /run/a | unix:/run/a", "UNIX | '' | 0 | a b | unix:a b" })
	void theTextHasNoQuery(Scheme scheme, String host, int port, String path, String expected) {
		ServerAddress address = new ServerAddress(scheme, host, port, path);
		assertThat(address).hasToString(expected);
		assertThat(address.path()).isEqualTo(path);
	}

	@Test
	void withoutASchemeItIsTcp() {
		assertThat(new ServerAddress("h", 1)).isEqualTo(new ServerAddress(Scheme.MQTT, "h", 1, ""));
		assertThat(new ServerAddress("h", 1)).isNotEqualTo(new ServerAddress(Scheme.MQTTS, "h", 1, ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a/b", "a\\b", "a?b", "a#b", "u@h", "[::1]", "a\"b", "<a>", "a\n",
			"a\u007F", "a:b", "a:1:2:x", ":" })
	void hostsAreChecked(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress(host, 1))
			.withMessageMatching("(A host must be a name or an address|Host must not be empty).*");
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MIN_VALUE, -1, 0, 65536, Integer.MAX_VALUE })
	void portsAreChecked(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("h", port))
			.withMessage("Port must be from 1 to 65535, not " + port);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "MQTT | /a", "MQTTS | /", "WS | ''", "WS | a", "WSS | ?a", "WS | /a b",
			"WSS | /a#b", "WS | '/a\n'", "WS | /\u00e4" })
	void pathsAreChecked(Scheme scheme, String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress(scheme, "h", 1, path))
			.withMessageContaining("path");
	}

	@ParameterizedTest
	@CsvSource({ "h, 0, /a", "'', 1, /a", "'', 0, ''", "'', 0, '/a\0b'" })
	void unixDomainSocketsAreChecked(String host, int port, String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress(Scheme.UNIX, host, port, path))
			.withMessageStartingWith("A Unix domain socket");
	}

	@Test
	@SuppressWarnings("NullAway")
	void nothingIsNull() {
		assertThatNullPointerException().isThrownBy(() -> new ServerAddress(null, "h", 1, "")).withMessage("scheme");
		assertThatNullPointerException().isThrownBy(() -> new ServerAddress(null, 1)).withMessage("host");
		assertThatNullPointerException().isThrownBy(() -> new ServerAddress(Scheme.WS, "h", 1, null))
			.withMessage("path");
	}

	@ParameterizedTest
	@CsvSource({ "MQTT, mqtt, 1883, false, false, MQTTS", "MQTTS, mqtts, 8883, true, false, MQTTS",
			"WS, ws, 80, false, true, WSS", "WSS, wss, 443, true, true, WSS", "UNIX, unix, 0, false, false, UNIX" })
	void schemesKnowWhatTheyAre(Scheme scheme, String text, int port, boolean encrypted, boolean webSocket,
			Scheme encryptedForm) {
		assertThat(scheme.text()).isEqualTo(text);
		assertThat(scheme.defaultPort()).isEqualTo(port);
		assertThat(scheme.isEncrypted()).isEqualTo(encrypted);
		assertThat(scheme.isWebSocket()).isEqualTo(webSocket);
		assertThat(scheme.encrypted()).isEqualTo(encryptedForm);
	}

	@ParameterizedTest
	@EnumSource
	void theEncryptedFormIsEncryptedOrLocal(Scheme scheme) {
		assertThat(scheme.encrypted().isEncrypted() || scheme == Scheme.UNIX).isTrue();
		assertThat(scheme.encrypted().isWebSocket()).isEqualTo(scheme.isWebSocket());
	}

}
