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

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A topic filter some of whose levels have names, such as
 * {@code home/{room}/temperature}. It yields the filter to subscribe to, takes the values
 * of the named levels out of a topic name, and makes a topic name out of values.
 * <p>
 * <code>{name}</code> stands for exactly one whole level, as {@code +} does. A name
 * begins like a Java identifier, goes on with characters of Java identifiers, {@code -}
 * and {@code .}, and appears once in a template. {@code +} and {@code #} are allowed as
 * in any filter, and so are the prefix <code>$share/group/</code> of a shared
 * subscription, whose group cannot be a variable, and the
 * {@linkplain TopicFilter#DEFAULT_STRIPPED_PREFIXES other prefixes} that are no part of
 * the topic. Braces have no other use in a template.
 * <p>
 * Instances are immutable, safe for use by any thread, and equal when their texts are.
 */
public final class TopicTemplate {

	private final String text;

	private final TopicFilter filter;

	private final List<String> names;

	/** The index of each variable's level, ascending. */
	private final int[] levels;

	/** What stands before the first variable, between two, and after the last one. */
	private final List<String> literals;

	private TopicTemplate(String text, Parser parser) {
		this.text = text;
		this.filter = TopicFilter.of(parser.filter.toString());
		this.names = List.copyOf(parser.names);
		this.levels = parser.levels.stream().mapToInt(Integer::intValue).toArray();
		this.literals = List.copyOf(parser.literals);
	}

	/**
	 * Return the template with the given text.
	 * @param template the text
	 * @return the template
	 * @throws MqttInvalidTopicException if a brace is unpaired or a variable does not
	 * fill a level, has no legal name or appears twice, or if the text with each variable
	 * replaced by {@code +} is not a topic filter
	 */
	public static TopicTemplate of(String template) {
		Objects.requireNonNull(template, "template");
		Parser parser = new Parser(template);
		parser.parse();
		return new TopicTemplate(template, parser);
	}

	/**
	 * Return the filter to subscribe to.
	 * @return the template with each variable replaced by {@code +}
	 */
	public TopicFilter filter() {
		return this.filter;
	}

	/**
	 * Return the names of the variables.
	 * @return an unmodifiable list in the order of appearance
	 */
	public List<String> variableNames() {
		return this.names;
	}

	/**
	 * Match a topic name against the template and take the values of the variables out of
	 * it.
	 * @param topicName the topic name
	 * @return an unmodifiable map from the name of each variable to its level, in the
	 * order of appearance, or empty if the topic name does not match. A value is empty
	 * where the level is.
	 * @see TopicFilter#matches(String)
	 */
	public Optional<Map<String, String>> match(String topicName) {
		if (!this.filter.matches(topicName)) {
			return Optional.empty();
		}
		if (this.levels.length == 0) {
			return Optional.of(Collections.emptyMap());
		}
		Map<String, String> values = new LinkedHashMap<>();
		int level = 0;
		int start = 0;
		for (int i = 0; i < this.levels.length; i++) {
			while (level < this.levels[i]) {
				start = topicName.indexOf('/', start) + 1;
				level++;
			}
			int slash = topicName.indexOf('/', start);
			values.put(this.names.get(i), topicName.substring(start, (slash >= 0) ? slash : topicName.length()));
		}
		return Optional.of(Collections.unmodifiableMap(values));
	}

	/**
	 * Make a topic name: each variable is replaced by the text of its value. The share
	 * prefix, if there is one, is left out.
	 * @param values the values by name; further entries are ignored
	 * @return a topic name that matches this template
	 * @throws IllegalArgumentException if a value is missing, null or an empty text,
	 * which is hardly ever meant although a level may be empty
	 * @throws MqttInvalidTopicException if the template contains {@code +} or {@code #},
	 * if a value contains {@code /}, {@code +}, {@code #}, U+0000 or a lone surrogate, if
	 * the first level is a variable and its value begins with {@code $}, or if the topic
	 * name would be longer than 65,535 bytes of UTF-8
	 */
	public String expand(Map<String, ?> values) {
		Objects.requireNonNull(values, "values");
		@Nullable Object[] ordered = new @Nullable Object[this.names.size()];
		for (int i = 0; i < ordered.length; i++) {
			ordered[i] = values.get(this.names.get(i));
		}
		return join(ordered);
	}

	/**
	 * Make a topic name as {@link #expand(Map)} does, from values in the order of
	 * {@link #variableNames()}.
	 * @param values the values, exactly as many as there are variables
	 * @return a topic name that matches this template
	 * @throws IllegalArgumentException if there are more or fewer values than variables,
	 * or a value is null or an empty text
	 * @throws MqttInvalidTopicException as {@link #expand(Map)} does
	 */
	public String expand(Object... values) {
		Objects.requireNonNull(values, "values");
		if (values.length != this.names.size()) {
			throw new IllegalArgumentException("Topic template '" + this.text + "' needs " + this.names.size()
					+ " values " + this.names + ", not " + values.length);
		}
		return join(values);
	}

	private String join(@Nullable Object[] values) {
		if (this.literals.isEmpty()) {
			throw new MqttInvalidTopicException(this.text,
					"Topic template with '+' or '#' cannot be made into a topic name");
		}
		StringBuilder topic = new StringBuilder(this.literals.get(0));
		for (int i = 0; i < values.length; i++) {
			topic.append(level(i, values[i])).append(this.literals.get(i + 1));
		}
		return MqttStrings.requireTopicName(topic.toString());
	}

	private String level(int index, @Nullable Object value) {
		String what = "Value of '" + this.names.get(index) + "' in topic template '" + this.text + "'";
		if (value == null) {
			throw new IllegalArgumentException(what + " is missing");
		}
		String level = value.toString();
		if (level.isEmpty()) {
			throw new IllegalArgumentException(what + " must not be empty");
		}
		String problem = MqttStrings.findProblem(level, true);
		if (problem == null && level.indexOf('/') >= 0) {
			problem = "must not contain '/' (at index " + level.indexOf('/') + ")";
		}
		if (problem == null && this.levels[index] == 0 && level.charAt(0) == '$') {
			problem = "must not begin with '$', as it is the first level";
		}
		if (problem != null) {
			throw new MqttInvalidTopicException(level, what + " " + problem);
		}
		return level;
	}

	/**
	 * Return the whole text.
	 * @return the template as it was given
	 */
	public String text() {
		return this.text;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TopicTemplate that && this.text.equals(that.text));
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * Return the whole text, as {@link #text()} does.
	 */
	@Override
	public String toString() {
		return this.text;
	}

	private static final class Parser {

		private final String text;

		private final StringBuilder filter = new StringBuilder();

		private final List<String> names = new ArrayList<>();

		private final List<Integer> levels = new ArrayList<>();

		/** Empty if the template contains wildcards. */
		private final List<String> literals = new ArrayList<>();

		private Parser(String text) {
			this.text = text;
		}

		private void parse() {
			int start = sharePrefixLength();
			this.filter.append(this.text, 0, start);
			StringBuilder literal = new StringBuilder();
			boolean wildcards = false;
			int level = 0;
			for (int from = start; from <= this.text.length(); level++) {
				if (level > 0) {
					this.filter.append('/');
					literal.append('/');
				}
				int slash = this.text.indexOf('/', from);
				int to = (slash >= 0) ? slash : this.text.length();
				String part = this.text.substring(from, to);
				if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
					addVariable(part, level);
					this.filter.append('+');
					this.literals.add(literal.toString());
					literal.setLength(0);
				}
				else {
					wildcards |= part.equals("+") || part.equals("#");
					this.filter.append(part);
					literal.append(part);
				}
				from = to + 1;
			}
			this.literals.add(literal.toString());
			if (wildcards) {
				this.literals.clear();
			}
			String problem = TopicFilter.findProblem(this.filter.toString());
			if (problem != null) {
				throw invalid(problem);
			}
		}

		private int sharePrefixLength() {
			int length = TopicFilter.prefixLength(this.text, TopicFilter.DEFAULT_STRIPPED_PREFIXES);
			if (length == 0 && this.text.startsWith("$share/")) {
				// without a filter, which is found out later
				length = this.text.length();
			}
			String prefix = this.text.substring(0, length);
			if (prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
				throw invalid("must not contain braces in its share name");
			}
			return length;
		}

		private void addVariable(String part, int level) {
			if (part.indexOf('}') < 0) {
				throw invalid("has a '{' without '}' in the level '" + part + "'");
			}
			if (part.indexOf('{') < 0) {
				throw invalid("has a '}' without '{' in the level '" + part + "'");
			}
			if (part.lastIndexOf('{') != 0 || part.indexOf('}') != part.length() - 1) {
				throw invalid("must have nothing but one variable in the level '" + part + "'");
			}
			String name = part.substring(1, part.length() - 1);
			if (name.isEmpty()) {
				throw invalid("has a variable without a name");
			}
			if (!isName(name)) {
				throw invalid("has the illegal variable name '" + name
						+ "' (letters, digits, '_', '$', '-' and '.', beginning like a Java identifier)");
			}
			if (this.names.contains(name)) {
				throw invalid("has the variable '" + name + "' twice");
			}
			this.names.add(name);
			this.levels.add(level);
		}

		private static boolean isName(String name) {
			for (int i = 0; i < name.length(); i++) {
				char c = name.charAt(i);
				boolean legal = (i == 0) ? Character.isJavaIdentifierStart(c)
						: Character.isJavaIdentifierPart(c) || c == '-' || c == '.';
				if (!legal || Character.isIdentifierIgnorable(c)) {
					return false;
				}
			}
			return true;
		}

		private MqttInvalidTopicException invalid(String problem) {
			return new MqttInvalidTopicException(this.text, "Topic template " + problem);
		}

	}

}
