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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PacketIds}.
 */
class PacketIdsTests {

	private final PacketIds ids = new PacketIds();

	@Test
	void firstIdentifiersAreTheLowest() {
		assertThat(this.ids.acquire()).isEqualTo(1);
		assertThat(this.ids.acquire()).isEqualTo(2);
		assertThat(this.ids.acquire()).isEqualTo(3);
		assertThat(this.ids.inUse()).isEqualTo(3);
	}

	@Test
	void allIdentifiersCanBeTakenAndThenNone() {
		BitSet taken = new BitSet();
		for (int i = 0; i < 65535; i++) {
			taken.set(this.ids.acquire());
		}
		assertThat(taken.get(0)).isFalse();
		assertThat(taken.cardinality()).isEqualTo(65535);
		assertThat(taken.length()).isEqualTo(65536);
		assertThat(this.ids.inUse()).isEqualTo(65535);
		assertThat(this.ids.acquire()).isZero();
		assertThat(this.ids.inUse()).isEqualTo(65535);
		this.ids.release(4711);
		assertThat(this.ids.acquire()).isEqualTo(4711);
		assertThat(this.ids.acquire()).isZero();
		for (int id = 65535; id > 0; id--) {
			this.ids.release(id);
		}
		assertThat(this.ids.inUse()).isZero();
		for (int id = 65535; id > 0; id--) {
			assertThat(this.ids.acquire()).isEqualTo(id);
		}
		assertThat(this.ids.acquire()).isZero();
	}

	@Test
	void identifierIsNotReusedBeforeSixteenOthersAreReleased() {
		for (int i = 1; i <= 16; i++) {
			assertThat(this.ids.acquire()).isEqualTo(i);
			this.ids.release(i);
		}
		assertThat(this.ids.acquire()).isEqualTo(1);
		assertThat(this.ids.acquire()).isEqualTo(17);
	}

	@Test
	void identifiersInUseStayLow() {
		int highest = 0;
		Deque<Integer> window = new ArrayDeque<>();
		for (int i = 0; i < 100_000; i++) {
			int id = this.ids.acquire();
			highest = Math.max(highest, id);
			window.add(id);
			if (window.size() == 100) {
				this.ids.release(window.remove());
			}
		}
		assertThat(highest).isLessThanOrEqualTo(116);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 2, 3, 64, 65535, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE })
	void releaseOfWhatIsNotInUseIsRefused(int id) {
		this.ids.acquire();
		this.ids.release(this.ids.acquire());
		assertThatIllegalStateException().isThrownBy(() -> this.ids.release(id)).withMessageContaining("not in use");
		assertThat(this.ids.inUse()).isEqualTo(1);
	}

	@Test
	void resetTakesAllBack() {
		for (int i = 0; i < 1000; i++) {
			this.ids.acquire();
		}
		this.ids.release(500);
		this.ids.reset();
		assertThat(this.ids.inUse()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> this.ids.release(1));
		assertThat(this.ids.acquire()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	@Mqtt311("2.3.1-2")
	@Mqtt5("2.2.1-3")
	void identifierInUseIsNeverHandedOut(long seed) {
		Random random = new Random(seed);
		List<Integer> inUse = new ArrayList<>();
		BitSet used = new BitSet();
		Map<Integer, Long> releasedAt = new HashMap<>();
		long releases = 0;
		int highest = 0;
		int mostInUse = 0;
		for (int step = 0; step < 500_000; step++) {
			boolean fill = step / 100_000 % 2 == 0;
			if (random.nextInt(10) < (fill ? 9 : 2)) {
				int id = this.ids.acquire();
				if (inUse.size() == 65535) {
					assertThat(id).isZero();
					continue;
				}
				assertThat(id).isBetween(1, 65535);
				assertThat(used.get(id)).as("identifier %s in use", id).isFalse();
				used.set(id);
				inUse.add(id);
				highest = Math.max(highest, id);
				mostInUse = Math.max(mostInUse, inUse.size());
				Long released = releasedAt.remove(id);
				if (released != null && highest < 65535) {
					assertThat(releases - released).isGreaterThanOrEqualTo(15);
				}
			}
			else if (!inUse.isEmpty()) {
				int index = random.nextInt(inUse.size());
				int id = inUse.set(index, inUse.get(inUse.size() - 1));
				inUse.remove(inUse.size() - 1);
				used.clear(id);
				this.ids.release(id);
				releasedAt.put(id, ++releases);
			}
			assertThat(this.ids.inUse()).isEqualTo(inUse.size());
		}
		assertThat(mostInUse).isEqualTo(65535);
		assertThat(highest).isLessThanOrEqualTo(mostInUse + 16);
		for (int id : inUse) {
			this.ids.release(id);
		}
		assertThat(this.ids.inUse()).isZero();
	}

	@Test
	void showsWhatComesNext() {
		PacketIds ids = new PacketIds();
		Random random = new Random(3);
		List<Integer> inUse = new ArrayList<>();
		for (int i = 0; i < 200_000; i++) {
			if (inUse.isEmpty() || random.nextInt(100) < 60) {
				int next = ids.peek();
				assertThat(ids.acquire()).isEqualTo(next);
				if (next != 0) {
					inUse.add(next);
				}
			}
			else {
				ids.release(inUse.remove(random.nextInt(inUse.size())));
			}
		}
		assertThat(ids.inUse()).isEqualTo(inUse.size());
	}

}
