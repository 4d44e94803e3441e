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

/**
 * Publishing at QoS 1 to Mosquitto.
 */
final class MosquittoSuite implements Suite {

	private final Settings settings;

	private final List<String> peers;

	private final Figures figures;

	MosquittoSuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.peers = settings.peers(List.of("zmqtt", "hivemq", "hivemq-tuned"));
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Mosquitto";
	}

	@Override
	public double estimatedSeconds() {
		return this.settings.rounds() * this.peers.size()
				* (2 + 1.5 * this.settings.warmUpSeconds() + this.settings.intervals() * this.settings.seconds());
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.mosquitto()) {
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.peers) {
					Suite.log("Mosquitto, round " + round + " of " + this.settings.rounds() + ": " + peer);
					launcher.runTask(peer, broker, "mosquitto", "-", this.figures);
				}
			}
		}
	}

	@Override
	public String toMarkdown() {
		return "Published to a real broker, at its full rate. It writes each acknowledgement on its own. The end of an"
				+ " interval is\nthe last acknowledgement.\n\n"
				+ new FigureTable(this.figures, "workload", List.of(new FigureTable.Column(Metrics.CPU, "%.3f"),
						new FigureTable.Column(Metrics.RATE, "%,.0f")))
					.toMarkdown();
	}

}
