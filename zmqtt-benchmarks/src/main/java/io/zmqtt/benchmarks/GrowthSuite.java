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
import java.util.List;
import java.util.Map;

/**
 * How the cost of a message grows with subscriptions, window, clients and threads.
 */
final class GrowthSuite implements Suite {

	private final Settings settings;

	private final List<String> peers;

	private final Figures figures;

	GrowthSuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.peers = settings.peers(List.of("zmqtt"));
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Growth";
	}

	@Override
	public double estimatedSeconds() {
		double point = 1.3 * this.settings.warmUpSeconds() + this.settings.intervals() * this.settings.seconds() + 1;
		int points = 0;
		for (GrowthAxis axis : GrowthAxis.values()) {
			points += axis.sizes().length;
		}
		return this.settings.rounds() * this.peers.size() * (points * point + 10);
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.peers) {
					for (GrowthAxis axis : GrowthAxis.values()) {
						Suite.log("Growth of " + axis + ", round " + round + ": " + peer);
						launcher.runTask(peer, broker, "growth", axis.name(), this.figures);
					}
				}
			}
		}
		addRelatives();
	}

	private void addRelatives() {
		for (GrowthAxis axis : GrowthAxis.values()) {
			for (String subject : axis.subjects()) {
				for (String peer : this.peers) {
					double relative = this.figures.median(subject, peer, Metrics.CPU)
							/ this.figures.median(axis.subjects().get(0), peer, Metrics.CPU);
					this.figures.add(peer, new Figure(subject, Metrics.RELATIVE, relative));
				}
			}
		}
	}

	@Override
	public String toMarkdown() {
		return "QoS 1, 256 B, MQTT 3.1.1. The filters beyond the first match nothing that comes, half of them with a"
				+ " wildcard. The producer\nof many clients gives each " + ManyClientsDrive.BURST
				+ " messages in turn, with at most 65,535 in flight altogether; producer threads\nshare 16 windows of "
				+ this.settings.window() + ".\n\n" + table().toMarkdown();
	}

	private FigureTable table() {
		return new FigureTable(this.figures, "what grows", List.of(new FigureTable.Column(Metrics.CPU, "%.3f"),
				new FigureTable.Column(Metrics.RELATIVE, "%.2f"), new FigureTable.Column(Metrics.RATE, "%,.0f")));
	}

	@Override
	public Map<String, String> charts() {
		return Map.of("growth.svg",
				table().toSvg("CPU per message in microseconds, less is better", Metrics.CPU, this.peers));
	}

}
