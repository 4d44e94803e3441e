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
 * Reads the options of a command line.
 */
final class SettingsParser {

	private List<SuiteName> suites = List.of(SuiteName.messages);

	private List<String> peers = List.of();

	private String[] versions = { "3.1.1" };

	private String[] directions = { "publish", "receive" };

	private String[] qos = { "0", "1" };

	private String[] payloads = { "256" };

	private String[] topics = { "1" };

	private int rounds = 3;

	private int intervals = 2;

	private double seconds = 2;

	private double warmUp = 2.5;

	private int window = 1000;

	private String acks = "batched";

	private double latencySeconds = 10;

	private int coldStarts = 15;

	private int clients = 5000;

	private double minutes = 10;

	private final List<Workload> workloads = new ArrayList<>();

	/**
	 * Take an option.
	 * @param option the option with its value
	 */
	void accept(String option) {
		int equals = option.indexOf('=');
		String name = (equals < 0) ? option : option.substring(0, equals);
		String value = (equals < 0) ? "" : option.substring(equals + 1);
		switch (name) {
			case "--suite" -> this.suites = SuiteName.parse(value);
			case "--peers" -> this.peers = List.of(value.split(","));
			case "--versions" -> this.versions = value.split(",");
			case "--directions" -> this.directions = value.split(",");
			case "--qos" -> this.qos = value.split(",");
			case "--payloads" -> this.payloads = value.split(",");
			case "--topics" -> this.topics = value.split(",");
			case "--window" -> this.window = Integer.parseInt(value);
			case "--acks" -> this.acks = value;
			case "--rounds" -> this.rounds = Integer.parseInt(value);
			case "--intervals" -> this.intervals = Integer.parseInt(value);
			case "--seconds" -> this.seconds = Double.parseDouble(value);
			case "--warm-up" -> this.warmUp = Double.parseDouble(value);
			case "--latency-seconds" -> this.latencySeconds = Double.parseDouble(value);
			case "--cold-starts" -> this.coldStarts = Integer.parseInt(value);
			case "--clients" -> this.clients = Integer.parseInt(value);
			case "--minutes" -> this.minutes = Double.parseDouble(value);
			case "--workload" -> this.workloads.add(Workload.parse(value));
			case "--short" -> shorten();
			case "--report" -> {
				this.suites = List.of(SuiteName.values());
				this.seconds = 1;
				this.workloads.addAll(ReportWorkloads.all());
			}
			default -> throw new IllegalArgumentException("Unknown option " + option);
		}
	}

	private void shorten() {
		this.rounds = 2;
		this.seconds = 1;
		this.latencySeconds = 4;
		this.coldStarts = 5;
		this.minutes = 2;
	}

	/**
	 * Return what the options say together.
	 * @return the settings
	 */
	Settings settings() {
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
		return new Settings(this.suites, this.peers, this.rounds, this.intervals, this.seconds, this.warmUp,
				this.window, this.acks, this.workloads,
				new Settings.Extent(this.latencySeconds, this.coldStarts, this.clients, this.minutes));
	}

	private void combine() {
		for (String version : this.versions) {
			for (String direction : this.directions) {
				for (String payload : this.payloads) {
					for (String topics : this.topics) {
						for (String qos : this.qos) {
							this.workloads.add(Workload
								.parse(version + "/" + direction + "/" + qos + "/" + payload + "/" + topics));
						}
					}
				}
			}
		}
	}

}
