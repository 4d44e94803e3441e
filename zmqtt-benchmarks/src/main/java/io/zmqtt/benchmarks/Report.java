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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Collects intervals and renders them as a Markdown table.
 */
final class Report {

	private final Settings settings;

	private final Map<Workload, Map<String, List<Interval>>> results = new LinkedHashMap<>();

	Report(Settings settings) {
		this.settings = settings;
	}

	void add(Workload workload, String peer, Interval interval) {
		this.results.computeIfAbsent(workload, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(peer, (key) -> new ArrayList<>())
			.add(interval);
	}

	Set<Workload> workloads() {
		return this.results.keySet();
	}

	/**
	 * Return the median of a figure.
	 * @param workload the workload
	 * @param peer the peer
	 * @param figure what to take from an interval
	 * @return the median, not a number if it was not measured
	 */
	double median(Workload workload, String peer, ToDoubleFunction<Interval> figure) {
		return spread(intervals(workload, peer), figure).median();
	}

	/**
	 * Return the intervals of a peer.
	 * @param workload the workload
	 * @param peer the peer
	 * @return the intervals, none if it was not measured
	 */
	List<Interval> intervals(Workload workload, String peer) {
		return this.results.getOrDefault(workload, Map.of()).getOrDefault(peer, List.of());
	}

	String toMarkdown() {
		StringBuilder text = new StringBuilder();
		text.append(
				"Window %d, acknowledgements %s, %d rounds of %d intervals of %s s. Median (minimum to maximum).%n%n"
					.formatted(this.settings.window(), this.settings.acks(), this.settings.rounds(),
							this.settings.intervals(), this.settings.seconds()));
		String yardstick = this.settings.peers().get(0);
		text.append("| workload | peer | CPU us per message | CPU, times ").append(yardstick);
		text.append(" | messages/s | allocated bytes per message | lost |\n|---|---|---:|---:|---:|---:|---:|\n");
		this.results.forEach((workload, peers) -> {
			Spread base = cpu(peers.getOrDefault(yardstick, List.of()));
			peers.forEach((peer, intervals) -> text.append(row(workload, peer, intervals, base)));
		});
		return text.toString();
	}

	/**
	 * Return a chart of the CPU time.
	 */
	String toSvg() {
		if (this.results.isEmpty()) {
			return "";
		}
		Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
		this.results.forEach((workload, peers) -> {
			Map<String, Double> group = new LinkedHashMap<>();
			peers.forEach((peer, intervals) -> group.put(peer, cpu(intervals).median()));
			figures.put(workload.describe(), group);
		});
		return Chart.draw("CPU per message in microseconds, less is better", this.settings.peers(), figures);
	}

	private static String row(Workload workload, String peer, List<Interval> intervals, Spread base) {
		Spread cpu = cpu(intervals);
		Spread rate = spread(intervals, Interval::messagesPerSecond);
		Spread allocated = spread(intervals, Interval::allocatedPerMessage);
		long lost = intervals.stream().mapToLong(Interval::lost).sum();
		return String.format(Locale.ROOT, "| %s | %s | %s | %.2f | %s | %.0f | %s |%n", workload.describe(), peer,
				cpu.format("%.3f"), cpu.median() / base.median(), rate.format("%,.0f"), allocated.median(),
				(lost != 0) ? "**" + lost + "**" : "0");
	}

	private static Spread cpu(List<Interval> intervals) {
		return spread(intervals, Interval::cpuMicrosPerMessage);
	}

	private static Spread spread(List<Interval> intervals, ToDoubleFunction<Interval> figure) {
		return Spread.of(intervals.stream().mapToDouble(figure).toArray());
	}

}
