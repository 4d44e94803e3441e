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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Latency of round trips at QoS 1.
 */
final class LatencySuite implements Suite {

	static final String LOW = "1,000 msg/s";

	static final String HALF = "half of HiveMQ's maximum";

	private static final List<String> HIVEMQ = List.of("hivemq", "hivemq-tuned");

	private static final int LOW_RATE = 1000;

	private final Settings settings;

	private final List<String> peers;

	private final Figures figures;

	private double rate;

	LatencySuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.peers = settings.peers(List.of("zmqtt", "raw", "hivemq", "hivemq-tuned"));
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Latency";
	}

	@Override
	public double estimatedSeconds() {
		double child = 12 + 2 * this.settings.intervals() * this.settings.extent().latencySeconds();
		return this.settings.rounds() * this.peers.size() * child + HIVEMQ.size() * this.settings.rounds() * 8;
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : HIVEMQ) {
					Suite.log("Most round trips, round " + round + ": " + peer);
					launcher.runTask(peer, broker, "maximum", "-", this.figures);
				}
			}
			this.rate = halfOfMaximum();
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.peers) {
					Suite.log("Latency, round " + round + " of " + this.settings.rounds() + ": " + peer);
					launcher.runTask(peer, broker, "latency", rates(peer), this.figures);
				}
			}
		}
	}

	/**
	 * Return at what rates to measure: half of the maximum of one configuration may be
	 * more than another one can do at all.
	 */
	private String rates(String peer) {
		double maximum = this.figures.median(MaximumTask.SUBJECT, peer, Metrics.RATE);
		String low = LOW + "=" + LOW_RATE;
		return (maximum < this.rate) ? low : low + ";" + HALF + "=" + this.rate;
	}

	private double halfOfMaximum() {
		double most = HIVEMQ.stream()
			.mapToDouble((peer) -> this.figures.median(MaximumTask.SUBJECT, peer, Metrics.RATE))
			.max()
			.orElseThrow();
		return Math.floor(most / 2 / 1000) * 1000;
	}

	@Override
	public String toMarkdown() {
		return String.format(Locale.ROOT,
				"From when a message of QoS 1 and 256 B was due to when its handler had it back from the broker,"
						+ " over MQTT 3.1.1.%nHalf of HiveMQ's maximum is %,.0f messages a second. Each row has %d x %d intervals of %s s.%n%n",
				this.rate, this.settings.rounds(), this.settings.intervals(), this.settings.extent().latencySeconds())
				+ table().toMarkdown();
	}

	private FigureTable table() {
		return new FigureTable(this.figures, "schedule",
				List.of(new FigureTable.Column(Metrics.P50, "%,.0f"), new FigureTable.Column(Metrics.P99, "%,.0f"),
						new FigureTable.Column(Metrics.P999, "%,.0f"), new FigureTable.Column(Metrics.MAX, "%,.0f"),
						new FigureTable.Column(Metrics.RATE, "%,.0f"), new FigureTable.Column(Metrics.LOST, "%.0f")));
	}

	@Override
	public Map<String, String> charts() {
		Map<String, String> charts = new LinkedHashMap<>();
		charts.put("latency.svg", table().toSvg("Median latency in microseconds", Metrics.P50, this.peers));
		charts.put("latency-p999.svg",
				table().toSvg("99.9th percentile of the latency in microseconds", Metrics.P999, this.peers));
		return charts;
	}

}
