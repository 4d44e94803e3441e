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

package io.zmqtt.internal.client;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.zmqtt.conformance.Catalogue;
import io.zmqtt.conformance.LinkedTests;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That the tests of the statements can fail: with each {@link Breach} flipped, a test
 * that is linked to the statement it breaks has to fail, and to pass again without it.
 */
class BreachTests {

	/**
	 * The tests wait more than they work.
	 */
	private static final int PARALLEL = 8;

	private static final Map<Breach, Future<Proof>> PROOFS = new EnumMap<>(Breach.class);

	@BeforeAll
	static void flipAll() {
		ExecutorService executor = Executors.newFixedThreadPool(PARALLEL);
		for (Breach breach : Breach.values()) {
			if (breach != Breach.NONE) {
				PROOFS.put(breach, executor.submit(() -> prove(breach)));
			}
		}
		executor.shutdown();
	}

	@Test
	void thereAreAtLeastThirty() {
		assertThat(PROOFS).hasSizeGreaterThanOrEqualTo(30);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = Mode.EXCLUDE)
	void aLinkedTestFails(Breach breach) throws Exception {
		Proof proof = PROOFS.get(breach).get();
		assertThat(proof.broken.started).as("tests of " + breach.statement()).isNotEmpty();
		assertThat(proof.effects).as("packets changed in " + proof.broken.started).isPositive();
		assertThat(proof.broken.failed).as("failures among " + proof.broken.started).isNotEmpty();
		assertThat(proof.whole.started).isEqualTo(proof.broken.failed);
		assertThat(proof.whole.failed).isEmpty();
	}

	/**
	 * Run the tests of a statement until one fails, and that one again without the
	 * breach.
	 */
	private static Proof prove(Breach breach) {
		Outcome broken = run(breach,
				linkedTests(breach.statement()).stream()
					.map((test) -> DiscoverySelectors.selectMethod(test.getDeclaringClass(), test))
					.toList());
		int effects = breach.effects();
		Outcome whole = run(Breach.NONE, broken.failed.stream().map(DiscoverySelectors::selectUniqueId).toList());
		return new Proof(broken, effects, whole);
	}

	/**
	 * Return the tests of a statement that use the broker, those made for it first.
	 */
	private static List<Method> linkedTests(String statement) {
		List<Method> tests = new ArrayList<>(LinkedTests.of(Catalogue.MQTT_5, statement));
		tests.removeIf((test) -> !ScriptedTests.class.isAssignableFrom(test.getDeclaringClass()));
		tests.sort(Comparator.comparing((test) -> !test.getDeclaringClass().getSimpleName().contains("Conformance")));
		return tests;
	}

	private static Outcome run(Breach breach, List<? extends DiscoverySelector> selectors) {
		CancellationToken cancellation = CancellationToken.create();
		Outcome outcome = new Outcome(cancellation);
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
		breach.flip();
		try {
			Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
				.enableTestExecutionListenerAutoRegistration(false)
				.enableLauncherSessionListenerAutoRegistration(false)
				.enableLauncherDiscoveryListenerAutoRegistration(false)
				.build());
			launcher.execute(LauncherExecutionRequestBuilder.request(request)
				.listeners(outcome)
				.cancellationToken(cancellation)
				.build());
		}
		finally {
			Breach.flipBack();
		}
		return outcome;
	}

	/**
	 * What happened with a breach.
	 *
	 * @param broken the run with it
	 * @param effects how many packets it changed
	 * @param whole the run of the test that failed without it
	 */
	private record Proof(Outcome broken, int effects, Outcome whole) {

	}

	/**
	 * What ran and what failed; the first failure is enough.
	 */
	private static final class Outcome implements TestExecutionListener {

		private final CancellationToken cancellation;

		private final List<String> started = new ArrayList<>();

		private final List<String> failed = new ArrayList<>();

		Outcome(CancellationToken cancellation) {
			this.cancellation = cancellation;
		}

		@Override
		public void executionStarted(TestIdentifier test) {
			if (test.isTest()) {
				this.started.add(test.getUniqueId());
			}
		}

		@Override
		public void executionFinished(TestIdentifier test, TestExecutionResult result) {
			if (test.isTest() && result.getStatus() == Status.FAILED) {
				this.failed.add(test.getUniqueId());
				this.cancellation.cancel();
			}
		}

	}

}
