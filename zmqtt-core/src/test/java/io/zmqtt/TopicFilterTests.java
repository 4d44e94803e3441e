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

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link TopicFilter}.
 */
class TopicFilterTests {

	@ParameterizedTest(name = "{0} | {1} | {2}")
	@CsvSource(delimiter = '|', nullValues = "null", textBlock = """
			# filter              | topic                  | matches
			a                     | a                      | true
			a                     | b                      | false
			a                     | A                      | false
			a                     | ab                     | false
			ab                    | a                      | false
			a                     | a/                     | false
			a                     | /a                     | false
			a/                    | a                      | false
			a/                    | a/                     | true
			a/b                   | a/b                    | true
			a/b                   | a/b/c                  | false
			a/b/c                 | a/b                    | false
			/                     | /                      | true
			/                     | //                     | false
			//                    | //                     | true
			'a b'                 | 'a b'                  | true
			grün/😀/+             | grün/😀/水             | true
			grün/😀/+             | grün/😁/水             | false
			#                     | a                      | true
			#                     | a/b/c                  | true
			#                     | /                      | true
			#                     | /a                     | true
			#                     | a/                     | true
			#                     | ''                     | false
			+                     | ''                     | false
			/#                    | /                      | true
			/#                    | /a                     | true
			/#                    | /a/b                   | true
			/#                    | a                      | false
			/#                    | a/b                    | false
			a/#                   | a                      | true
			a/#                   | a/                     | true
			a/#                   | a/b                    | true
			a/#                   | a/b/c                  | true
			a/#                   | a//                    | true
			a/#                   | ab                     | false
			a/#                   | ab/c                   | false
			a/#                   | b                      | false
			a/#                   | /a                     | false
			ab/#                  | a                      | false
			a//#                  | a                      | false
			a//#                  | a/                     | true
			a//#                  | a//                    | true
			a//#                  | a/b                    | false
			a/b/#                 | a                      | false
			a/b/#                 | a/                     | false
			a/b/#                 | a/b                    | true
			+                     | a                      | true
			+                     | a/b                    | false
			+                     | a/                     | false
			+                     | /a                     | false
			+                     | /                      | false
			+/+                   | /finance               | true
			/+                    | /finance               | true
			+                     | /finance               | false
			+/+                   | /                      | true
			+/+                   | a/                     | true
			+/+                   | a                      | false
			+/+                   | a/b/c                  | false
			+/+/+                 | //                     | true
			+/                    | a/                     | true
			+/                    | a                      | false
			/+/                   | /a/                    | true
			/+/                   | ///                    | false
			a/+                   | a                      | false
			a/+                   | a/                     | true
			a/+                   | a/b                    | true
			a/+                   | a/b/c                  | false
			a/+/c                 | a/b/c                  | true
			a/+/c                 | a//c                   | true
			a/+/c                 | a/c                    | false
			a/+/c                 | a/b/d                  | false
			a/+/c                 | a/b/c/d                | false
			a/+/+/d               | a/b/c/d                | true
			a/+/+/d               | a/b/d                  | false
			+/b                   | a/b                    | true
			+/b                   | /b                     | true
			+/b                   | b                      | false
			+/#                   | a                      | true
			+/#                   | a/b/c                  | true
			+/#                   | /                      | true
			+/+/#                 | a                      | false
			+/+/#                 | a/b                    | true
			+/+/#                 | a/b/c                  | true
			a/+/#                 | a                      | false
			a/+/#                 | a/                     | true
			a/+/#                 | a/b                    | true
			a/+/#                 | a/b/c/d                | true
			a/+/c/#               | a/b/c                  | true
			a/+/c/#               | a/b/c/                 | true
			a/+/c/#               | a/b                    | false
			a/+/c/#               | a/b/cc                 | false
			sport/tennis/player1/#| sport/tennis/player1   | true
			sport/tennis/player1/#| sport/tennis/player1/score/wimbledon | true
			sport/tennis/+        | sport/tennis/player1/ranking | false
			$SYS/#                | $SYS                   | true
			$SYS/#                | $SYS/monitor/Clients   | true
			$SYS/monitor/+        | $SYS/monitor/Clients   | true
			$SYS/+                | $SYSTEM/x              | false
			$SYS/+/x              | $SYS/$y/x              | true
			$                     | $                      | true
			$/#                   | $                      | true
			$share                | $share                 | true
			a+                    | null                   | null
			$share/g/a            | a                      | true
			$share/g/a            | $share/g/a             | false
			$share/g/a            | ga                     | false
			$share/g/a/#          | a                      | true
			$share/g/a/#          | a/b                    | true
			$share/g/a/+/c        | a/b/c                  | true
			$share/g/a/+/c        | g/a/b/c                | false
			$share/g/#            | a/b                    | true
			$share/g/+            | a                      | true
			$share/g//            | /                      | true
			$share/g//#           | /a                     | true
			$share/g//#           | a                      | false
			$share/g/$SYS/#       | $SYS/x                 | true
			$share/g/$SYS/#       | x                      | false
			$shared/g/a           | $shared/g/a            | true
			$shared/g/a           | a                      | false
			""")
	@Mqtt311({ "4.7.1-2", "4.7.1-3" })
	@Mqtt5({ "4.7.1-1", "4.7.1-2" })
	void matchesTable(String filter, String topic, Boolean matches) {
		if (matches == null) {
			assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.of(filter));
			return;
		}
		assertThat(TopicFilter.of(filter).matches(topic)).isEqualTo(matches);
	}

	@ParameterizedTest
	@CsvSource({ "homie/+/$state", "homie/dev/+", "homie/#", "+/dev/$state", "#", "homie/dev/$state",
			"$share/g/homie/dev/+" })
	@Behaviour("B12")
	void b12DollarIsSpecialOnlyAtTheBeginningOfTheTopic(String filter) {
		assertThat(TopicFilter.of(filter).matches("homie/dev/$state")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "#,$SYS/x", "+/x,$SYS/x", "+/#,$SYS/x", "+/+,$SYS/x", "+,$SYS", "#,$", "$share/g/#,$SYS/x",
			"$share/g/+/x,$SYS/x" })
	@Behaviour("B17")
	void b17WildcardInTheFirstLevelDoesNotMatchDollarTopic(String filter, String topic) {
		assertThat(TopicFilter.of(filter).matches(topic)).isFalse();
		assertThat(TopicFilter.of(filter).matches(topic.replace('$', 'S'))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "/", "//", " ", "#", "+", "+/+", "/#", "/+", "a/#", "a/+/#", "+/a/+", "$", "$SYS/#",
			"$share", "$share2/a", "$share/g/a", "$share/g/#", "$share/g/+", "$share/g//", "$share/ g/a",
			"$share/{x}/a", "a/$share/b", "😀/\u0001", "a{b}" })
	void validFilterKeepsItsText(String text) {
		TopicFilter filter = TopicFilter.of(text);
		assertThat(filter.text()).isEqualTo(text);
		assertThat(filter).hasToString(text);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			~~                | at least one character
			a#                | '#' after anything but '/'
			a/b#              | '#' after anything but '/'
			##                | end with its '#'
			#/                | end with its '#'
			a/#/b             | end with its '#'
			#a                | end with its '#'
			+#                | not have anything but '/' after '+'
			a+                | '+' after anything but '/'
			+a                | not have anything but '/' after '+'
			a/b+/c            | '+' after anything but '/'
			a/+b              | not have anything but '/' after '+'
			++                | not have anything but '/' after '+'
			$share/           | share name of at least one character
			$share//a         | share name of at least one character
			$share//          | share name of at least one character
			$share/g          | filter of at least one character after its share name
			$share/g/         | filter of at least one character after its share name
			$share/+/a        | '+' in its share name
			$share/g+/a       | '+' in its share name
			$share/#          | '#' in its share name
			$share/g#/a       | '#' in its share name
			$share/g/a#       | '#' after anything but '/'
			$share/g/#/a      | end with its '#'
			$share/g/+a       | not have anything but '/' after '+'
			$share/g/$share/h/a | '$share/' twice
			""")
	@Mqtt311({ "4.7.1-2", "4.7.1-3", "4.7.3-1" })
	@Mqtt5({ "4.8.2-1", "4.8.2-2", "4.7.3-1" })
	void invalidFilterIsRefused(String text, String problem) {
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.of(text))
			.withMessageStartingWith("Topic filter must")
			.withMessageContaining(problem)
			.satisfies((exception) -> assertThat(exception.topic()).isEqualTo(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0b", "\0", "a/\uD83D/b", "a/\uDE00", "\uD83D", "\uDE00\uD83D", "$share/g\0/a" })
	@Mqtt311("4.7.3-2")
	@Mqtt5("4.7.3-2")
	void illegalCharacterIsRefused(String text) {
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.of(text))
			.withMessageContaining("must not contain");
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullIsRefused() {
		assertThatNullPointerException().isThrownBy(() -> TopicFilter.of(null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "é", "水", "😀" })
	@Mqtt311("4.7.3-3")
	@Mqtt5("4.7.3-3")
	void lengthIsLimitedInBytes(String character) {
		int bytes = character.getBytes(StandardCharsets.UTF_8).length;
		String longest = character.repeat(65535 / bytes) + "a".repeat(65535 % bytes);
		assertThat(TopicFilter.of(longest).matches(longest)).isTrue();
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.of(longest + "a"))
			.withMessageContaining("65535 bytes");
	}

	@Test
	void sharePrefixCountsForTheLength() {
		TopicFilter filter = TopicFilter.of("a".repeat(65535 - "$share/g/".length()));
		assertThat(filter.shared("g").isShared()).isTrue();
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> filter.shared("gg"));
	}

	@Test
	@Mqtt5({ "4.8.2-1", "4.8.2-2" })
	void sharedFilterHasShareNameAndFilter() {
		TopicFilter filter = TopicFilter.of("$share/group 1/a/+");
		assertThat(filter.isShared()).isTrue();
		assertThat(filter.shareName()).contains("group 1");
		assertThat(filter.topicFilter()).isEqualTo("a/+");
	}

	@Test
	void plainFilterIsNotShared() {
		TopicFilter filter = TopicFilter.of("a/+");
		assertThat(filter.isShared()).isFalse();
		assertThat(filter.shareName()).isEmpty();
		assertThat(filter.topicFilter()).isSameAs(filter.text());
	}

	@Test
	void sharedAddsOrChangesTheGroup() {
		TopicFilter filter = TopicFilter.of("a/#").shared("g");
		assertThat(filter.text()).isEqualTo("$share/g/a/#");
		assertThat(filter.shared("h").text()).isEqualTo("$share/h/a/#");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "a/b", "a/", "+", "a+", "#", "a\0" })
	@Mqtt5({ "4.8.2-1", "4.8.2-2" })
	void sharedRefusesIllegalGroup(String group) {
		TopicFilter filter = TopicFilter.of("x");
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> filter.shared(group));
	}

	@ParameterizedTest
	@CsvSource({ "a/b,false", "a/+,true", "#,true", "$share/g/a,false", "$share/g/+/a,true", "$share/g/a/#,true" })
	void hasWildcards(String filter, boolean wildcards) {
		assertThat(TopicFilter.of(filter).hasWildcards()).isEqualTo(wildcards);
	}

	@ParameterizedTest
	@CsvSource({ "$queue/a/+, a/+, true", "$exclusive/a/#, a/#, false", "$queue//a, /a, true", "$queue, $queue, false",
			"$queues/a, $queues/a, false", "a/$queue/b, a/$queue/b, false", "$share/g/$queue/a, $queue/a, true" })
	void prefixesOfBrokersAreNoPartOfTheTopic(String text, String topicFilter, boolean shared) {
		TopicFilter filter = TopicFilter.of(text);
		assertThat(filter.text()).isEqualTo(text);
		assertThat(filter.topicFilter()).isEqualTo(topicFilter);
		assertThat(filter.isShared()).isEqualTo(shared);
		String topic = topicFilter.replace("+", "x").replace("#", "y/z");
		assertThat(filter.matches(topic)).isTrue();
		assertThat(filter.matches(text.replace("+", "x").replace("#", "y/z"))).isEqualTo(text.equals(topicFilter));
	}

	@Test
	void anUnnamedGroupHasNoShareName() {
		assertThat(TopicFilter.of("$queue/a").shareName()).isEmpty();
		assertThat(TopicFilter.of("$queue/a").shared("g").text()).isEqualTo("$share/g/a");
	}

	@Test
	void otherPrefixesMayBeGiven() {
		List<String> prefixes = List.of("$bridge/x/", "$bridge/");
		assertThat(TopicFilter.of("$bridge/x/a", prefixes).topicFilter()).isEqualTo("a");
		assertThat(TopicFilter.of("$bridge/y/a", prefixes).topicFilter()).isEqualTo("y/a");
		assertThat(TopicFilter.of("$queue/a", prefixes).matches("$queue/a")).isTrue();
		assertThat(TopicFilter.of("$queue/a", prefixes).isShared()).isFalse();
		assertThat(TopicFilter.of("$share/g/a", List.of()).topicFilter()).isEqualTo("a");
		assertThat(TopicFilter.of("$bridge/y/a", prefixes)).isEqualTo(TopicFilter.of("$bridge/y/a"));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicFilter.of("a", List.of("$bridge")));
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> TopicFilter.of("$bridge/x/", prefixes))
			.withMessageContaining("after '$bridge/x/'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$queue/", "$exclusive/", "$queue/a#", "$exclusive/+a", "$queue/#/a" })
	void whatFollowsAPrefixIsATopicFilter(String text) {
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.of(text));
	}

	@Test
	void sharedTakesGroupAndFilter() {
		assertThat(TopicFilter.shared("g", "a/+").text()).isEqualTo("$share/g/a/+");
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.shared("", "a"));
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.shared("g/h", "a"));
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicFilter.shared("g", ""));
	}

	@Test
	void equalByText() {
		assertThat(TopicFilter.of("a/+")).isEqualTo(TopicFilter.of("a/+"))
			.hasSameHashCodeAs(TopicFilter.of("a/+"))
			.isNotEqualTo(TopicFilter.of("a/#"))
			.isNotEqualTo(TopicFilter.of("$share/g/a/+"))
			.isNotEqualTo("a/+");
	}

	@Test
	void matchesAgreesWithComparisonLevelByLevel() {
		Random random = new Random(20260101);
		int matched = 0;
		for (int i = 0; i < 200_000; i++) {
			String filter = RandomTopics.filter(random);
			String topic = RandomTopics.topicName(random);
			boolean expected = matchesByLevels(filter, topic);
			assertThat(TopicFilter.of(filter).matches(topic)).as("%s against %s", topic, filter).isEqualTo(expected);
			matched += expected ? 1 : 0;
		}
		assertThat(matched).isBetween(5_000, 195_000);
	}

	@Test
	void matchesAllocatesNothing() {
		TopicFilter[] filters = { TopicFilter.of("a/+/c/#"), TopicFilter.of("$share/g/a/b/+"), TopicFilter.of("a/b/c"),
				TopicFilter.of("#") };
		String[] topics = { "a/b/c", "a/b/c/d/e", "$SYS/x", "a" };
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long least = Long.MAX_VALUE;
		int matched = 0;
		for (int attempt = 0; attempt < 5; attempt++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < 10_000; i++) {
				for (TopicFilter filter : filters) {
					for (String topic : topics) {
						matched += filter.matches(topic) ? 1 : 0;
					}
				}
			}
			least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
		}
		assertThat(matched).isEqualTo(5 * 10_000 * 7);
		assertThat(least).isLessThan(10_000);
	}

	private static boolean matchesByLevels(String filter, String topic) {
		if (filter.startsWith("$share/")) {
			filter = filter.split("/", 3)[2];
		}
		if (topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"))) {
			return false;
		}
		String[] filterLevels = filter.split("/", -1);
		String[] topicLevels = topic.split("/", -1);
		for (int i = 0; i < filterLevels.length; i++) {
			if (filterLevels[i].equals("#")) {
				return topicLevels.length >= i;
			}
			if (i >= topicLevels.length || !(filterLevels[i].equals("+") || filterLevels[i].equals(topicLevels[i]))) {
				return false;
			}
		}
		return filterLevels.length == topicLevels.length;
	}

}
