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
 * What the report measures of messages: each QoS in both directions over MQTT 3.1.1 with
 * 16 B, 256 B and 4 KiB, and with 256 B over MQTT 5.0; and QoS 1 on a thousand topics.
 */
final class ReportWorkloads {

	private ReportWorkloads() {
	}

	static List<Workload> all() {
		List<Workload> workloads = new ArrayList<>();
		add(workloads, ProtocolVersion.V3_1_1, 256, 16, 4096);
		add(workloads, ProtocolVersion.V5_0, 256);
		for (Workload.Direction direction : Workload.Direction.values()) {
			workloads.add(new Workload(ProtocolVersion.V3_1_1, direction, 1, 256, 1000));
		}
		return workloads;
	}

	private static void add(List<Workload> workloads, ProtocolVersion version, int... payloads) {
		for (int payload : payloads) {
			for (Workload.Direction direction : Workload.Direction.values()) {
				for (int qos = 0; qos <= 2; qos++) {
					workloads.add(new Workload(version, direction, qos, payload, 1));
				}
			}
		}
	}

	/**
	 * Return what the layer on Spring is measured with.
	 */
	static List<Workload> spring() {
		return List.of(new Workload(ProtocolVersion.V5_0, Workload.Direction.publish, 1, 256, 1),
				new Workload(ProtocolVersion.V5_0, Workload.Direction.receive, 1, 256, 1));
	}

}
