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

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.zmqtt.test.BrokerVersion;
import io.zmqtt.test.RawMqtt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedMqttBroker @EmbeddedMqttBroker} in a Spring test.
 */
@SpringJUnitConfig
@EmbeddedMqttBroker(username = "user", password = "secret")
class EmbeddedMqttBrokerSpringTests {

	@Autowired
	private io.zmqtt.test.EmbeddedMqttBroker broker;

	@Test
	void setsProperties(@Autowired Environment environment, @Value("${zmqtt.port}") int port) {
		assertThat(environment.getProperty("zmqtt.host")).isEqualTo(this.broker.host());
		assertThat(port).isEqualTo(this.broker.port());
		assertThat(environment.getProperty("zmqtt.username")).isEqualTo("user");
		assertThat(environment.getProperty("zmqtt.password")).isEqualTo("secret");
	}

	@Test
	void injectsTheBean(io.zmqtt.test.EmbeddedMqttBroker parameter,
			@Autowired io.zmqtt.test.EmbeddedMqttBroker autowired) {
		assertThat(parameter).isSameAs(this.broker);
		assertThat(autowired).isSameAs(this.broker);
		assertThat(parameter.isRunning()).isTrue();
	}

	@Nested
	class InANestedClass {

		@Test
		void isTheSame(io.zmqtt.test.EmbeddedMqttBroker parameter) {
			assertThat(parameter).isSameAs(EmbeddedMqttBrokerSpringTests.this.broker);
		}

	}

	@RepeatedTest(2)
	void isRestoredAfterEachTest() throws IOException {
		RawMqtt.connect(this.broker.host(), this.broker.port(), 4, "user", "secret").close();
		this.broker.cut();
	}

	@Test
	void endsWithTheContext() throws IOException {
		GenericApplicationContext context = new GenericApplicationContext();
		customizer(Plain.class).customizeContext(context,
				new MergedContextConfiguration(Plain.class, new String[0], new Class<?>[0], new String[0], null));
		context.refresh();
		io.zmqtt.test.EmbeddedMqttBroker own = context.getBean(io.zmqtt.test.EmbeddedMqttBroker.class);
		assertThat(context.getEnvironment().containsProperty("zmqtt.username")).isFalse();
		RawMqtt.connect(own.host(), own.port(), 4).close();
		context.close();
		assertThat(own.isRunning()).isFalse();
	}

	@Test
	void equalSettingsShareAContext() {
		assertThat(customizer(Plain.class)).isEqualTo(customizer(Same.class)).hasSameHashCodeAs(customizer(Same.class));
		assertThat(customizer(Plain.class)).isNotEqualTo(customizer(Other.class));
		assertThat(new EmbeddedMqttBrokerContextCustomizerFactory().createContextCustomizer(String.class, List.of()))
			.isNull();
		assertThat(customizer(Other.class).toString()).doesNotContain("hidden");
	}

	@Test
	void switchesTlsOn() {
		try (GenericApplicationContext context = context(WithTls.class)) {
			io.zmqtt.test.EmbeddedMqttBroker own = context.getBean(io.zmqtt.test.EmbeddedMqttBroker.class);
			Environment environment = context.getEnvironment();
			assertThat(environment.getProperty("zmqtt.port", int.class)).isEqualTo(own.tlsPort());
			assertThat(environment.getProperty("zmqtt.ssl.enabled", boolean.class)).isTrue();
			String bundle = "spring.ssl.bundle.jks." + environment.getProperty("zmqtt.ssl.bundle");
			assertThat(environment.getProperty(bundle + ".truststore.location", URI.class))
				.isEqualTo(own.certificates().trustStore().toUri());
		}
	}

	@Test
	void takesNoPlaceOfWhatTheTestSays() {
		for (String name : List.of("zmqtt.host", "zmqtt.port", "zmqtt.uri", "zmqtt.servers", "zmqtt.servers[0]")) {
			assertThat(hasBroker(Modest.class, name, true)).as(name).isFalse();
			assertThat(hasBroker(Plain.class, name, true)).as(name).isTrue();
			assertThat(hasBroker(Modest.class, name, false)).as(name).isTrue();
		}
		assertThat(hasBroker(Modest.class, "zmqtt.hostage", true)).isTrue();
	}

	private static boolean hasBroker(Class<?> testClass, String property, boolean first) {
		MapPropertySource source = new MapPropertySource("test", Map.of(property, "x"));
		try (GenericApplicationContext context = context(testClass, (sources) -> {
			if (first) {
				sources.addFirst(source);
			}
			else {
				sources.addLast(source);
			}
		})) {
			return context.getBeanProvider(io.zmqtt.test.EmbeddedMqttBroker.class).getIfAvailable() != null;
		}
	}

	private static GenericApplicationContext context(Class<?> testClass) {
		return context(testClass, (sources) -> {
		});
	}

	private static GenericApplicationContext context(Class<?> testClass, Consumer<MutablePropertySources> then) {
		GenericApplicationContext context = new GenericApplicationContext();
		customizer(testClass).customizeContext(context,
				new MergedContextConfiguration(testClass, new String[0], new Class<?>[0], new String[0], null));
		then.accept(context.getEnvironment().getPropertySources());
		context.refresh();
		return context;
	}

	private static ContextCustomizer customizer(Class<?> testClass) {
		ContextCustomizer customizer = new EmbeddedMqttBrokerContextCustomizerFactory()
			.createContextCustomizer(testClass, List.of());
		assertThat(customizer).isNotNull();
		return customizer;
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

	}

	@EmbeddedMqttBroker
	private static final class Plain {

	}

	@EmbeddedMqttBroker
	private static final class Same {

	}

	@EmbeddedMqttBroker(username = "user", password = "hidden", versions = BrokerVersion.V5)
	private static final class Other {

	}

	@EmbeddedMqttBroker(tls = true)
	private static final class WithTls {

	}

	@EmbeddedMqttBroker(replace = EmbeddedMqttBroker.Replace.NON_TEST)
	private static final class Modest {

	}

}
