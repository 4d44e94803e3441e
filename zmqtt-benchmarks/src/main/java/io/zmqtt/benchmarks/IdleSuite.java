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
 * What connections cost that do nothing.
 */
final class IdleSuite implements Suite {

	/** Paho has four threads for each, and takes 0.3 s to connect one. */
	private static final int MOST_OF_PAHO = 100;

	private static final int ROUNDS = 2;

	private final Settings settings;

	private final List<String> peers;

	private final Figures figures;

	IdleSuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.peers = settings.peers(List.of("zmqtt", "hivemq", "paho"));
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Idle connections";
	}

	@Override
	public double estimatedSeconds() {
		return ROUNDS * this.peers.size() * (15 + this.settings.extent().clients() * 0.003);
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int round = 1; round <= ROUNDS; round++) {
				for (String peer : this.peers) {
					int clients = this.settings.extent().clients();
					if (KnownPeer.of(peer) == KnownPeer.PAHO) {
						clients = Math.min(clients, MOST_OF_PAHO);
					}
					Suite.log(clients + " idle connections, round " + round + ": " + peer);
					launcher.runTask(peer, broker, "idle", Integer.toString(clients), this.figures);
				}
			}
		}
	}

	@Override
	public String toMarkdown() {
		return "In one JVM, after garbage collections; what there is without regard to the number of clients is not"
				+ " counted.\n\n"
				+ new FigureTable(this.figures, "state", List.of(new FigureTable.Column(Metrics.CLIENTS, "%,.0f"),
						new FigureTable.Column(Metrics.HEAP, "%.2f"), new FigureTable.Column(Metrics.NATIVE, "%.1f"),
						new FigureTable.Column(Metrics.THREADS, "%.3f")))
					.toMarkdown();
	}

}
