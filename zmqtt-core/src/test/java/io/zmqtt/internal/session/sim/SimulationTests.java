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

import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Plays random runs of the session against a model broker. The properties
 * {@code zmqtt.sim.seeds} and {@code zmqtt.sim.start} say how many, and from which on; a
 * run that fails is reported with its trace.
 */
class SimulationTests {

	private static final int SEEDS = Integer.getInteger("zmqtt.sim.seeds", 10_000);

	private static final long START = Long.getLong("zmqtt.sim.start", 1);

	@Test
	@Timeout(value = 1, unit = TimeUnit.HOURS)
	void sessionPassesAllRuns() {
		Simulation simulation = new Simulation();
		for (long seed = START; seed < START + SEEDS; seed++) {
			String failure = simulation.apply(seed);
			if (failure != null) {
				fail(failure);
			}
		}
	}

	@Test
	void sameSeedIsTheSameRun() {
		World first = new World(START, null);
		World second = new World(START, null);
		assertThat(new Profile(first)).hasToString(new Profile(second).toString());
		assertThat(Simulation.trace(START)).isEqualTo(Simulation.trace(START)).contains("PUBLISH");
	}

	/**
	 * A broker that shared code with the session would share its bugs.
	 */
	@Test
	void modelBrokerKnowsNothingOfTheSession() {
		noClasses().that()
			.haveSimpleNameStartingWith("Model")
			.or()
			.haveSimpleName("World")
			.or()
			.haveSimpleName("Link")
			.or()
			.haveSimpleName("Packets")
			.or()
			.haveSimpleName("Profile")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.zmqtt.internal.session")
			.check(new ClassFileImporter().importPackages("io.zmqtt.internal.session.sim"));
	}

}
