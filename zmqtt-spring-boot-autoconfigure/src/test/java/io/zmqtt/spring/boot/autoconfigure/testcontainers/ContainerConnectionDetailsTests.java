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

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.autoconfigure.ZmqttAutoConfiguration;
import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.test.containers.MosquittoContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.hivemq.HiveMQContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.PemTrustStore;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Connection details of containers.
 */
class ContainerConnectionDetailsTests {

	private static final String SERVER = "mqtt://broker.test:31883";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ServiceConnectionAutoConfiguration.class, ZmqttAutoConfiguration.class))
		// nothing is to connect
		.withBean(MqttClientStarter.class,
				() -> new MqttClientStarter(new StaticListableBeanFactory().getBeanProvider(MqttClient.class), false))
		.withPropertyValues("zmqtt.host=other.test", "zmqtt.username=other");

	@ParameterizedTest
	@ValueSource(classes = { Mosquitto.class, HiveMq.class, Emqx.class, RabbitMq.class })
	void brokersWithoutCredentials(Class<?> configuration) {
		assertDetails(configuration, SERVER, null, null);
	}

	@ParameterizedTest
	@ValueSource(classes = { Artemis.class, ActiveMqArtemis.class })
	void artemisHasTheCredentialsOfItsImage(Class<?> configuration) {
		assertDetails(configuration, SERVER, "artemis", "artemis");
	}

	@Test
	void artemisHasTheCredentialsOfItsEnvironment() {
		assertDetails(ArtemisWithCredentials.class, SERVER, "me", "secret");
	}

	@Test
	void rabbitMqHasTheCredentialsOfItsEnvironment() {
		assertDetails(RabbitMqWithCredentials.class, SERVER, "me", "secret");
	}

	@Test
	void encryptsWithTheBundleOnItsOwnPort() {
		assertEncrypted(Encrypted.class, "mqtts://broker.test:38883");
	}

	@Test
	void encryptsWithTheBundleOnTheOnlyPort() {
		assertEncrypted(EncryptedOnOnePort.class, "mqtts://broker.test:31883");
	}

	@Test
	void doesNotEncryptWithoutBundle() {
		assertDetails(BothPorts.class, SERVER, null, null);
	}

	@Test
	void saysWhichPortIsMissing() {
		this.contextRunner.withPropertyValues("zmqtt.enabled=false")
			.withUserConfiguration(NoMqttPort.class)
			.run((context) -> {
				ZmqttConnectionDetails details = context.getBean(ZmqttConnectionDetails.class);
				assertThatIllegalStateException().isThrownBy(details::getServers)
					.withMessageContaining("rabbitmq:4")
					.withMessageContaining("1883")
					.withMessageContaining("@ServiceConnection");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { TypedMosquitto.class, NamedTypedMosquitto.class })
	void knowsMosquittoContainersByTheirType(Class<?> configuration) {
		assertDetails(configuration, SERVER, "me", "secret");
	}

	@Test
	void mosquittoContainersWithoutCredentials() {
		assertDetails(AnonymousTypedMosquitto.class, SERVER, null, null);
	}

	@ParameterizedTest
	@ValueSource(classes = { TypedHiveMq.class, NamedTypedHiveMq.class })
	void knowsHiveMqContainersByTheirType(Class<?> configuration) {
		assertDetails(configuration, SERVER, null, null);
	}

	@Test
	void otherImagesAreNotMqtt() {
		this.contextRunner.withUserConfiguration(Other.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("No ConnectionDetails found"));
	}

	@Test
	void needsNeitherContainerClass() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MosquittoContainer.class, HiveMQContainer.class))
			.withUserConfiguration(Mosquitto.class)
			.run((context) -> assertThat(context.getBean(ZmqttConnectionDetails.class).getServers())
				.containsExactly(SERVER));
	}

	private void assertDetails(Class<?> configuration, String server, @Nullable String username,
			@Nullable String password) {
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(ZmqttConnectionDetails.class);
			ZmqttConnectionDetails details = context.getBean(ZmqttConnectionDetails.class);
			assertThat(details.getServers()).containsExactly(server);
			assertThat(details.getUsername()).isEqualTo(username);
			assertThat(details.getPassword()).isEqualTo(password);
			assertThat(details.getSslBundle()).isNull();
		});
	}

	private void assertEncrypted(Class<?> configuration, String server) {
		this.contextRunner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			ZmqttConnectionDetails details = context.getBean(ZmqttConnectionDetails.class);
			assertThat(details.getServers()).containsExactly(server);
			assertThat(details.getSslBundle()).isNotNull();
			assertThat(details.getSslBundle().getStores().getTrustStore().size()).isOne();
		});
	}

	private static FakeContainer container(String image) {
		return new FakeContainer(image, 1883);
	}

	private static final class FakeMosquittoContainer extends MosquittoContainer {

		private FakeMosquittoContainer(String image) {
			super(DockerImageName.parse(image).asCompatibleSubstituteFor("eclipse-mosquitto"));
		}

		@Override
		public void start() {
		}

		@Override
		public String getHost() {
			return FakeContainer.HOST;
		}

		@Override
		public Integer getMappedPort(int port) {
			return FakeContainer.mapped(port);
		}

	}

	private static final class FakeHiveMqContainer extends HiveMQContainer {

		private FakeHiveMqContainer() {
			super(DockerImageName.parse("hivemq/hivemq-ce:2025.5"));
		}

		@Override
		public void start() {
		}

		@Override
		public String getHost() {
			return FakeContainer.HOST;
		}

		@Override
		public Integer getMappedPort(int port) {
			return FakeContainer.mapped(port);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mosquitto {

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		FakeContainer broker() {
			return container("eclipse-mosquitto:2.0");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiveMq {

		@Bean
		@ServiceConnection("hivemq/hivemq-ce")
		FakeContainer broker() {
			return container("hivemq/hivemq-ce:2025.5");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Emqx {

		@Bean
		@ServiceConnection("emqx/emqx")
		FakeContainer broker() {
			return container("emqx/emqx:5.8");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RabbitMq {

		@Bean
		@ServiceConnection("rabbitmq")
		FakeContainer broker() {
			return container("rabbitmq:4");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Artemis {

		@Bean
		@ServiceConnection("apache/artemis")
		FakeContainer broker() {
			return container("apache/artemis:2.50.0");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ActiveMqArtemis {

		@Bean
		@ServiceConnection("apache/activemq-artemis")
		FakeContainer broker() {
			return container("apache/activemq-artemis:2.40.0");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ArtemisWithCredentials {

		@Bean
		@ServiceConnection("apache/artemis")
		FakeContainer broker() {
			return container("apache/artemis:2.50.0").withEnv("ARTEMIS_USER", "me")
				.withEnv("ARTEMIS_PASSWORD", "secret");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RabbitMqWithCredentials {

		@Bean
		@ServiceConnection("rabbitmq")
		FakeContainer broker() {
			return container("rabbitmq:4").withEnv("RABBITMQ_DEFAULT_USER", "me")
				.withEnv("RABBITMQ_DEFAULT_PASS", "secret");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BothPorts {

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		FakeContainer broker() {
			return new FakeContainer("eclipse-mosquitto:2.0", 1883, 8883);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Encrypted {

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		@Ssl
		@PemTrustStore(certificate = "classpath:ca.pem")
		FakeContainer broker() {
			return new FakeContainer("eclipse-mosquitto:2.0", 1883, 8883);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EncryptedOnOnePort {

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		@Ssl
		@PemTrustStore(certificate = "classpath:ca.pem")
		FakeContainer broker() {
			return container("eclipse-mosquitto:2.0");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoMqttPort {

		@Bean
		@ServiceConnection("rabbitmq")
		FakeContainer broker() {
			return new FakeContainer("rabbitmq:4", 5672);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Other {

		@Bean
		@ServiceConnection("redis")
		FakeContainer broker() {
			return container("redis:8");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypedMosquitto {

		@Bean
		@ServiceConnection
		MosquittoContainer broker() {
			return new FakeMosquittoContainer("mirror.test/some/image:1").withCredentials("me", "secret");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedTypedMosquitto {

		@Bean
		@ServiceConnection("eclipse-mosquitto")
		MosquittoContainer broker() {
			return new FakeMosquittoContainer("eclipse-mosquitto:2.0").withCredentials("me", "secret");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnonymousTypedMosquitto {

		@Bean
		@ServiceConnection
		MosquittoContainer broker() {
			return new FakeMosquittoContainer("eclipse-mosquitto:2.0");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TypedHiveMq {

		@Bean
		@ServiceConnection
		HiveMQContainer broker() {
			return new FakeHiveMqContainer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedTypedHiveMq {

		@Bean
		@ServiceConnection("hivemq/hivemq-ce")
		HiveMQContainer broker() {
			return new FakeHiveMqContainer();
		}

	}

}
