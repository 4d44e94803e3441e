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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;

/**
 * The tables of {@code docs/guarantees.md}.
 */
final class Tables {

	private static final String NONE = "-";

	private final Map<Event, Map<Scenario, Outcome>> outcomes;

	Tables(Map<Event, Map<Scenario, Outcome>> outcomes) {
		this.outcomes = outcomes;
	}

	/**
	 * Return all tables by their names.
	 */
	Map<String, String> all() {
		Map<String, String> all = new LinkedHashMap<>();
		for (Direction direction : Direction.values()) {
			all.put(direction.toString(), overview(direction));
			all.put(direction + " without a session", details(direction, false));
			all.put(direction + " with a session", details(direction, true));
		}
		all.put("acknowledging", styles());
		return all;
	}

	private String overview(Direction direction) {
		List<List<String>> rows = new ArrayList<>();
		rows.add(header("MQTT", "session", "QoS"));
		for (MqttVersion version : MqttVersion.values()) {
			for (boolean kept : new boolean[] { false, true }) {
				for (QoS qos : QoS.values()) {
					List<String> row = new ArrayList<>(
							List.of(version.toString(), kept ? "kept" : "none", Integer.toString(qos.value())));
					for (Event event : Event.values()) {
						row.add(Summary.of(select(event,
								(scenario) -> scenario.version() == version && scenario.kept() == kept
										&& scenario.direction() == direction && scenario.qos() == qos
										&& scenario.style() == Style.HANDLER)));
					}
					rows.add(row);
				}
			}
		}
		return format(rows);
	}

	private String details(Direction direction, boolean kept) {
		List<List<String>> rows = new ArrayList<>();
		rows.add(header("QoS", "the message is"));
		for (QoS qos : QoS.values()) {
			for (Moment moment : Moment.of(direction, qos)) {
				List<String> row = new ArrayList<>(List.of(Integer.toString(qos.value()), moment.toString()));
				for (Event event : Event.values()) {
					row.add(cell(event,
							(scenario) -> scenario.kept() == kept && scenario.direction() == direction
									&& scenario.qos() == qos && scenario.moment() == moment
									&& scenario.style() == Style.HANDLER));
				}
				rows.add(row);
			}
		}
		return format(rows);
	}

	private String styles() {
		List<List<String>> rows = new ArrayList<>();
		rows.add(header("QoS", "the application uses"));
		for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
			for (Style style : Style.values()) {
				List<String> row = new ArrayList<>(List.of(Integer.toString(qos.value()), style.toString()));
				for (Event event : Event.values()) {
					row.add(cell(event,
							(scenario) -> scenario.kept() && scenario.direction() == Direction.RECEIVING
									&& scenario.qos() == qos && scenario.moment() == Moment.HANDLER_ENDS_EARLY
									&& scenario.style() == style));
				}
				rows.add(row);
			}
		}
		return format(rows);
	}

	/**
	 * What became of a message, the same in both versions or not.
	 */
	private String cell(Event event, Predicate<Scenario> condition) {
		Map<Scenario, Outcome> selected = select(event, condition);
		List<String> texts = selected.values().stream().map(Outcome::toString).distinct().toList();
		if (texts.size() < 2) {
			return texts.isEmpty() ? NONE : texts.get(0);
		}
		return String.join("; ",
				selected.entrySet()
					.stream()
					.map((entry) -> entry.getKey().version() + ": " + entry.getValue())
					.toList());
	}

	private Map<Scenario, Outcome> select(Event event, Predicate<Scenario> condition) {
		Map<Scenario, Outcome> selected = new LinkedHashMap<>();
		this.outcomes.get(event).forEach((scenario, outcome) -> {
			if (condition.test(scenario)) {
				selected.put(scenario, outcome);
			}
		});
		return selected;
	}

	private static List<String> header(String... first) {
		List<String> header = new ArrayList<>(List.of(first));
		for (Event event : Event.values()) {
			header.add(event.toString());
		}
		return header;
	}

	private static String format(List<List<String>> rows) {
		List<String> lines = new ArrayList<>();
		rows.forEach((row) -> lines.add("| " + String.join(" | ", row) + " |"));
		lines.add(1, "|---".repeat(rows.get(0).size()) + "|");
		return String.join("\n", lines) + "\n";
	}

}
