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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Report}.
 */
class ReportTests {

	@Test
	void rendersMediansAndRatios() {
		Settings settings = Settings.parse(new String[] { "--peers=hivemq,hivemq-tuned", "--rounds=1" }, 0);
		Workload workload = settings.workloads().get(1);
		Report report = new Report(settings);
		report.add(workload, "hivemq", new Interval(1000, 0, 1_000_000, 2_000_000, 100_000));
		report.add(workload, "hivemq", new Interval(1000, 0, 3_000_000, 4_000_000, 300_000));
		report.add(workload, "hivemq-tuned", new Interval(1000, 5, 5_000_000, 1_000_000, 0));
		assertThat(report.toMarkdown().lines()).contains(
				"| MQTT 3.1.1, publish QoS 1, 256 B | hivemq | 2.000 (1.000 to 3.000) | 1.00 |"
						+ " 375,000 (250,000 to 500,000) | 200 | 0 |",
				"| MQTT 3.1.1, publish QoS 1, 256 B | hivemq-tuned | 5.000 (5.000 to 5.000) | 2.50 |"
						+ " 1,000,000 (1,000,000 to 1,000,000) | 0 | **5** |");
	}

	@Test
	void intervalsSurviveTheWayFromTheChild() {
		Workload workload = new Workload(ProtocolVersion.V5_0, Workload.Direction.receive, 2, 16, 1000);
		Interval interval = new Interval(1, 2, 3, 4, 5);
		String line = interval.toLine(workload);
		assertThat(Interval.isLine(line)).isTrue();
		assertThat(Interval.workloadOf(line)).isEqualTo(workload);
		assertThat(Interval.parse(line)).isEqualTo(interval);
	}

	@Test
	void settingsSurviveTheWayToTheChild() {
		Settings settings = Settings.parse(new String[] { "--versions=3.1.1,5.0", "--payloads=16,4096", "--qos=0,2",
				"--window=100", "--seconds=0.5", "--warm-up=1", "--intervals=3" }, 0);
		Settings child = Settings.parse(settings.toChildArguments(settings.workloads()).toArray(String[]::new), 0);
		assertThat(settings.workloads()).hasSize(16);
		assertThat(child).isEqualTo(settings);
	}

	@Test
	void readsTheListOfCores() {
		assertThat(Cores.parse("0-2,5")).containsExactly(0, 1, 2, 5);
	}

}
