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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reports that the peer sent something that is malformed or not allowed. The connection
 * was closed with the reason code, and the client goes down the ordinary reconnect path.
 */
public final class MqttProtocolException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reasonCode;

	/**
	 * Create an exception.
	 * @param reasonCode the reason code that the peer was told
	 * @param message what the peer did
	 * @param cause the cause, or null
	 */
	public MqttProtocolException(ReasonCode reasonCode, String message, @Nullable Throwable cause) {
		super(message + " [" + reasonCode + "]", cause);
		this.reasonCode = Objects.requireNonNull(reasonCode, "reasonCode");
	}

	/**
	 * Return the reason code that the peer was told.
	 * @return a reason code of 0x80 or above
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
