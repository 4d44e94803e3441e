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
 * The quality of service of a message: how hard sender and receiver work for its
 * delivery.
 *
 * @see <a href=
 * "https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901234">MQTT 5.0,
 * section 4.3</a>
 */
public enum QoS {

	/**
	 * At most once (QoS 0): sent once, never acknowledged.
	 */
	AT_MOST_ONCE,

	/**
	 * At least once (QoS 1): repeated on a resumed session until acknowledged.
	 */
	AT_LEAST_ONCE,

	/**
	 * Exactly once (QoS 2): a two-step acknowledgement; neither lost nor duplicated while
	 * the session lives.
	 */
	EXACTLY_ONCE;

	private static final QoS[] VALUES = values();

	/**
	 * Return the number that stands for this quality of service on the wire.
	 * @return 0, 1 or 2
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * Return the quality of service with the given number.
	 * @param value 0, 1 or 2
	 * @return the quality of service
	 * @throws IllegalArgumentException if the value is none of 0, 1 and 2
	 */
	public static QoS of(int value) {
		if (value < 0 || value > 2) {
			throw new IllegalArgumentException("QoS must be 0, 1 or 2, not " + value);
		}
		return VALUES[value];
	}

}
