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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.zmqtt.Routing;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * Finds the receivers of a message: by the subscription identifiers that come with it, as
 * far as they are known and their filters match, and otherwise by its topic.
 */
final class Router {

	/**
	 * Identifiers are kept below this, so that they take at most three bytes.
	 */
	static final int MAXIMUM_IDENTIFIER = 0x1F_FFFF;

	private static final int MAXIMUM_ENDED = 1000;

	/**
	 * Later levels count only where earlier ones are equal; a name stands before
	 * {@code +}, {@code +} before the end, and the end before {@code #}.
	 */
	private static final Comparator<Desired> SPECIFIC_FIRST = Comparator.comparing((item) -> rank(item.filter()));

	private final RoutingTree<Route> routes = new RoutingTree<>();

	private final @Nullable RoutingTree<Desired> filters;

	private final IdentifierMap identifiers = new IdentifierMap();

	/**
	 * Identifiers of filters that have ended in this session. What the broker still had
	 * queued for them is not for others, which get copies of their own. The eldest are
	 * forgotten.
	 */
	private final Set<Integer> ended = new LinkedHashSet<>(0);

	Router(Routing routing) {
		this.filters = (routing == Routing.MOST_SPECIFIC) ? new RoutingTree<>() : null;
	}

	/**
	 * Make the entry for a filter, with an identifier that stays the same over restarts
	 * as long as no other filter has taken it.
	 */
	Desired create(TopicFilter filter) {
		int identifier = Math.floorMod(hash(filter.text()), MAXIMUM_IDENTIFIER) + 1;
		while (this.identifiers.get(identifier) != null) {
			identifier = (identifier % MAXIMUM_IDENTIFIER) + 1;
		}
		this.ended.remove(identifier);
		Desired item = new Desired(filter, identifier);
		this.identifiers.put(item);
		return item;
	}

	/**
	 * Forget an entry that nobody wants.
	 */
	void remove(Desired item) {
		this.identifiers.remove(item);
		if (this.ended.size() == MAXIMUM_ENDED) {
			Iterator<Integer> eldest = this.ended.iterator();
			eldest.next();
			eldest.remove();
		}
		this.ended.add(item.identifier());
	}

	/**
	 * The broker has begun a new session, in which identifiers that have ended mean
	 * nothing.
	 */
	void started() {
		this.ended.clear();
	}

	void add(Desired item, Route route) {
		this.routes.add(item.filter(), route);
		if (this.filters != null) {
			this.filters.add(item.filter(), item);
		}
	}

	void remove(Desired item, Route route) {
		this.routes.remove(item.filter(), route);
		if (this.filters != null && !item.isWanted()) {
			this.filters.remove(item.filter(), item);
		}
	}

	/**
	 * Return who receives a message, each once.
	 */
	List<Route> match(String topic, PublishPacketProperties properties) {
		if (this.filters != null) {
			return mostSpecific(this.filters.match(topic));
		}
		int[] numbers = properties.subscriptionIdentifiers();
		if (numbers.length == 1) {
			Desired item = find(numbers[0], topic);
			return (item != null) ? item.routes() : matchOthers(numbers, topic);
		}
		return (numbers.length == 0) ? this.routes.match(topic) : match(numbers, topic);
	}

	private List<Route> match(int[] numbers, String topic) {
		List<Route> result = new ArrayList<>(numbers.length);
		boolean known = false;
		for (int number : numbers) {
			Desired item = find(number, topic);
			if (item != null) {
				known = true;
				for (Route route : item.routes()) {
					if (!result.contains(route)) {
						result.add(route);
					}
				}
			}
		}
		return known ? result : matchOthers(numbers, topic);
	}

	/**
	 * Return who receives a message with none of the identifiers in use: nobody, if it
	 * was meant for filters that have ended; and otherwise all whose filters match, since
	 * the filter of an earlier process had another identifier.
	 */
	private List<Route> matchOthers(int[] numbers, String topic) {
		return isEnded(numbers, topic) ? List.of() : this.routes.match(topic);
	}

	/**
	 * Return whether a message was meant for filters that have ended, and nobody else
	 * gets it later.
	 */
	boolean isEnded(String topic, PublishPacketProperties properties) {
		return isEnded(properties.subscriptionIdentifiers(), topic);
	}

	private boolean isEnded(int[] numbers, String topic) {
		for (int number : numbers) {
			Desired item = find(number, topic);
			if ((item == null || !item.isEnding()) && !this.ended.contains(number)) {
				return false;
			}
		}
		return numbers.length > 0;
	}

	private @Nullable Desired find(int identifier, String topic) {
		Desired item = this.identifiers.get(identifier);
		return (item != null && item.matches(topic)) ? item : null;
	}

	private static List<Route> mostSpecific(List<Desired> items) {
		return items.isEmpty() ? List.of() : items.stream().min(SPECIFIC_FIRST).get().routes();
	}

	/**
	 * Return a text whose order is that of filters from the most to the least specific.
	 */
	private static String rank(TopicFilter filter) {
		StringBuilder rank = new StringBuilder();
		for (String level : filter.topicFilter().split("/", -1)) {
			rank.append(switch (level) {
				case "+" -> '1';
				case "#" -> '3';
				default -> '0';
			});
		}
		return rank.append('2').toString();
	}

	private static int hash(String text) {
		int hash = 0x811C9DC5;
		for (int i = 0; i < text.length(); i++) {
			hash = (hash ^ text.charAt(i)) * 0x01000193;
		}
		return hash ^ (hash >>> 15);
	}

}
