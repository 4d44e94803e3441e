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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Renders the figures of a suite as a Markdown table, with a row for each subject and
 * peer.
 *
 * @param figures the figures
 * @param subject the heading of the subjects
 * @param columns the metrics
 */
record FigureTable(Figures figures, String subject, List<Column> columns) {

	String toMarkdown() {
		StringBuilder text = new StringBuilder("| " + this.subject + " | peer |");
		this.columns.forEach((column) -> text.append(" ").append(column.metric()).append(" |"));
		text.append("\n|---|---|").append("---:|".repeat(this.columns.size())).append("\n");
		for (String subject : this.figures.subjects()) {
			for (String peer : this.figures.peers(subject)) {
				text.append("| ").append(subject).append(" | ").append(peer).append(" |");
				this.columns.forEach((column) -> text.append(" ").append(cell(subject, peer, column)).append(" |"));
				text.append("\n");
			}
		}
		return text.toString();
	}

	private String cell(String subject, String peer, Column column) {
		Spread spread = this.figures.spread(subject, peer, column.metric());
		if (Double.isNaN(spread.median())) {
			return "";
		}
		if (spread.minimum() == spread.maximum()) {
			return String.format(Locale.ROOT, column.pattern(), spread.median());
		}
		return spread.format(column.pattern());
	}

	/**
	 * Draw the medians of one metric.
	 * @param title the title
	 * @param metric the metric
	 * @param peers the peers in the order of their colours
	 * @return an image, empty if there is nothing to draw
	 */
	String toSvg(String title, String metric, List<String> peers) {
		Map<String, Map<String, Double>> groups = new LinkedHashMap<>();
		for (String subject : this.figures.subjects()) {
			Map<String, Double> group = new LinkedHashMap<>();
			for (String peer : this.figures.peers(subject)) {
				double median = this.figures.median(subject, peer, metric);
				if (median > 0) {
					group.put(peer, median);
				}
			}
			if (!group.isEmpty()) {
				groups.put(subject, group);
			}
		}
		return groups.isEmpty() ? "" : Chart.draw(title, peers, groups);
	}

	/**
	 * A column.
	 *
	 * @param metric the metric, which is also its heading
	 * @param pattern how to render a value
	 */
	record Column(String metric, String pattern) {

	}

}
