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

import java.util.Objects;

/**
 * How and where a broker is reached.
 *
 * @param scheme how
 * @param host a host name or an IP address; empty for a Unix domain socket
 * @param port a port from 1 to 65535; 0 for a Unix domain socket
 * @param path the path of the file of a Unix domain socket; path and query, beginning
 * with a slash, for WebSocket; empty otherwise
 */
public record ServerAddress(Scheme scheme, String host, int port, String path) {

	/**
	 * Create an address.
	 * @throws IllegalArgumentException if the host is empty or contains what no host
	 * does, the port is out of range, or the path is missing or not wanted
	 */
	public ServerAddress {
		Objects.requireNonNull(scheme, "scheme");
		Objects.requireNonNull(host, "host");
		Objects.requireNonNull(path, "path");
		if (scheme == Scheme.UNIX) {
			if (!host.isEmpty() || port != 0) {
				throw new IllegalArgumentException("A Unix domain socket has no host and no port");
			}
			if (path.isEmpty() || path.indexOf('\0') >= 0) {
				throw new IllegalArgumentException("A Unix domain socket needs the path of a file");
			}
		}
		else {
			requireHost(host);
			if (port < 1 || port > 65535) {
				throw new IllegalArgumentException("Port must be from 1 to 65535, not " + port);
			}
			if (scheme.isWebSocket() ? !isTarget(path) : !path.isEmpty()) {
				throw new IllegalArgumentException(scheme.isWebSocket()
						? "The path of a WebSocket must begin with '/' and be without spaces and control characters"
						: "There is no path in " + scheme.text());
			}
		}
	}

	/**
	 * Create the address of a broker that is reached over TCP, unencrypted unless the
	 * client has TLS options.
	 * @param host a host name or an IP address
	 * @param port a port from 1 to 65535
	 * @throws IllegalArgumentException if the host is empty or contains what no host
	 * does, or the port is out of range
	 */
	public ServerAddress(String host, int port) {
		this(Scheme.MQTT, host, port, "");
	}

	private static void requireHost(String host) {
		if (host.isBlank()) {
			throw new IllegalArgumentException("Host must not be empty");
		}
		if (host.chars().anyMatch((c) -> c <= ' ' || c == 0x7F || "/\\?#@[]\"<>".indexOf(c) >= 0)) {
			throw new IllegalArgumentException("A host must be a name or an address");
		}
		if (host.indexOf(':') >= 0 && !isIpv6(host)) {
			throw new IllegalArgumentException("A host must be a name or an address, without a port");
		}
	}

	private static boolean isIpv6(String host) {
		int zone = host.indexOf('%');
		String address = (zone < 0) ? host : host.substring(0, zone);
		return address.indexOf(':') != address.lastIndexOf(':')
				&& address.chars().allMatch((c) -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
	}

	private static boolean isTarget(String path) {
		return path.startsWith("/") && path.chars().allMatch((c) -> c > ' ' && c < 0x7F && c != '#');
	}

	/**
	 * Return the address as {@code host:port}, with brackets around an IPv6 address; for
	 * WebSocket with scheme and path, but without the query, which may hold a secret; and
	 * for a Unix domain socket with the path of its file.
	 */
	@Override
	public String toString() {
		if (this.scheme == Scheme.UNIX) {
			return "unix:" + this.path;
		}
		String authority = ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
		if (!this.scheme.isWebSocket()) {
			return authority;
		}
		int query = this.path.indexOf('?');
		return this.scheme.text() + "://" + authority + ((query < 0) ? this.path : this.path.substring(0, query));
	}

	/**
	 * How a broker is reached.
	 */
	public enum Scheme {

		/**
		 * TCP.
		 */
		MQTT("mqtt", 1883),

		/**
		 * TLS over TCP.
		 */
		MQTTS("mqtts", 8883),

		/**
		 * WebSocket (MQTT 5.0, section 6).
		 */
		WS("ws", 80),

		/**
		 * WebSocket over TLS.
		 */
		WSS("wss", 443),

		/**
		 * A Unix domain socket.
		 */
		UNIX("unix", 0);

		private final String text;

		private final int defaultPort;

		Scheme(String text, int defaultPort) {
			this.text = text;
			this.defaultPort = defaultPort;
		}

		/**
		 * Return the scheme as URIs have it.
		 * @return such as {@code mqtts}
		 */
		public String text() {
			return this.text;
		}

		/**
		 * Return the port that is meant where none is given.
		 * @return the port; 0 for a Unix domain socket
		 */
		public int defaultPort() {
			return this.defaultPort;
		}

		/**
		 * Return whether it is encrypted.
		 * @return whether TLS is part of it
		 */
		public boolean isEncrypted() {
			return this == MQTTS || this == WSS;
		}

		/**
		 * Return whether it is WebSocket.
		 * @return whether it is, encrypted or not
		 */
		public boolean isWebSocket() {
			return this == WS || this == WSS;
		}

		/**
		 * Return the encrypted form.
		 * @return {@link #MQTTS} for {@link #MQTT}, {@link #WSS} for {@link #WS}, the
		 * others themselves
		 */
		public Scheme encrypted() {
			return switch (this) {
				case MQTT -> MQTTS;
				case WS -> WSS;
				default -> this;
			};
		}

	}

}
