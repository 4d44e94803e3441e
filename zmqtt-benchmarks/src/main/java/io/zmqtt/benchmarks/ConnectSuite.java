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
 * Connecting in a warm JVM, and in one that has just started.
 */
final class ConnectSuite implements Suite {

	static final String COLD = "new JVM";

	private final Settings settings;

	private final List<String> peers;

	private final Figures figures;

	ConnectSuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.peers = settings.peers(List.of("zmqtt", "raw", "hivemq", "hivemq-tuned", "paho"));
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Connect and start";
	}

	@Override
	public double estimatedSeconds() {
		return this.peers.size() * (this.settings.rounds() * 10 + this.settings.extent().coldStarts() * 2.0);
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.peers) {
					Suite.log("Connect, round " + round + " of " + this.settings.rounds() + ": " + peer);
					launcher.runTask(peer, broker, "connect", "-", this.figures);
				}
			}
			int starts = this.settings.extent().coldStarts();
			Suite.log(starts + " cold starts each");
			for (int start = 0; start < starts; start++) {
				for (String peer : this.peers) {
					double millis = launcher.coldStart(peer, broker);
					this.figures.add(peer, new Figure(COLD, Metrics.COLD_START, millis));
				}
			}
		}
	}

	@Override
	public String toMarkdown() {
		return "Connect, subscribe and disconnect over and over in a warm JVM: medians of each JVM. And from the start of"
				+ " a new JVM\n(`" + String.join(" ", Launcher.COLD_JVM_FLAGS)
				+ "`) until it has connected, subscribed, published and received one message of QoS 1.\n\n"
				+ new FigureTable(this.figures, "in a",
						List.of(new FigureTable.Column(Metrics.CONNECT, "%.2f"),
								new FigureTable.Column(Metrics.CYCLE, "%.2f"),
								new FigureTable.Column(Metrics.COLD_START, "%.0f")))
					.toMarkdown();
	}

}
