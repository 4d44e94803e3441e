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

package io.zmqtt.broker.guarantees;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A second JVM with the same class path, to be killed.
 */
final class OtherJvm implements AutoCloseable {

	private final Process process;

	private OtherJvm(Process process) {
		this.process = process;
	}

	/**
	 * Start a JVM.
	 * @param input the lines that it reads from its standard input, which stays open
	 * @param output is called with each line that it writes
	 */
	static OtherJvm start(Class<?> main, List<String> arguments, List<String> input, Consumer<String> output) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
			Thread reader = new Thread(() -> read(process, output), "output of " + main.getSimpleName());
			reader.setDaemon(true);
			reader.start();
			PrintStream stream = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
			input.forEach(stream::println);
			return new OtherJvm(process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void read(Process process, Consumer<String> output) {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			reader.lines().forEach(output);
		}
		catch (IOException | UncheckedIOException ex) {
			// killed
		}
	}

	/**
	 * Kill it, as {@code kill -9} does, and wait for its end.
	 */
	void kill() {
		try {
			if (!this.process.destroyForcibly().waitFor(20, TimeUnit.SECONDS)) {
				throw new IllegalStateException("The JVM " + this.process.pid() + " does not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

}
