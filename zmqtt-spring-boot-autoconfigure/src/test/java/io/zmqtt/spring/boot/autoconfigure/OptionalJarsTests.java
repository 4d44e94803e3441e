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

package io.zmqtt.spring.boot.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs an application in a JVM of its own whose class path really lacks what is optional.
 */
class OptionalJarsTests {

	private static EmbeddedMqttBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = EmbeddedMqttBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jackson", "spring-boot-(health|actuator)", "micrometer-(core|registry)" })
	void applicationRunsWithout(String jars) throws Exception {
		run(jars);
	}

	@Test
	void applicationRunsWithNothingThatIsOptional() throws Exception {
		run("jackson|spring-boot-(health|actuator|micrometer|jackson|webmvc|servlet|tomcat|web-server|http)"
				+ "|micrometer-(core|registry|tracing)|testcontainers|docker-compose|tomcat|spring-web|validation"
				+ "|junit|assertj|mockito|spring-test|spring-boot-test");
	}

	private static void run(String jars) throws IOException, InterruptedException {
		List<String> all = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
		// nobody has the module for Docker Compose without a compose file
		Pattern absent = Pattern.compile("(spring-boot-docker-compose|" + jars + ")[^/]*\\.jar$");
		List<String> present = all.stream()
			.filter((entry) -> !absent.matcher(Path.of(entry).getFileName().toString()).find())
			.toList();
		assertThat(present).hasSizeLessThan(all.size());
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				present.stream().collect(Collectors.joining(File.pathSeparator)), Application.class.getName(),
				"--zmqtt.port=" + broker.port(), "--zmqtt.connections.b.port=" + broker.port())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(output).contains("received hello");
		assertThat(process.exitValue()).as(output).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final CountDownLatch received = new CountDownLatch(1);

		public static void main(String[] args) throws InterruptedException {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			ConfigurableApplicationContext context = application.run(args);
			context.getBean(MqttTemplate.class).convertAndSend("greeting/" + ProcessHandle.current().pid(), "hello");
			boolean received = context.getBean(Application.class).received.await(20, TimeUnit.SECONDS);
			System.exit(received ? SpringApplication.exit(context) : 1);
		}

		@MqttListener("greeting/#{T(java.lang.ProcessHandle).current().pid()}")
		void listen(String greeting) {
			System.out.println("received " + greeting);
			this.received.countDown();
		}

	}

}
