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

package io.zmqtt.internal.session.sim;

import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Shows that the simulation finds bugs: each {@link PlantedBug} makes a run fail that the
 * session passes as it is.
 */
class PlantedBugTests {

	/**
	 * Far fewer than {@link SimulationTests} plays.
	 */
	private static final int SEEDS = 2_000;

	@ParameterizedTest
	@EnumSource
	void isFound(PlantedBug bug, TestReporter reporter) {
		LongFunction<@Nullable String> simulation = PlantedSession.simulation(bug);
		for (long seed = 1; seed <= SEEDS; seed++) {
			String failure = simulation.apply(seed);
			if (failure != null) {
				reporter.publishEntry(bug.name(), failure.lines().findFirst().orElse(""));
				assertThat(new Simulation().apply(seed)).isNull();
				return;
			}
		}
		fail(SEEDS + " runs do not show the planted bug " + bug);
	}

}
