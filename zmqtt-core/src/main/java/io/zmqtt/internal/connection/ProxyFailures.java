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

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why no proxy passes anything on to a broker.
 */
final class ProxyFailures {

	private ProxyFailures() {
	}

	static MqttConnectException unknownHost(ServerAddress server, ProxyOptions proxy, UnknownHostException cause) {
		return of(server, proxy, "the host name '" + proxy.host() + "' of the proxy is unknown. Check the spelling and"
				+ " the DNS of this machine.", cause);
	}

	/**
	 * No connection to the proxy.
	 */
	static MqttConnectException connect(ServerAddress server, ProxyOptions proxy, Throwable cause, Duration timeout) {
		if (cause instanceof ConnectTimeoutException) {
			return of(server, proxy, "the proxy gave no answer within " + timeout.toMillis()
					+ " ms. Check that the proxy is up and that no firewall drops the traffic.", cause);
		}
		return of(server, proxy, "the proxy cannot be reached (" + cause.getMessage()
				+ "). Check that the proxy is up and listens at this port.", cause);
	}

	static MqttConnectException timeout(ServerAddress server, ProxyOptions proxy, Duration timeout,
			@Nullable Throwable cause) {
		return of(server, proxy, "the proxy gave no answer within " + timeout.toMillis() + " ms. Check that this is"
				+ " its port, and that it can reach the broker.", cause);
	}

	/**
	 * The proxy was asked, and did not connect to the broker.
	 */
	static MqttConnectException refused(ServerAddress server, ProxyOptions proxy, Throwable cause,
			ClientConfig config) {
		ProxyConnectException refusal = find(cause);
		String answer = answer((refusal != null) ? refusal : cause);
		if (refusal != null && answer.equals("timeout")) {
			return timeout(server, proxy, config.connectTimeout(), cause);
		}
		// whose time began with that of the proxy
		if (cause instanceof SslHandshakeTimeoutException || cause instanceof WebSocketHandshakeException) {
			return timeout(server, proxy, config.handshakeTimeout(), cause);
		}
		if (refusal != null && answer.equals("disconnected")) {
			return of(server, proxy, "the proxy closed the connection. Check that this is its port,"
					+ " whether it wants credentials, and its log.", cause);
		}
		// not all proxies know that 401 is for servers
		if (answer.startsWith("status: 407") || answer.startsWith("status: 401") || answer.startsWith("authStatus: ")
				|| answer.startsWith("unexpected authMethod: ")) {
			String advice = proxy.username().isPresent() ? "Check user name and password for the proxy."
					: "Check that this is its port, and set user name and password for the proxy.";
			return of(server, proxy, "the proxy does not let this client in (" + answer + "). " + advice, cause);
		}
		return of(server, proxy, "the proxy did not connect to the broker (" + answer
				+ "). Check whether it allows and can reach the broker, and its log.", cause);
	}

	/**
	 * Return what the proxy said: messages are of the form "protocol, authentication,
	 * proxy => broker, answer".
	 */
	private static String answer(Throwable failure) {
		String text = String.valueOf(failure.getMessage());
		int arrow = text.indexOf(" => ");
		int comma = (arrow >= 0) ? text.indexOf(", ", arrow) : -1;
		return (comma >= 0) ? text.substring(comma + 2) : text;
	}

	private static @Nullable ProxyConnectException find(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 20; depth++) {
			if (cause instanceof ProxyConnectException found) {
				return found;
			}
			cause = cause.getCause();
		}
		return null;
	}

	private static MqttConnectException of(ServerAddress server, ProxyOptions proxy, String problem,
			@Nullable Throwable cause) {
		return new MqttConnectException(Failure.PROXY, server,
				"Cannot connect to " + server + " through the " + proxy + ": " + problem, cause);
	}

}
