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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServersTests {

	private static final ServerAddress A = new ServerAddress("a", 1);

	private static final ServerAddress B = new ServerAddress("b", 1);

	private static final ServerAddress C = new ServerAddress("c", 1);

	private final Servers servers = new Servers(List.of(A, B), ServerOrder.IN_ORDER, new Random(1));

	@Test
	void roundsGoOverAll() {
		assertThat(this.servers.current()).isEqualTo(A);
		assertThat(this.servers.next()).isTrue();
		assertThat(this.servers.current()).isEqualTo(B);
		assertThat(this.servers.next()).isFalse();
		this.servers.beginRound();
		assertThat(this.servers.current()).isEqualTo(A);
		assertThat(this.servers.next()).isTrue();
	}

	@Test
	void aServerThatDropsAtOnceIsNotTheNext() {
		this.servers.lost(true);
		assertThat(this.servers.current()).isEqualTo(A);
		this.servers.lost(false);
		assertThat(this.servers.current()).isEqualTo(B);
	}

	@Test
	void aDetourIsForOneConnection() {
		assertThat(this.servers.redirect(List.of(C, B), false)).isTrue();
		assertThat(this.servers.current()).isEqualTo(C);
		this.servers.lost(true);
		assertThat(this.servers.current()).isEqualTo(A);
	}

	@Test
	void theRoundGoesOnAfterADetour() {
		this.servers.redirect(List.of(C, C), false);
		assertThat(this.servers.next()).isTrue();
		assertThat(this.servers.current()).isEqualTo(C);
		assertThat(this.servers.next()).isTrue();
		assertThat(this.servers.current()).isEqualTo(B);
		assertThat(this.servers.next()).isFalse();
	}

	@Test
	void aMoveIsForGood() {
		this.servers.redirect(List.of(C), true);
		assertThat(this.servers.current()).isEqualTo(C);
		assertThat(this.servers.next()).isFalse();
		this.servers.reset();
		this.servers.lost(false);
		assertThat(this.servers.current()).isEqualTo(C);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void referencesInARowAreLimited(boolean permanent) {
		for (int i = 0; i < Servers.MAXIMUM_REFERENCES; i++) {
			assertThat(this.servers.redirect(List.of(C), permanent)).isTrue();
			this.servers.lost(false);
		}
		assertThat(this.servers.redirect(List.of(C), permanent)).isFalse();
		this.servers.beginRound();
		assertThat(this.servers.redirect(List.of(C), permanent)).isTrue();
	}

	@Test
	void aLastingConnectionBeginsTheReferencesAnew() {
		for (int i = 0; i < 2 * Servers.MAXIMUM_REFERENCES; i++) {
			assertThat(this.servers.redirect(List.of(C), false)).isTrue();
			this.servers.lost(true);
		}
	}

	@Test
	void inOrderEachRoundBeginsWithTheFirst() {
		Servers all = servers(ServerOrder.IN_ORDER, 1);
		for (int round = 0; round < 3; round++) {
			assertThat(round(all)).containsExactly(A, B, C);
			all.beginRound();
		}
	}

	@Test
	void inOrderAResetBeginsWithTheFirst() {
		Servers all = servers(ServerOrder.IN_ORDER, 1);
		all.next();
		all.reset();
		assertThat(round(all)).containsExactly(A, B, C);
	}

	@Test
	void inOrderALostServerIsTheFirstOfTheNextRound() {
		Servers all = servers(ServerOrder.IN_ORDER, 1);
		all.next();
		all.lost(true);
		all.beginRound();
		assertThat(round(all)).containsExactly(B, C, A);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void shuffledEachRoundHasAllInAnOrderOfItsOwn(long seed) {
		Servers all = servers(ServerOrder.SHUFFLED, seed);
		all.reset();
		Set<List<ServerAddress>> orders = new HashSet<>();
		for (int round = 0; round < 500; round++) {
			List<ServerAddress> tried = round(all);
			assertThat(tried).containsExactlyInAnyOrder(A, B, C);
			orders.add(tried);
			all.beginRound();
		}
		assertThat(orders).hasSize(6);
	}

	@Test
	void shuffledAResetChoosesAnew() {
		Servers all = servers(ServerOrder.SHUFFLED, 1);
		Map<ServerAddress, Integer> firsts = new HashMap<>();
		for (int i = 0; i < 3000; i++) {
			all.reset();
			firsts.merge(all.current(), 1, Integer::sum);
		}
		assertThat(firsts).containsOnlyKeys(A, B, C);
		assertThat(firsts.values()).allSatisfy((count) -> assertThat(count).isBetween(800, 1200));
	}

	@Test
	void shuffledALostServerIsTheFirstOfTheNextRound() {
		Servers all = servers(ServerOrder.SHUFFLED, 1);
		for (int i = 0; i < 100; i++) {
			all.reset();
			ServerAddress connected = all.current();
			all.lost(true);
			all.beginRound();
			List<ServerAddress> tried = round(all);
			assertThat(tried).startsWith(connected).containsExactlyInAnyOrder(A, B, C);
		}
	}

	@ParameterizedTest
	@EnumSource
	void oneServerIsOneRound(ServerOrder order) {
		Servers one = new Servers(List.of(A), order, new Random(1));
		for (int round = 0; round < 3; round++) {
			assertThat(round(one)).containsExactly(A);
			one.beginRound();
		}
	}

	private static Servers servers(ServerOrder order, long seed) {
		return new Servers(List.of(A, B, C), order, new Random(seed));
	}

	private static List<ServerAddress> round(Servers servers) {
		List<ServerAddress> tried = new ArrayList<>();
		do {
			tried.add(servers.current());
			assertThat(tried).hasSizeLessThan(10);
		}
		while (servers.next());
		return tried;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "myserver.xyz.org | myserver.xyz.org:1883", "myserver.xyz.org:8883 | myserver.xyz.org:8883",
					"10.10.151.22:8883 [fe80::9610:3eff:fe1c]:1884 | 10.10.151.22:8883, [fe80::9610:3eff:fe1c]:1884",
					"[fe80::1] | [fe80::1]:1883", "' a  b:2 ' | a:1883, b:2" })
	void referencesAreRead(String reference, String expected) {
		List<ServerAddress> parsed = ServerReference.parse(reference, A);
		assertThat(String.join(", ", parsed.stream().map(ServerAddress::toString).toList())).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a:", "a:x", "a:0", "a:65536", "a:123456789", ":1883", "fe80::1", "[fe80::1",
			"[]:1", "[a]b", "mqtt://a", "a\n", "a@b", "a:-1" })
	void malformedReferencesAreRefused(String reference) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerReference.parse(reference, A));
	}

}
