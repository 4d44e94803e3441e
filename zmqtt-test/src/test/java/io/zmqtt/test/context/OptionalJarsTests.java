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

package io.zmqtt.test.context;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.zmqtt.test.RawMqtt;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs brokers in a JVM whose class path really lacks what is optional.
 */
class OptionalJarsTests {

	private static final String NOT_JUNIT = "spring-|testcontainers|docker-java|logback";

	@Test
	void brokerRunsWithNothingThatIsOptional() throws Exception {
		assertThat(run(Plain.class, NOT_JUNIT + "|junit|opentest4j|assertj|awaitility|byte-buddy"))
			.contains("a client was connected");
	}

	@Test
	void annotationRunsWithJunitAlone() throws Exception {
		assertThat(run(Annotated.class, NOT_JUNIT)).contains("5 tests successful");
	}

	private static String run(Class<?> main, String jars) throws IOException, InterruptedException {
		List<String> all = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		Pattern absent = Pattern.compile("(" + jars + ")[^/]*\\.jar$");
		List<String> present = all.stream()
			.filter((entry) -> !absent.matcher(Path.of(entry).getFileName().toString()).find())
			.toList();
		assertThat(present).hasSizeLessThan(all.size());
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", String.join(File.pathSeparator, present),
				main.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	/**
	 * Starts a broker and connects to it.
	 */
	static final class Plain {

		private Plain() {
		}

		public static void main(String[] args) throws IOException {
			try (io.zmqtt.test.EmbeddedMqttBroker broker = io.zmqtt.test.EmbeddedMqttBroker.start()) {
				RawMqtt.connect(broker.host(), broker.port(), 5).close();
				System.out.println("a client was connected");
			}
		}

	}

	/**
	 * Runs tests that have the annotation.
	 */
	static final class Annotated {

		private Annotated() {
		}

		public static void main(String[] args) {
			SummaryGeneratingListener summary = new SummaryGeneratingListener();
			LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
				.selectors(DiscoverySelectors.selectClass(EmbeddedMqttBrokerExtensionTests.class))
				.build();
			Launcher launcher = LauncherFactory.create();
			launcher.execute(request, summary);
			summary.getSummary().printTo(new PrintWriter(System.out, true));
			summary.getSummary().printFailuresTo(new PrintWriter(System.out, true));
			System.exit((int) summary.getSummary().getTotalFailureCount());
		}

	}

}
