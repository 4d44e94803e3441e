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
 * The host name and the port of a broker.
 *
 * @param host a host name or an IP address
 * @param port a port from 1 to 65535
 */
public record ServerAddress(String host, int port) {

	/**
	 * Create an address.
	 * @throws IllegalArgumentException if the host is empty or the port out of range
	 */
	public ServerAddress {
		Objects.requireNonNull(host, "host");
		if (host.isBlank()) {
			throw new IllegalArgumentException("Host must not be empty");
		}
		if (port < 1 || port > 65535) {
			throw new IllegalArgumentException("Port must be from 1 to 65535, not " + port);
		}
	}

	/**
	 * Return the address as {@code host:port}, with brackets around an IPv6 address.
	 */
	@Override
	public String toString() {
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
