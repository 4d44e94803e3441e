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

package io.zmqtt.internal.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PacketIdMap}.
 */
class PacketIdMapTests {

	private final PacketIdMap<String> map = new PacketIdMap<>();

	@Test
	void startsEmpty() {
		assertThat(this.map.size()).isZero();
		assertThat(this.map.isEmpty()).isTrue();
		assertThat(this.map.get(1)).isNull();
		assertThat(this.map.remove(65535)).isNull();
		assertThat(this.map.pageCount()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 1023, 1024, 1025, 32768, 64511, 64512, 65535 })
	void putGetRemove(int id) {
		assertThat(this.map.put(id, "a")).isNull();
		assertThat(this.map.put(id, "b")).isEqualTo("a");
		assertThat(this.map.size()).isEqualTo(1);
		assertThat(this.map.get(id)).isEqualTo("b");
		assertThat(this.map.get(id ^ 1)).isNull();
		assertThat(this.map.get(0)).isNull();
		assertThat(this.map.remove(id ^ 1)).isNull();
		assertThat(this.map.remove(id)).isEqualTo("b");
		assertThat(this.map.remove(id)).isNull();
		assertThat(this.map.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE })
	void putRefusesWhatIsNoIdentifier(int id) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.map.put(id, "a"));
	}

	@Test
	void pagesExistOnlyWhileTheyHoldSomething() {
		for (int id = 1; id <= 65535; id++) {
			this.map.put(id, "a");
		}
		assertThat(this.map.size()).isEqualTo(65535);
		assertThat(this.map.pageCount()).isEqualTo(64);
		for (int id = 1; id <= 65535; id++) {
			if (id != 5000) {
				this.map.remove(id);
			}
		}
		assertThat(this.map.size()).isEqualTo(1);
		assertThat(this.map.pageCount()).isEqualTo(1);
		assertThat(this.map.get(5000)).isEqualTo("a");
	}

	@Test
	void pageUsedAgainIsEmpty() {
		this.map.put(5, "a");
		this.map.remove(5);
		this.map.put(1024 + 6, "b");
		assertThat(this.map.get(1024 + 5)).isNull();
		assertThat(this.map.get(6)).isNull();
		assertThat(this.map.get(1024 + 6)).isEqualTo("b");
	}

	@Test
	void clearRemovesEverything() {
		this.map.put(1, "a");
		this.map.put(65535, "b");
		this.map.clear();
		assertThat(this.map.isEmpty()).isTrue();
		assertThat(this.map.get(1)).isNull();
		assertThat(this.map.pageCount()).isZero();
		this.map.put(1, "c");
		assertThat(this.map.size()).isEqualTo(1);
	}

	@Test
	void forEachGoesInOrderOfIdentifiers() {
		Map<Integer, String> seen = new LinkedHashMap<>();
		this.map.forEach(seen::put);
		assertThat(seen).isEmpty();
		for (int id : new int[] { 65535, 3, 2048, 1, 2047 }) {
			this.map.put(id, "v" + id);
		}
		this.map.forEach(seen::put);
		assertThat(seen.keySet()).containsExactly(1, 3, 2047, 2048, 65535);
		assertThat(seen).allSatisfy((id, value) -> assertThat(value).isEqualTo("v" + id));
	}

	@Test
	void visitorMayChangeTheMap() {
		for (int id = 1; id <= 3000; id++) {
			this.map.put(id, "old");
		}
		int[] visited = new int[1];
		this.map.forEach((id, value) -> {
			if (value.equals("old")) {
				visited[0]++;
				this.map.remove(id);
				this.map.put(10_000 + id, "new");
			}
		});
		assertThat(visited[0]).isEqualTo(3000);
		assertThat(this.map.size()).isEqualTo(3000);
		this.map.forEach((id, value) -> assertThat(id).isGreaterThan(10_000));
		this.map.forEach((id, value) -> this.map.clear());
		assertThat(this.map.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void agreesWithTreeMap(long seed) {
		Random random = new Random(seed);
		Map<Integer, String> model = new TreeMap<>();
		for (int step = 0; step < 200_000; step++) {
			// the narrow range empties and refills pages, the wide one meets all of them
			int id = 1 + random.nextInt((step / 10_000 % 2 == 0) ? 3_000 : 65535);
			switch (random.nextInt(3)) {
				case 0 -> assertThat(this.map.put(id, "v" + step)).isEqualTo(model.put(id, "v" + step));
				case 1 -> assertThat(this.map.remove(id)).isEqualTo(model.remove(id));
				default -> assertThat(this.map.get(id)).isEqualTo(model.get(id));
			}
			assertThat(this.map.size()).isEqualTo(model.size());
			if (step % 20_000 == 19_999) {
				Map<Integer, String> seen = new LinkedHashMap<>();
				this.map.forEach(seen::put);
				assertThat(seen.entrySet()).containsExactlyElementsOf(model.entrySet());
			}
		}
	}

}
