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

package io.zmqtt.internal.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Targets}.
 */
class TargetsTests {

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "0.0.0.0", "255.255.255.255", "010.001.1.1", "::1", "fe80::1", "2001:db8::7",
			"::ffff:10.0.0.1" })
	void addressesNeedNoLookUp(String host) throws UnknownHostException {
		assertThat(Targets.isNumeric(host)).isTrue();
		assertThat(InetAddress.getAllByName(host)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "broker.example.com", "1.2.3", "1.2.3.4.", ".1.2.3.4", "1.2.3.4.5",
			"1.2.3.256", "1.2.3.1000", "1.2..4", "1.2.3.x", "1.2.3.-4", "1.2.3.+4", "1.2.3. 4", "1.2.3.\u0664" })
	void namesNeedOne(String host) {
		assertThat(Targets.isNumeric(host)).isFalse();
	}

}
