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

package io.zmqtt;

/**
 * A version of the MQTT protocol.
 */
public enum MqttVersion {

	/**
	 * MQTT 3.1.1 (OASIS Standard, 29 October 2014), protocol level 4. The default.
	 */
	V3_1_1(4, "3.1.1"),

	/**
	 * MQTT 5.0 (OASIS Standard, 7 March 2019), protocol level 5.
	 */
	V5(5, "5.0");

	private final int level;

	private final String text;

	MqttVersion(int level, String text) {
		this.level = level;
		this.text = text;
	}

	/**
	 * Return the protocol level that CONNECT carries.
	 * @return 4 or 5
	 */
	public int level() {
		return this.level;
	}

	/**
	 * Return the version as people write it.
	 * @return {@code "3.1.1"} or {@code "5.0"}
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
