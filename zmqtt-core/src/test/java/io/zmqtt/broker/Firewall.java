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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.zmqtt.test.Programs;
import org.junit.jupiter.api.Assumptions;

/**
 * Has the kernel drop what goes to and comes from a port of the loopback interface, with
 * {@code iptables}.
 */
final class Firewall implements AutoCloseable {

	private final String port;

	private final List<List<String>> rules = new ArrayList<>();

	Firewall(int port) {
		this.port = String.valueOf(port);
	}

	/**
	 * Skips the test where rules cannot be set.
	 */
	static void assumeUsable() {
		Programs.assumeAvailable("iptables");
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"iptables needs root: this test is skipped");
		List<String> harmless = List.of("INPUT", "-i", "lo", "-p", "tcp", "--dport", "1", "-d", "127.0.0.77", "-j",
				"DROP");
		String problem = run("-A", harmless);
		Assumptions.assumeTrue(problem.isEmpty(),
				() -> "iptables does not work here: this test is skipped. It says: " + problem);
		run("-D", harmless);
	}

	/**
	 * Drop all that goes to the port, and all that comes from it.
	 */
	void drop() {
		for (String side : List.of("--dport", "--sport")) {
			List<String> rule = List.of("INPUT", "-i", "lo", "-p", "tcp", side, this.port, "-j", "DROP");
			String problem = run("-I", rule);
			if (!problem.isEmpty()) {
				throw new IllegalStateException(problem);
			}
			this.rules.add(rule);
		}
	}

	/**
	 * Let everything pass.
	 */
	void pass() {
		this.rules.forEach((rule) -> run("-D", rule));
		this.rules.clear();
	}

	@Override
	public void close() {
		pass();
	}

	private static String run(String action, List<String> rule) {
		try {
			Path program = Programs.find("iptables");
			if (program == null) {
				throw new IllegalStateException("The program iptables is not installed");
			}
			Process process = new ProcessBuilder(
					Stream.concat(Stream.of(program.toString(), "-w", "5", action), rule.stream()).toList())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return "iptables does not end";
			}
			return (process.exitValue() == 0) ? "" : output + "exit code " + process.exitValue();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
