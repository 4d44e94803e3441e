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

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the broker refuses the credentials: return codes 4 and 5 of MQTT 3.1.1,
 * reason codes 0x86, 0x87 and 0x8C of MQTT 5.
 */
public final class MqttAuthException extends MqttConnectException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param server the broker
	 * @param message what went wrong and what to do about it
	 * @param reasonCode the reason code of CONNACK
	 * @param reasonString the broker's text, or null
	 */
	public MqttAuthException(ServerAddress server, String message, ReasonCode reasonCode,
			@Nullable String reasonString) {
		super(server, message, reasonCode, reasonString, null);
	}

}
