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
import java.util.Locale;

/**
 * Minutes of everything at once.
 */
final class EnduranceSuite implements Suite {

	static final String PEER = "zmqtt";

	private final Settings settings;

	private final Figures figures;

	EnduranceSuite(Settings settings, Figures figures) {
		this.settings = settings;
		this.figures = figures;
	}

	@Override
	public String title() {
		return "Endurance";
	}

	@Override
	public double estimatedSeconds() {
		return this.settings.extent().minutes() * 60 + 15;
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			Suite.log("Endurance, " + this.settings.extent().minutes() + " minutes");
			launcher.runTask(PEER, broker, "endurance", "-", this.figures);
		}
	}

	@Override
	public String toMarkdown() {
		StringBuilder text = new StringBuilder("On connections of their own at once, at full rate:\n\n");
		text.append("| workload | messages | lost |\n|---|---:|---:|\n");
		for (String subject : this.figures.subjects()) {
			if (!subject.equals(EnduranceTask.SUBJECT)) {
				text.append(String.format(Locale.ROOT, "| %s | %,.0f | %.0f |%n", subject,
						this.figures.median(subject, PEER, Metrics.MESSAGES),
						this.figures.median(subject, PEER, Metrics.LOST)));
			}
		}
		text.append("\n| after minutes |").append(samples(Metrics.MINUTES, " %.1f |"));
		text.append("\n|---|").append("---:|".repeat(heap().size()));
		text.append("\n| ").append(Metrics.LIVE_SET).append(" |").append(samples(Metrics.LIVE_SET, " %.1f |"));
		return text.append("\n\n").append(HeapTrend.of(heap()).describe()).append("\n").toString();
	}

	private List<Double> heap() {
		return this.figures.all(EnduranceTask.SUBJECT, PEER, Metrics.LIVE_SET);
	}

	private String samples(String metric, String pattern) {
		StringBuilder text = new StringBuilder();
		for (double value : this.figures.all(EnduranceTask.SUBJECT, PEER, metric)) {
			text.append(String.format(Locale.ROOT, pattern, value));
		}
		return text.toString();
	}

}
