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

package io.zmqtt.spring.boot.autoconfigure;

import io.zmqtt.MqttConnectException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about an application that fails to start because it cannot connect.
 */
final class MqttConnectFailureAnalyzer extends AbstractFailureAnalyzer<MqttConnectException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttConnectException cause) {
		return new FailureAnalysis("Could not connect to the MQTT broker. " + cause.getMessage(),
				action(cause) + " To start without the broker and connect when it is there, remove zmqtt.fail-fast.",
				cause);
	}

	private static String action(MqttConnectException cause) {
		return switch (cause.failure()) {
			case UNKNOWN_HOST, UNREACHABLE ->
				"Check zmqtt.host and zmqtt.port, zmqtt.uri or zmqtt.servers, and that the broker is up.";
			case TIMEOUT, CLOSED -> "Check that an MQTT broker listens at this port, that nothing is in between, and"
					+ " that it agrees with zmqtt.ssl on whether TLS is used.";
			case TLS_UNTRUSTED -> "Trust the authority that has issued the broker's certificate: set zmqtt.ssl.bundle"
					+ " to an SSL bundle whose trust store has it.";
			case TLS_HOST_NAME ->
				"Connect by a host name that the certificate holds, or set zmqtt.ssl.server-name to it.";
			case TLS -> "Check zmqtt.ssl, and whether the broker expects TLS at this port.";
			case PROXY -> "Check zmqtt.proxy.";
			case WEB_SOCKET -> "Check the path of zmqtt.uri and zmqtt.web-socket.";
			case PROTOCOL -> "Check that it is an MQTT broker that listens at this port, and zmqtt.version.";
			case CREDENTIALS, AUTHENTICATION, REFUSED ->
				"Check zmqtt.username, zmqtt.password and zmqtt.client-id, and what the broker allows.";
		};
	}

}
