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
package io.zmqtt.internal.connection;

import io.zmqtt.FailureAction;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;

/**
 * Which failures are worth another attempt.
 *
 * @param onAuthFailure what to do when credentials that were accepted are refused
 * @param onTakenOver what to do when another client takes the session over
 */
record RetryRules(FailureAction onAuthFailure, FailureAction onTakenOver) {

	/**
	 * Return whether the failure would only repeat itself.
	 * @param failure the failure
	 * @param connectedBefore whether there was a connection before; credentials that were
	 * accepted once may be refused because an authentication service is down
	 */
	boolean isPermanent(MqttException failure, boolean connectedBefore) {
		if (failure instanceof MqttDisconnectedException disconnected) {
			return this.onTakenOver == FailureAction.FAIL && disconnected.source() == Source.SERVER
					&& disconnected.reasonCode().orElse(null) == ReasonCode.SESSION_TAKEN_OVER;
		}
		if (failure instanceof MqttConnectException connect && connect.reasonCode().isPresent()) {
			ReasonCode code = connect.reasonCode().get();
			return isCredentials(code) ? !connectedBefore || this.onAuthFailure == FailureAction.FAIL
					: isPermanent(code);
		}
		return false;
	}

	/**
	 * Return whether the failure is one of credentials, which is retried as seldom as the
	 * policy allows.
	 */
	static boolean isCredentials(MqttException failure) {
		return failure instanceof MqttAuthException auth
				&& auth.reasonCode().map(RetryRules::isCredentials).orElse(false);
	}

	private static boolean isCredentials(ReasonCode code) {
		return code == ReasonCode.BAD_USER_NAME_OR_PASSWORD || code == ReasonCode.NOT_AUTHORIZED;
	}

	private static boolean isPermanent(ReasonCode code) {
		return switch (code) {
			case MALFORMED_PACKET, PROTOCOL_ERROR, UNSUPPORTED_PROTOCOL_VERSION, CLIENT_IDENTIFIER_NOT_VALID, BANNED,
					BAD_AUTHENTICATION_METHOD, TOPIC_NAME_INVALID, PACKET_TOO_LARGE, PAYLOAD_FORMAT_INVALID,
					RETAIN_NOT_SUPPORTED, QOS_NOT_SUPPORTED ->
				true;
			default -> false;
		};
	}

}
