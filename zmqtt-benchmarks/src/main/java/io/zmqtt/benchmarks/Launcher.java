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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts the processes: brokers on one core, and the JVM of a peer on another.
 */
final class Launcher {

	static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch",
			"-XX:-UseDynamicNumberOfCompilerThreads", "-XX:-UsePerfData");

	/** The smallest heap and nothing touched in advance, which would take time. */
	static final List<String> COLD_JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xmx512m");

	private static final long PATIENCE_MINUTES = 15;

	private final Path home;

	private final Cores cores;

	private final Settings settings;

	Launcher(Path home, Cores cores, Settings settings) {
		this.home = home;
		this.cores = cores;
		this.settings = settings;
	}

	Cores cores() {
		return this.cores;
	}

	/**
	 * Start the broker of this module.
	 * @return the broker
	 * @throws IOException if it does not start
	 */
	Broker nullBroker() throws IOException {
		return Broker.nullBroker(this.cores.brokerPrefix(), java(JVM_FLAGS, System.getProperty("java.class.path")),
				this.settings.acks());
	}

	/**
	 * Start Mosquitto.
	 * @return the broker
	 * @throws IOException if it does not start
	 * @throws InterruptedException if interrupted
	 */
	Broker mosquitto() throws IOException, InterruptedException {
		return Broker.mosquitto(this.cores.brokerPrefix(), this.home.resolve("target"));
	}

	/**
	 * Run the workloads of the settings with a peer.
	 * @param peer the name of the peer
	 * @param broker the broker
	 * @param settings the settings
	 * @param report where the results go
	 * @throws IOException if the JVM does not start
	 * @throws InterruptedException if interrupted
	 */
	void runWorkloads(String peer, Broker broker, Settings settings, Report report)
			throws IOException, InterruptedException {
		KnownPeer known = KnownPeer.of(peer);
		List<Workload> workloads = settings.workloads().stream().filter(known::takesPartIn).toList();
		if (workloads.isEmpty()) {
			return;
		}
		List<String> arguments = new ArrayList<>();
		arguments.add(known.driver());
		arguments.add(Integer.toString(broker.port()));
		arguments.addAll(settings.toChildArguments(workloads));
		long minutes = PATIENCE_MINUTES + workloads.size();
		run(peer, JVM_FLAGS, PeerMain.class, arguments, minutes, (line) -> {
			if (Interval.isLine(line)) {
				report.add(Interval.workloadOf(line), peer, Interval.parse(line));
			}
		});
	}

	/**
	 * Run a task with a peer.
	 * @param peer the name of the peer
	 * @param broker the broker
	 * @param task the name of the task
	 * @param argument what the task is told
	 * @param figures where the results go
	 * @throws IOException if the JVM does not start
	 * @throws InterruptedException if interrupted
	 */
	void runTask(String peer, Broker broker, String task, String argument, Figures figures)
			throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>();
		arguments.add(KnownPeer.of(peer).driver());
		arguments.add(Integer.toString(broker.port()));
		arguments.add(task);
		arguments.add(argument);
		arguments.addAll(this.settings.toChildArguments());
		long minutes = PATIENCE_MINUTES + (long) this.settings.extent().minutes();
		run(peer, JVM_FLAGS, TaskMain.class, arguments, minutes, (line) -> {
			if (Figure.isLine(line)) {
				figures.add(peer, Figure.parse(line));
			}
		});
	}

	/**
	 * Start a JVM and wait for its first echo.
	 * @param peer the name of the peer
	 * @param broker the broker
	 * @return the time from the start of the process to the echo in milliseconds
	 * @throws IOException if the JVM does not start
	 * @throws InterruptedException if interrupted
	 */
	double coldStart(String peer, Broker broker) throws IOException, InterruptedException {
		List<String> arguments = List.of(KnownPeer.of(peer).driver(), Integer.toString(broker.port()));
		long[] times = { 0, 0 };
		times[0] = System.nanoTime();
		run(peer, COLD_JVM_FLAGS, ColdStart.class, arguments, 1, (line) -> {
			if (line.equals(ColdStart.LINE)) {
				times[1] = System.nanoTime();
			}
		});
		return (times[1] - times[0]) / 1e6;
	}

	private void run(String peer, List<String> flags, Class<?> main, List<String> arguments, long minutes,
			Consumer<String> lines) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(this.cores.clientPrefix());
		command.addAll(java(flags, String.join(File.pathSeparator, classPath(peer))));
		command.add(main.getName());
		command.addAll(arguments);
		Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		CompletableFuture.delayedExecutor(minutes, TimeUnit.MINUTES).execute(child::destroyForcibly);
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				lines.accept(line);
			}
			if (!child.waitFor(10, TimeUnit.SECONDS) || child.exitValue() != 0) {
				throw new IllegalStateException("The measurement of " + peer + " failed");
			}
		}
		finally {
			child.destroyForcibly();
		}
	}

	/**
	 * Return the class path of a peer.
	 * @param peer the name of the peer
	 * @return directories and files, those of the peer's own module first
	 * @throws IOException if it has not been built
	 */
	List<String> classPath(String peer) throws IOException {
		Path target = this.home.resolve(KnownPeer.of(peer).directory()).resolve("target");
		List<String> entries = new ArrayList<>();
		entries.add(target.resolve("classes").toString());
		String dependencies = Files.readString(target.resolve("peer.classpath")).strip();
		entries.addAll(Arrays.asList(dependencies.split(File.pathSeparator)));
		return entries;
	}

	private static List<String> java(List<String> flags, String classPath) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(flags);
		command.add("-cp");
		command.add(classPath);
		return command;
	}

}
