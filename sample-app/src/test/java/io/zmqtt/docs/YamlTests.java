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

package io.zmqtt.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.autoconfigure.ZmqttAutoConfiguration;
import io.zmqtt.spring.boot.autoconfigure.ZmqttProperties;
import io.zmqtt.spring.core.MqttClientStarter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that the properties in the {@code yaml} blocks of README.md and docs/ exist and
 * can be read.
 */
class YamlTests {

	private static final Pattern MAP = Pattern.compile("zmqtt\\.(web-socket\\.headers|(.+\\.)?user-properties)\\..+");

	static Stream<YamlBlock> blocks() throws IOException {
		return DocumentationTests.pages().stream().flatMap((page) -> {
			try {
				return YamlBlock.read(page).stream();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Test
	void readsSeveralPages() throws IOException {
		assertThat(blocks().map((block) -> block.page().getFileName().toString())).contains("README.md", "spring.md",
				"connecting.md");
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void propertiesExistAndCanBeRead(YamlBlock block) {
		PropertySource<?> source = block.properties(null);
		Set<String> known = known();
		assertThat(((EnumerablePropertySource<?>) source).getPropertyNames()).isNotEmpty()
			.allSatisfy((name) -> assertThat(name).matches("(zmqtt|spring|management)\\..*"))
			.extracting((name) -> name.replaceFirst("^zmqtt\\.connections\\.[^.]+", "zmqtt"))
			.filteredOn((name) -> name.startsWith("zmqtt.") && !MAP.matcher(name).matches())
			.allSatisfy((name) -> assertThat(known).contains(name.replaceFirst("\\[\\d+]$", "")));
		new Binder(ConfigurationPropertySources.from(source)).bind("spring.ssl", Bindable.of(SslProperties.class),
				new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withBean(MqttClient.class, () -> MqttClient.builder("localhost").build())
			// nothing is to connect
			.withBean(MqttClientStarter.class,
					() -> new MqttClientStarter(new DefaultListableBeanFactory().getBeanProvider(MqttClient.class),
							false))
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(ZmqttProperties.class));
	}

	private static Set<String> known() {
		Set<String> names = new TreeSet<>();
		try {
			for (URL file : Collections
				.list(YamlTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				for (JsonNode property : JsonMapper.shared().readTree(file.openStream()).path("properties")) {
					names.add(property.path("name").asString());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return names;
	}

}
