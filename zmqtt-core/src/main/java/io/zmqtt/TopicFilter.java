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

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A topic filter: what a subscription asks for (MQTT 5.0, sections 4.7 and 4.8.2; MQTT
 * 3.1.1, section 4.7). Levels are separated by {@code /} and may be empty; {@code +}
 * stands for exactly one level, {@code #} as the last level for the level before it and
 * everything below. A filter that begins with {@code $share/} is that of a shared
 * subscription: a share name follows, then the filter proper. The form belongs to MQTT 5,
 * but brokers offer it on MQTT 3.1.1 too, so it is checked for both versions.
 * <p>
 * Some brokers know further prefixes that are no part of the topic, such as
 * {@code $queue/} and {@code $exclusive/}: the broker gets the whole text, topic names
 * are matched against what follows the {@linkplain #DEFAULT_STRIPPED_PREFIXES prefix}.
 * <p>
 * Instances are immutable, safe for use by any thread, and equal when their texts are.
 */
public final class TopicFilter {

	/**
	 * The prefixes, besides {@code $share/group/}, that are no part of the topic unless
	 * others are given: {@code $queue/} (a group without a name) and {@code $exclusive/}
	 * (one subscriber only).
	 */
	public static final List<String> DEFAULT_STRIPPED_PREFIXES = List.of("$queue/", "$exclusive/");

	private static final String SHARE_PREFIX = "$share/";

	private static final String QUEUE_PREFIX = "$queue/";

	private final String text;

	/** Where the filter proper begins: after the share name or prefix, or 0. */
	private final int start;

	private final boolean wildcards;

	private TopicFilter(String text, int start) {
		this.text = text;
		this.start = start;
		this.wildcards = text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
	}

	/**
	 * Return the filter with the given text.
	 * @param text the filter as it is sent in SUBSCRIBE, with the share prefix if it has
	 * one
	 * @return the filter
	 * @throws MqttInvalidTopicException if the text is empty, longer than 65,535 bytes of
	 * UTF-8, contains U+0000 or a lone surrogate, has a {@code #} that is not the whole
	 * last level or a {@code +} that is not a whole level, or begins with {@code $share/}
	 * without a share name and a filter after it, or has nothing after one of the
	 * {@linkplain #DEFAULT_STRIPPED_PREFIXES prefixes} that are no part of the topic
	 */
	public static TopicFilter of(String text) {
		return of(text, DEFAULT_STRIPPED_PREFIXES);
	}

	/**
	 * Return the filter with the given text for a broker that knows certain prefixes. A
	 * client does this with the filters of a subscription when it was built with
	 * {@link MqttClientBuilder#strippedPrefixes(List)}.
	 * @param text the filter as it is sent in SUBSCRIBE
	 * @param strippedPrefixes prefixes that are no part of the topic, each of which ends
	 * with {@code /}; the first one that the text begins with counts.
	 * {@code $share/group/} need not be among them
	 * @return the filter
	 * @throws MqttInvalidTopicException as {@link #of(String)} does
	 * @throws IllegalArgumentException if a prefix does not end with {@code /}
	 */
	public static TopicFilter of(String text, List<String> strippedPrefixes) {
		Objects.requireNonNull(text, "text");
		String problem = findProblem(text, strippedPrefixes);
		if (problem != null) {
			throw new MqttInvalidTopicException(text, "Topic filter " + problem);
		}
		return new TopicFilter(text, prefixLength(text, strippedPrefixes));
	}

	/**
	 * Return the filter of a shared subscription: each message goes to one member of the
	 * group (MQTT 5.0, section 4.8.2).
	 * @param group the share name, without {@code /}, {@code +} and {@code #}
	 * @param topicFilter the filter proper
	 * @return the filter {@code $share/group/topicFilter}
	 * @throws MqttInvalidTopicException if the group is not a share name or the filter is
	 * not a topic filter
	 */
	public static TopicFilter shared(String group, String topicFilter) {
		return of(topicFilter).shared(group);
	}

	/**
	 * Return how many characters the prefix has that is no part of the topic.
	 */
	static int prefixLength(String text, List<String> strippedPrefixes) {
		if (text.startsWith(SHARE_PREFIX)) {
			return text.indexOf('/', SHARE_PREFIX.length()) + 1;
		}
		for (String prefix : strippedPrefixes) {
			if (!prefix.endsWith("/")) {
				throw new IllegalArgumentException("The prefix '" + prefix + "' must end with '/'");
			}
			if (text.startsWith(prefix)) {
				return prefix.length();
			}
		}
		return 0;
	}

	static @Nullable String findProblem(String text) {
		return findProblem(text, DEFAULT_STRIPPED_PREFIXES);
	}

	private static @Nullable String findProblem(String text, List<String> strippedPrefixes) {
		if (text.isEmpty()) {
			return "must have at least one character";
		}
		String problem = MqttStrings.findProblem(text, false);
		if (problem != null) {
			return problem;
		}
		if (text.startsWith(SHARE_PREFIX)) {
			return findSharedProblem(text);
		}
		int start = prefixLength(text, strippedPrefixes);
		if (start > 0 && start == text.length()) {
			return "must have a filter of at least one character after '" + text + "'";
		}
		return findWildcardProblem(text, start);
	}

	private static @Nullable String findSharedProblem(String text) {
		int slash = text.indexOf('/', SHARE_PREFIX.length());
		int nameEnd = (slash >= 0) ? slash : text.length();
		if (nameEnd == SHARE_PREFIX.length()) {
			return "must have a share name of at least one character after '$share/'";
		}
		for (int i = SHARE_PREFIX.length(); i < nameEnd; i++) {
			char c = text.charAt(i);
			if (c == '+' || c == '#') {
				return "must not contain '" + c + "' in its share name";
			}
		}
		if (nameEnd + 1 >= text.length()) {
			return "must have a filter of at least one character after its share name";
		}
		if (text.startsWith(SHARE_PREFIX, nameEnd + 1)) {
			return "must not have '$share/' twice";
		}
		return findWildcardProblem(text, nameEnd + 1);
	}

	private static @Nullable String findWildcardProblem(String text, int start) {
		int last = text.length() - 1;
		for (int i = start; i <= last; i++) {
			char c = text.charAt(i);
			if (c != '+' && c != '#') {
				continue;
			}
			if (i > start && text.charAt(i - 1) != '/') {
				return "must not have '" + c + "' after anything but '/' (at index " + i + ")";
			}
			if (c == '#' && i < last) {
				return "must end with its '#' (at index " + i + ")";
			}
			if (c == '+' && i < last && text.charAt(i + 1) != '/') {
				return "must not have anything but '/' after '+' (at index " + i + ")";
			}
		}
		return null;
	}

	/**
	 * Return the whole text.
	 * @return the filter as it is sent in SUBSCRIBE
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Return the filter that topic names are matched against.
	 * @return the text without {@code $share/group/} or another prefix that is no part of
	 * the topic
	 */
	public String topicFilter() {
		return this.text.substring(this.start);
	}

	/**
	 * Return the name of the group of subscribers among which the messages are shared.
	 * @return the share name, or empty if this is not a shared filter or, as with
	 * {@code $queue/}, its group has no name
	 */
	public Optional<String> shareName() {
		return this.text.startsWith(SHARE_PREFIX)
				? Optional.of(this.text.substring(SHARE_PREFIX.length(), this.start - 1)) : Optional.empty();
	}

	/**
	 * Return whether this is the filter of a shared subscription.
	 * @return whether the text begins with {@code $share/}, or with {@code $queue/} where
	 * that is no part of the topic
	 */
	public boolean isShared() {
		return this.start > 0 && (this.text.startsWith(SHARE_PREFIX) || this.text.startsWith(QUEUE_PREFIX));
	}

	/**
	 * Return whether more than one topic name can match.
	 * @return whether the filter contains {@code +} or {@code #}
	 */
	public boolean hasWildcards() {
		return this.wildcards;
	}

	/**
	 * Return the same filter for a shared subscription. A filter that is shared already
	 * changes its group, one with another prefix loses that.
	 * @param group the share name, without {@code /}, {@code +} and {@code #}
	 * @return the shared filter
	 * @throws MqttInvalidTopicException if the group is not a share name
	 */
	public TopicFilter shared(String group) {
		Objects.requireNonNull(group, "group");
		String shared = SHARE_PREFIX + group + '/' + topicFilter();
		if (group.indexOf('/') >= 0) {
			throw new MqttInvalidTopicException(shared, "Topic filter must not contain '/' in its share name");
		}
		return of(shared);
	}

	/**
	 * Return whether a message with the given topic name is meant by this filter. Of a
	 * shared filter the part after the share name counts, of one with another prefix the
	 * part after that. A topic name that begins with {@code $} is not matched by a filter
	 * that begins with a wildcard; elsewhere {@code $} is a character like others (MQTT
	 * 5.0, section 4.7.2).
	 * <p>
	 * Allocates nothing. The topic name is not validated, but an empty one matches
	 * nothing.
	 * @param topicName the topic name
	 * @return whether it matches
	 */
	public boolean matches(String topicName) {
		String filter = this.text;
		int filterEnd = filter.length();
		int topicEnd = topicName.length();
		int f = this.start;
		if (!this.wildcards) {
			return topicEnd == filterEnd - f && filter.startsWith(topicName, f);
		}
		if (topicEnd == 0 || (topicName.charAt(0) == '$' && isWildcard(filter.charAt(f)))) {
			return false;
		}
		int t = 0;
		while (f < filterEnd) {
			char c = filter.charAt(f);
			if (c == '#') {
				return true;
			}
			if (c == '+') {
				int slash = topicName.indexOf('/', t);
				t = (slash >= 0) ? slash : topicEnd;
			}
			else if (t < topicEnd) {
				if (topicName.charAt(t) != c) {
					return false;
				}
				t++;
			}
			else {
				// "a/#" includes "a"
				return c == '/' && f + 2 == filterEnd && filter.charAt(f + 1) == '#';
			}
			f++;
		}
		return t == topicEnd;
	}

	private static boolean isWildcard(char c) {
		return c == '+' || c == '#';
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof TopicFilter that && this.text.equals(that.text));
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

}
