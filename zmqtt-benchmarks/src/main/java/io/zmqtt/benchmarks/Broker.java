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

package io.zmqtt.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqtt.benchmarks.broker.NullBroker;

/**
 * A broker in a process of its own, which ends when this is closed.
 */
final class Broker implements AutoCloseable {

	private static final String MOSQUITTO_SETTINGS = """
			listener %d 127.0.0.1
			allow_anonymous true
			max_inflight_messages 0
			max_queued_messages 0
			set_tcp_nodelay true
			log_type none
			persistence false
			""";

	private static final int ATTEMPTS = 100;

	private final Process process;

	private final int port;

	private Broker(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	static Broker nullBroker(List<String> prefix, List<String> java, String acks) throws IOException {
		List<String> command = new ArrayList<>(prefix);
		command.addAll(java);
		command.add(NullBroker.class.getName());
		command.add(acks);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		if (line == null) {
			throw new IllegalStateException("The broker did not start");
		}
		return new Broker(process, Integer.parseInt(line.substring("port ".length())));
	}

	static Broker mosquitto(List<String> prefix, Path directory) throws IOException, InterruptedException {
		int port = freePort();
		Path file = directory.resolve("mosquitto.conf");
		Files.writeString(file, MOSQUITTO_SETTINGS.formatted(port));
		List<String> command = new ArrayList<>(prefix);
		command.add("mosquitto");
		command.add("-c");
		command.add(file.toString());
		Broker broker = new Broker(new ProcessBuilder(command).inheritIO().start(), port);
		for (int i = 0; i < ATTEMPTS; i++) {
			try {
				new Socket(InetAddress.getLoopbackAddress(), port).close();
				return broker;
			}
			catch (IOException ex) {
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
		broker.close();
		throw new IOException("Mosquitto did not start");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
