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

import org.jspecify.annotations.Nullable;

/**
 * Thrown when authentication fails: the broker refuses the credentials (return codes 4
 * and 5 of MQTT 3.1.1, reason codes 0x86, 0x87 and 0x8C of MQTT 5), or it ends the
 * connection during a re-authentication, or the authentication handler itself fails.
 */
public final class MqttAuthException extends MqttConnectException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception for a refusal by the broker.
	 * @param server the broker
	 * @param message what went wrong and what to do about it
	 * @param reasonCode the reason code of CONNACK or DISCONNECT
	 * @param reasonString the broker's text, or null
	 * @param userProperties the user properties of CONNACK or DISCONNECT
	 */
	public MqttAuthException(ServerAddress server, String message, ReasonCode reasonCode, @Nullable String reasonString,
			List<UserProperty> userProperties) {
		super(server, message, reasonCode, reasonString, null, userProperties);
	}

	/**
	 * Create an exception for a failure of the authentication handler.
	 * @param server the broker
	 * @param message what went wrong and what to do about it
	 * @param cause the cause, or null
	 */
	public MqttAuthException(ServerAddress server, String message, @Nullable Throwable cause) {
		super(Failure.AUTHENTICATION, server, message, cause);
	}

}
