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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

import io.netty.channel.ConnectTimeoutException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.ServerAddress;

/**
 * Says in words why a Unix domain socket cannot be opened. The system's own words depend
 * on its language, so the file is looked at.
 */
final class UnixSocketFailures {

	private UnixSocketFailures() {
	}

	static MqttConnectException connect(ServerAddress server, Throwable cause, Duration timeout) {
		if (cause instanceof ConnectTimeoutException) {
			return new MqttConnectException(Failure.TIMEOUT, server, "Cannot connect to " + server
					+ ": no answer within " + timeout.toMillis() + " ms. Check that the broker is not overloaded.",
					cause);
		}
		return new MqttConnectException(Failure.UNREACHABLE, server,
				"Cannot connect to " + server + ": " + problem(server.path(), cause), cause);
	}

	private static String problem(String text, Throwable cause) {
		String reason = String.valueOf(cause.getMessage());
		if (reason.contains("path too long")) {
			return "the path has " + text.getBytes(StandardCharsets.UTF_8).length
					+ " bytes, more than this system allows, which is about 100. Use a shorter path.";
		}
		Path path;
		try {
			path = Path.of(text);
		}
		catch (InvalidPathException ex) {
			return "this system knows no such path (" + reason + "). Check the path.";
		}
		if (isMissing(path)) {
			return "there is no such file. Check the path, and that the broker is up.";
		}
		if (cause instanceof ConnectException && reason.contains("refused")) {
			return "nobody listens at this file. Check that the broker is up, and that the file is its socket.";
		}
		if (!Files.isWritable(path)) {
			return "this process has no permission to use the file. Check the permissions of file and directories.";
		}
		return "the socket cannot be used (" + reason + "). Check that the broker is up and takes connections.";
	}

	private static boolean isMissing(Path path) {
		Path parent = path.getParent();
		return Files.notExists(path) || parent != null && Files.exists(parent) && !Files.isDirectory(parent);
	}

}
