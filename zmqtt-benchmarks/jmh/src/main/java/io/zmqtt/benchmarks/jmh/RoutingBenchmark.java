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

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqtt.TopicFilter;
import io.zmqtt.internal.session.RoutingTree;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Who receives a message, among many subscriptions.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {

	private static final int TOPICS = 1024;

	@Param({ "1", "100", "10000", "100000" })
	int filters;

	private final RoutingTree<Integer> tree = new RoutingTree<>();

	private final String[] topics = new String[TOPICS];

	private int next;

	/**
	 * Make the subscriptions, every tenth with a wildcard.
	 */
	@Setup
	public void setUp() {
		for (int i = 0; i < this.filters; i++) {
			this.tree.add(
					TopicFilter.of("building/" + i % 100 + ((i % 10 == 9) ? "/+/" : "/room/") + i + "/temperature"), i);
		}
		for (int i = 0; i < TOPICS; i++) {
			int filter = i % this.filters;
			this.topics[i] = "building/" + filter % 100 + "/room/" + filter + "/temperature";
		}
	}

	/**
	 * Look up one topic after the other.
	 * @return what matches
	 */
	@Benchmark
	public List<Integer> match() {
		this.next = (this.next + 1) & (TOPICS - 1);
		return this.tree.match(this.topics[this.next]);
	}

}
