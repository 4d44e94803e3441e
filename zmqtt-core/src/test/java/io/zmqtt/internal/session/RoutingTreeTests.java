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

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.zmqtt.RandomTopics;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingTree}.
 */
class RoutingTreeTests {

	private final RoutingTree<String> tree = new RoutingTree<>();

	@Test
	void emptyTreeMatchesNothing() {
		assertThat(this.tree.isEmpty()).isTrue();
		assertThat(this.tree.match("a")).isSameAs(List.of());
	}

	@Test
	void emptyTopicMatchesNothing() {
		add("#", "+", "+/#");
		assertThat(this.tree.match("")).isEmpty();
	}

	@Test
	void matchesLiteralAndWildcardFilters() {
		add("a/b", "a/+", "a/#", "+/b", "#", "+/+", "a", "a/b/#", "a/b/+", "a/c", "/a/b", "a/b/");
		assertThat(this.tree.match("a/b")).containsExactly("a/b", "a/+", "a/#", "+/b", "#", "+/+", "a/b/#");
		assertThat(this.tree.match("a")).containsExactly("a/#", "#", "a");
		assertThat(this.tree.match("a/b/")).containsExactly("a/#", "#", "a/b/#", "a/b/+", "a/b/");
		assertThat(this.tree.match("x/y/z")).containsExactly("#");
	}

	@ParameterizedTest
	@ValueSource(strings = { "homie/+/$state", "homie/dev/+", "homie/#", "#", "homie/dev/$state" })
	@Behaviour("B12")
	void b12DollarIsSpecialOnlyAtTheBeginningOfTheTopic(String filter) {
		add(filter);
		assertThat(this.tree.match("homie/dev/$state")).containsExactly(filter);
	}

	@Test
	@Behaviour("B17")
	void b17WildcardInTheFirstLevelDoesNotMatchDollarTopic() {
		add("#", "+/x", "+/#", "+/+", "$SYS/#", "$SYS/+", "$share/g/#");
		assertThat(this.tree.match("$SYS/x")).containsExactly("$SYS/#", "$SYS/+");
		assertThat(this.tree.match("$SYS")).containsExactly("$SYS/#");
		assertThat(this.tree.match("SYS/x")).containsExactly("#", "+/x", "+/#", "+/+", "$share/g/#");
	}

	@Test
	void wildcardsInTopicNameAreNotFollowed() {
		add("a/+", "a/#", "a/b");
		assertThat(this.tree.match("a/b/+")).containsExactly("a/#");
		assertThat(this.tree.match("a/#")).containsExactly("a/+", "a/#");
	}

	@Test
	@Behaviour("U6")
	@Semantics("4.9")
	void valueWithSeveralMatchingFiltersAppearsOnce() {
		for (String filter : List.of("a/b", "a/+", "a/#", "#", "$share/g/a/b")) {
			this.tree.add(TopicFilter.of(filter), "value");
		}
		assertThat(this.tree.match("a/b")).containsExactly("value");
		assertThat(this.tree.size()).isEqualTo(5);
	}

	@Test
	void orderIsThatOfTheFirstInsertionOfTheValue() {
		this.tree.add(TopicFilter.of("x"), "first");
		this.tree.add(TopicFilter.of("a"), "second");
		this.tree.add(TopicFilter.of("#"), "third");
		this.tree.add(TopicFilter.of("a"), "first");
		assertThat(this.tree.match("a")).containsExactly("first", "second", "third");
		this.tree.remove(TopicFilter.of("x"), "first");
		assertThat(this.tree.match("a")).containsExactly("first", "second", "third");
		this.tree.remove(TopicFilter.of("a"), "first");
		this.tree.add(TopicFilter.of("a"), "first");
		assertThat(this.tree.match("a")).containsExactly("second", "third", "first");
	}

	@Test
	void valuesAreToldApartByIdentity() {
		RoutingTree<List<String>> tree = new RoutingTree<>();
		List<String> one = new ArrayList<>();
		List<String> two = new ArrayList<>();
		tree.add(TopicFilter.of("a"), one);
		tree.add(TopicFilter.of("a"), two);
		assertThat(tree.match("a")).hasSize(2);
		assertThat(tree.remove(TopicFilter.of("a"), new ArrayList<>())).isFalse();
		assertThat(tree.remove(TopicFilter.of("a"), one)).isTrue();
		assertThat(tree.match("a")).hasSize(1).first().isSameAs(two);
	}

	@Test
	void addingTwiceIsAddingOnce() {
		add("a/b", "a/b");
		assertThat(this.tree.size()).isEqualTo(1);
		assertThat(this.tree.match("a/b")).containsExactly("a/b");
		assertThat(this.tree.remove(TopicFilter.of("a/b"), "a/b")).isTrue();
		assertThat(this.tree.isEmpty()).isTrue();
	}

	@Test
	void removalIsExactToTheText() {
		this.tree.add(TopicFilter.of("a/+"), "value");
		this.tree.add(TopicFilter.of("$share/g/a/+"), "value");
		assertThat(this.tree.remove(TopicFilter.of("$share/h/a/+"), "value")).isFalse();
		assertThat(this.tree.remove(TopicFilter.of("a/b"), "value")).isFalse();
		assertThat(this.tree.remove(TopicFilter.of("a"), "value")).isFalse();
		assertThat(this.tree.remove(TopicFilter.of("a/+/#"), "value")).isFalse();
		assertThat(this.tree.remove(TopicFilter.of("a/+"), "value")).isTrue();
		assertThat(this.tree.remove(TopicFilter.of("a/+"), "value")).isFalse();
		assertThat(this.tree.match("a/b")).containsExactly("value");
		assertThat(this.tree.remove(TopicFilter.of("$share/g/a/+"), "value")).isTrue();
		assertThat(this.tree.match("a/b")).isEmpty();
	}

	@Test
	void emptyBranchesArePruned() {
		add("a/b/c", "a/b/+", "a/b/+/#", "a/b", "x/y/z");
		assertThat(this.tree.nodeCount()).isEqualTo(6);
		remove("a/b/c");
		assertThat(this.tree.nodeCount()).isEqualTo(5);
		remove("x/y/z");
		assertThat(this.tree.nodeCount()).isEqualTo(2);
		remove("a/b");
		assertThat(this.tree.match("a/b/c")).containsExactly("a/b/+", "a/b/+/#");
		remove("a/b/+");
		assertThat(this.tree.match("a/b/c")).containsExactly("a/b/+/#");
		remove("a/b/+/#");
		assertThat(this.tree.nodeCount()).isZero();
		assertThat(this.tree.isEmpty()).isTrue();
	}

	@Test
	void resultIsImmutableAndUnaffectedByChanges() {
		add("a", "+");
		List<String> result = this.tree.match("a");
		assertThat(result).isUnmodifiable();
		add("#");
		remove("a");
		assertThat(result).containsExactly("a", "+");
		assertThat(this.tree.match("a")).containsExactly("+", "#");
	}

	@Test
	void repeatedTopicIsAnsweredFromTheCacheUntilAFilterChanges() {
		add("a/+", "#");
		List<String> result = this.tree.match("a/b");
		assertThat(this.tree.match(new String("a/b"))).isSameAs(result);
		add("a/b");
		assertThat(this.tree.match("a/b")).containsExactly("a/+", "#", "a/b");
		remove("#");
		assertThat(this.tree.match("a/b")).containsExactly("a/+", "a/b");
	}

	@Test
	void moreTopicsThanTheCacheHolds() {
		add("t/+", "t/7", "t/300");
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 2_000; i++) {
				List<String> expected = (i == 7 || i == 300) ? List.of("t/+", "t/" + i) : List.of("t/+");
				assertThat(this.tree.match("t/" + i)).isEqualTo(expected);
			}
		}
	}

	@Test
	void repeatedTopicAllocatesNothing() {
		add("a/+", "a/b", "#");
		String[] topics = { "a/b", "a/c", "x", "$SYS/x" };
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long least = Long.MAX_VALUE;
		int matched = 0;
		for (int attempt = 0; attempt < 5; attempt++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < 10_000; i++) {
				for (String topic : topics) {
					matched += this.tree.match(topic).size();
				}
			}
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(matched).isEqualTo(5 * 10_000 * 6);
		assertThat(least).isLessThan(10_000);
	}

	@Test
	@Timeout(10)
	void longestFiltersAndTopics() {
		String topic = "/".repeat(65535);
		add("+" + "/+".repeat(32767), "/".repeat(65535), "#");
		assertThat(this.tree.match(topic)).containsExactly(topic, "#");
		assertThat(this.tree.match("/".repeat(32767))).containsExactly("+" + "/+".repeat(32767), "#");
		remove("/".repeat(65535));
		assertThat(this.tree.nodeCount()).isZero();
	}

	@Test
	@Timeout(20)
	void costDoesNotDependOnTheNumberOfFilters() {
		int count = 100_000;
		for (int i = 0; i < count; i++) {
			add("site/" + i % 100 + "/device/" + i + "/state");
		}
		add("site/+/device/+/state");
		assertThat(this.tree.nodeCount()).isEqualTo(1 + 100 + 100 + 2 * count + 2);
		for (int i = 0; i < count; i++) {
			assertThat(this.tree.match("site/" + i % 100 + "/device/" + i + "/state")).hasSize(2);
		}
		for (int i = 0; i < count; i++) {
			remove("site/" + i % 100 + "/device/" + i + "/state");
		}
		assertThat(this.tree.match("site/1/device/1/state")).containsExactly("site/+/device/+/state");
		assertThat(this.tree.nodeCount()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void agreesWithMatchingEachFilter(long seed) {
		Random random = new Random(seed);
		RoutingTree<Object> tree = new RoutingTree<>();
		Object[] values = IntStream.range(0, 12).mapToObj((i) -> "value" + i).toArray();
		List<Pair> pairs = new ArrayList<>();
		Set<Object> order = new LinkedHashSet<>();
		long matches = 0;
		for (int step = 0; step < 4_000; step++) {
			// grow and shrink in turns, down to nothing
			boolean grow = step / 500 % 2 == 0;
			if (random.nextInt(10) < (grow ? 7 : 3)) {
				Pair pair = new Pair(TopicFilter.of(RandomTopics.filter(random)), values[random.nextInt(12)]);
				tree.add(pair.filter, pair.value);
				if (!pairs.contains(pair)) {
					pairs.add(pair);
				}
				order.add(pair.value);
			}
			else if (!pairs.isEmpty()) {
				Pair pair = pairs.remove(random.nextInt(pairs.size()));
				assertThat(tree.remove(pair.filter, pair.value)).isTrue();
				if (pairs.stream().noneMatch((other) -> other.value == pair.value)) {
					order.remove(pair.value);
				}
			}
			Pair stranger = new Pair(TopicFilter.of(RandomTopics.filter(random)), values[random.nextInt(12)]);
			if (!pairs.contains(stranger)) {
				assertThat(tree.remove(stranger.filter, stranger.value)).isFalse();
			}
			assertThat(tree.size()).isEqualTo(pairs.size());
			assertThat(tree.isEmpty()).isEqualTo(pairs.isEmpty());
			for (int i = 0; i < 4; i++) {
				String topic = RandomTopics.topicName(random);
				Set<Object> matching = new HashSet<>();
				for (Pair pair : pairs) {
					if (pair.filter.matches(topic)) {
						matching.add(pair.value);
					}
				}
				List<Object> expected = order.stream().filter(matching::contains).toList();
				assertThat(tree.match(topic)).as(topic).isEqualTo(expected);
				matches += expected.size();
			}
		}
		assertThat(matches).isGreaterThan(10_000);
		for (Pair pair : pairs) {
			assertThat(tree.remove(pair.filter, pair.value)).isTrue();
		}
		assertThat(tree.nodeCount()).isZero();
		assertThat(tree.match("a")).isEmpty();
	}

	private void add(String... filters) {
		Arrays.stream(filters).forEach((filter) -> this.tree.add(TopicFilter.of(filter), filter.intern()));
	}

	private void remove(String filter) {
		assertThat(this.tree.remove(TopicFilter.of(filter), filter.intern())).isTrue();
	}

	private record Pair(TopicFilter filter, Object value) {

	}

}
