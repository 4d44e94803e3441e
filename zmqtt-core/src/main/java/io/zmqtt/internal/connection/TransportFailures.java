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

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.internal.transport.Stage;
import io.zmqtt.internal.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why no bytes can go to and from a broker, and what to do about it.
 */
final class TransportFailures {

	private TransportFailures() {
	}

	/**
	 * A channel failed while it was opened.
	 */
	static MqttConnectException of(ServerAddress server, TransportException failure, ClientConfig config) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		return switch (failure.stage()) {
			case PROXY -> ProxyFailures.refused(server, requireProxy(config), cause, config);
			case TLS -> TlsFailures.of(server, cause, config);
			case WEB_SOCKET -> webSocket(server, cause);
			case READY -> connect(server, cause, config);
		};
	}

	/**
	 * A step of opening a channel took too long.
	 */
	static MqttConnectException timeout(ServerAddress server, Stage stage, ClientConfig config) {
		Duration timeout = config.handshakeTimeout();
		return switch (stage) {
			case PROXY -> ProxyFailures.timeout(server, requireProxy(config), timeout, null);
			case TLS -> TlsFailures.timeout(server, timeout, null);
			case WEB_SOCKET -> new MqttConnectException(
					Failure.TIMEOUT, server, "Cannot connect to " + server + ": opening the WebSocket took longer than "
							+ timeout.toMillis() + " ms. Check that the broker speaks WebSocket at this port and path.",
					null);
			case READY -> ConnectFailures.handshakeTimeout(server, timeout);
		};
	}

	static MqttConnectException unknownHost(ServerAddress server, UnknownHostException cause, ClientConfig config) {
		ProxyOptions proxy = config.transport().proxy();
		return (proxy != null) ? ProxyFailures.unknownHost(server, proxy, cause)
				: ConnectFailures.unknownHost(server, cause);
	}

	private static ProxyOptions requireProxy(ClientConfig config) {
		return Objects.requireNonNull(config.transport().proxy());
	}

	private static MqttConnectException webSocket(ServerAddress server, Throwable cause) {
		if (cause instanceof WebSocketClientHandshakeException refusal && refusal.response() != null) {
			return new MqttConnectException(Failure.WEB_SOCKET, server,
					"Cannot connect to " + server + ": the server answered the request for a WebSocket with "
							+ refusal.response().status()
							+ ". Check the path, and the headers that the server expects.",
					cause);
		}
		return new MqttConnectException(
				Failure.WEB_SOCKET, server, "Cannot connect to " + server + ": the WebSocket could not be opened ("
						+ cause.getMessage() + "). Check that the server speaks WebSocket at this port and path.",
				cause);
	}

	static MqttConnectException connect(ServerAddress server, Throwable cause, ClientConfig config) {
		Duration timeout = config.connectTimeout();
		if (server.scheme() == Scheme.UNIX) {
			return UnixSocketFailures.connect(server, cause, timeout);
		}
		ProxyOptions proxy = config.transport().proxy();
		if (cause instanceof IllegalArgumentException problem) {
			return TlsFailures.context(server, problem);
		}
		// Netty adds the address of the broker
		Throwable original = (cause.getCause() instanceof BindException inner) ? inner : cause;
		if (original instanceof BindException) {
			return localAddress(server, original);
		}
		if (proxy != null) {
			return ProxyFailures.connect(server, proxy, cause, timeout);
		}
		if (cause instanceof ConnectTimeoutException) {
			return new MqttConnectException(Failure.TIMEOUT, server,
					"Cannot connect to " + server + ": no answer within " + timeout.toMillis()
							+ " ms. Check that the broker is up and that no firewall drops the traffic.",
					cause);
		}
		if (cause instanceof ConnectException && !(cause instanceof NoRouteToHostException)
				&& !String.valueOf(cause.getMessage()).contains("timed out")) {
			return new MqttConnectException(Failure.UNREACHABLE, server,
					"Cannot connect to " + server
							+ ": the connection was refused. Check that the broker is up and listens at this port.",
					cause);
		}
		return new MqttConnectException(Failure.UNREACHABLE, server, "Cannot connect to " + server
				+ ": the host cannot be reached (" + cause.getMessage() + "). Check the network.", cause);
	}

	static MqttConnectException localAddress(ServerAddress server, Throwable cause) {
		return new MqttConnectException(Failure.UNREACHABLE, server,
				"Cannot connect to " + server + ": the local address cannot be used (" + cause.getMessage()
						+ "). Check the local address and port of the socket options.",
				cause);
	}

}
