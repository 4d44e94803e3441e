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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Holds the Grafana dashboard against what Prometheus really gets.
 */
class GrafanaDashboardTests {

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(zmqtt_\\w+)(?:\\{(.*)})? \\S+$");

	private static final Pattern SELECTOR = Pattern.compile("(zmqtt_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	/** Labels that the application or Prometheus adds. */
	private static final Set<String> ADDED = Set.of("application", "instance");

	/** The labels of each sample. */
	private static final Map<String, Set<String>> samples = new HashMap<>();

	/** The names of samples, or what they begin with, by the name of the meter. */
	private static final Map<String, String> meters = new HashMap<>();

	private static JsonNode dashboard;

	@BeforeAll
	static void scrape() throws IOException {
		dashboard = JsonMapper.shared().readTree(Files.readAllBytes(Path.of("..", "docs", "grafana", "zmqtt.json")));
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(ZmqttAutoConfiguration.class, ZmqttMetricsAutoConfiguration.class))
				.withUserConfiguration(Config.class)
				.withPropertyValues("zmqtt.host=" + broker.host(), "zmqtt.port=" + broker.port(),
						"zmqtt.fail-fast=true", "zmqtt.reconnect.initial-delay=10ms", "zmqtt.reconnect.max-delay=100ms")
				.run((context) -> {
					PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
					context.getBean(MqttTemplate.class).convertAndSend("in/1", "12345");
					await().until(() -> registry.find("zmqtt.listener.handling").timer() != null);
					broker.stop();
					await().until(() -> registry.find("zmqtt.connection.failures").counter() != null);
					read(registry);
				});
		}
	}

	@AfterAll
	static void forget() {
		samples.clear();
		meters.clear();
	}

	private static void read(PrometheusMeterRegistry registry) {
		SAMPLE.matcher(registry.scrape()).results().forEach((sample) -> {
			Set<String> labels = samples.computeIfAbsent(sample.group(1), (name) -> new TreeSet<>());
			if (sample.group(2) != null) {
				LABEL.matcher(sample.group(2)).results().forEach((label) -> labels.add(label.group(1)));
			}
		});
		for (Meter meter : registry.getMeters()) {
			meters.put(meter.getId().getName(), meter.getId().getConventionName(registry.config().namingConvention()));
		}
	}

	@Test
	void everyPanelAsksForWhatThereIs() {
		List<String> expressions = expressions();
		assertThat(expressions).hasSizeGreaterThan(20);
		for (String expression : expressions) {
			List<MatchResult> selectors = SELECTOR.matcher(expression).results().toList();
			assertThat(selectors).as(expression).isNotEmpty();
			Set<String> labels = new TreeSet<>(ADDED);
			for (MatchResult selector : selectors) {
				assertThat(samples).as(expression).containsKey(selector.group(1));
				Set<String> known = new TreeSet<>(samples.get(selector.group(1)));
				known.addAll(ADDED);
				assertThat(selector.group(2)).as(expression).isNotNull();
				assertThat(LABEL.matcher(selector.group(2)).results().map((label) -> label.group(1))).as(expression)
					.isSubsetOf(known)
					.contains("application")
					.containsAnyOf("client", "listener");
				labels.addAll(known);
			}
			GROUPING.matcher(expression)
				.results()
				.forEach((grouping) -> assertThat(Arrays.asList(grouping.group(1).split(",\\s*"))).as(expression)
					.isSubsetOf(labels));
		}
	}

	@Test
	void everyDocumentedMeterIsInAPanel() throws IOException {
		Set<String> asked = new TreeSet<>();
		expressions().forEach((expression) -> SELECTOR.matcher(expression)
			.results()
			.forEach((selector) -> asked.add(selector.group(1))));
		Matcher rows = Pattern.compile("(?m)^\\| `(zmqtt\\.[a-z.-]+)` \\|")
			.matcher(Files.readString(Path.of("..", "docs", "metrics.md")));
		List<String> documented = rows.results().map((row) -> row.group(1)).toList();
		assertThat(documented).hasSizeGreaterThan(30);
		for (String meter : documented) {
			assertThat(meters).containsKey(meter);
			String name = meters.get(meter);
			assertThat(asked).as(meter).anyMatch((sample) -> sample.equals(name) || sample.startsWith(name + "_"));
		}
	}

	@Test
	void dashboardCanBeImported() {
		assertThat(dashboard.path("title").asString()).isEqualTo("zmqtt");
		assertThat(dashboard.path("uid").asString()).isNotEmpty();
		assertThat(dashboard.path("id").isNull()).isTrue();
		assertThat(dashboard.path("templating").path("list").findValuesAsString("name")).containsExactly("datasource",
				"application", "client", "listener");
		List<JsonNode> panels = panels();
		assertThat(panels).extracting((panel) -> panel.path("id").asInt()).doesNotHaveDuplicates();
		assertThat(panels).filteredOn((panel) -> panel.path("type").asString().equals("row"))
			.extracting((panel) -> panel.path("title").asString())
			.containsExactly("Connection", "Publishing", "Receiving", "Listeners", "Network thread");
		for (JsonNode panel : panels) {
			assertThat(panel.path("title").asString()).isNotEmpty();
			if (!panel.path("type").asString().equals("row")) {
				assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
				assertThat(panel.path("description").asString()).isNotEmpty();
			}
		}
	}

	private static List<JsonNode> panels() {
		List<JsonNode> panels = new ArrayList<>();
		dashboard.path("panels").forEach(panels::add);
		return panels;
	}

	private static List<String> expressions() {
		List<String> expressions = new ArrayList<>();
		panels().forEach(
				(panel) -> panel.path("targets").forEach((target) -> expressions.add(target.path("expr").asString())));
		return expressions;
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		PrometheusMeterRegistry meterRegistry() {
			return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		}

		@Bean
		SmartInitializingSingleton binding(MeterRegistry registry, ObjectProvider<MeterBinder> binders) {
			return () -> binders.orderedStream().forEach((binder) -> binder.bindTo(registry));
		}

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		@MqttListener(id = "in", topics = "in/#")
		void onMessage(String text) {
		}

	}

}
