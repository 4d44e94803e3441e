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
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every option of the client's builders has a property, unless it is an object that only
 * code can make.
 */
class BuilderCoverageTests {

	/** By the name of the method, where the property is called otherwise. */
	private static final Map<String, String> PROPERTIES = Map.ofEntries(Map.entry("credentials", "zmqtt.username"),
			Map.entry("tls", "zmqtt.ssl.enabled"), Map.entry("proxy", "zmqtt.proxy.host"),
			Map.entry("socket", "zmqtt.socket.no-delay"), Map.entry("webSocketRequest", "zmqtt.web-socket.headers"),
			Map.entry("transport", "zmqtt.netty.native-transport"), Map.entry("will", "zmqtt.will.topic"),
			Map.entry("birth", "zmqtt.birth.topic"), Map.entry("reconnect", "zmqtt.reconnect.max-delay"),
			Map.entry("retryFirstConnect", "zmqtt.fail-fast"),
			Map.entry("connectUserProperties", "zmqtt.user-properties"),
			Map.entry("requestTimeout", "zmqtt.request.timeout"),
			Map.entry("maxPendingRequests", "zmqtt.request.max-pending"),
			Map.entry("replyTopicPrefix", "zmqtt.request.reply-topic-prefix"), Map.entry("v5", "zmqtt.version"));

	/**
	 * Beans of their types are used; executors are virtual threads where the application
	 * has them; listeners become events.
	 */
	private static final Set<String> BEANS = Set.of("credentialsProvider", "webSocketRequestProvider", "authHandler",
			"executor", "completionExecutor", "observer", "listener");

	@ParameterizedTest
	@MethodSource("options")
	void hasAProperty(String option) {
		if (BEANS.contains(option)) {
			return;
		}
		String property = PROPERTIES.getOrDefault(option, "zmqtt." + dashed(option));
		assertThat(ConfigurationPropertyName.isValid(property)).isTrue();
		assertThat(properties()).contains(property);
	}

	static Set<String> options() {
		Set<String> names = new TreeSet<>();
		Stream.<Class<?>>of(MqttClientBuilder.class, MqttClientV311.Builder.class, MqttClientV5.Builder.class)
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.filter((method) -> !method.isSynthetic() && !method.getName().equals("build"))
			.map(Method::getName)
			.forEach(names::add);
		return names;
	}

	private static String dashed(String name) {
		StringBuilder dashed = new StringBuilder();
		for (char c : name.toCharArray()) {
			dashed.append(Character.isUpperCase(c) ? "-" + Character.toLowerCase(c) : String.valueOf(c));
		}
		return StringUtils.trimLeadingCharacter(dashed.toString(), '-');
	}

	private static Set<String> properties() {
		Set<String> names = new TreeSet<>();
		try {
			Path classes = Path.of(ZmqttProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			byte[] json = Files.readAllBytes(classes.resolve("META-INF/spring-configuration-metadata.json"));
			for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
				names.add(property.path("name").asString());
			}
		}
		catch (IOException | URISyntaxException ex) {
			throw new AssertionError(ex);
		}
		return names;
	}

}
