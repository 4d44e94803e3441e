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
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Goals} and {@link MessageGoals}.
 */
class GoalsTests {

	private final Settings settings = Settings.parse(new String[] { "--report" }, 0);

	private final Results results = new Results(new Report(this.settings), new Report(this.settings),
			new LinkedHashMap<>());

	@Test
	void nothingIsReachedThatWasNotMeasured() {
		assertThat(Goals.evaluate(this.results)).hasSizeGreaterThan(20)
			.allSatisfy((goal) -> assertThat(goal.verdict()).isEqualTo(Goal.Verdict.NOT_MEASURED));
	}

	@Test
	void theWorstColumnCountsAgainstTheBetterConfiguration() {
		messages("3.1.1/publish/1/256", Map.of("zmqtt", 0.4, "hivemq", 4.0, "hivemq-tuned", 3.0, "raw", 0.1));
		messages("3.1.1/receive/1/16", Map.of("zmqtt", 0.5, "hivemq", 9.0, "hivemq-tuned", 1.0));
		messages("3.1.1/receive/1/4096", Map.of("zmqtt", 9.0, "hivemq", 1.0));
		Goal hivemq = goal("<= 1/5 of HiveMQ's better configuration");
		assertThat(hivemq.verdict()).isEqualTo(Goal.Verdict.MISSED);
		assertThat(hivemq.measured()).contains("0.13 x (1/7.5)", "0.50 x (1/2.0)", "receive QoS 1, 16 B",
				"1 of 2 columns");
		assertThat(goal("<= 5 x raw").verdict()).isEqualTo(Goal.Verdict.MET);
		assertThat(goal("<= 1/20 of Paho's").verdict()).isEqualTo(Goal.Verdict.NOT_MEASURED);
		assertThat(goal(">= 1 M msg/s").measured()).isEqualTo("2,500,000 msg/s");
		assertThat(goal(">= 1 M msg/s").verdict()).isEqualTo(Goal.Verdict.MET);
	}

	@Test
	void theCopyOfThePayloadIsNotCounted() {
		messages("3.1.1/receive/1/256", Map.of("zmqtt", 1.0));
		Goal allocation = goal("<= 64 B beyond");
		// 300 bytes, of which an array of 256 takes 272
		assertThat(allocation.measured()).startsWith("28 B");
		assertThat(allocation.verdict()).isEqualTo(Goal.Verdict.MET);
	}

	@Test
	void comparesFiguresOfSuites() {
		figure(SuiteName.connect, ConnectSuite.COLD, Metrics.COLD_START, "zmqtt", 900);
		figure(SuiteName.connect, ConnectSuite.COLD, Metrics.COLD_START, "hivemq", 1000);
		figure(SuiteName.latency, LatencySuite.LOW, Metrics.P50, "zmqtt", 70);
		figure(SuiteName.latency, LatencySuite.LOW, Metrics.P50, "hivemq", 200);
		figure(SuiteName.latency, LatencySuite.LOW, Metrics.P50, "hivemq-tuned", 100);
		assertThat(goal("<= 0.8 x HiveMQ").verdict()).isEqualTo(Goal.Verdict.MISSED);
		assertThat(goal("p50 <= 0.7 x").verdict()).isEqualTo(Goal.Verdict.MET);
		assertThat(goal("p50 <= 0.7 x").measured()).isEqualTo("0.70 x (1/1.4): 70.00 against 100");
		figure(SuiteName.latency, LatencySuite.LOW, Metrics.P50, "raw", 60);
		assertThat(goal("p50 <= 0.7 x").measured()).endsWith("70.00 against 100, raw 60.00");
	}

	@Test
	void nothingMayBeLost() {
		figure(SuiteName.slow, "receive QoS 0", Metrics.MESSAGES, "zmqtt", 1000);
		figure(SuiteName.slow, "receive QoS 0", Metrics.LOST, "zmqtt", 0);
		assertThat(goal("none at QoS 0").verdict()).isEqualTo(Goal.Verdict.MET);
		figure(SuiteName.endurance, "receive QoS 1", Metrics.LOST, "zmqtt", 1);
		assertThat(goal("none at QoS 0").verdict()).isEqualTo(Goal.Verdict.MISSED);
	}

	@Test
	void rendersARowForEachGoal() {
		String table = Goals.toMarkdown(List.of(Goal.of("a", "b", "c", true), Goal.unknown("d", "e")));
		assertThat(table.lines()).contains("| a | b | c | met |", "| d | e |  | not measured |");
	}

	private Goal goal(String target) {
		return Goals.evaluate(this.results)
			.stream()
			.filter((goal) -> goal.target().startsWith(target))
			.findFirst()
			.orElseThrow();
	}

	private void messages(String workload, Map<String, Double> cpuMicros) {
		cpuMicros.forEach((peer, cpu) -> this.results.messages()
			.add(Workload.parse(workload), peer,
					new Interval(1000, 0, (long) (cpu * 1e6), (long) (cpu * 1e6), 300_000)));
	}

	private void figure(SuiteName suite, String subject, String metric, String peer, double value) {
		this.results.of(suite).add(peer, new Figure(subject, metric, value));
	}

}
