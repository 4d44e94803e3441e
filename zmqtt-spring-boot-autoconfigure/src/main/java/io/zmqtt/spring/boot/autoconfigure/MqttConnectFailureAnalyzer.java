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
import io.zmqtt.MqttException;
import io.zmqtt.spring.core.MqttClientStartException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about an application that fails to start because it cannot connect.
 */
final class MqttConnectFailureAnalyzer extends AbstractFailureAnalyzer<MqttClientStartException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MqttClientStartException failure) {
		MqttException cause = failure.getFailure();
		String connection = failure.getClientName();
		if (connection == null) {
			return new FailureAnalysis(
					"A client of the application could not connect to its MQTT broker. " + cause.getMessage(),
					"Check what the client is built with. To start without the broker and connect when it is there,"
							+ " remove zmqtt.fail-fast.",
					failure);
		}
		PropertyNames names = PropertyNames.of(connection);
		String of = connection.equals(ConnectionNames.DEFAULT) ? "" : " of the connection '" + connection + "'";
		return new FailureAnalysis("Could not connect to the MQTT broker" + of + ". " + cause.getMessage(),
				action(cause, names) + " To start without the broker and connect when it is there, remove "
						+ names.name("fail-fast") + ".",
				failure);
	}

	private static String action(MqttException cause, PropertyNames names) {
		return (cause instanceof MqttConnectException connect) ? action(connect.failure(), names)
				: "Check that the broker is up, or raise " + names.name("operation-timeout") + ".";
	}

	private static String action(MqttConnectException.Failure failure, PropertyNames names) {
		return switch (failure) {
			case UNKNOWN_HOST, UNREACHABLE -> "Check " + names.name("host") + " and " + names.name("port") + ", "
					+ names.name("uri") + " or " + names.name("servers") + ", and that the broker is up.";
			case TIMEOUT, CLOSED -> "Check that an MQTT broker listens at this port, that nothing is in between, and"
					+ " that it agrees with " + names.name("ssl") + " on whether TLS is used.";
			case TLS_UNTRUSTED -> "Trust the authority that has issued the broker's certificate: set "
					+ names.name("ssl.bundle") + " to an SSL bundle whose trust store has it.";
			case TLS_HOST_NAME -> "Connect by a host name that the certificate holds, or set "
					+ names.name("ssl.server-name") + " to it.";
			case TLS -> "Check " + names.name("ssl") + ", and whether the broker expects TLS at this port.";
			case PROXY -> "Check " + names.name("proxy") + ".";
			case WEB_SOCKET -> "Check the path of " + names.name("uri") + " and " + names.name("web-socket") + ".";
			case PROTOCOL ->
				"Check that it is an MQTT broker that listens at this port, and " + names.name("version") + ".";
			case CREDENTIALS, AUTHENTICATION, REFUSED -> "Check " + names.name("username") + ", "
					+ names.name("password") + " and " + names.name("client-id") + ", and what the broker allows.";
		};
	}

}
