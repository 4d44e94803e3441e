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

package io.zmqtt.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures of a suite, by subject, peer and metric, each measured several times.
 */
final class Figures {

	private final Map<String, Map<String, Map<String, List<Double>>>> values = new LinkedHashMap<>();

	void add(String peer, Figure figure) {
		this.values.computeIfAbsent(figure.subject(), (key) -> new LinkedHashMap<>())
			.computeIfAbsent(peer, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(figure.metric(), (key) -> new ArrayList<>())
			.add(figure.value());
	}

	Set<String> subjects() {
		return this.values.keySet();
	}

	Set<String> peers(String subject) {
		return this.values.getOrDefault(subject, Map.of()).keySet();
	}

	/**
	 * Return all values of a figure in their order.
	 * @param subject the subject
	 * @param peer the peer
	 * @param metric the metric
	 * @return the values, none if it was not measured
	 */
	List<Double> all(String subject, String peer, String metric) {
		return this.values.getOrDefault(subject, Map.of()).getOrDefault(peer, Map.of()).getOrDefault(metric, List.of());
	}

	Spread spread(String subject, String peer, String metric) {
		return Spread.of(all(subject, peer, metric));
	}

	/**
	 * Return the median of a figure.
	 * @param subject the subject
	 * @param peer the peer
	 * @param metric the metric
	 * @return the median, not a number if it was not measured
	 */
	double median(String subject, String peer, String metric) {
		return spread(subject, peer, metric).median();
	}

	/**
	 * Return the least median among peers.
	 * @param subject the subject
	 * @param metric the metric
	 * @param peers the peers
	 * @return the median, not a number if none of them was measured
	 */
	double best(String subject, String metric, List<String> peers) {
		return peers.stream()
			.mapToDouble((peer) -> median(subject, peer, metric))
			.filter((value) -> !Double.isNaN(value))
			.min()
			.orElse(Double.NaN);
	}

}
