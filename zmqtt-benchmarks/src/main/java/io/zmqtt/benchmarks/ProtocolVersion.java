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
 * The MQTT version that a workload is measured with.
 */
public enum ProtocolVersion {

	/**
	 * MQTT 3.1.1.
	 */
	V3_1_1("3.1.1"),

	/**
	 * MQTT 5.0.
	 */
	V5_0("5.0");

	private final String text;

	ProtocolVersion(String text) {
		this.text = text;
	}

	static ProtocolVersion of(String text) {
		for (ProtocolVersion version : values()) {
			if (version.text.equals(text)) {
				return version;
			}
		}
		throw new IllegalArgumentException("No such MQTT version: " + text);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
