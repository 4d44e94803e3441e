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

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws a figure of each peer as bars, grouped by workload, on a logarithmic scale, as an
 * image that pages can show (SVG).
 */
final class Chart {

	private static final List<String> COLOURS = List.of("#1f77b4", "#ff7f0e", "#ffbb78", "#2ca02c", "#9467bd",
			"#8c564b", "#e377c2", "#7f7f7f");

	private static final int LABELS = 210;

	private static final int WIDTH = 620;

	private static final int BAR = 14;

	private static final int GAP = 12;

	private static final int TOP = 52;

	private final String title;

	private final List<String> peers;

	private final double smallest;

	private final double largest;

	private final StringBuilder svg = new StringBuilder();

	private Chart(String title, List<String> peers, Map<String, Map<String, Double>> figures) {
		this.title = title;
		this.peers = peers;
		double[] values = figures.values()
			.stream()
			.flatMap((group) -> group.values().stream())
			.mapToDouble(Double::doubleValue)
			.sorted()
			.toArray();
		this.smallest = Math.pow(10, Math.floor(Math.log10(values[0])));
		this.largest = Math.max(10 * this.smallest, Math.pow(10, Math.ceil(Math.log10(values[values.length - 1]))));
	}

	/**
	 * Return the image.
	 * @param title what is shown, with its unit
	 * @param peers the names of the peers, in the order of their colours
	 * @param figures the figures, all above zero, by workload and peer
	 * @return the text of the image
	 */
	static String draw(String title, List<String> peers, Map<String, Map<String, Double>> figures) {
		return new Chart(title, peers, figures).draw(figures);
	}

	private String draw(Map<String, Map<String, Double>> figures) {
		int bars = figures.values().stream().mapToInt(Map::size).sum();
		int bottom = TOP + bars * BAR + figures.size() * GAP;
		add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
				+ " font-size=\"11\">", LABELS + WIDTH + 60, bottom + 24);
		add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
		add("<text x=\"%d\" y=\"16\" font-size=\"13\" font-weight=\"bold\">%s</text>", LABELS, this.title);
		legend();
		scale(bottom);
		int y = TOP;
		for (Map.Entry<String, Map<String, Double>> group : figures.entrySet()) {
			int middle = y + group.getValue().size() * BAR / 2 + 4;
			add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LABELS - 8, middle, group.getKey());
			for (Map.Entry<String, Double> bar : group.getValue().entrySet()) {
				bar(y, bar.getKey(), bar.getValue());
				y += BAR;
			}
			y += GAP;
		}
		add("</svg>");
		return this.svg.toString();
	}

	private void legend() {
		int x = LABELS;
		for (String peer : this.peers) {
			add("<rect x=\"%d\" y=\"26\" width=\"10\" height=\"10\" fill=\"%s\"/>", x, colour(peer));
			add("<text x=\"%d\" y=\"35\">%s</text>", x + 14, peer);
			x += 34 + 7 * peer.length();
		}
	}

	private void scale(int bottom) {
		for (double value = this.smallest; value <= this.largest * 1.001; value *= 10) {
			int x = x(value);
			add("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#dddddd\"/>", x, TOP - 6, x, bottom);
			add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", x, bottom + 14, number(value));
		}
	}

	private void bar(int y, String peer, double value) {
		int end = x(value);
		add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>", LABELS, y, Math.max(1, end - LABELS),
				BAR - 2, colour(peer));
		add("<text x=\"%d\" y=\"%d\">%s</text>", end + 4, y + BAR - 4, number(value));
	}

	private int x(double value) {
		return LABELS
				+ (int) Math.round(WIDTH * Math.log(value / this.smallest) / Math.log(this.largest / this.smallest));
	}

	private String colour(String peer) {
		return COLOURS.get(Math.max(0, this.peers.indexOf(peer)) % COLOURS.size());
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value >= 100) ? "%.0f" : (value >= 1) ? "%.1f" : "%.2f", value);
	}

	private void add(String pattern, Object... values) {
		this.svg.append(String.format(Locale.ROOT, pattern, values)).append('\n');
	}

}
