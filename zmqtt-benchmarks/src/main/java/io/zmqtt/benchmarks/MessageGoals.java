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
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The goals about CPU time, throughput and allocation per message.
 */
final class MessageGoals {

	private static final String ZMQTT = "zmqtt";

	private static final String CPU = "CPU per message, ";

	private static final int ARRAY_HEADER = 16;

	private final Report report;

	MessageGoals(Report report) {
		this.report = report;
	}

	List<Goal> evaluate() {
		List<String> hivemq = List.of("hivemq", "hivemq-tuned");
		Predicate<Workload> small = (workload) -> workload.payload() <= 256 && workload.topics() == 1;
		Predicate<Workload> medium = (workload) -> workload.payload() == 256 && workload.topics() == 1;
		Predicate<Workload> large = (workload) -> workload.payload() == 4096;
		List<Goal> goals = new ArrayList<>();
		goals.add(relative(CPU + "16 B and 256 B", "<= 1/5 of HiveMQ's better configuration", hivemq, small, 0.2));
		goals.add(relative(CPU + "16 B and 256 B", "<= 1/20 of Paho's", List.of("paho"), small, 0.05));
		goals.add(relative(CPU + "256 B", "<= 5 x raw", List.of("raw"), medium, 5));
		goals.add(relative(CPU + "4 KiB", "<= 1/2 of HiveMQ's better configuration", hivemq, large, 0.5));
		goals.add(relative(CPU + "4 KiB", "<= 2 x raw", List.of("raw"), large, 2));
		goals.add(throughput());
		goals.add(allocation(Workload.Direction.publish, "<= 160 B", 160, (workload) -> 0));
		goals.add(allocation(Workload.Direction.receive, "<= 64 B beyond the copy of the payload", 64,
				(workload) -> ARRAY_HEADER + workload.payload()));
		return goals;
	}

	/**
	 * Compare with the best of some peers, column by column; the worst column counts.
	 */
	private Goal relative(String area, String target, List<String> others, Predicate<Workload> columns, double limit) {
		List<Workload> workloads = new ArrayList<>();
		List<Double> ratios = new ArrayList<>();
		for (Workload workload : this.report.workloads()) {
			double ratio = cpu(workload, ZMQTT) / others.stream()
				.mapToDouble((peer) -> cpu(workload, peer))
				.filter((value) -> !Double.isNaN(value))
				.min()
				.orElse(Double.NaN);
			if (columns.test(workload) && !Double.isNaN(ratio)) {
				workloads.add(workload);
				ratios.add(ratio);
			}
		}
		if (ratios.isEmpty()) {
			return Goal.unknown(area, target);
		}
		Spread spread = Spread.of(ratios);
		long met = ratios.stream().filter((ratio) -> ratio <= limit).count();
		String worst = workloads.get(ratios.indexOf(spread.maximum())).describe();
		String measured = String.format(Locale.ROOT, "%s to %s; worst: %s; %d of %d columns", ratio(spread.minimum()),
				ratio(spread.maximum()), worst, met, ratios.size());
		return Goal.of(area, target, measured, met == ratios.size());
	}

	private double cpu(Workload workload, String peer) {
		return this.report.median(workload, peer, Interval::cpuMicrosPerMessage);
	}

	/**
	 * Render a ratio.
	 * @param ratio the ratio
	 * @return what it is, and below 1 also as a fraction
	 */
	static String ratio(double ratio) {
		return (ratio < 1) ? String.format(Locale.ROOT, "%.2f x (1/%.1f)", ratio, 1 / ratio)
				: String.format(Locale.ROOT, "%.2f x", ratio);
	}

	private Goal throughput() {
		String area = "throughput of one core";
		String target = ">= 1 M msg/s, publish QoS 1, 256 B";
		Workload workload = new Workload(ProtocolVersion.V3_1_1, Workload.Direction.publish, 1, 256, 1);
		double rate = this.report.median(workload, ZMQTT, Interval::messagesPerSecond);
		if (Double.isNaN(rate)) {
			return Goal.unknown(area, target);
		}
		return Goal.of(area, target, String.format(Locale.ROOT, "%,.0f msg/s", rate), rate >= 1e6);
	}

	private Goal allocation(Workload.Direction direction, String target, double limit,
			ToDoubleFunction<Workload> allowance) {
		String area = "allocation, " + direction;
		double most = Double.NEGATIVE_INFINITY;
		String worst = "";
		for (Workload workload : this.report.workloads()) {
			double bytes = this.report.median(workload, ZMQTT, Interval::allocatedPerMessage)
					- allowance.applyAsDouble(workload);
			if (workload.direction() == direction && bytes > most) {
				most = bytes;
				worst = workload.describe();
			}
		}
		if (worst.isEmpty()) {
			return Goal.unknown(area, target);
		}
		return Goal.of(area, target, String.format(Locale.ROOT, "%.0f B; worst: %s", most, worst), most <= limit);
	}

}
