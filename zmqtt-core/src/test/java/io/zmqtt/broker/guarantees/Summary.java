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

package io.zmqtt.broker.guarantees;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zmqtt.QoS;

/**
 * Puts into few words what can become of the messages of one cell, whatever the moment.
 */
final class Summary {

	private static final Set<Moment> NOT_RECEIVED = EnumSet.of(Moment.PUBLISH, Moment.OUTAGE);

	private final List<String> words = new ArrayList<>();

	private final Map<Scenario, Outcome> outcomes;

	private Summary(Map<Scenario, Outcome> outcomes) {
		this.outcomes = outcomes;
	}

	static String of(Map<Scenario, Outcome> outcomes) {
		Scenario any = outcomes.keySet().iterator().next();
		Summary summary = new Summary(outcomes);
		if (any.direction() == Direction.PUBLISHING) {
			summary.publishing(any.qos());
		}
		else {
			summary.receiving();
		}
		boolean repeated = outcomes.values().stream().anyMatch(Outcome::isRepeated);
		if (summary.words.isEmpty()) {
			summary.words.add(repeated ? "kept" : "kept, once");
		}
		if (repeated) {
			summary.words.add("can come twice");
		}
		return String.join(", ", summary.words);
	}

	private void publishing(QoS qos) {
		Set<Moment> silently = moments(
				(outcome) -> outcome.isLost() && outcome.seen() == Outcome.Seen.SUCCESS && !outcome.swallowed());
		if (silently.contains(Moment.ACKNOWLEDGED)) {
			this.words.add("lost if still with the broker");
		}
		Set<Moment> gone = moments((outcome) -> outcome.isLost() && outcome.seen() == Outcome.Seen.NOTHING);
		if (qos == QoS.AT_MOST_ONCE && !(silently.isEmpty() && gone.isEmpty())) {
			this.words.add("can be lost");
		}
		else if (!gone.isEmpty()) {
			this.words.add(gone.contains(Moment.ACKNOWLEDGED) ? "can be lost" : "lost unless acknowledged");
		}
		if (!moments((outcome) -> outcome.seen() == Outcome.Seen.FAILED).isEmpty()) {
			this.words.add("fails while offline");
		}
		if (!moments((outcome) -> outcome.seen() == Outcome.Seen.UNKNOWN).isEmpty()) {
			this.words.add("can fail with an unknown outcome");
		}
	}

	private void receiving() {
		Set<Moment> lost = moments(Outcome::isLost);
		if (!lost.isEmpty()) {
			this.words.add(NOT_RECEIVED.containsAll(lost) ? "lost unless received" : "lost unless handled");
		}
	}

	private Set<Moment> moments(Predicate<Outcome> condition) {
		return this.outcomes.entrySet()
			.stream()
			.filter((entry) -> condition.test(entry.getValue()))
			.map((entry) -> entry.getKey().moment())
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Moment.class)));
	}

}
