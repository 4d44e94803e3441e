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

/**
 * What is measured in one interval.
 *
 * @param version the MQTT version
 * @param direction what the client does
 * @param qos the quality of service
 * @param payload the size of the payload in bytes
 * @param topics the number of topics, which take turns
 */
record Workload(ProtocolVersion version, Direction direction, int qos, int payload, int topics) {

	/**
	 * Parse what {@link #toString()} prints.
	 * @param text the text; the number of topics may be missing
	 * @return the workload
	 */
	static Workload parse(String text) {
		String[] parts = text.split("/");
		return new Workload(ProtocolVersion.of(parts[0]), Direction.valueOf(parts[1]), Integer.parseInt(parts[2]),
				Integer.parseInt(parts[3]), (parts.length > 4) ? Integer.parseInt(parts[4]) : 1);
	}

	String describe() {
		String text = "MQTT %s, %s QoS %d, %d B".formatted(this.version, this.direction, this.qos, this.payload);
		return (this.topics == 1) ? text : text + ", " + this.topics + " topics";
	}

	@Override
	public String toString() {
		return this.version + "/" + this.direction + "/" + this.qos + "/" + this.payload
				+ ((this.topics == 1) ? "" : "/" + this.topics);
	}

	enum Direction {

		publish, receive

	}

}
