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

/**
 * What to measure and for how long, from the command line.
 *
 * @param peers the names of the peers, see {@link KnownPeer}; the first is the yardstick
 * @param rounds the child JVMs per peer
 * @param intervals the measured intervals of each workload in a child JVM
 * @param seconds the length of an interval
 * @param warmUpSeconds the CPU time spent on each workload before its first interval
 * @param window the most unacknowledged messages
 * @param acks how the broker writes acknowledgements, {@code batched} or {@code single}
 * @param workloads what to measure
 */
record Settings(List<String> peers, int rounds, int intervals, double seconds, double warmUpSeconds, int window,
		String acks, List<Workload> workloads) {

	static final String USAGE = """
			Options and their defaults:
			  --peers=zmqtt,hivemq,hivemq-tuned,paho,vertx  the first one is the yardstick; there are also
			                                     zmqtt-spring and spring-integration
			  --versions=3.1.1                   of 3.1.1,5.0
			  --directions=publish,receive
			  --qos=0,1                          of 0,1,2
			  --payloads=256                     in bytes
			  --window=1000                      most unacknowledged messages
			  --acks=batched                     or single: the broker writes each one on its own
			  --rounds=3                         child JVMs per peer
			  --intervals=2                      measured intervals per workload and child JVM
			  --seconds=2                        length of an interval
			  --warm-up=2.5                      seconds of CPU time per workload
			  --short                            the same as --rounds=2 --seconds=1
			""";

	static Settings parse(String[] args, int from) {
		Parser parser = new Parser();
		for (int i = from; i < args.length; i++) {
			parser.accept(args[i]);
		}
		return parser.settings();
	}

	/**
	 * Return the command line for a child JVM.
	 * @return options that {@link #parse} understands
	 */
	List<String> toChildArguments() {
		List<String> arguments = new ArrayList<>();
		arguments.add("--intervals=" + this.intervals);
		arguments.add("--seconds=" + this.seconds);
		arguments.add("--warm-up=" + this.warmUpSeconds);
		arguments.add("--window=" + this.window);
		for (Workload workload : this.workloads) {
			arguments.add("--workload=" + workload);
		}
		return arguments;
	}

	private static final class Parser {

		private List<String> peers = KnownPeer.clients();

		private String[] versions = { "3.1.1" };

		private String[] directions = { "publish", "receive" };

		private String[] qos = { "0", "1" };

		private String[] payloads = { "256" };

		private int rounds = 3;

		private int intervals = 2;

		private double seconds = 2;

		private double warmUp = 2.5;

		private int window = 1000;

		private String acks = "batched";

		private final List<Workload> workloads = new ArrayList<>();

		private void accept(String option) {
			int equals = option.indexOf('=');
			String name = (equals < 0) ? option : option.substring(0, equals);
			String value = (equals < 0) ? "" : option.substring(equals + 1);
			switch (name) {
				case "--peers" -> this.peers = List.of(value.split(","));
				case "--versions" -> this.versions = value.split(",");
				case "--directions" -> this.directions = value.split(",");
				case "--qos" -> this.qos = value.split(",");
				case "--payloads" -> this.payloads = value.split(",");
				case "--window" -> this.window = Integer.parseInt(value);
				case "--acks" -> this.acks = value;
				case "--rounds" -> this.rounds = Integer.parseInt(value);
				case "--intervals" -> this.intervals = Integer.parseInt(value);
				case "--seconds" -> this.seconds = Double.parseDouble(value);
				case "--warm-up" -> this.warmUp = Double.parseDouble(value);
				case "--workload" -> this.workloads.add(Workload.parse(value));
				case "--short" -> {
					this.rounds = 2;
					this.seconds = 1;
				}
				default -> throw new IllegalArgumentException("Unknown option " + option);
			}
		}

		private Settings settings() {
			if (this.workloads.isEmpty()) {
				combine();
			}
			this.peers.forEach(KnownPeer::of);
			if (this.window < 2 || this.window > 65535) {
				throw new IllegalArgumentException("The window must be from 2 to 65535");
			}
			if (!this.acks.equals("batched") && !this.acks.equals("single")) {
				throw new IllegalArgumentException("Acknowledgements are either batched or single");
			}
			return new Settings(this.peers, this.rounds, this.intervals, this.seconds, this.warmUp, this.window,
					this.acks, this.workloads);
		}

		private void combine() {
			for (String version : this.versions) {
				for (String direction : this.directions) {
					for (String payload : this.payloads) {
						for (String qos : this.qos) {
							this.workloads.add(Workload.parse(version + "/" + direction + "/" + qos + "/" + payload));
						}
					}
				}
			}
		}

	}

}
