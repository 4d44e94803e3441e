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
 * @param suites the kinds of measurements
 * @param givenPeers the names of the peers, see {@link KnownPeer}, or none for those that
 * belong to a suite; the first is the yardstick
 * @param rounds the child JVMs per peer
 * @param intervals the measured intervals of each workload in a child JVM
 * @param seconds the length of an interval
 * @param warmUpSeconds the CPU time spent on each workload before its first interval
 * @param window the most unacknowledged messages
 * @param acks how the broker writes acknowledgements, {@code batched} or {@code single}
 * @param workloads what to measure in the first suite
 * @param extent how long the other suites take
 */
record Settings(List<SuiteName> suites, List<String> givenPeers, int rounds, int intervals, double seconds,
		double warmUpSeconds, int window, String acks, List<Workload> workloads, Extent extent) {

	static final String USAGE = """
			Options and their defaults:
			  --suite=messages                   of messages,latency,connect,idle,growth,mosquitto,endurance,slow,
			                                     spring; or all
			  --report                           the same as --suite=all --seconds=1 with the workloads of the
			                                     report, which name versions, QoS, payloads and topics
			  --peers=zmqtt,hivemq,hivemq-tuned,paho,vertx  the first one is the yardstick; there are also
			                                     raw, hivemq-manual, zmqtt-spring and spring-integration
			  --versions=3.1.1                   of 3.1.1,5.0
			  --directions=publish,receive
			  --qos=0,1                          of 0,1,2
			  --payloads=256                     in bytes
			  --topics=1                         how many topics take turns
			  --window=1000                      most unacknowledged messages
			  --acks=batched                     or single: the broker writes each one on its own
			  --rounds=3                         child JVMs per peer
			  --intervals=2                      measured intervals per workload and child JVM
			  --seconds=2                        length of an interval
			  --warm-up=2.5                      seconds of CPU time per workload
			  --short                            the same as --rounds=2 --seconds=1 --latency-seconds=4
			                                     --cold-starts=5 --minutes=2
			  --latency-seconds=10               length of an interval at a given rate
			  --cold-starts=15                   new JVMs per peer
			  --clients=5000                     idle connections
			  --minutes=10                       how long the endurance suite runs
			""";

	static Settings parse(String[] args, int from) {
		SettingsParser parser = new SettingsParser();
		for (int i = from; i < args.length; i++) {
			parser.accept(args[i]);
		}
		return parser.settings();
	}

	/**
	 * Return the peers of the first suite.
	 */
	List<String> peers() {
		return peers(KnownPeer.clients());
	}

	/**
	 * Return the peers of a suite.
	 * @param usual the peers if none are given
	 * @return their names
	 */
	List<String> peers(List<String> usual) {
		return this.givenPeers.isEmpty() ? usual : this.givenPeers;
	}

	/**
	 * Return the same settings for another table of messages.
	 * @param peers its peers
	 * @param workloads its workloads
	 * @return the settings
	 */
	Settings with(List<String> peers, List<Workload> workloads) {
		return new Settings(this.suites, peers, this.rounds, this.intervals, this.seconds, this.warmUpSeconds,
				this.window, this.acks, workloads, this.extent);
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
		arguments.add("--latency-seconds=" + this.extent.latencySeconds());
		arguments.add("--cold-starts=" + this.extent.coldStarts());
		arguments.add("--clients=" + this.extent.clients());
		arguments.add("--minutes=" + this.extent.minutes());
		return arguments;
	}

	/**
	 * Return the command line for a child JVM that runs workloads.
	 * @param workloads the workloads
	 * @return options that {@link #parse} understands
	 */
	List<String> toChildArguments(List<Workload> workloads) {
		List<String> arguments = toChildArguments();
		for (Workload workload : workloads) {
			arguments.add("--workload=" + workload);
		}
		return arguments;
	}

	/**
	 * How long the other suites take.
	 *
	 * @param latencySeconds the length of an interval at a given rate
	 * @param coldStarts the new JVMs per peer
	 * @param clients the idle connections
	 * @param minutes the length of the endurance suite
	 */
	record Extent(double latencySeconds, int coldStarts, int clients, double minutes) {

	}

}
