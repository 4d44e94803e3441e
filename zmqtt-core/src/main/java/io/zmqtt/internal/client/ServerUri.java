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

package io.zmqtt.internal.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.zmqtt.Credentials;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import org.jspecify.annotations.Nullable;

/**
 * A URI of a broker, or a host name. It is read here and not by {@link java.net.URI},
 * which knows no host names with underscores.
 *
 * @param scheme how the broker is reached
 * @param host the host, empty for a Unix domain socket
 * @param port the port, 0 if there is none
 * @param path the path, empty if there is none
 * @param credentials user name and password, or null if there are none
 */
record ServerUri(Scheme scheme, String host, int port, String path, @Nullable Credentials credentials) {

	private static final String DEFAULT_PATH = "/mqtt";

	private static final String MALFORMED = "A part of the URI of a broker is not well percent-encoded";

	/**
	 * Read a URI.
	 * @throws IllegalArgumentException if it cannot be read; the message has nothing of
	 * it but the scheme, since there may be a password in it
	 */
	static ServerUri parse(String text) {
		String uri = text.strip();
		if (uri.regionMatches(true, 0, "unix:", 0, 5)) {
			return unix(uri.substring(5));
		}
		int end = uri.indexOf("://");
		if (end < 0) {
			return authority(Scheme.MQTT, uri, "");
		}
		Scheme scheme = scheme(uri.substring(0, end).toLowerCase(Locale.ROOT));
		String rest = uri.substring(end + 3);
		int slash = indexOfAny(rest, "/?#");
		String authority = (slash < 0) ? rest : rest.substring(0, slash);
		String path = (slash < 0) ? "" : rest.substring(slash);
		if (path.indexOf('#') >= 0) {
			throw new IllegalArgumentException("The URI of a broker has no fragment");
		}
		if (!scheme.isWebSocket()) {
			if (!path.isEmpty() && !path.equals("/")) {
				throw new IllegalArgumentException("There is no path in a URI of " + scheme.text());
			}
			return authority(scheme, authority, "");
		}
		return authority(scheme, authority, path.startsWith("?") ? '/' + path : path);
	}

	private static Scheme scheme(String text) {
		return switch (text) {
			case "mqtt", "tcp" -> Scheme.MQTT;
			case "mqtts", "ssl", "tls" -> Scheme.MQTTS;
			case "ws" -> Scheme.WS;
			case "wss" -> Scheme.WSS;
			default -> throw new IllegalArgumentException("A broker is reached by mqtt, mqtts, ws, wss or unix"
					+ (isScheme(text) ? ", not by '" + text + "'" : ", which has to be what its URI begins with"));
		};
	}

	/**
	 * Return whether a text may be shown, since it is a scheme and not what else comes
	 * before a colon.
	 */
	private static boolean isScheme(String text) {
		return !text.isEmpty()
				&& text.chars().allMatch((c) -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "+-.".indexOf(c) >= 0);
	}

	private static ServerUri unix(String text) {
		if (text.startsWith("//") && text.length() > 2 && text.charAt(2) != '/') {
			throw new IllegalArgumentException(
					"The URI of a Unix domain socket has no host: write unix:/path, or unix:///path with three slashes");
		}
		String path = decode(text.startsWith("//") ? text.substring(2) : text);
		return new ServerUri(Scheme.UNIX, "", 0, new ServerAddress(Scheme.UNIX, "", 0, path).path(), null);
	}

	private static ServerUri authority(Scheme scheme, String text, String path) {
		int at = text.lastIndexOf('@');
		String hostAndPort = text.substring(at + 1);
		String host = hostAndPort;
		String port = "";
		if (hostAndPort.startsWith("[")) {
			int end = hostAndPort.indexOf(']');
			if (end < 0) {
				throw new IllegalArgumentException("A bracket around an IPv6 address is not closed");
			}
			host = hostAndPort.substring(1, end);
			if (!host.isEmpty() && host.indexOf(':') < 0) {
				throw new IllegalArgumentException("What is in brackets must be an IPv6 address");
			}
			port = hostAndPort.substring(end + 1);
		}
		else if (hostAndPort.indexOf(':') == hostAndPort.lastIndexOf(':') && hostAndPort.indexOf(':') >= 0) {
			host = hostAndPort.substring(0, hostAndPort.indexOf(':'));
			port = hostAndPort.substring(hostAndPort.indexOf(':'));
		}
		// checks all of it
		ServerAddress address = new ServerAddress(scheme, host, port.isEmpty() ? 1 : port(port),
				(scheme.isWebSocket() && path.isEmpty()) ? DEFAULT_PATH : path);
		return new ServerUri(scheme, address.host(), port.isEmpty() ? 0 : address.port(), address.path(),
				(at <= 0) ? null : credentials(text.substring(0, at)));
	}

	private static int port(String text) {
		boolean digits = text.length() > 1 && text.chars().skip(1).allMatch((c) -> c >= '0' && c <= '9');
		if (text.charAt(0) != ':' || !digits) {
			throw new IllegalArgumentException("The port of a broker must be a number");
		}
		if (text.length() > 6) {
			throw new IllegalArgumentException("Port must be from 1 to 65535");
		}
		return Integer.parseInt(text.substring(1));
	}

	private static Credentials credentials(String userInfo) {
		int colon = userInfo.indexOf(':');
		if (colon < 0) {
			return Credentials.of(decode(userInfo), null);
		}
		return Credentials.of(decode(userInfo.substring(0, colon)), decode(userInfo.substring(colon + 1)));
	}

	private static String decode(String text) {
		String decoded;
		try {
			// a plus sign is itself in all parts of a URI but the query
			decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(MALFORMED);
		}
		if (decoded.indexOf('\uFFFD') >= 0) {
			// stands for bytes that are not UTF-8
			throw new IllegalArgumentException(MALFORMED);
		}
		return decoded;
	}

	private static int indexOfAny(String text, String characters) {
		for (int i = 0; i < text.length(); i++) {
			if (characters.indexOf(text.charAt(i)) >= 0) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Return the address.
	 * @param encrypted whether it is to be encrypted in any case
	 * @param otherPort a port to use instead of that of the URI, or 0
	 */
	ServerAddress toAddress(boolean encrypted, int otherPort) {
		Scheme effective = encrypted ? this.scheme.encrypted() : this.scheme;
		if (effective == Scheme.UNIX) {
			return new ServerAddress(effective, "", 0, this.path);
		}
		int given = (otherPort != 0) ? otherPort : this.port;
		return new ServerAddress(effective, this.host, (given != 0) ? given : effective.defaultPort(), this.path);
	}

	@Override
	public String toString() {
		return toAddress(false, 0).toString();
	}

}
