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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares all results with what is to be reached.
 */
final class Goals {

	private static final String ZMQTT = "zmqtt";

	private static final String RAW = "raw";

	private static final List<String> HIVEMQ = List.of("hivemq", "hivemq-tuned");

	private final Results results;

	private final List<Goal> goals = new ArrayList<>();

	private Goals(Results results) {
		this.results = results;
	}

	/**
	 * Evaluate every goal.
	 * @param results the results
	 * @return the goals in their order
	 */
	static List<Goal> evaluate(Results results) {
		Goals goals = new Goals(results);
		goals.goals.addAll(new MessageGoals(results.messages()).evaluate());
		goals.mosquitto();
		goals.latency();
		goals.connect();
		goals.idle();
		goals.growth();
		goals.loss();
		goals.spring();
		goals.weight();
		return goals.goals;
	}

	static String toMarkdown(List<Goal> goals) {
		StringBuilder text = new StringBuilder("| | goal | measured | |\n|---|---|---|---|\n");
		goals.forEach((goal) -> text.append(goal.toRow()));
		return text.toString();
	}

	private void mosquitto() {
		ratio("QoS 1 to Mosquitto", "CPU <= 1/2 of HiveMQ's", SuiteName.mosquitto, MosquittoTask.WORKLOAD.describe(),
				Metrics.CPU, 0.5);
	}

	private void latency() {
		for (String schedule : List.of(LatencySuite.LOW, LatencySuite.HALF)) {
			String area = "latency at " + schedule;
			String better = " of HiveMQ's better configuration";
			ratio(area, "p50 <= 0.7 x" + better, SuiteName.latency, schedule, Metrics.P50, 0.7);
			ratio(area, "p99 <= 1 x" + better, SuiteName.latency, schedule, Metrics.P99, 1);
			ratio(area, "p99.9 <= 1 x" + better, SuiteName.latency, schedule, Metrics.P999, 1);
		}
	}

	private void connect() {
		ratio("connect + subscribe, warm", "<= 0.6 x HiveMQ", SuiteName.connect, ConnectTask.SUBJECT, Metrics.CONNECT,
				0.6);
		ratio("new JVM to first echo", "<= 0.8 x HiveMQ", SuiteName.connect, ConnectSuite.COLD, Metrics.COLD_START,
				0.8);
	}

	/**
	 * Compare with the better configuration of HiveMQ.
	 */
	private void ratio(String area, String target, SuiteName suite, String subject, String metric, double limit) {
		Figures figures = this.results.of(suite);
		double mine = figures.median(subject, ZMQTT, metric);
		double other = figures.best(subject, metric, HIVEMQ);
		if (Double.isNaN(mine / other)) {
			this.goals.add(Goal.unknown(area, target));
			return;
		}
		double floor = figures.median(subject, RAW, metric);
		String measured = String.format(Locale.ROOT, "%s: %s against %s%s", MessageGoals.ratio(mine / other),
				number(mine), number(other), Double.isNaN(floor) ? "" : ", raw " + number(floor));
		this.goals.add(Goal.of(area, target, measured, mine / other <= limit));
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value >= 100) ? "%,.0f" : "%.2f", value);
	}

	private void idle() {
		Figures figures = this.results.of(SuiteName.idle);
		double heap = figures.median(IdleTask.SUBJECT, ZMQTT, Metrics.HEAP);
		double threads = figures.median(IdleTask.SUBJECT, ZMQTT, Metrics.THREADS);
		String area = "idle connections";
		String target = "<= 5 KB heap each, no thread each";
		if (Double.isNaN(heap)) {
			this.goals.add(Goal.unknown(area, target));
			return;
		}
		this.goals.add(
				Goal.of(area, target,
						String.format(Locale.ROOT, "%.2f KB and %.3f threads each, of %,.0f", heap, threads,
								figures.median(IdleTask.SUBJECT, ZMQTT, Metrics.CLIENTS)),
						heap <= 5 && threads < 0.01));
	}

	private void growth() {
		Figures figures = this.results.of(SuiteName.growth);
		for (GrowthAxis axis : GrowthAxis.values()) {
			List<String> subjects = axis.subjects();
			String area = "cost growth, " + subjects.get(0) + " to" + subjects.get(subjects.size() - 1).split(":")[1];
			List<Double> relatives = subjects.stream()
				.map((subject) -> figures.median(subject, ZMQTT, Metrics.RELATIVE))
				.filter((relative) -> !Double.isNaN(relative))
				.toList();
			String target = "within 20 %";
			if (relatives.isEmpty()) {
				this.goals.add(Goal.unknown(area, target));
				continue;
			}
			double most = Spread.of(relatives).maximum();
			this.goals
				.add(Goal.of(area, target, String.format(Locale.ROOT, "at most %.2f x the first", most), most <= 1.2));
		}
	}

	private void loss() {
		String area = "loss";
		String target = "none at QoS 0 with `SUSPEND`, none at QoS 1 and 2";
		double lost = 0;
		double messages = 0;
		for (Workload workload : this.results.messages().workloads()) {
			for (Interval interval : this.results.messages().intervals(workload, ZMQTT)) {
				lost += Math.abs(interval.lost());
				messages += interval.messages();
			}
		}
		double disconnects = 0;
		for (SuiteName suite : List.of(SuiteName.endurance, SuiteName.slow)) {
			Figures figures = this.results.of(suite);
			for (String subject : figures.subjects()) {
				lost += sum(figures.all(subject, ZMQTT, Metrics.LOST));
				messages += sum(figures.all(subject, ZMQTT, Metrics.MESSAGES));
				disconnects += sum(figures.all(subject, ZMQTT, Metrics.DISCONNECTS));
			}
		}
		if (messages == 0) {
			this.goals.add(Goal.unknown(area, target));
			return;
		}
		this.goals.add(Goal.of(area, target,
				String.format(Locale.ROOT, "%.0f of %,.0f messages, %.0f disconnects", lost, messages, disconnects),
				lost == 0 && disconnects == 0));
		endurance();
	}

	private void endurance() {
		List<Double> samples = this.results.of(SuiteName.endurance).all(EnduranceTask.SUBJECT, ZMQTT, Metrics.LIVE_SET);
		if (!samples.isEmpty()) {
			HeapTrend trend = HeapTrend.of(samples);
			this.goals.add(Goal.of("endurance", "flat heap", trend.describe(), trend.isFlat()));
		}
	}

	private static double sum(List<Double> values) {
		return values.stream().mapToDouble(Math::abs).sum();
	}

	private void spring() {
		Report report = this.results.spring();
		for (Workload workload : ReportWorkloads.spring()) {
			double layer = report.median(workload, "zmqtt-spring", Interval::cpuMicrosPerMessage);
			double other = report.median(workload, "spring-integration", Interval::cpuMicrosPerMessage);
			boolean receive = workload.direction() == Workload.Direction.receive;
			String area = receive ? "`@MqttListener`, byte[]" : "`MqttTemplate`, byte[]";
			String target = "CPU <= 1/5 of Spring Integration's";
			this.goals.add(Double.isNaN(layer / other) ? Goal.unknown(area, target)
					: Goal.of(area, target, MessageGoals.ratio(layer / other), other / layer >= 5));
			if (receive) {
				double overhead = layer - report.median(workload, ZMQTT, Interval::cpuMicrosPerMessage);
				String most = "<= 1 us over core";
				this.goals.add(Double.isNaN(overhead) ? Goal.unknown(area, most)
						: Goal.of(area, most, String.format(Locale.ROOT, "%.3f us", overhead), overhead <= 1));
			}
		}
	}

	private void weight() {
		Long mine = this.results.weights().get(ZMQTT);
		Long other = this.results.weights().get("hivemq");
		String area = "weight";
		String target = "core and its dependencies <= HiveMQ's";
		if (mine == null || other == null) {
			this.goals.add(Goal.unknown(area, target));
			return;
		}
		this.goals.add(Goal.of(area, target,
				String.format(Locale.ROOT, "%.2f MB against %.2f MB", mine / 1e6, other / 1e6), mine <= other));
	}

}
