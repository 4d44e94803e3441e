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

import java.util.ArrayList;
import java.util.List;

import io.zmqtt.ServerAddress;

/**
 * Reads a server reference: names with or without a port, separated by spaces, an IPv6
 * address in brackets (MQTT 5.0, section 4.11).
 */
final class ServerReference {

	private ServerReference() {
	}

	/**
	 * Return the servers that are named, in their order.
	 * @param like a server that is reached in the same way
	 * @throws IllegalArgumentException if one of them cannot be read
	 */
	static List<ServerAddress> parse(String reference, ServerAddress like) {
		List<ServerAddress> servers = new ArrayList<>();
		for (String part : reference.split(" ")) {
			if (!part.isEmpty()) {
				servers.add(parseOne(part, like));
			}
		}
		if (servers.isEmpty()) {
			throw new IllegalArgumentException("There is no server in it");
		}
		return List.copyOf(servers);
	}

	private static ServerAddress parseOne(String part, ServerAddress like) {
		String host = part;
		String rest = "";
		if (part.startsWith("[")) {
			int end = part.indexOf(']');
			if (end < 0) {
				throw new IllegalArgumentException("A bracket is not closed");
			}
			host = part.substring(1, end);
			rest = part.substring(end + 1);
		}
		else if (part.indexOf(':') >= 0) {
			host = part.substring(0, part.indexOf(':'));
			rest = part.substring(part.indexOf(':'));
		}
		if (!host.chars().allMatch(ServerReference::isAllowed)) {
			throw new IllegalArgumentException("A name has a character that no host has");
		}
		return new ServerAddress(like.scheme(), host, rest.isEmpty() ? like.scheme().defaultPort() : parsePort(rest),
				like.path());
	}

	private static boolean isAllowed(int c) {
		return c > ' ' && c != 0x7F && "/\\?#@[]\"<>".indexOf(c) < 0;
	}

	private static int parsePort(String text) {
		boolean digits = text.length() > 1 && text.length() <= 6
				&& text.chars().skip(1).allMatch((c) -> c >= '0' && c <= '9');
		if (text.charAt(0) != ':' || !digits) {
			throw new IllegalArgumentException("A port is not a number");
		}
		return Integer.parseInt(text.substring(1));
	}

}
