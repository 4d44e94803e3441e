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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The command: runs the suites one after the other and writes the report.
 */
public final class Benchmarks {

	private final Path target;

	private final Settings settings;

	private final Launcher launcher;

	private final Results results;

	private final Map<Suite, String> failures = new LinkedHashMap<>();

	private final List<Suite> suites = new ArrayList<>();

	private Benchmarks(Path home, Settings settings) throws IOException {
		this.target = home.resolve("target");
		this.settings = settings;
		this.launcher = new Launcher(home, Cores.find(), settings);
		List<String> usual = settings.suites().size() > 1 ? KnownPeer.reported() : KnownPeer.clients();
		Settings messages = settings.with(settings.peers(usual), settings.workloads());
		Settings spring = settings.with(KnownPeer.spring(), ReportWorkloads.spring());
		this.results = new Results(new Report(messages), new Report(spring), new LinkedHashMap<>());
		for (SuiteName name : settings.suites()) {
			this.suites.add(switch (name) {
				case messages -> new MessagesSuite("Messages", "benchmarks.svg", messages, this.results.messages());
				case spring -> new MessagesSuite("Spring", "spring.svg", spring, this.results.spring());
				default -> suite(name, settings, this.results.of(name));
			});
		}
	}

	private static Suite suite(SuiteName name, Settings settings, Figures figures) {
		return switch (name) {
			case latency -> new LatencySuite(settings, figures);
			case connect -> new ConnectSuite(settings, figures);
			case idle -> new IdleSuite(settings, figures);
			case growth -> new GrowthSuite(settings, figures);
			case mosquitto -> new MosquittoSuite(settings, figures);
			case endurance -> new EnduranceSuite(settings, figures);
			case slow -> new SlowSuite(figures);
			default -> throw new IllegalArgumentException("No figures in " + name);
		};
	}

	private void run() throws IOException, InterruptedException {
		double seconds = this.suites.stream().mapToDouble(Suite::estimatedSeconds).sum();
		System.err.println(String.format(Locale.ROOT, "This takes about %.0f minutes", Math.ceil(seconds / 60)));
		weigh();
		for (Suite suite : this.suites) {
			try {
				suite.run(this.launcher);
			}
			catch (IOException | RuntimeException ex) {
				// what the other suites have measured is not lost for it
				ex.printStackTrace();
				this.failures.put(suite, String.valueOf(ex.getMessage()));
			}
			write();
		}
	}

	private void weigh() throws IOException {
		this.results.weights().put("zmqtt", Libraries.of(this.launcher.classPath("zmqtt")).bytes(""));
		// this module's peer declares it, not the client
		this.results.weights().put("hivemq", Libraries.of(this.launcher.classPath("hivemq")).bytes("jspecify"));
	}

	private void write() throws IOException {
		Files.writeString(this.target.resolve("benchmarks.md"), toMarkdown());
		for (Suite suite : this.suites) {
			for (Map.Entry<String, String> chart : suite.charts().entrySet()) {
				if (!chart.getValue().isEmpty()) {
					Files.writeString(this.target.resolve(chart.getKey()), chart.getValue());
				}
			}
		}
	}

	private String toMarkdown() throws IOException {
		StringBuilder text = new StringBuilder();
		if (this.suites.size() > 1) {
			text.append("## Goals\n\n").append(Goals.toMarkdown(Goals.evaluate(this.results))).append("\n");
			text.append("## Machine and settings\n\n");
		}
		text.append(Machine.describe()).append(" Client and broker are ");
		text.append(this.launcher.cores().arePinned() ? "each pinned to a core of its own" : "**not pinned to cores**");
		text.append(". `").append(String.join(" ", Launcher.JVM_FLAGS)).append("`.\n").append(versions()).append("\n");
		for (Suite suite : this.suites) {
			if (this.suites.size() > 1) {
				text.append("\n## ").append(suite.title()).append("\n\n");
			}
			String failure = this.failures.get(suite);
			if (failure != null) {
				text.append("**Failed: ").append(failure).append("**\n\n");
			}
			text.append(suite.toMarkdown());
			suite.charts().forEach((file, image) -> {
				if (!image.isEmpty()) {
					text.append("\n![").append(suite.title()).append("](").append(file).append(")\n");
				}
			});
		}
		return text.toString();
	}

	private String versions() throws IOException {
		List<String> versions = new ArrayList<>();
		for (String name : KnownPeer.names()) {
			String artifact = KnownPeer.of(name).artifact();
			if (!artifact.isEmpty() && Files
				.exists(this.target.resolve("../" + KnownPeer.of(name).directory() + "/target/peer.classpath"))) {
				versions.addAll(Libraries.of(this.launcher.classPath(name)).names(artifact));
			}
		}
		return "Versions: " + String.join(", ", versions.stream().distinct().sorted().toList()) + ".";
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
		Benchmarks benchmarks = new Benchmarks(Path.of(args[0]), settings);
		benchmarks.run();
		System.out.println(benchmarks.toMarkdown());
		System.out.println("Written to " + benchmarks.target.resolve("benchmarks.md") + ", with charts beside it");
		System.exit(benchmarks.failures.isEmpty() ? 0 : 1);
	}

}
