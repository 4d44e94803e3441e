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
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqtt.benchmarks.broker.NullBroker;

/**
 * The command: starts the broker and, round by round, a child JVM for each peer, and
 * writes the report.
 */
public final class Benchmarks {

	private static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m",
			"-XX:+AlwaysPreTouch", "-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UsePerfData");

	private final Path home;

	private final Settings settings;

	private final Cores cores;

	private final Report report;

	private Benchmarks(Path home, Settings settings, Cores cores) {
		this.home = home;
		this.settings = settings;
		this.cores = cores;
		this.report = new Report(settings, cores.arePinned(), JVM_FLAGS);
	}

	private void run() throws IOException, InterruptedException {
		Process broker = startBroker();
		try (BufferedReader output = output(broker)) {
			int port = readPort(output);
			for (int round = 1; round <= this.settings.rounds(); round++) {
				for (String peer : this.settings.peers()) {
					System.err.println("Round " + round + " of " + this.settings.rounds() + ": " + peer);
					measure(KnownPeer.of(peer), peer, port);
				}
			}
		}
		finally {
			broker.destroy();
		}
	}

	private static int readPort(BufferedReader output) throws IOException {
		String line = output.readLine();
		if (line == null) {
			throw new IllegalStateException("The broker did not start");
		}
		return Integer.parseInt(line.substring("port ".length()));
	}

	private Process startBroker() throws IOException {
		List<String> command = new ArrayList<>(this.cores.brokerPrefix());
		command.addAll(java(System.getProperty("java.class.path")));
		command.add(NullBroker.class.getName());
		command.add(this.settings.acks());
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private void measure(KnownPeer peer, String name, int port) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(this.cores.clientPrefix());
		command.addAll(java(classPath(peer)));
		command.add(PeerMain.class.getName());
		command.add(peer.driver());
		command.add(Integer.toString(port));
		command.addAll(this.settings.toChildArguments());
		Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try (BufferedReader output = output(child)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (Interval.isLine(line)) {
					this.report.add(Interval.workloadOf(line), name, Interval.parse(line));
				}
			}
			if (!child.waitFor(10, TimeUnit.SECONDS) || child.exitValue() != 0) {
				throw new IllegalStateException("The measurement of " + name + " failed");
			}
		}
		finally {
			child.destroyForcibly();
		}
	}

	private String classPath(KnownPeer peer) throws IOException {
		Path target = this.home.resolve(peer.directory()).resolve("target");
		Path dependencies = target.resolve("peer.classpath");
		return target.resolve("classes") + File.pathSeparator + Files.readString(dependencies).strip();
	}

	private static List<String> java(String classPath) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_FLAGS);
		command.add("-cp");
		command.add(classPath);
		return command;
	}

	private static BufferedReader output(Process process) {
		return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Run the measurements.
	 * @param args the directory of this module, then options
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		Settings settings;
		try {
			settings = Settings.parse(args, 1);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + "\n\n" + Settings.USAGE);
			System.exit(2);
			return;
		}
		Path home = Path.of(args[0]);
		Benchmarks benchmarks = new Benchmarks(home, settings, Cores.find());
		benchmarks.run();
		Path directory = home.resolve("target");
		String markdown = benchmarks.report.toMarkdown();
		Files.writeString(directory.resolve("benchmarks.md"), markdown);
		Files.writeString(directory.resolve("benchmarks.svg"), benchmarks.report.toSvg());
		System.out.println(markdown);
		System.out.println("Written to " + directory.resolve("benchmarks.md") + ", with a chart beside it");
	}

}
