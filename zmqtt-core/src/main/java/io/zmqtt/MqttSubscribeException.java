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

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Thrown when the broker refused one or more topic filters. The subscription does not
 * exist then: filters of it that were granted have been given back.
 */
public final class MqttSubscribeException extends MqttException {

	private static final long serialVersionUID = 1L;

	@SuppressWarnings("serial")
	private final Map<String, ReasonCode> failures;

	private final transient SubscribeResult result;

	/**
	 * Create an exception.
	 * @param result the broker's answer, with at least one refusal
	 */
	public MqttSubscribeException(SubscribeResult result) {
		super(describe(result), null);
		this.failures = failures(result);
		this.result = result;
	}

	/**
	 * Return the refused filters with the broker's reason.
	 * @return an immutable map from filter to a reason code of 0x80 or above
	 */
	public Map<String, ReasonCode> failures() {
		return this.failures;
	}

	/**
	 * Return the whole answer.
	 * @return the result
	 */
	public SubscribeResult result() {
		return this.result;
	}

	private static Map<String, ReasonCode> failures(SubscribeResult result) {
		return result.reasonCodes()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().isFailure())
			.collect(Collectors.toUnmodifiableMap((entry) -> entry.getKey().text(), Map.Entry::getValue));
	}

	private static String describe(SubscribeResult result) {
		return "The broker refused to subscribe to "
				+ failures(result).entrySet()
					.stream()
					.map((entry) -> "'" + entry.getKey() + "': " + entry.getValue())
					.collect(Collectors.joining(", "))
				+ ((result.reasonString() != null) ? ": " + result.reasonString() : "");
	}

}
