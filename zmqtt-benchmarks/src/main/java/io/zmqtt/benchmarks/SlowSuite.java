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
 * A consumer that is much slower than the broker.
 */
final class SlowSuite implements Suite {

	static final String PEER = "zmqtt";

	private final Figures figures;

	SlowSuite(Figures figures) {
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Slow consumer";
	}

	@Override
	public double estimatedSeconds() {
		return 3 * 20;
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int qos = 0; qos <= 2; qos++) {
				Suite.log("Slow consumer, QoS " + qos);
				launcher.runTask(PEER, broker, "slow", Integer.toString(qos), this.figures);
			}
		}
	}

	@Override
	public String toMarkdown() {
		return "The handler sleeps for each message, so that the broker could push more than a hundred times as many, for"
				+ " five times\nthe keep-alive of 2 s. A message is buffered from when it is received to when its handler has"
				+ " returned.\n\n"
				+ new FigureTable(this.figures, "workload",
						List.of(new FigureTable.Column(Metrics.MESSAGES, "%,.0f"),
								new FigureTable.Column(Metrics.LOST, "%.0f"),
								new FigureTable.Column(Metrics.DISCONNECTS, "%.0f"),
								new FigureTable.Column(Metrics.BUFFERED, "%,.0f"),
								new FigureTable.Column(Metrics.BUFFERED_BYTES, "%.2f"),
								new FigureTable.Column(Metrics.LIVE_SET, "%.1f")))
					.toMarkdown();
	}

}
