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
 * What a broker does with retained messages when a subscription is made (MQTT 5.0,
 * section 3.8.3.1).
 */
public enum RetainHandling {

	/**
	 * Send retained messages at each SUBSCRIBE (0). The default, and the behaviour of
	 * MQTT 3.1.1.
	 */
	SEND,

	/**
	 * Send retained messages only if the subscription did not exist before (1).
	 */
	SEND_IF_NEW,

	/**
	 * Send no retained messages (2).
	 */
	DO_NOT_SEND;

	private static final RetainHandling[] VALUES = values();

	/**
	 * Return the number that stands for this option on the wire.
	 * @return 0, 1 or 2
	 */
	public int value() {
		return ordinal();
	}

	/**
	 * Return the option with the given number.
	 * @param value 0, 1 or 2
	 * @return the option
	 * @throws IllegalArgumentException if the value is none of 0, 1 and 2
	 */
	public static RetainHandling of(int value) {
		if (value < 0 || value > 2) {
			throw new IllegalArgumentException("Retain handling must be 0, 1 or 2, not " + value);
		}
		return VALUES[value];
	}

}
