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
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the generated metadata and the documentation against each other.
 */
class ConfigurationMetadataTests {

	private static final Set<String> WITHOUT_DEFAULT = Set.of("zmqtt.port", "zmqtt.uri", "zmqtt.servers",
			"zmqtt.username", "zmqtt.password", "zmqtt.client-id", "zmqtt.primary", "zmqtt.connections",
			"zmqtt.subscribe-timeout", "zmqtt.stripped-prefixes", "zmqtt.user-properties",
			"zmqtt.request.reply-topic-prefix", "zmqtt.will.delay", "zmqtt.will.content-type",
			"zmqtt.will.message-expiry-interval", "zmqtt.will.user-properties", "zmqtt.birth.topic",
			"zmqtt.birth.content-type", "zmqtt.birth.message-expiry-interval", "zmqtt.birth.user-properties",
			"zmqtt.listener.idle-event-interval", "zmqtt.listener.retry.exception-excludes", "zmqtt.ssl.enabled",
			"zmqtt.ssl.bundle", "zmqtt.ssl.server-name", "zmqtt.ssl.application-protocols",
			"zmqtt.ssl.pinned-certificates", "zmqtt.proxy.host", "zmqtt.proxy.port", "zmqtt.proxy.username",
			"zmqtt.proxy.password", "zmqtt.socket.local-address", "zmqtt.socket.send-buffer-size",
			"zmqtt.socket.receive-buffer-size", "zmqtt.web-socket.path", "zmqtt.web-socket.headers", "zmqtt.will.topic",
			"zmqtt.template.default-topic");

	private final Map<String, JsonNode> properties = read();

	@Test
	void everyPropertyIsDescribed() {
		assertThat(this.properties).hasSizeGreaterThan(30);
		this.properties.forEach((name, property) -> {
			assertThat(name).matches("(management\\.(health|endpoint)\\.)?zmqtt\\..+");
			assertThat(property.path("description").asString("")).as(name)
				.matches("(?s)[A-Z].*\\.")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ");
			if (property.path("type").asString().equals("java.lang.Boolean")) {
				assertThat(property.path("description").asString()).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void everyPropertyHasADefaultUnlessItCannot() {
		assertThat(this.properties.entrySet()).filteredOn((entry) -> !entry.getValue().has("defaultValue"))
			.extracting(Map.Entry::getKey)
			.containsExactlyInAnyOrderElementsOf(WITHOUT_DEFAULT);
	}

	@Test
	void versionsAndEveryQosHaveHints() {
		List<String> expected = this.properties.entrySet()
			.stream()
			.filter((entry) -> List.of("io.zmqtt.QoS", "io.zmqtt.MqttVersion")
				.contains(entry.getValue().path("type").asString()))
			.map(Map.Entry::getKey)
			.toList();
		assertThat(expected).contains("zmqtt.version", "zmqtt.template.qos").hasSizeGreaterThan(4);
		List<String> hinted = new ArrayList<>();
		metadata().path("hints").forEach((hint) -> {
			assertThat(hint.path("values")).isNotEmpty();
			hinted.add(hint.path("name").asString());
		});
		assertThat(hinted).containsExactlyInAnyOrderElementsOf(expected);
	}

	@Test
	void documentationListsEveryProperty() throws IOException {
		List<String> expected = this.properties.entrySet()
			.stream()
			.map((entry) -> row(entry.getKey(), entry.getValue()))
			.toList();
		List<String> documented = Files.readAllLines(Path.of("..", "docs", "configuration.md"))
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.toList();
		assertThat(documented).containsExactlyElementsOf(expected);
	}

	private static String row(String name, JsonNode property) {
		String value = property.path("defaultValue").asString("");
		return "| `" + name + "` | " + (value.isEmpty() ? "" : "`" + value + "`") + " | "
				+ property.path("description").asString() + " |";
	}

	private static Map<String, JsonNode> read() {
		Map<String, JsonNode> properties = new TreeMap<>();
		for (JsonNode property : metadata().path("properties")) {
			properties.put(property.path("name").asString(), property);
		}
		return properties;
	}

	/**
	 * Return the names of all properties.
	 */
	static Set<String> names() {
		return read().keySet();
	}

	private static JsonNode metadata() {
		try {
			// from the file, as other modules on the class path have metadata of their
			// own
			Path classes = Path.of(ZmqttProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			byte[] json = Files.readAllBytes(classes.resolve("META-INF/spring-configuration-metadata.json"));
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException | URISyntaxException ex) {
			throw new AssertionError(ex);
		}
	}

}
