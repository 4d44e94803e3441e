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

package io.zmqtt.internal.session.sim;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the model broker keeps of a client beyond a connection (MQTT 5.0, section 4.1).
 */
final class ModelSession {

	/**
	 * Which of the client's sessions it is.
	 */
	final int epoch;

	final Map<String, Held> subscriptions = new LinkedHashMap<>();

	/**
	 * Not sent yet.
	 */
	final ArrayDeque<ModelUnit> queue = new ArrayDeque<>();

	/**
	 * Sent and not answered in full, by packet identifier, in the order of sending.
	 */
	final Map<Integer, Flight> flights = new LinkedHashMap<>();

	/**
	 * Messages of QoS 2 of the client whose PUBREL has not come, by packet identifier.
	 */
	final Map<Integer, Integer> received = new HashMap<>();

	/**
	 * The identifiers that an earlier process of the client has left there.
	 */
	final Set<Integer> inherited = new HashSet<>();

	/**
	 * Those for which a PUBREC was sent.
	 */
	final Set<Integer> answered = new HashSet<>();

	/**
	 * When it ends, unless the client comes back.
	 */
	long endsAt = Long.MAX_VALUE;

	private int lastId;

	ModelSession(int epoch) {
		this.epoch = epoch;
	}

	int nextId() {
		do {
			this.lastId = (this.lastId < 0xFFFF) ? this.lastId + 1 : 1;
		}
		while (this.flights.containsKey(this.lastId));
		return this.lastId;
	}

	/**
	 * Find who wants a topic.
	 * @return the filters with what is kept of them
	 */
	Map<String, Held> matching(String topic) {
		Map<String, Held> matching = new LinkedHashMap<>();
		this.subscriptions.forEach((filter, held) -> {
			if (matches(filter, topic)) {
				matching.put(filter, held);
			}
		});
		return matching;
	}

	/**
	 * Return whether a filter matches a topic (MQTT 5.0, section 4.7).
	 */
	static boolean matches(String filter, String topic) {
		String[] wanted = filter.split("/", -1);
		String[] levels = topic.split("/", -1);
		if (topic.startsWith("$") && (wanted[0].equals("#") || wanted[0].equals("+"))) {
			return false;
		}
		for (int i = 0; i < wanted.length; i++) {
			if (wanted[i].equals("#")) {
				return true;
			}
			if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
				return false;
			}
		}
		return wanted.length == levels.length;
	}

	/**
	 * A subscription.
	 *
	 * @param qos the QoS granted
	 * @param identifier the subscription identifier, 0 for none
	 */
	record Held(int qos, int identifier) {

	}

	/**
	 * A message that was sent to the client.
	 */
	static final class Flight {

		final ModelUnit unit;

		final int id;

		/**
		 * PUBREC has come.
		 */
		boolean released;

		int repeats;

		Flight(ModelUnit unit, int id) {
			this.unit = unit;
			this.id = id;
		}

	}

}
