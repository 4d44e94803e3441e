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
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqtt.MqttClient;
import io.zmqtt.ServerAddress;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.WebSocketRequestProvider;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each property changes, and that it changes nothing else: client, template and
 * container factory are compared field by field with those without the property.
 */
class PropertyEffectTests {

	private static final ServerAddress SERVER = new ServerAddress("localhost", 1883);

	private static final ObjectProvider<MqttClient> NO_CLIENTS = new StaticListableBeanFactory()
		.getBeanProvider(MqttClient.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class))
		// nothing is to connect
		.withBean(MqttClientStarter.class, () -> new MqttClientStarter(NO_CLIENTS, false));

	@ParameterizedTest(name = "{0}")
	@CsvFileSource(resources = "/property-effects.txt", delimiter = '|', nullValues = "-")
	void changes(String property, @Nullable String given, String effect) {
		String[] base = (given != null) ? given.split(" ") : new String[0];
		Map<String, String> before = state(base);
		Map<String, String> after = state(Stream.concat(Stream.of(base), Stream.of(property)).toArray(String[]::new));
		assertThat(difference(before, after)).isEqualTo(effect);
	}

	/**
	 * Return what has changed, as name=value, in the order of names.
	 */
	private static String difference(Map<String, String> before, Map<String, String> after) {
		Set<String> names = new TreeSet<>(before.keySet());
		names.addAll(after.keySet());
		return String.join(", ",
				names.stream()
					.filter((name) -> !String.valueOf(before.get(name)).equals(after.get(name)))
					.map((name) -> name + "=" + after.getOrDefault(name, "(none)"))
					.toList());
	}

	private Map<String, String> state(String... properties) {
		Map<String, String> state = new TreeMap<>();
		this.contextRunner.withPropertyValues("zmqtt.client-id=me", "zmqtt.listener.auto-startup=false")
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				MqttClient client = context.getBean(MqttClient.class);
				state.put("client", client.version().toString());
				collect("client", ReflectionTestUtils.invokeMethod(client, "config"), state, new IdentityHashMap<>());
				collect("template", context.getBean(MqttTemplate.class), state, new IdentityHashMap<>());
				collect("factory", context.getBean(MqttListenerContainerFactory.class), state, new IdentityHashMap<>());
			});
		return state;
	}

	private static void collect(String name, @Nullable Object value, Map<String, String> state,
			Map<Object, Object> seen) {
		if (value instanceof Optional<?> optional) {
			collect(name, optional.orElse(null), state, seen);
		}
		else if (value instanceof Collection<?> collection) {
			collect(name, collection.toArray(), state, seen);
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((key, entry) -> collect(name + "." + key, entry, state, seen));
		}
		else if (value instanceof byte[] bytes) {
			state.put(name, new String(bytes, StandardCharsets.UTF_8));
		}
		else if (value instanceof Object[] elements) {
			state.put(name, Stream.of(elements).map(String::valueOf).collect(Collectors.joining(" ")));
		}
		else if (value instanceof CredentialsProvider provider) {
			collect(name, provider.credentials(SERVER).toCompletableFuture().join(), state, seen);
		}
		else if (value instanceof WebSocketRequestProvider provider) {
			collect(name, provider.request(SERVER).toCompletableFuture().join(), state, seen);
		}
		else if (value instanceof RetryPolicy policy) {
			state.put(name, String.valueOf(policy.getBackOff()));
		}
		else if (value != null && isOurs(value.getClass())) {
			if (seen.put(value, value) == null && !(value instanceof MqttClient)) {
				fields(value.getClass()).forEach((field) -> collect(name + "." + field.getName(),
						ReflectionTestUtils.getField(value, field.getName()), state, seen));
			}
		}
		else if (value != null) {
			state.put(name, text(value));
		}
		// what is empty is as good as absent
		state.remove(name, "");
	}

	private static boolean isOurs(Class<?> type) {
		return type.getName().startsWith("io.zmqtt.") && !type.isEnum() && !type.isHidden();
	}

	private static String text(Object value) {
		return (value instanceof String || value instanceof Number || value instanceof Boolean
				|| value instanceof Enum<?> || value instanceof Duration) ? value.toString()
						: value.getClass().isHidden() ? "lambda" : value.getClass().getSimpleName();
	}

	private static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers())) {
					fields.add(field);
				}
			}
		}
		return fields;
	}

	/**
	 * What is not in the table needs a test of its own, which names the property.
	 */
	@Test
	void everyPropertyIsTested() throws IOException {
		Set<String> tested = new TreeSet<>();
		for (String line : Files.readAllLines(Path.of("src/test/resources/property-effects.txt"))) {
			tested.add(line.split("=")[0]);
		}
		String sources = sources();
		// those of management are Spring Boot's
		assertThat(ConfigurationMetadataTests.names()).hasSizeGreaterThan(90)
			.filteredOn((name) -> name.startsWith("zmqtt."))
			.filteredOn((name) -> tested.stream().noneMatch((other) -> (other + ".").startsWith(name + ".")))
			.allMatch((name) -> Pattern.compile("[\" ]" + Pattern.quote(name) + "[=\",. ]").matcher(sources).find());
	}

	private static String sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			StringBuilder sources = new StringBuilder();
			for (Path file : files.filter((path) -> path.toString().endsWith("Tests.java"))
				.filter((path) -> !path.endsWith("ConfigurationMetadataTests.java"))
				.toList()) {
				sources.append(Files.readString(file));
			}
			return sources.toString();
		}
	}

}
