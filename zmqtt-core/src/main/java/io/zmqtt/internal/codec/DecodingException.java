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

package io.zmqtt.internal.codec;

import io.zmqtt.ReasonCode;

/**
 * Thrown when received bytes break the standard. The message names the rule and never
 * holds anything that was received.
 */
public final class DecodingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reasonCode;

	public DecodingException(ReasonCode reasonCode, String message) {
		super(message);
		this.reasonCode = reasonCode;
	}

	static DecodingException malformed(String message) {
		return new DecodingException(ReasonCode.MALFORMED_PACKET, message);
	}

	static DecodingException protocolError(String message) {
		return new DecodingException(ReasonCode.PROTOCOL_ERROR, message);
	}

	/**
	 * Return the reason code to disconnect with.
	 * @return the reason code
	 */
	public ReasonCode reasonCode() {
		return this.reasonCode;
	}

}
