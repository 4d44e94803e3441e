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

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TopicTemplate}.
 */
class TopicTemplateTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			home                           | home                | ''
			home/{room}/temperature        | home/+/temperature  | room
			home/{room}/+/#                | home/+/+/#          | room
			{a}                            | +                   | a
			{a}/{b}                        | +/+                 | a,b
			/{a}/                          | /+/                 | a
			{_x1}/{$y}/{device-id}/{a.b}   | +/+/+/+             | _x1,$y,device-id,a.b
			{größe}/#                      | +/#                 | größe
			$share/g/home/{room}           | $share/g/home/+     | room
			$share/g/{room}                | $share/g/+          | room
			$SYS/{what}/#                  | $SYS/+/#            | what
			$queue/home/{room}             | $queue/home/+       | room
			#                              | #                   | ''
			""")
	void templateYieldsFilterAndNames(String text, String filter, String names) {
		TopicTemplate template = TopicTemplate.of(text);
		assertThat(template.filter()).isEqualTo(TopicFilter.of(filter));
		assertThat(String.join(",", template.variableNames())).isEqualTo(names);
		assertThat(template.text()).isEqualTo(text);
		assertThat(template).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "$share/g/home/{room}/x", "$queue/home/{room}/x", "$exclusive/home/{room}/x" })
	void prefixesAreNoPartOfTheTopic(String text) {
		TopicTemplate template = TopicTemplate.of(text);
		assertThat(template.match("home/kitchen/x")).contains(Map.of("room", "kitchen"));
		assertThat(template.expand("kitchen")).isEqualTo("home/kitchen/x");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			~~                   | at least one character
			a{b}                 | nothing but one variable in the level 'a{b}'
			x/{b}a/y             | nothing but one variable in the level '{b}a'
			{a}{b}               | nothing but one variable in the level '{a}{b}'
			${topic}/x           | nothing but one variable in the level '${topic}'
			{{a}}                | nothing but one variable
			}a{                  | nothing but one variable
			{a                   | '{' without '}' in the level '{a'
			x/{a/b}              | '{' without '}' in the level '{a'
			x/a}                 | '}' without '{' in the level 'a}'
			{}                   | variable without a name
			{a:[0-9]+}           | illegal variable name 'a:[0-9]+'
			{1a}                 | illegal variable name '1a'
			{-a}                 | illegal variable name '-a'
			{.a}                 | illegal variable name '.a'
			{a b}                | illegal variable name 'a b'
			{ a}                 | illegal variable name ' a'
			{+}                  | illegal variable name '+'
			{#}                  | illegal variable name '#'
			{*}                  | illegal variable name '*'
			{a}/x/{a}            | variable 'a' twice
			{a}/#/x              | end with its '#'
			a#                   | '#' after anything but '/'
			a+/{b}               | '+' after anything but '/'
			$share/{g}/a         | braces in its share name
			$share/{g            | braces in its share name
			$share/g             | filter of at least one character after its share name
			$share/g/            | filter of at least one character after its share name
			$share//{a}          | share name of at least one character
			""")
	void invalidTemplateIsRefused(String text, String problem) {
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicTemplate.of(text))
			.withMessageStartingWith("Topic template ")
			.withMessageContaining(problem)
			.satisfies((exception) -> assertThat(exception.topic()).isEqualTo(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\0/{b}", "{a\0}", "{b}/\uD83D" })
	void illegalCharacterIsRefused(String text) {
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> TopicTemplate.of(text));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			home/{room}/temperature  | home/kitchen/temperature | {room=kitchen}
			home/{room}/temperature  | home//temperature        | {room=}
			home/{room}/temperature  | home/kitchen/humidity    | none
			home/{room}/temperature  | home/a/b/temperature     | none
			home/{room}/+/#          | home/kitchen/lamp        | {room=kitchen}
			home/{room}/+/#          | home/kitchen/lamp/1/on   | {room=kitchen}
			home/{room}/+/#          | home/kitchen             | none
			home/{room}/#            | home/kitchen             | {room=kitchen}
			+/{b}/+/{d}              | 1/2/3/4                  | {b=2, d=4}
			{z}/{y}/{x}              | 1/2/3                    | {z=1, y=2, x=3}
			{a}/x/{b}                | /x/                      | {a=, b=}
			/{a}                     | /x                       | {a=x}
			{a}/#                    | x                        | {a=x}
			$share/g/{a}/{b}         | x/y                      | {a=x, b=y}
			$share/g/{a}/{b}         | $share/g/x/y             | none
			$SYS/{a}                 | $SYS/x                   | {a=x}
			a/b                      | a/b                      | {}
			a/b                      | a                        | none
			""")
	void matchTakesOutTheValues(String template, String topic, String values) {
		assertThat(TopicTemplate.of(template).match(topic).map(Map::toString).orElse(null)).isEqualTo(values);
	}

	@Test
	void b12DollarInsideTheTopicIsAnOrdinaryCharacter() {
		assertThat(TopicTemplate.of("homie/{device}/{attribute}").match("homie/dev/$state"))
			.contains(Map.of("device", "dev", "attribute", "$state"));
	}

	@Test
	void b17VariableInTheFirstLevelDoesNotMatchDollarTopic() {
		assertThat(TopicTemplate.of("{first}/x").match("$SYS/x")).isEmpty();
		assertThat(TopicTemplate.of("{first}/x").match("SYS/x")).isPresent();
	}

	@Test
	void resultsAreUnmodifiable() {
		TopicTemplate template = TopicTemplate.of("{a}/{b}");
		assertThat(template.match("1/2").orElseThrow()).isUnmodifiable();
		assertThat(template.variableNames()).isUnmodifiable();
		assertThat(TopicTemplate.of("a").match("a").orElseThrow()).isUnmodifiable();
	}

	@Test
	void expandFillsInValues() {
		TopicTemplate template = TopicTemplate.of("$share/g/home/{room}/lamp/{number}");
		assertThat(template.expand("kitchen", 7)).isEqualTo("home/kitchen/lamp/7");
		assertThat(template.expand(Map.of("number", 7, "room", "hall", "other", "x"))).isEqualTo("home/hall/lamp/7");
		assertThat(TopicTemplate.of("/{a}/").expand("x")).isEqualTo("/x/");
		assertThat(TopicTemplate.of("a/b").expand()).isEqualTo("a/b");
		assertThat(TopicTemplate.of("a/{b}").expand("$state")).isEqualTo("a/$state");
	}

	@Test
	void expandNeedsAllValues() {
		TopicTemplate template = TopicTemplate.of("home/{room}/{number}");
		assertThatIllegalArgumentException().isThrownBy(() -> template.expand("kitchen"))
			.withMessageContaining("needs 2 values [room, number], not 1");
		assertThatIllegalArgumentException().isThrownBy(() -> template.expand("kitchen", 1, 2))
			.withMessageContaining("not 3");
		assertThatIllegalArgumentException().isThrownBy(() -> template.expand(Map.of("room", "kitchen")))
			.withMessageContaining("'number'")
			.withMessageContaining("is missing");
		Map<String, Object> values = new HashMap<>(Map.of("room", "kitchen"));
		values.put("number", null);
		assertThatIllegalArgumentException().isThrownBy(() -> template.expand(values))
			.withMessageContaining("is missing");
		assertThatIllegalArgumentException().isThrownBy(() -> template.expand("", 1))
			.withMessageContaining("must not be empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "a/b", "+", "a+", "#", "a#", "a\0", "\uD83D" })
	void expandRefusesIllegalValue(String value) {
		TopicTemplate template = TopicTemplate.of("home/{room}");
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> template.expand(value))
			.withMessageContaining("Value of 'room'");
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> template.expand(Map.of("room", value)));
	}

	@Test
	void expandRefusesWhatItsFilterWouldNotMatch() {
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> TopicTemplate.of("{a}/b").expand("$SYS"))
			.withMessageContaining("must not begin with '$'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#", "+", "{a}/+", "{a}/#", "+/{a}/b" })
	void expandRefusesWildcards(String text) {
		TopicTemplate template = TopicTemplate.of(text);
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> template.expand(Map.of("a", "x")))
			.withMessageContaining("with '+' or '#'");
	}

	@Test
	void expandRefusesTooLongTopic() {
		TopicTemplate template = TopicTemplate.of("{a}/{b}");
		assertThat(template.expand("a".repeat(65533), "b")).hasSize(65535);
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> template.expand("a".repeat(65533), "bb"));
	}

	@Test
	void equalByText() {
		assertThat(TopicTemplate.of("a/{b}")).isEqualTo(TopicTemplate.of("a/{b}"))
			.hasSameHashCodeAs(TopicTemplate.of("a/{b}"))
			.isNotEqualTo(TopicTemplate.of("a/{c}"))
			.isNotEqualTo("a/{b}");
	}

	@Test
	void expandAndMatchAreInverse() {
		Random random = new Random(20260102);
		for (int i = 0; i < 20_000; i++) {
			String[] levels = new String[1 + random.nextInt(6)];
			Map<String, String> values = new LinkedHashMap<>();
			for (int level = 0; level < levels.length; level++) {
				boolean variable = random.nextBoolean();
				levels[level] = variable ? "{v" + level + "}" : "l" + random.nextInt(3);
				if (variable) {
					values.put("v" + level, Integer.toString(random.nextInt(1000)));
				}
			}
			TopicTemplate template = TopicTemplate.of(String.join("/", levels));
			String topic = template.expand(values);
			assertThat(template.expand(values.values().toArray())).isEqualTo(topic);
			Map<String, String> matched = template.match(topic).orElseThrow();
			assertThat(matched).isEqualTo(values);
			assertThat(List.copyOf(matched.keySet())).isEqualTo(template.variableNames());
			assertThat(Arrays.asList(topic.split("/"))).hasSameSizeAs(levels);
		}
	}

}
