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

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a client of MQTT 5 says when it disconnects (MQTT 5.0, section 3.14).
 *
 * @param reasonCode the reason code; {@link ReasonCode#DISCONNECT_WITH_WILL} makes the
 * broker publish the will
 * @param reasonString a text for people, or null
 * @param sessionExpiryInterval a new session expiry interval, or null to keep the one of
 * the connection
 * @param userProperties the user properties
 */
public record DisconnectOptions(ReasonCode reasonCode, @Nullable String reasonString,
		@Nullable Duration sessionExpiryInterval, List<UserProperty> userProperties) {

	private static final DisconnectOptions DEFAULT = new DisconnectOptions(ReasonCode.SUCCESS, null, null, List.of());

	/**
	 * Create options.
	 * @throws IllegalArgumentException if a client may not send the reason code, the text
	 * is not a valid string or the interval is out of range
	 */
	public DisconnectOptions {
		Objects.requireNonNull(reasonCode, "reasonCode");
		switch (reasonCode) {
			case SUCCESS, DISCONNECT_WITH_WILL, UNSPECIFIED_ERROR, MALFORMED_PACKET, PROTOCOL_ERROR,
					IMPLEMENTATION_SPECIFIC_ERROR, TOPIC_NAME_INVALID, RECEIVE_MAXIMUM_EXCEEDED, TOPIC_ALIAS_INVALID,
					PACKET_TOO_LARGE, MESSAGE_RATE_TOO_HIGH, QUOTA_EXCEEDED, ADMINISTRATIVE_ACTION,
					PAYLOAD_FORMAT_INVALID ->
				{
				}
			default -> throw new IllegalArgumentException("A client may not disconnect with " + reasonCode);
		}
		if (reasonString != null) {
			MqttStrings.requireValid(reasonString, "Reason string");
		}
		if (sessionExpiryInterval != null
				&& (sessionExpiryInterval.isNegative() || sessionExpiryInterval.toSeconds() > 0xFFFF_FFFFL)) {
			throw new IllegalArgumentException(
					"Session expiry interval must be from 0 to 4294967295 s, not " + sessionExpiryInterval);
		}
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return the normal disconnection.
	 * @return the defaults
	 */
	public static DisconnectOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Return the disconnection after which the broker publishes the will all the same.
	 * @return options with {@link ReasonCode#DISCONNECT_WITH_WILL}
	 */
	public static DisconnectOptions withWill() {
		return new DisconnectOptions(ReasonCode.DISCONNECT_WITH_WILL, null, null, List.of());
	}

}
