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

package io.zmqtt.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A broker of a Debian package, which needs Erlang, as a process of its own with a
 * directory of its own. See {@code zmqtt-core/other-brokers.sh}.
 */
final class OtherBroker implements TestBroker {

	private static final String HOST = "127.0.0.1";

	private static final Duration PATIENCE = Duration.ofSeconds(50);

	private final Path directory;

	private final List<String> command;

	private final Map<String, String> environment;

	private final int port;

	private @Nullable Process process;

	private OtherBroker(Path directory, List<String> command, Map<String, String> environment, int port) {
		this.directory = directory;
		this.command = command;
		this.environment = environment;
		this.port = port;
	}

	/**
	 * Start ejabberd with {@code mod_mqtt}.
	 */
	static OtherBroker ejabberd(Path directory) {
		int port = freePort();
		write(directory.resolve("ejabberd.yml"), """
				hosts: [localhost]
				loglevel: warning
				listen:
				  - port: %d
				    ip: "%s"
				    module: mod_mqtt
				auth_method: anonymous
				allow_multiple_connections: true
				anonymous_protocol: both
				modules:
				  mod_mqtt:
				    access_publish: {"#": [allow: all]}
				    access_subscribe: {"#": [allow: all]}
				""".formatted(port, HOST));
		String home = directory.toString();
		Map<String, String> environment = Map.of("EJABBERD_CONFIG_PATH", home + "/ejabberd.yml", "EJABBERD_LOG_PATH",
				home + "/ejabberd.log", "ERL_LIBS", libraries(), "ERL_EPMD_PORT", Integer.toString(freePort()), "HOME",
				home);
		OtherBroker broker = new OtherBroker(directory, List.of("erl", "-noinput", "-sname",
				"zmqtt" + port + "@localhost", "-mnesia", "dir", '"' + home + '"', "-s", "ejabberd"), environment,
				port);
		broker.launch();
		return broker;
	}

	private static String libraries() {
		try (Stream<Path> directories = Files.list(Path.of("/usr/lib"))) {
			return directories.filter((directory) -> directory.getFileName().toString().endsWith("-linux-gnu"))
				.map(Path::toString)
				.collect(Collectors.joining(":"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start RabbitMQ with its MQTT plugin.
	 */
	static OtherBroker rabbitMq(Path directory) {
		int port = freePort();
		write(directory.resolve("rabbitmq.conf"), """
				listeners.tcp = none
				mqtt.listeners.tcp.1 = %s:%d
				mqtt.allow_anonymous = true
				""".formatted(HOST, port));
		write(directory.resolve("plugins"), "[rabbitmq_mqtt].\n");
		String home = directory.toString();
		Map<String, String> environment = Map.of("RABBITMQ_NODENAME", "zmqtt" + port + "@localhost",
				"RABBITMQ_CONFIG_FILE", home + "/rabbitmq.conf", "RABBITMQ_ENABLED_PLUGINS_FILE", home + "/plugins",
				"RABBITMQ_MNESIA_BASE", home, "RABBITMQ_LOG_BASE", home, "RABBITMQ_DIST_PORT",
				Integer.toString(freePort()), "ERL_EPMD_PORT", Integer.toString(freePort()), "HOME", home);
		OtherBroker broker = new OtherBroker(directory, List.of("/usr/lib/rabbitmq/bin/rabbitmq-server"), environment,
				port);
		broker.launch();
		return broker;
	}

	private static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void launch() {
		ProcessBuilder builder = new ProcessBuilder(this.command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("output").toFile()));
		builder.environment().putAll(this.environment);
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			Awaitility.await().atMost(PATIENCE).until(this::listens);
		}
		catch (ConditionTimeoutException ex) {
			close();
			throw new IllegalStateException("The broker does not listen, see " + this.directory, ex);
		}
	}

	private boolean listens() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(HOST, this.port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public ServerAddress address() {
		return new ServerAddress(HOST, this.port);
	}

	@Override
	public @Nullable TlsOptions tls() {
		return null;
	}

	@Override
	public void kill() {
		Process running = this.process;
		this.process = null;
		if (running == null) {
			return;
		}
		running.descendants().forEach(ProcessHandle::destroyForcibly);
		running.destroyForcibly();
		Awaitility.await().atMost(PATIENCE).until(() -> !running.isAlive() && !listens());
	}

	@Override
	public void restart() {
		kill();
		launch();
	}

	@Override
	public void close() {
		kill();
		try {
			ProcessBuilder builder = new ProcessBuilder("epmd", "-kill").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD);
			builder.environment().putAll(this.environment);
			builder.start().waitFor(10, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
