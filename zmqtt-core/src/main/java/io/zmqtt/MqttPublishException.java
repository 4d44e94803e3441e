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
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a message was not published: the broker refused it by a reason code of 0x80
 * or above, or has nobody to send a request to, or its outcome cannot be learned any
 * more.
 */
public final class MqttPublishException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final String topic;

	private final @Nullable ReasonCode reasonCode;

	private final @Nullable String reasonString;

	@SuppressWarnings("serial")
	private final List<UserProperty> userProperties;

	private final boolean outcomeUnknown;

	/**
	 * Create an exception for a message that the broker refused, or that nobody receives
	 * though it was to.
	 * @param topic the topic of the message
	 * @param reasonCode the reason code
	 * @param reasonString the broker's text, or null
	 * @param userProperties the user properties of the acknowledgement
	 */
	public MqttPublishException(String topic, ReasonCode reasonCode, @Nullable String reasonString,
			List<UserProperty> userProperties) {
		super((reasonCode.isFailure() ? "The broker refused the message to '" : "Nobody receives the message to '")
				+ topic + "': " + reasonCode + ((reasonString != null) ? ": " + reasonString : ""), null);
		this.topic = topic;
		this.reasonCode = Objects.requireNonNull(reasonCode, "reasonCode");
		this.reasonString = reasonString;
		this.userProperties = List.copyOf(userProperties);
		this.outcomeUnknown = false;
	}

	/**
	 * Create an exception for a message whose outcome is unknown.
	 * @param topic the topic of the message
	 * @param message why it is unknown
	 */
	public MqttPublishException(String topic, String message) {
		this(topic, message, true);
	}

	/**
	 * Create an exception for a message that ended without an answer of the broker.
	 * @param topic the topic of the message
	 * @param message why
	 * @param outcomeUnknown whether the broker may have got the message
	 */
	public MqttPublishException(String topic, String message, boolean outcomeUnknown) {
		super(message, null);
		this.topic = topic;
		this.reasonCode = null;
		this.reasonString = null;
		this.userProperties = List.of();
		this.outcomeUnknown = outcomeUnknown;
	}

	/**
	 * Return the topic of the message.
	 * @return the topic name
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Return the broker's reason code.
	 * @return the reason code, if the broker answered
	 */
	public Optional<ReasonCode> reasonCode() {
		return Optional.ofNullable(this.reasonCode);
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
	 * Return whether the broker may have got the message.
	 * @return whether the outcome is unknown
	 */
	public boolean outcomeUnknown() {
		return this.outcomeUnknown;
	}

}
