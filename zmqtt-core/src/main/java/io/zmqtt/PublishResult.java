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

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * How a publish ended well. A message of QoS 0 is done when it was flushed to the socket,
 * one of QoS 1 at its PUBACK, one of QoS 2 at its PUBCOMP. Immutable.
 */
public final class PublishResult {

	private static final PublishResult SUCCESS = new PublishResult(ReasonCode.SUCCESS, null, List.of(), false);

	private final ReasonCode reasonCode;

	private final @Nullable String reasonString;

	private final List<UserProperty> userProperties;

	private final boolean resubmitted;

	private PublishResult(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties,
			boolean resubmitted) {
		this.reasonCode = reasonCode;
		this.reasonString = reasonString;
		this.userProperties = userProperties;
		this.resubmitted = resubmitted;
	}

	/**
	 * Return the plain success, which carries nothing else.
	 * @return the result with {@link ReasonCode#SUCCESS}
	 */
	public static PublishResult success() {
		return SUCCESS;
	}

	/**
	 * Return a result.
	 * @param reasonCode the reason code of the acknowledgement, below 0x80
	 * @param reasonString the broker's text, or null
	 * @param userProperties the broker's user properties
	 * @param resubmitted whether the message was submitted anew after its session was
	 * lost
	 * @return a result
	 */
	public static PublishResult of(ReasonCode reasonCode, @Nullable String reasonString,
			List<UserProperty> userProperties, boolean resubmitted) {
		if (reasonCode == ReasonCode.SUCCESS && reasonString == null && userProperties.isEmpty() && !resubmitted) {
			return SUCCESS;
		}
		return new PublishResult(reasonCode, reasonString, List.copyOf(userProperties), resubmitted);
	}

	/**
	 * Return the reason code of the acknowledgement; {@link ReasonCode#SUCCESS} at QoS 0
	 * and on MQTT 3.1.1. {@link ReasonCode#NO_MATCHING_SUBSCRIBERS} means that the broker
	 * took the message and nobody gets it.
	 * @return the reason code, below 0x80
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

	/**
	 * Return what the broker said in words.
	 * @return the reason string
	 */
	public Optional<String> reasonString() {
		return Optional.ofNullable(this.reasonString);
	}

	/**
	 * Return the user properties of the acknowledgement.
	 * @return an immutable list
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Return whether the message was submitted anew because the broker lost the session
	 * while it was in flight. The broker may then have got it twice.
	 * @return whether it was submitted more than once
	 */
	public boolean resubmitted() {
		return this.resubmitted;
	}

	@Override
	public String toString() {
		return "PublishResult[reasonCode=" + this.reasonCode + ", reasonString=" + this.reasonString + ", resubmitted="
				+ this.resubmitted + "]";
	}

}
