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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A proxy program on a free port of the loopback interface.
 */
public final class ProxyServer implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private static final int ATTEMPTS = 5;

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

	private final String program;

	private final BiFunction<Path, Integer, List<String>> command;

	private final Path directory;

	private int port;

	private @Nullable Process process;

	private ProxyServer(String program, BiFunction<Path, Integer, List<String>> command) throws IOException {
		this.program = program;
		this.command = command;
		this.directory = Files.createTempDirectory(program);
	}

	/**
	 * Starts {@code tinyproxy}, an HTTP proxy, or skips the test without it.
	 * @param lines further lines of its configuration
	 */
	public static ProxyServer tinyproxy(String... lines) {
		return start("tinyproxy", (directory, port) -> {
			Path file = write(directory, "Listen " + HOST, "Port " + port, "Timeout 600", "LogLevel Connect",
					String.join("\n", lines));
			return List.of("-d", "-c", file.toString());
		});
	}

	/**
	 * Starts {@code danted}, a proxy for SOCKS 4 and 5 without passwords, or skips the
	 * test without it. SOCKS 4 takes addresses only: it does not know SOCKS 4a.
	 * @param refusedPort a port to which it connects nobody, or 0 for none
	 */
	public static ProxyServer dante(int refusedPort) {
		return start("danted", (directory, port) -> {
			String refused = (refusedPort != 0) ? "socks block { from: 0/0 to: 0/0 port = " + refusedPort + " }" : "";
			Path file = write(directory, "logoutput: stdout", "internal: " + HOST + " port = " + port, "external: lo",
					"clientmethod: none", "socksmethod: none", "client pass { from: 0/0 to: 0/0 }", refused,
					"socks pass {", "from: 0/0 to: 0/0", "log: connect", "}");
			return List.of("-N", "1", "-f", file.toString(), "-p", directory.resolve("pid").toString());
		});
	}

	/**
	 * Starts {@code microsocks}, a proxy for SOCKS 5 with a password, or skips the test
	 * without it.
	 */
	public static ProxyServer microsocks(String username, String password) {
		return start("microsocks",
				(directory, port) -> List.of("-i", HOST, "-p", String.valueOf(port), "-u", username, "-P", password));
	}

	private static ProxyServer start(String program, BiFunction<Path, Integer, List<String>> command) {
		Programs.assumeAvailable(program);
		ProxyServer server = null;
		try {
			server = new ProxyServer(program, command);
			for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
				server.port = Programs.freePort(HOST);
				if (server.launch()) {
					return server;
				}
			}
			throw server.failure("found no free port");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			if (server != null && server.process == null) {
				server.close();
			}
		}
	}

	private static Path write(Path directory, String... lines) {
		try {
			return Files.write(directory.resolve("configuration"), List.of(lines));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String host() {
		return HOST;
	}

	public int port() {
		return this.port;
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
	 * Ends the program, and with it all connections through it.
	 */
	public void stop() {
		Process running = this.process;
		this.process = null;
		if (running == null) {
			return;
		}
		// danted leaves children that go on with their connections
		List<ProcessHandle> children = running.descendants().toList();
		try {
			running.destroy();
			if (!running.waitFor(10, TimeUnit.SECONDS)) {
				running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
			}
			children.forEach(ProcessHandle::destroyForcibly);
		}
		catch (InterruptedException ex) {
			running.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Starts the program again on the same port, stopping it first if it runs.
	 */
	public void restart() {
		stop();
		try {
			for (int attempt = 1; !launch(); attempt++) {
				if (attempt == ATTEMPTS) {
					throw failure("cannot use its port again");
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts the process, and returns whether it listens.
	 */
	private boolean launch() throws IOException {
		Path path = Programs.find(this.program);
		if (path == null) {
			throw new IllegalStateException("The program " + this.program + " is not installed");
		}
		List<String> arguments = this.command.apply(this.directory, this.port);
		Process started = new ProcessBuilder(Stream.concat(Stream.of(path.toString()), arguments.stream()).toList())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.directory.resolve("output").toFile()))
			.start();
		this.process = started;
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		try {
			while (!Programs.listens(HOST, this.port)) {
				if (started.waitFor(20, TimeUnit.MILLISECONDS)) {
					this.process = null;
					return false;
				}
				if (System.nanoTime() - deadline > 0) {
					stop();
					throw failure("does not listen");
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			stop();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for " + this.program, ex);
		}
	}

	private IllegalStateException failure(String what) {
		return new IllegalStateException(this.program + " " + what + ". It wrote:\n" + output());
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

}
