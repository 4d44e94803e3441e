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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The {@code mosquitto} program as a broker on a free port of the loopback interface.
 */
public final class Mosquitto implements AutoCloseable {

	private static final String HOST = "localhost";

	private static final int ATTEMPTS = 5;

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

	private final Builder settings;

	private final Path directory;

	private int port;

	private int tlsPort;

	private int webSocketPort;

	private int webSocketTlsPort;

	private @Nullable Process process;

	private Mosquitto(Builder settings) throws IOException {
		this.settings = settings;
		this.directory = Files.createTempDirectory("mosquitto");
	}

	/**
	 * Skips the test when the program is not installed, or fails it when the environment
	 * variable {@code ZMQTT_REQUIRE} lists {@code mosquitto}.
	 */
	public static void assumeAvailable() {
		check(program(), System.getenv("ZMQTT_REQUIRE"));
	}

	static void check(@Nullable Path program, @Nullable String required) {
		if (program != null) {
			return;
		}
		String message = "The program mosquitto is not installed";
		if (required != null && Arrays.asList(required.trim().split("\\s*,\\s*")).contains("mosquitto")) {
			Assertions.fail(message + ", but ZMQTT_REQUIRE demands it");
		}
		Assumptions.abort(message + ": this test is skipped");
	}

	/**
	 * Starts a broker that lets anyone connect.
	 */
	public static Mosquitto start() {
		return builder().start();
	}

	public static Builder builder() {
		return new Builder();
	}

	public String host() {
		return HOST;
	}

	public int port() {
		return this.port;
	}

	/**
	 * The port with TLS, or 0 if there is none.
	 */
	public int tlsPort() {
		return this.tlsPort;
	}

	/**
	 * The port for WebSocket connections, or 0 if there is none.
	 */
	public int webSocketPort() {
		return this.webSocketPort;
	}

	/**
	 * The port for WebSocket connections with TLS, or 0 unless there is both.
	 */
	public int webSocketTlsPort() {
		return this.webSocketTlsPort;
	}

	/**
	 * The file of its Unix domain socket, if it has one.
	 */
	public Path unixSocket() {
		return this.directory.resolve("socket");
	}

	/**
	 * What the program has written so far, over all its runs.
	 */
	public String output() {
		try {
			Path log = this.directory.resolve("output");
			return Files.exists(log) ? Files.readString(log) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ends the program in good order (SIGTERM): persistent state is saved.
	 */
	public void stop() {
		end(false);
	}

	/**
	 * Has the program save its state now (SIGUSR1), as it does from time to time, and
	 * waits until it is on the disk. Needs persistence.
	 */
	public void save() {
		Process running = this.process;
		if (running == null || !this.settings.persistence) {
			throw new IllegalStateException("mosquitto is not running with persistence");
		}
		Path database = this.directory.resolve("mosquitto.db");
		try {
			Files.deleteIfExists(database);
			// written under another name, and renamed when it is complete
			new ProcessBuilder("kill", "-USR1", Long.toString(running.pid())).start().waitFor();
			long deadline = System.nanoTime() + PATIENCE_NANOS;
			while (!Files.exists(database)) {
				if (System.nanoTime() - deadline > 0 || running.waitFor(5, TimeUnit.MILLISECONDS)) {
					throw failure("did not save its state");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while mosquitto saves its state", ex);
		}
	}

	/**
	 * Kills the program (SIGKILL).
	 */
	public void kill() {
		end(true);
	}

	/**
	 * Starts the program again on the same ports, stopping it first if it runs.
	 */
	public void restart() {
		stop();
		try {
			for (int attempt = 1; !launch(); attempt++) {
				if (attempt == ATTEMPTS) {
					throw failure("cannot use its ports again");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		stop();
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				Files.delete(file);
			}
			Files.delete(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void startOnFreePorts() throws IOException {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			this.port = freePort();
			this.tlsPort = (this.settings.certificate != null) ? freePort() : 0;
			this.webSocketPort = this.settings.webSocket ? freePort() : 0;
			this.webSocketTlsPort = (this.tlsPort != 0 && this.webSocketPort != 0) ? freePort() : 0;
			if (launch()) {
				return;
			}
		}
		throw failure("found no free port");
	}

	/**
	 * Starts the process, and returns whether it listens; if not, a port was taken.
	 */
	private boolean launch() throws IOException {
		Path program = program();
		if (program == null) {
			throw new IllegalStateException("The program mosquitto is not installed");
		}
		int before = output().length();
		Path configuration = Files.write(this.directory.resolve("mosquitto.conf"), configuration());
		Process started = new ProcessBuilder(program.toString(), "-c", configuration.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("output").toFile()))
			.start();
		this.process = started;
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		try {
			while (!listens()) {
				if (started.waitFor(20, TimeUnit.MILLISECONDS)) {
					this.process = null;
					if (output().substring(before).contains("Address already in use")) {
						return false;
					}
					throw failure("ended with exit code " + started.exitValue());
				}
				if (System.nanoTime() - deadline > 0) {
					kill();
					throw failure("does not listen");
				}
			}
			// another program may be the one that listens
			return started.isAlive() || !output().substring(before).contains("Address already in use");
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for mosquitto", ex);
		}
	}

	private List<String> configuration() throws IOException {
		List<String> lines = new ArrayList<>();
		// started by root it would change to a user who may not read this directory
		lines.add("user " + System.getProperty("user.name"));
		lines.add("log_dest stdout");
		lines.add("allow_anonymous " + this.settings.credentials.isEmpty());
		if (!this.settings.credentials.isEmpty()) {
			lines.add("password_file " + passwordFile());
		}
		lines.add("persistence " + this.settings.persistence);
		if (this.settings.persistence) {
			lines.add("persistence_location " + this.directory + "/");
		}
		lines.addAll(this.settings.lines);
		lines.add("listener " + this.port + " " + HOST);
		if (this.webSocketPort != 0) {
			// libwebsockets binds to an address, not to a name
			lines.add("listener " + this.webSocketPort + " 127.0.0.1");
			lines.add("protocol websockets");
		}
		if (this.tlsPort != 0) {
			lines.add("listener " + this.tlsPort + " " + HOST);
			addTls(lines);
		}
		if (this.webSocketTlsPort != 0) {
			lines.add("listener " + this.webSocketTlsPort + " 127.0.0.1");
			lines.add("protocol websockets");
			addTls(lines);
		}
		if (this.settings.unixSocket) {
			lines.add("listener 0 " + unixSocket());
		}
		return lines;
	}

	private void addTls(List<String> lines) {
		lines.add("certfile " + this.settings.certificate);
		lines.add("keyfile " + this.settings.key);
		if (this.settings.clientAuthority != null) {
			lines.add("cafile " + this.settings.clientAuthority);
			lines.add("require_certificate true");
		}
	}

	private Path passwordFile() throws IOException {
		List<String> lines = new ArrayList<>();
		for (Map.Entry<String, String> user : this.settings.credentials.entrySet()) {
			lines.add(user.getKey() + ":" + hash(user.getValue()));
		}
		return Files.write(this.directory.resolve("passwords"), lines);
	}

	private static String hash(String password) {
		int iterations = 101;
		byte[] salt = new byte[12];
		new SecureRandom().nextBytes(salt);
		try {
			byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
				.generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 512))
				.getEncoded();
			Base64.Encoder base64 = Base64.getEncoder();
			return "$7$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean listens() {
		return listens(this.port) && (this.tlsPort == 0 || listens(this.tlsPort))
				&& (this.webSocketPort == 0 || listens(this.webSocketPort))
				&& (this.webSocketTlsPort == 0 || listens(this.webSocketTlsPort))
				&& (!this.settings.unixSocket || Files.exists(unixSocket()));
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(HOST, port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void end(boolean kill) {
		Process running = this.process;
		this.process = null;
		if (running == null) {
			return;
		}
		try {
			if (kill) {
				running.destroyForcibly();
			}
			else {
				running.destroy();
			}
			if (!running.waitFor(10, TimeUnit.SECONDS)) {
				running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			running.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private IllegalStateException failure(String what) {
		return new IllegalStateException("mosquitto " + what + ". It wrote:\n" + output());
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
			return socket.getLocalPort();
		}
	}

	private static @Nullable Path program() {
		String path = System.getenv().getOrDefault("PATH", "");
		return Stream
			.concat(Arrays.stream(path.split(java.io.File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
			.filter((entry) -> !entry.isEmpty())
			.map((entry) -> Path.of(entry, "mosquitto"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Builds a {@link Mosquitto}.
	 */
	public static final class Builder {

		private final Map<String, String> credentials = new LinkedHashMap<>();

		private final List<String> lines = new ArrayList<>();

		private @Nullable Path certificate;

		private @Nullable Path key;

		private @Nullable Path clientAuthority;

		private boolean persistence;

		private boolean webSocket;

		private boolean unixSocket;

		private Builder() {
		}

		/**
		 * Adds a user who may connect. Without any, everybody may.
		 */
		public Builder credentials(String user, String password) {
			this.credentials.put(user, password);
			return this;
		}

		/**
		 * Adds a listener with TLS, from PEM files.
		 */
		public Builder tls(Path certificate, Path key) {
			this.certificate = certificate.toAbsolutePath();
			this.key = key.toAbsolutePath();
			return this;
		}

		/**
		 * Makes the TLS listener demand a certificate signed by this authority (PEM).
		 */
		public Builder clientCertificates(Path authority) {
			this.clientAuthority = authority.toAbsolutePath();
			return this;
		}

		/**
		 * Adds a listener on a Unix domain socket.
		 */
		public Builder unixSocket() {
			this.unixSocket = true;
			return this;
		}

		/**
		 * Adds a listener for WebSocket connections, and another one if there is TLS.
		 */
		public Builder webSocket() {
			this.webSocket = true;
			return this;
		}

		/**
		 * Saves sessions and messages when the program ends in good order.
		 */
		public Builder persistence() {
			this.persistence = true;
			return this;
		}

		/**
		 * Adds lines to the general part of the configuration file.
		 */
		public Builder lines(String... lines) {
			this.lines.addAll(List.of(lines));
			return this;
		}

		/**
		 * Starts the program and waits until it accepts connections.
		 */
		public Mosquitto start() {
			Mosquitto mosquitto = null;
			try {
				mosquitto = new Mosquitto(this);
				mosquitto.startOnFreePorts();
				return mosquitto;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			finally {
				if (mosquitto != null && mosquitto.process == null) {
					mosquitto.close();
				}
			}
		}

	}

}
