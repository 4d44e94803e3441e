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
import java.util.Map;

/**
 * CPU time per message, published and received.
 */
final class MessagesSuite implements Suite {

	private final String title;

	private final String chart;

	private final Settings settings;

	private final Report report;

	MessagesSuite(String title, String chart, Settings settings, Report report) {
		this.title = title;
		this.chart = chart;
		this.settings = settings;
		this.report = report;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public double estimatedSeconds() {
		double workload = 1.2 * this.settings.warmUpSeconds() + this.settings.intervals() * this.settings.seconds()
				+ 0.3;
		long workloads = this.settings.peers()
			.stream()
			.mapToLong((peer) -> this.settings.workloads().stream().filter(KnownPeer.of(peer)::takesPartIn).count())
			.sum();
		return this.settings.rounds() * (workloads * workload + this.settings.peers().size());
	}

	@Override
	public void run(Launcher launcher) throws IOException, InterruptedException {
		try (Broker broker = launcher.nullBroker()) {
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.settings.peers()) {
					Suite.log("Round " + round + " of " + this.settings.rounds() + ": " + peer);
					launcher.runWorkloads(peer, broker, this.settings, this.report);
				}
			}
		}
	}

	@Override
	public String toMarkdown() {
		return this.report.toMarkdown();
	}

	@Override
	public Map<String, String> charts() {
		return Map.of(this.chart, this.report.toSvg());
	}

}
