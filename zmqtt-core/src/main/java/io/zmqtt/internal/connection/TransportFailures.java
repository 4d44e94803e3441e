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

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
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
			case PROXY -> proxy(server, config.transport().proxy(), String.valueOf(cause.getMessage()), cause);
			case TLS -> {
				Throwable inner = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause()
						: cause;
				yield tls(server, inner, config.handshakeTimeout());
			}
			case WEB_SOCKET -> webSocket(server, cause);
			case READY -> connect(server, cause, config.connectTimeout());
		};
	}

	/**
	 * A step of opening a channel took too long.
	 */
	static MqttConnectException timeout(ServerAddress server, Stage stage, Duration timeout) {
		return switch (stage) {
			case PROXY -> new MqttConnectException(Failure.TIMEOUT, server, "Cannot connect to " + server
					+ ": the proxy gave no answer within " + timeout.toMillis() + " ms. Check the proxy.", null);
			case TLS -> tlsTimeout(server, timeout, null);
			case WEB_SOCKET -> new MqttConnectException(
					Failure.TIMEOUT, server, "Cannot connect to " + server + ": opening the WebSocket took longer than "
							+ timeout.toMillis() + " ms. Check that the broker speaks WebSocket at this port and path.",
					null);
			case READY -> ConnectFailures.handshakeTimeout(server, timeout);
		};
	}

	private static MqttConnectException proxy(ServerAddress server, @Nullable ProxyOptions proxy, String problem,
			Throwable cause) {
		return new MqttConnectException(Failure.PROXY, server, "Cannot connect to " + server + " through the " + proxy
				+ ": " + problem + ". Check that the proxy is up, its credentials and whether it allows this broker.",
				cause);
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

	static MqttConnectException connect(ServerAddress server, Throwable cause, Duration timeout) {
		if (server.scheme() == Scheme.UNIX) {
			return UnixSocketFailures.connect(server, cause, timeout);
		}
		if (cause instanceof IllegalArgumentException problem) {
			return tlsContext(server, problem);
		}
		if (cause instanceof ConnectTimeoutException) {
			return new MqttConnectException(Failure.TIMEOUT, server,
					"Cannot connect to " + server + ": no answer within " + timeout.toMillis()
							+ " ms. Check that the broker is up and that no firewall drops the traffic.",
					cause);
		}
		if (cause instanceof ConnectException && !(cause instanceof NoRouteToHostException)) {
			return new MqttConnectException(Failure.UNREACHABLE, server,
					"Cannot connect to " + server
							+ ": the connection was refused. Check that the broker is up and listens at this port.",
					cause);
		}
		return new MqttConnectException(Failure.UNREACHABLE, server, "Cannot connect to " + server
				+ ": the host cannot be reached (" + cause.getMessage() + "). Check the network.", cause);
	}

	static MqttConnectException tlsContext(ServerAddress server, Exception cause) {
		return new MqttConnectException(Failure.TLS, server, "Cannot connect to " + server
				+ ": the TLS options cannot be used (" + cause.getMessage() + "). Check the certificate files.", cause);
	}

	static MqttConnectException tlsTimeout(ServerAddress server, Duration timeout, @Nullable Throwable cause) {
		return new MqttConnectException(Failure.TIMEOUT, server,
				"Cannot connect to " + server + ": the TLS handshake took longer than " + timeout.toMillis()
						+ " ms. Check that the broker expects TLS at this port.",
				cause);
	}

	static MqttConnectException tls(ServerAddress server, Throwable failure, Duration timeout) {
		Throwable cause = (failure.getCause() instanceof SSLException inner) ? inner : failure;
		if (cause instanceof SslHandshakeTimeoutException) {
			return tlsTimeout(server, timeout, cause);
		}
		if (cause instanceof NotSslRecordException) {
			return new MqttConnectException(Failure.TLS, server, "Cannot connect to " + server
					+ ": the peer does not speak TLS at this port. Check the port, or switch TLS off.", cause);
		}
		if (cause instanceof ClosedChannelException) {
			return new MqttConnectException(Failure.TLS, server,
					"Cannot connect to " + server + ": the peer closed the connection during the TLS handshake."
							+ " Check that the broker expects TLS at this port, and its log.",
					cause);
		}
		CertificateException certificate = findCertificateException(cause);
		if (certificate != null) {
			String text = String.valueOf(certificate.getMessage());
			String lower = text.toLowerCase(Locale.ROOT);
			if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
				return new MqttConnectException(Failure.TLS_HOST_NAME, server,
						"Cannot connect to " + server + ": the certificate of the broker is for another host (" + text
								+ "). Connect by a name that the certificate holds.",
						cause);
			}
			if (certificate instanceof CertificateExpiredException) {
				text = "it has expired, " + text;
			}
			return new MqttConnectException(Failure.TLS_UNTRUSTED, server,
					"Cannot connect to " + server + ": the certificate of the broker is not trusted (" + text
							+ "). Trust the certificate of its issuer, or correct what is wrong with it.",
					cause);
		}
		return new MqttConnectException(Failure.TLS, server,
				"Cannot connect to " + server + ": the TLS handshake failed (" + cause.getMessage()
						+ "). Check protocols, ciphers and whether the broker wants a client certificate.",
				cause);
	}

	private static @Nullable CertificateException findCertificateException(Throwable failure) {
		Throwable cause = failure;
		CertificateException found = null;
		for (int depth = 0; cause != null && depth < 20; depth++) {
			if (cause instanceof CertificateException exception) {
				found = exception;
			}
			cause = cause.getCause();
		}
		if (found == null && failure instanceof SSLHandshakeException
				&& String.valueOf(failure.getMessage()).contains("PKIX")) {
			return new CertificateException(failure.getMessage());
		}
		return found;
	}

}
