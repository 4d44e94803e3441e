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

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttProtocolException;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Disconnect;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why no connection could be made, and what to do about it.
 */
final class ConnectFailures {

	private ConnectFailures() {
	}

	static MqttConnectException unknownHost(ServerAddress server, UnknownHostException cause) {
		return new MqttConnectException(Failure.UNKNOWN_HOST, server, "Cannot connect to " + server
				+ ": the host name '" + server.host() + "' is unknown. Check the spelling and the DNS of this machine.",
				cause);
	}

	static MqttConnectException lookUpTimeout(ServerAddress server, Duration timeout) {
		return new MqttConnectException(Failure.TIMEOUT, server,
				"Cannot connect to " + server + ": looking up the host name took longer than " + timeout.toMillis()
						+ " ms. Check the DNS of this machine.",
				null);
	}

	static MqttConnectException credentials(ServerAddress server, String problem, Throwable cause) {
		return new MqttConnectException(Failure.CREDENTIALS, server,
				"Cannot connect to " + server + ": the credentials provider " + problem + ".", cause);
	}

	static MqttConnectException webSocketRequest(ServerAddress server, String problem, @Nullable Throwable cause) {
		return new MqttConnectException(Failure.WEB_SOCKET, server, "Cannot connect to " + server
				+ ": the provider of the request for a WebSocket " + explained(problem, cause) + ".", cause);
	}

	static MqttAuthException authentication(ServerAddress server, String problem, @Nullable Throwable cause) {
		return new MqttAuthException(server,
				"Cannot connect to " + server + ": the authentication handler " + explained(problem, cause) + ".",
				cause);
	}

	static String explained(String problem, @Nullable Throwable cause) {
		String detail = (cause != null) ? cause.getMessage() : null;
		return (detail != null) ? problem + " (" + detail + ")" : problem;
	}

	static MqttConnectException unexpected(ServerAddress server, RuntimeException cause) {
		return new MqttConnectException(Failure.UNREACHABLE, server,
				"Cannot connect to " + server + ": the client failed (" + cause + ").", cause);
	}

	static MqttConnectException handshakeTimeout(ServerAddress server, Duration timeout) {
		return new MqttConnectException(Failure.TIMEOUT, server,
				"Cannot connect to " + server + ": no CONNACK within " + timeout.toMillis()
						+ " ms. Check that an MQTT broker listens at this "
						+ (isUnix(server) ? "file." : "port, and whether it expects TLS."),
				null);
	}

	private static boolean isUnix(ServerAddress server) {
		return server.scheme() == ServerAddress.Scheme.UNIX;
	}

	/**
	 * What was asked for CONNACK speaks another protocol.
	 */
	static MqttConnectException otherProtocol(ServerAddress server, OtherProtocol protocol) {
		return new MqttConnectException(Failure.PROTOCOL, server, "Cannot connect to " + server
				+ ": what answers there speaks " + protocol + ", not MQTT. " + protocol.advice(), null);
	}

	/**
	 * A connection ended before CONNACK.
	 */
	static MqttException beforeConnAck(ServerAddress server, MqttVersion version, MqttException cause) {
		if (cause instanceof MqttConnectException) {
			return cause;
		}
		if (cause instanceof MqttProtocolException protocol) {
			return new MqttConnectException(Failure.PROTOCOL, server,
					"Cannot connect to " + server + ": what answers there does not speak MQTT as it should ("
							+ protocol.getMessage() + "). Check " + (isUnix(server) ? "the path." : "host and port."),
					protocol);
		}
		String detail = (cause instanceof MqttDisconnectedException disconnected
				&& disconnected.reasonCode().isPresent()) ? " with " + disconnected.reasonCode().get() : "";
		// some brokers that do not know MQTT 5 just close
		String tls = server.scheme().isEncrypted() ? "accepts the client certificate" : "expects TLS";
		String versions = (version == MqttVersion.V5) ? "speaks protocol version 5.0 and " + tls : tls;
		if (isUnix(server)) {
			versions = "speaks protocol version " + version;
		}
		return new MqttConnectException(Failure.CLOSED, server,
				"Cannot connect to " + server + ": the peer closed the connection before CONNACK" + detail
						+ ". Check that an MQTT broker listens at this " + (isUnix(server) ? "file" : "port")
						+ ", whether it " + versions + ", and its log.",
				cause);
	}

	static MqttConnectException refused(ServerAddress server, MqttVersion version, ConnAck connAck) {
		ReasonCode code = connAck.reasonCode();
		String text = connAck.properties().reasonString();
		String message = "The broker " + server + " refused the connection: " + code
				+ ((text != null) ? " '" + text + "'" : "") + ". " + advice(code, version);
		List<UserProperty> userProperties = connAck.properties().userProperties();
		return switch (code) {
			case BAD_USER_NAME_OR_PASSWORD, NOT_AUTHORIZED, BAD_AUTHENTICATION_METHOD ->
				new MqttAuthException(server, message, code, text, userProperties);
			default -> new MqttConnectException(server, message, code, text, connAck.properties().serverReference(),
					userProperties);
		};
	}

	/**
	 * The broker has ended a connection.
	 */
	static MqttDisconnectedException disconnected(ServerAddress server, Disconnect disconnect) {
		String text = disconnect.properties().reasonString();
		return new MqttDisconnectedException(Source.SERVER,
				"The broker " + server + " disconnected the client: " + disconnect.reasonCode()
						+ ((text != null) ? " '" + text + "'" : ""),
				disconnect.reasonCode(), text, disconnect.properties().serverReference(),
				disconnect.properties().userProperties(), null);
	}

	private static String advice(ReasonCode code, MqttVersion version) {
		return switch (code) {
			case BAD_USER_NAME_OR_PASSWORD -> "Check user name and password.";
			case NOT_AUTHORIZED -> "Check user name, password and the permissions of this client.";
			case CLIENT_IDENTIFIER_NOT_VALID -> "Choose another client identifier.";
			case UNSUPPORTED_PROTOCOL_VERSION -> "It does not speak MQTT " + version + "; use the other version.";
			case SERVER_UNAVAILABLE, SERVER_BUSY -> "Try again later.";
			case BAD_AUTHENTICATION_METHOD -> "Check the authentication method.";
			case USE_ANOTHER_SERVER, SERVER_MOVED -> "Connect to the server that it names.";
			default -> "Check the log of the broker.";
		};
	}

}
