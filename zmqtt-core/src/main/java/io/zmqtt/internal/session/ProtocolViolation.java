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

package io.zmqtt.internal.session;

import io.zmqtt.ReasonCode;

/**
 * Thrown when the peer sent a packet that is well-formed but not allowed. The connection
 * has to be closed with the reason code (MQTT 5.0, section 4.13).
 */
public final class ProtocolViolation extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reasonCode;

	public ProtocolViolation(ReasonCode reasonCode, String message) {
		super(message, null, false, false);
		this.reasonCode = reasonCode;
	}

	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
