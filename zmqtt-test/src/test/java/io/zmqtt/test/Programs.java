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

package io.zmqtt.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of this machine that tests start.
 */
public final class Programs {

	private Programs() {
	}

	/**
	 * Skips the test when a program is not installed, or fails it when the environment
	 * variable {@code ZMQTT_REQUIRE} lists the program.
	 */
	public static void assumeAvailable(String name) {
		check(name, find(name), System.getenv("ZMQTT_REQUIRE"));
	}

	static void check(String name, @Nullable Path program, @Nullable String required) {
		if (program != null) {
			return;
		}
		String message = "The program " + name + " is not installed";
		if (lists(required, name)) {
			Assertions.fail(message + ", but ZMQTT_REQUIRE demands it");
		}
		Assumptions.abort(message + ": this test is skipped");
	}

	/**
	 * Whether the environment variable {@code ZMQTT_REQUIRE} lists a program, whose tests
	 * must then not be skipped.
	 */
	public static boolean isRequired(String name) {
		return lists(System.getenv("ZMQTT_REQUIRE"), name);
	}

	private static boolean lists(@Nullable String required, String name) {
		return required != null && Arrays.asList(required.trim().split("\\s*,\\s*")).contains(name);
	}

	/**
	 * Returns where a program is, or null if it is not installed.
	 */
	public static @Nullable Path find(String name) {
		String path = System.getenv().getOrDefault("PATH", "");
		return Stream
			.concat(Arrays.stream(path.split(java.io.File.pathSeparator)),
					Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"))
			.filter((entry) -> !entry.isEmpty())
			.map((entry) -> Path.of(entry, name))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	static int freePort(String host) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
			return socket.getLocalPort();
		}
	}

	static boolean listens(String host, int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(host, port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
