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

import java.time.Duration;
import java.util.Map;

import io.zmqtt.CleanStart;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.TlsOptions;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

class ZmqttAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, JacksonAutoConfiguration.class,
				SslAutoConfiguration.class))
		// nothing listens there, and no test of this class needs a broker
		.withPropertyValues("zmqtt.port=1", "zmqtt.host=localhost");

	@Test
	void configuresClientTemplateAndListeners() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(MqttClientV311.class);
			assertThat(context).hasSingleBean(MqttTemplate.class);
			assertThat(context).hasBean("mqttClient").hasBean("mqttListenerContainerFactory");
			assertThat(context.getBean(MqttTemplate.class).getQos()).isEqualTo(QoS.AT_LEAST_ONCE);
			assertThat(context.getBean(MqttTemplate.class).isRetain()).isFalse();
		});
	}

	@Test
	void startsAlthoughTheBrokerIsDown() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MqttClient.class).state()).isNotIn(ClientState.CONNECTED, ClientState.FAILED,
					ClientState.CLOSED);
		});
	}

	@Test
	void failFastFailsWhenTheBrokerIsDown() {
		this.contextRunner.withPropertyValues("zmqtt.fail-fast=true")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(MqttConnectException.class.getName()));
	}

	@Test
	void clientIsClosedWithTheContext() {
		MqttClient[] client = new MqttClient[1];
		this.contextRunner.run((context) -> client[0] = context.getBean(MqttClient.class));
		assertThat(client[0].state()).isEqualTo(ClientState.CLOSED);
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner.withPropertyValues("zmqtt.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MqttClient.class)
				.doesNotHaveBean(MqttTemplate.class)
				.doesNotHaveBean(MqttListenerRegistry.class));
	}

	@Test
	void backsOffWithoutTheSpringModule() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MqttTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MqttClient.class));
	}

	@Test
	void worksWithoutJackson() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withPropertyValues("zmqtt.port=1")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MqttTemplate.class));
	}

	@Test
	void backsOffFromClientOfTheUser() {
		this.contextRunner.withUserConfiguration(OwnClient.class).run((context) -> {
			assertThat(context).hasSingleBean(MqttClient.class).hasBean("ownClient").hasSingleBean(MqttTemplate.class);
			assertThat(context).hasBean("mqttListenerContainerFactory");
		});
	}

	@Test
	void twoClientsOfTheUserHaveNoTemplateAndListenersNameTheirs() {
		this.contextRunner.withUserConfiguration(OwnClient.class, SecondClient.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MqttTemplate.class)
				.hasSingleBean(MqttListenerContainerFactory.class));
		this.contextRunner.withUserConfiguration(OwnClient.class, SecondClient.class, Listening.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("has to name its client"));
	}

	@Test
	void backsOffFromTemplateAndFactoryOfTheUser() {
		this.contextRunner.withUserConfiguration(OwnBeans.class).run((context) -> {
			assertThat(context).hasSingleBean(MqttOperations.class).hasBean("ownTemplate");
			assertThat(context).getBean("mqttListenerContainerFactory")
				.isSameAs(context.getBean(OwnBeans.class).factory);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "5", "5.0" })
	void configurationParsedBeforeInjectsTheViewOfMqtt5(String version) {
		this.contextRunner.withPropertyValues("zmqtt.version=" + version)
			.withUserConfiguration(NeedsV5.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(MqttClientV311.class);
				assertThat(context.getBean("needsV5", MqttVersion.class)).isEqualTo(MqttVersion.V5);
			});
	}

	@Test
	void mqtt5IsNotInjectedWhenTheVersionIs311() {
		this.contextRunner.withUserConfiguration(NeedsV5.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining(MqttClientV5.class.getName()));
	}

	@ParameterizedTest
	@CsvSource({ "3.1.1, V3_1_1", "5.0, V5", "5, V5" })
	void readsVersions(String text, MqttVersion expected) {
		this.contextRunner.withPropertyValues("zmqtt.version=" + text)
			.run((context) -> assertThat(context.getBean(MqttClient.class).version()).isEqualTo(expected));
	}

	@Test
	void readsNumbersAsYamlGivesThem() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("yaml",
						Map.of("zmqtt.version", 5.0, "zmqtt.listener.qos", 2, "zmqtt.template.qos", 0))))
			.run((context) -> {
				assertThat(context.getBean(MqttClient.class).version()).isEqualTo(MqttVersion.V5);
				assertThat(context.getBean(ZmqttProperties.class).listener().qos()).isEqualTo(QoS.EXACTLY_ONCE);
				assertThat(context.getBean(MqttTemplate.class).getQos()).isEqualTo(QoS.AT_MOST_ONCE);
			});
	}

	@ParameterizedTest
	@CsvSource({ "0, AT_MOST_ONCE", "1, AT_LEAST_ONCE", "2, EXACTLY_ONCE", "exactly-once, EXACTLY_ONCE",
			"AT_MOST_ONCE, AT_MOST_ONCE" })
	void readsQos(String text, QoS expected) {
		this.contextRunner.withPropertyValues("zmqtt.template.qos=" + text)
			.run((context) -> assertThat(context.getBean(MqttTemplate.class).getQos()).isEqualTo(expected));
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.version, 4, 3.1.1 or 5.0", "zmqtt.template.qos, 3, '0, 1 or 2'",
			"zmqtt.listener.qos, some, '0, 1 or 2'" })
	void wrongValuesFailByNameWithWhatIsAllowed(String name, String value, String allowed) {
		this.contextRunner.withPropertyValues(name + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(bindException(failure).getName()).hasToString(name))
				.hasStackTraceContaining(allowed));
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.port, 70000", "zmqtt.keep-alive, 20h", "zmqtt.max-inflight, 0", "zmqtt.receive-maximum, 10",
			"zmqtt.session-expiry-interval, 1h", "zmqtt.maximum-packet-size, 1GB", "zmqtt.will.delay, 5s",
			"zmqtt.topic-alias-maximum, 5", "zmqtt.request.timeout, 5s", "zmqtt.user-properties.a, b",
			"zmqtt.shutdown-timeout, -1s", "zmqtt.listener.concurrency, 0", "zmqtt.listener.buffer-size, 0",
			"zmqtt.listener.retry.max-retries, -1", "zmqtt.listener.retry.multiplier, 0.5",
			"zmqtt.listener.idle-event-interval, 0s", "zmqtt.stripped-prefixes, a/#", "zmqtt.ack-stall-timeout, 0s",
			"zmqtt.subscribe-timeout, 0s", "zmqtt.will.topic, a/#", "zmqtt.birth.topic, a/+",
			"zmqtt.reconnect.initial-delay, 0s", "zmqtt.reconnect.max-delay, 1ms", "zmqtt.reconnect.multiplier, 0.9",
			"zmqtt.reconnect.max-attempts, -1", "zmqtt.ping-timeout, 0s", "zmqtt.ssl.bundle, nowhere" })
	void refusedValuesFailByName(String name, String value) {
		// a map is named, not its entry
		String reported = name.startsWith("zmqtt.user-properties.") ? "zmqtt.user-properties" : name;
		this.contextRunner.withPropertyValues(name + "=" + value)
			.run((context) -> assertThat(invalid(context.getStartupFailure()).getName()).isEqualTo(reported));
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.will.delay, -1s", "zmqtt.will.message-expiry-interval, -1s",
			"zmqtt.birth.message-expiry-interval, -1s", "zmqtt.session-expiry-interval, -1s",
			"zmqtt.receive-maximum, 0", "zmqtt.topic-alias-maximum, 70000", "zmqtt.outbound-topic-aliases, -1",
			"zmqtt.request.timeout, 0s", "zmqtt.request.max-pending, 0", "zmqtt.request.reply-topic-prefix, a/#" })
	void refusedValuesOfMqtt5FailByName(String name, String value) {
		this.contextRunner
			.withPropertyValues("zmqtt.version=5.0", "zmqtt.will.topic=will", "zmqtt.birth.topic=birth",
					name + "=" + value)
			.run((context) -> assertThat(invalid(context.getStartupFailure()).getName()).isEqualTo(name));
	}

	@ParameterizedTest
	@CsvSource({ "3.1.1, will", "5.0, will" })
	void tooLongPayloadFailsByNameAndIsNotShown(String version, String group) {
		this.contextRunner
			.withPropertyValues("zmqtt.version=" + version, "zmqtt." + group + ".topic=state",
					"zmqtt." + group + ".payload=" + "secret".repeat(11_000))
			.run((context) -> {
				InvalidConfigurationPropertyValueException invalid = invalid(context.getStartupFailure());
				assertThat(invalid.getName()).isEqualTo("zmqtt." + group + ".payload");
				assertThat(invalid).hasMessageNotContaining("secret");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "will", "birth" })
	void messageWithoutATopicFailsByTheNameOfTheTopic(String group) {
		this.contextRunner.withPropertyValues("zmqtt." + group + ".payload=text")
			.run((context) -> assertThat(invalid(context.getStartupFailure()).getName())
				.isEqualTo("zmqtt." + group + ".topic"));
	}

	@Test
	void appliesProperties() {
		this.contextRunner
			.withPropertyValues("zmqtt.version=5.0", "zmqtt.client-id=me", "zmqtt.username=user",
					"zmqtt.password=secret", "zmqtt.clean-start=first-connect", "zmqtt.session-expiry-interval=3600",
					"zmqtt.keep-alive=20", "zmqtt.ping-timeout=1s", "zmqtt.connect-timeout=2s",
					"zmqtt.handshake-timeout=3s", "zmqtt.operation-timeout=4s", "zmqtt.close-timeout=5s",
					"zmqtt.max-inflight=6", "zmqtt.max-pending-publishes=7", "zmqtt.max-pending-bytes=8KB",
					"zmqtt.maximum-packet-size=9KB", "zmqtt.receive-maximum=10", "zmqtt.receive-maximum-bytes=11KB",
					"zmqtt.reconnect.initial-delay=1ms", "zmqtt.reconnect.max-delay=12s",
					"zmqtt.reconnect.multiplier=3", "zmqtt.reconnect.jitter=false", "zmqtt.reconnect.max-attempts=13",
					"zmqtt.will.topic=gone", "zmqtt.will.payload=bye", "zmqtt.will.qos=1", "zmqtt.will.retain=true",
					"zmqtt.will.delay=14", "zmqtt.will.content-type=text/plain", "zmqtt.will.user-properties.a=b")
			.run((context) -> {
				assertThat(config(context.getBean(MqttClient.class))).hasFieldOrPropertyWithValue("clientId", "me")
					.hasFieldOrPropertyWithValue("cleanStart", CleanStart.FIRST_CONNECT)
					.hasFieldOrPropertyWithValue("sessionExpiryInterval", 3600L)
					.hasFieldOrPropertyWithValue("keepAlive", 20)
					.hasFieldOrPropertyWithValue("pingTimeout", Duration.ofSeconds(1))
					.hasFieldOrPropertyWithValue("connectTimeout", Duration.ofSeconds(2))
					.hasFieldOrPropertyWithValue("handshakeTimeout", Duration.ofSeconds(3))
					.hasFieldOrPropertyWithValue("operationTimeout", Duration.ofSeconds(4))
					.hasFieldOrPropertyWithValue("closeTimeout", Duration.ofSeconds(5))
					.hasFieldOrPropertyWithValue("session.maxInflight", 6)
					.hasFieldOrPropertyWithValue("maxPendingPublishes", 7)
					.hasFieldOrPropertyWithValue("maxPendingBytes", 8 * 1024L)
					.hasFieldOrPropertyWithValue("maximumPacketSize", 9 * 1024)
					.hasFieldOrPropertyWithValue("session.receiveMaximum", 10)
					.hasFieldOrPropertyWithValue("receiveMaximumBytes", 11 * 1024L)
					.hasFieldOrPropertyWithValue("retryFirstConnect", true)
					.hasFieldOrPropertyWithValue("reconnect",
							new ReconnectPolicy(true, Duration.ofMillis(1), Duration.ofSeconds(12), 3, false, 13))
					.extracting("will")
					.hasFieldOrPropertyWithValue("topic", "gone")
					.hasFieldOrPropertyWithValue("delayInterval", 14L)
					.extracting("properties")
					.asString()
					.contains("text/plain");
				ZmqttConnectionProperties properties = context.getBean(ZmqttConnectionProperties.class);
				assertThat(properties.toString()).doesNotContain("secret", "bye");
				assertThat(String.valueOf(properties.will())).doesNotContain("bye");
			});
	}

	@Test
	void customizersAreCalledInOrderAfterTheProperties() {
		this.contextRunner.withPropertyValues("zmqtt.client-id=property")
			.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(config(context.getBean(MqttClient.class))).extracting("clientId")
				.isEqualTo("second"));
	}

	@Test
	void usesTheSslBundle() {
		this.contextRunner
			.withPropertyValues("zmqtt.ssl.bundle=mqtt",
					"spring.ssl.bundle.pem.mqtt.truststore.certificate=classpath:ca.pem",
					"spring.ssl.bundle.pem.mqtt.options.ciphers=TLS_AES_128_GCM_SHA256",
					"spring.ssl.bundle.pem.mqtt.options.enabled-protocols=TLSv1.3")
			.run((context) -> {
				TlsOptions tls = tls(context.getBean(MqttClient.class));
				assertThat(tls).isNotNull();
				assertThat(tls.sslContext().orElseThrow().get()).isNotNull();
				assertThat(tls.ciphers()).containsExactly("TLS_AES_128_GCM_SHA256");
				assertThat(tls.protocols()).containsExactly("TLSv1.3");
				assertThat(tls.verifyHostname()).isTrue();
			});
	}

	@Test
	void usesTheDefaultsOfTlsWithoutBundle() {
		this.contextRunner
			.withPropertyValues("zmqtt.ssl.enabled=true", "zmqtt.ssl.insecure-skip-hostname-verification=true")
			.run((context) -> {
				TlsOptions tls = tls(context.getBean(MqttClient.class));
				assertThat(tls).isNotNull();
				assertThat(tls.sslContext()).isEmpty();
				assertThat(tls.verifyHostname()).isFalse();
			});
	}

	@Test
	void sslCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("zmqtt.ssl.enabled=false", "zmqtt.ssl.bundle=mqtt")
			.run((context) -> assertThat(tls(context.getBean(MqttClient.class))).isNull());
		this.contextRunner.run((context) -> assertThat(tls(context.getBean(MqttClient.class))).isNull());
	}

	@Test
	void unknownSslBundleFails() {
		this.contextRunner.withPropertyValues("zmqtt.ssl.bundle=nowhere")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoSuchSslBundleException.class)
				.rootCause()
				.hasMessageContaining("nowhere"));
	}

	@Test
	void listenersAreConfigured() {
		this.contextRunner.withPropertyValues("zmqtt.listener.qos=2", "zmqtt.listener.auto-startup=false")
			.withUserConfiguration(Listening.class)
			.run((context) -> {
				MqttListenerContainer container = context.getBean(MqttListenerRegistry.class)
					.find("test")
					.orElseThrow();
				assertThat(container.qos()).isEqualTo(QoS.EXACTLY_ONCE);
				assertThat(container.isRunning()).isFalse();
			});
	}

	@Test
	void listenersAreFoundWithLazyInitialization() {
		this.contextRunner.withUserConfiguration(Listening.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(MqttListenerRegistry.class).find("test")).isPresent()
				.get()
				.satisfies((container) -> assertThat(container.isRunning()).isTrue()));
	}

	@Test
	void ownConvertersComeFirstAndJsonUsesTheMapperOfTheApplication() {
		this.contextRunner.withUserConfiguration(Converting.class).run((context) -> {
			MessageConverter converter = context.getBean(MqttTemplate.class).getMessageConverter();
			assertThat(text(converter.toMessage(new Temperature(3), null))).isEqualTo("3 degrees");
			assertThat(text(converter.toMessage(new RoomName("x"), null))).isEqualTo("{\"room_name\":\"x\"}");
		});
	}

	private static String text(@Nullable Message<?> message) {
		assertThat(message).isNotNull();
		return new String((byte[]) message.getPayload());
	}

	private static @Nullable TlsOptions tls(MqttClient client) {
		return (TlsOptions) ReflectionTestUtils.getField(config(client), "tls");
	}

	private static Object config(MqttClient client) {
		Object config = ReflectionTestUtils.invokeMethod(client, "config");
		assertThat(config).isNotNull();
		return config;
	}

	private static BindException bindException(Throwable failure) {
		return find(failure, BindException.class);
	}

	private static InvalidConfigurationPropertyValueException invalid(Throwable failure) {
		return find(failure, InvalidConfigurationPropertyValueException.class);
	}

	private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		throw new AssertionError("No " + type.getName() + " in", failure);
	}

	record Temperature(int degrees) {

	}

	record RoomName(String roomName) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		MqttClientV5 ownClient() {
			return MqttClient.builder("localhost").port(1).v5().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondClient {

		@Bean
		MqttClient secondClient() {
			return MqttClient.builder("localhost").port(1).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBeans {

		private @Nullable MqttListenerContainerFactory factory;

		@Bean
		MqttTemplate ownTemplate(MqttClient client) {
			return new MqttTemplate(client);
		}

		@Bean
		MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client,
				MqttListenerContainerFactoryConfigurer configurer) {
			this.factory = new MqttListenerContainerFactory(client);
			configurer.configure(this.factory);
			return this.factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsV5 {

		@Bean
		MqttVersion needsV5(MqttClientV5 client) {
			return client.version();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		ZmqttClientCustomizer second() {
			return (builder) -> builder.clientId("second");
		}

		@Bean
		@Order(1)
		ZmqttClientCustomizer first() {
			return (builder) -> builder.clientId("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		Listener listener() {
			return new Listener();
		}

		static class Listener {

			@MqttListener(topics = "a", id = "test")
			void listen(String payload) {
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Converting {

		@Bean
		JsonMapperBuilderCustomizer snakeCase() {
			return (builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
		}

		@Bean
		MessageConverter degrees() {
			return new MessageConverter() {

				@Override
				public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
					return null;
				}

				@Override
				public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
					return (payload instanceof Temperature temperature)
							? MessageBuilder.withPayload((temperature.degrees() + " degrees").getBytes()).build()
							: null;
				}

			};
		}

	}

}
