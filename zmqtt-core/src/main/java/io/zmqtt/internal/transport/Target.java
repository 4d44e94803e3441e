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

package io.zmqtt.internal.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel goes, and through what.
 *
 * @param address the resolved address to connect to, that of the proxy if there is one
 * @param destination the unresolved address behind a proxy
 * @param proxy how the proxy is asked, or null for none
 * @param tls how to encrypt, or null for not at all
 * @param webSocket how to open a WebSocket, or null for none
 */
public record Target(SocketAddress address, @Nullable SocketAddress destination, @Nullable Proxy proxy,
		@Nullable Tls tls, @Nullable WebSocket webSocket) {

	/**
	 * How a proxy is asked.
	 *
	 * @param kind its protocol
	 * @param username the user name, or null
	 * @param password the password, or null
	 */
	public record Proxy(Kind kind, @Nullable String username, @Nullable String password) {

		@Override
		public String toString() {
			return "Proxy[kind=" + this.kind + "]";
		}

		/**
		 * The protocol of a proxy.
		 */
		public enum Kind {

			HTTP, SOCKS4, SOCKS5

		}

	}

	/**
	 * How to encrypt.
	 *
	 * @param context the context
	 * @param name the name to ask for and to verify
	 * @param port the port of the peer
	 * @param verifyName whether the certificate must be for the name
	 * @param pins SHA-256 fingerprints of which the chain must have one, empty for any
	 * @param timeout the limit of the handshake
	 */
	public record Tls(SslContext context, String name, int port, boolean verifyName, List<String> pins,
			Duration timeout) {

	}

	/**
	 * How to open a WebSocket.
	 *
	 * @param host the value of the header Host
	 * @param path path and query
	 * @param headers further headers
	 * @param maximumFrameSize the largest frame to take
	 * @param timeout the limit of the opening handshake
	 */
	public record WebSocket(String host, String path, Map<String, String> headers, int maximumFrameSize,
			Duration timeout) {

		@Override
		public String toString() {
			return "WebSocket[host=" + this.host + "]";
		}

	}

}
