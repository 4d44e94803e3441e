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

package io.zmqtt.benchmarks.jmh;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a message may allocate, from the application to the wire or back, in bytes. Does
 * not depend on how fast the machine is.
 */
class AllocationTests {

	/**
	 * The payload of a received message is an array of its own.
	 */
	private static final int ARRAY = 16 + ClientBenchmark.PAYLOAD;

	private static final Map<String, Integer> BOUNDS = Map.of("publish 0", 140, "publish 1", 140, "publish 2", 140,
			"receive 0", ARRAY + 72, "receive 1", ARRAY + 72, "receive 2", ARRAY + 72);

	@Test
	@Timeout(180)
	void messagesAllocateNoMoreThanTheirBound() throws RunnerException {
		Collection<RunResult> results = new Runner(new OptionsBuilder().include(ClientBenchmark.class.getName())
			.addProfiler(GCProfiler.class)
			.jvmArgs("-XX:+UseSerialGC", "-Xmx256m")
			.warmupIterations(3)
			.warmupTime(TimeValue.milliseconds(700))
			.measurementIterations(2)
			.measurementTime(TimeValue.milliseconds(700))
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.build()).run();
		Map<String, Double> allocated = new TreeMap<>();
		for (RunResult result : results) {
			String name = result.getParams().getBenchmark();
			allocated.put(name.substring(name.lastIndexOf('.') + 1) + " " + result.getParams().getParam("qos"),
					result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
		}
		System.out.println("Bytes allocated by message: " + allocated);
		assertThat(allocated).hasSameSizeAs(BOUNDS)
			.allSatisfy((name, bytes) -> assertThat(bytes).as(name).isLessThan(BOUNDS.get(name)));
	}

}
