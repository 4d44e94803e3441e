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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is sent to open a WebSocket. Immutable.
 */
public final class WebSocketRequest {

	private static final WebSocketRequest PLAIN = new WebSocketRequest(null, Map.of());

	/**
	 * What the handshake itself sets (RFC 6455, section 4.1).
	 */
	private static final Set<String> RESERVED = Set.of("connection", "upgrade", "sec-websocket-key",
			"sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions", "content-length",
			"transfer-encoding");

	private final @Nullable String path;

	private final Map<String, String> headers;

	private WebSocketRequest(@Nullable String path, Map<String, String> headers) {
		this.path = path;
		this.headers = headers;
	}

	/**
	 * Return a request with the path of the server and no headers of its own.
	 * @return a plain request
	 */
	public static WebSocketRequest plain() {
		return PLAIN;
	}

	/**
	 * Return this request with another path.
	 * @param path path and query, beginning with a slash, encoded as in a URI
	 * @return a request with the path
	 * @throws IllegalArgumentException if it does not begin with a slash, or contains
	 * spaces or control characters
	 */
	public WebSocketRequest withPath(String path) {
		return new WebSocketRequest(new ServerAddress(ServerAddress.Scheme.WS, "host", 80, path).path(), this.headers);
	}

	/**
	 * Return this request with a header.
	 * @param name its name
	 * @param value its value
	 * @return a request with the header
	 * @throws IllegalArgumentException if they cannot be sent, or the header is one that
	 * the handshake sets itself
	 */
	public WebSocketRequest withHeader(String name, String value) {
		Objects.requireNonNull(value, "value");
		if (name.isEmpty()
				|| name.chars().anyMatch((c) -> c <= ' ' || c >= 0x7F || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0)) {
			throw new IllegalArgumentException("'" + name + "' is no name of a header");
		}
		if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
			throw new IllegalArgumentException("The header '" + name + "' is set by the WebSocket handshake itself");
		}
		if (value.chars().anyMatch((c) -> c < ' ' && c != '\t' || c >= 0x7F)) {
			throw new IllegalArgumentException(
					"The value of the header '" + name + "' has a character that is not allowed");
		}
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.put(name, value);
		return new WebSocketRequest(this.path, all);
	}

	/**
	 * Return the path.
	 * @return path and query, or null for those of the server
	 */
	public @Nullable String path() {
		return this.path;
	}

	/**
	 * Return the headers.
	 * @return an unmodifiable map in the order in which they were added
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * Return the names of the headers; values and path may hold secrets.
	 */
	@Override
	public String toString() {
		return "WebSocketRequest[headers=" + this.headers.keySet() + "]";
	}

}
