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

package io.zmqtt;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A proxy through which brokers are reached, over TCP, TLS and WebSocket alike. The proxy
 * looks up the host name of the broker. Immutable.
 */
public final class ProxyOptions {

	private static final int MAXIMUM_SOCKS_LENGTH = 255;

	private final Type type;

	private final String host;

	private final int port;

	private final @Nullable String username;

	private final @Nullable String password;

	private ProxyOptions(Type type, String host, int port, @Nullable String username, @Nullable String password) {
		ServerAddress checked = new ServerAddress(host, port);
		this.type = type;
		this.host = checked.host();
		this.port = checked.port();
		this.username = username;
		this.password = password;
	}

	/**
	 * Return an HTTP proxy, which is asked to CONNECT (RFC 9110, section 9.3.6).
	 * @param host its host name or IP address
	 * @param port its port
	 * @return a proxy without credentials
	 * @throws IllegalArgumentException if host or port are none
	 */
	public static ProxyOptions http(String host, int port) {
		return new ProxyOptions(Type.HTTP, host, port, null, null);
	}

	/**
	 * Return a SOCKS 4a proxy. One that knows SOCKS 4 without this extension looks up no
	 * names: it needs the IPv4 address of the broker.
	 * @param host its host name or IP address
	 * @param port its port
	 * @return a proxy without a user name
	 * @throws IllegalArgumentException if host or port are none
	 */
	public static ProxyOptions socks4(String host, int port) {
		return new ProxyOptions(Type.SOCKS4, host, port, null, null);
	}

	/**
	 * Return a SOCKS 5 proxy (RFC 1928).
	 * @param host its host name or IP address
	 * @param port its port
	 * @return a proxy without credentials
	 * @throws IllegalArgumentException if host or port are none
	 */
	public static ProxyOptions socks5(String host, int port) {
		return new ProxyOptions(Type.SOCKS5, host, port, null, null);
	}

	/**
	 * Log in to the proxy: with Basic authentication to an HTTP proxy (RFC 7617), as RFC
	 * 1929 says to a SOCKS 5 proxy. A SOCKS 4 proxy is told the user name alone.
	 * @param username the user name
	 * @param password the password, or null for none
	 * @return a proxy with credentials
	 * @throws IllegalArgumentException if the proxy's protocol cannot carry them
	 */
	public ProxyOptions withCredentials(String username, @Nullable String password) {
		Objects.requireNonNull(username, "username");
		if (username.isEmpty()) {
			throw new IllegalArgumentException("The user name for a proxy must not be empty");
		}
		switch (this.type) {
			case HTTP -> {
				if (username.indexOf(':') >= 0) {
					throw new IllegalArgumentException("The user name for an HTTP proxy must be without a colon");
				}
			}
			case SOCKS4 -> {
				if (password != null) {
					throw new IllegalArgumentException("SOCKS 4 has no passwords");
				}
			}
			default -> {
				if (bytes(username) > MAXIMUM_SOCKS_LENGTH
						|| password != null && bytes(password) > MAXIMUM_SOCKS_LENGTH) {
					throw new IllegalArgumentException(
							"SOCKS 5 takes at most " + MAXIMUM_SOCKS_LENGTH + " bytes of user name and password each");
				}
			}
		}
		return new ProxyOptions(this.type, this.host, this.port, username, password);
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Return the protocol of the proxy.
	 * @return the protocol
	 */
	public Type type() {
		return this.type;
	}

	/**
	 * Return the host of the proxy.
	 * @return a host name or an IP address
	 */
	public String host() {
		return this.host;
	}

	/**
	 * Return the port of the proxy.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the user name.
	 * @return the user name, if there is one
	 */
	public Optional<String> username() {
		return Optional.ofNullable(this.username);
	}

	/**
	 * Return the password.
	 * @return the password, if there is one
	 */
	public Optional<String> password() {
		return Optional.ofNullable(this.password);
	}

	/**
	 * Return protocol, host and port.
	 */
	@Override
	public String toString() {
		return this.type + " proxy " + new ServerAddress(this.host, this.port);
	}

	/**
	 * The protocol of a proxy.
	 */
	public enum Type {

		/**
		 * HTTP CONNECT.
		 */
		HTTP,

		/**
		 * SOCKS 4a.
		 */
		SOCKS4,

		/**
		 * SOCKS 5.
		 */
		SOCKS5

	}

}
