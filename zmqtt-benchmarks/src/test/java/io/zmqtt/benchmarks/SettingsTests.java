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

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Settings} and {@link SettingsParser}.
 */
class SettingsTests {

	@Test
	void measuresMessagesWithTheClientsUnlessToldOtherwise() {
		Settings settings = parse();
		assertThat(settings.suites()).containsExactly(SuiteName.messages);
		assertThat(settings.peers()).containsExactly("zmqtt", "hivemq", "hivemq-tuned", "paho", "vertx");
		assertThat(settings.workloads()).hasSize(4);
		assertThat(settings.rounds()).isEqualTo(3);
		assertThat(settings.seconds()).isEqualTo(2);
	}

	@Test
	void suitesComeInTheirOwnOrder() {
		assertThat(parse("--suite=slow,latency").suites()).containsExactly(SuiteName.latency, SuiteName.slow);
		assertThat(parse("--suite=all").suites()).containsExactly(SuiteName.values());
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--suite=fast"));
	}

	@Test
	void peersOfASuiteAreThoseGivenOrItsOwn() {
		List<String> usual = List.of("zmqtt", "hivemq");
		assertThat(parse().peers(usual)).isEqualTo(usual);
		assertThat(parse("--peers=raw").peers(usual)).containsExactly("raw");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--peers=nobody"));
	}

	@Test
	void theReportHasAllSuitesAndItsOwnWorkloads() {
		Settings settings = parse("--report", "--short");
		assertThat(settings.suites()).containsExactly(SuiteName.values());
		assertThat(settings.workloads()).isEqualTo(ReportWorkloads.all()).doesNotHaveDuplicates().hasSize(26);
		assertThat(settings.seconds()).isEqualTo(1);
		assertThat(settings.rounds()).isEqualTo(2);
	}

	@Test
	void combinesTopicsWithTheOthers() {
		Settings settings = parse("--topics=1,1000", "--directions=publish", "--qos=1");
		assertThat(settings.workloads()).containsExactly(Workload.parse("3.1.1/publish/1/256"),
				Workload.parse("3.1.1/publish/1/256/1000"));
	}

	@Test
	void theExtentSurvivesTheWayToTheChild() {
		Settings settings = parse("--clients=7", "--minutes=0.5", "--latency-seconds=3", "--cold-starts=4");
		Settings child = parse(settings.toChildArguments().toArray(String[]::new));
		assertThat(child.extent()).isEqualTo(settings.extent()).isEqualTo(new Settings.Extent(3, 4, 7, 0.5));
	}

	private static Settings parse(String... args) {
		return Settings.parse(args, 0);
	}

}
