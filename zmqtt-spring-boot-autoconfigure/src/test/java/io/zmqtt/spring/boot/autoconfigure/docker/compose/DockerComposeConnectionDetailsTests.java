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

package io.zmqtt.spring.boot.autoconfigure.docker.compose;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;

import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Connection details of services of Docker Compose.
 */
class DockerComposeConnectionDetailsTests {

	private static final Map<Integer, Integer> PLAIN = Map.of(1883, 31883);

	private static final Map<Integer, Integer> BOTH = Map.of(1883, 31883, 8883, 38883);

	private static final Map<String, String> TRUST = Map
		.of("org.springframework.boot.sslbundle.pem.truststore.certificate", "classpath:ca.pem");

	@ParameterizedTest
	@ValueSource(strings = { "eclipse-mosquitto:2.0", "eclipse-mosquitto", "hivemq/hivemq-ce:2025.5", "emqx/emqx:5.8",
			"apache/artemis:2.50.0", "apache/activemq-artemis:2.40.0", "rabbitmq:4-management" })
	void knowsImages(String image) {
		ZmqttConnectionDetails details = details(new Service(image, BOTH, Map.of("PATH", "/bin"), Map.of()));
		assertThat(details).isNotNull();
		assertThat(details.getServers()).containsExactly("mqtt://broker.test:31883");
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getSslBundle()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "apache/artemis,ARTEMIS_USER,ARTEMIS_PASSWORD",
			"rabbitmq,RABBITMQ_DEFAULT_USER,RABBITMQ_DEFAULT_PASS" })
	void hasTheCredentialsOfTheEnvironment(String image, String username, String password) {
		ZmqttConnectionDetails details = details(
				new Service(image, PLAIN, Map.of(username, "me", password, "secret"), Map.of()));
		assertThat(details).isNotNull();
		assertThat(details.getUsername()).isEqualTo("me");
		assertThat(details.getPassword()).isEqualTo("secret");
	}

	@Test
	void encryptsWithTheBundleOfTheLabels() {
		ZmqttConnectionDetails details = details(new Service("eclipse-mosquitto", BOTH, Map.of(), TRUST));
		assertThat(details).isNotNull();
		assertThat(details.getServers()).containsExactly("mqtts://broker.test:38883");
		assertThat(details.getSslBundle()).isNotNull();
	}

	@Test
	void encryptsOnTheOnlyPort() {
		ZmqttConnectionDetails details = details(new Service("eclipse-mosquitto", PLAIN, Map.of(), TRUST));
		assertThat(details).isNotNull();
		assertThat(details.getServers()).containsExactly("mqtts://broker.test:31883");
	}

	@Test
	void knowsOtherImagesByLabel() {
		Map<String, String> label = Map.of("org.springframework.boot.service-connection", "eclipse-mosquitto");
		assertThat(details(new Service("mirror.test/some/image", PLAIN, Map.of(), label))).isNotNull();
		assertThat(details(new Service("mirror.test/some/image", PLAIN, Map.of(), Map.of()))).isNull();
	}

	@Test
	void leavesServicesWithoutMqttPortsAlone() {
		assertThat(details(new Service("rabbitmq", Map.of(5672, 35672), Map.of(), Map.of()))).isNull();
	}

	@Test
	void failsWhenTheOnlyPortNeedsABundle() {
		Service service = new Service("emqx/emqx", Map.of(8883, 38883), Map.of(), Map.of());
		assertThatIllegalStateException().isThrownBy(() -> details(service)).withMessageContaining("1883");
	}

	private static @Nullable ZmqttConnectionDetails details(RunningService service) {
		try {
			Constructor<DockerComposeConnectionSource> constructor = DockerComposeConnectionSource.class
				.getDeclaredConstructor(RunningService.class, Environment.class);
			DockerComposeConnectionSource source = BeanUtils.instantiateClass(constructor, service,
					new MockEnvironment());
			Map<Class<?>, ConnectionDetails> details = new ConnectionDetailsFactories(null).getConnectionDetails(source,
					false);
			return (ZmqttConnectionDetails) details.get(ZmqttConnectionDetails.class);
		}
		catch (NoSuchMethodException ex) {
			throw new AssertionError(ex);
		}
	}

	private record Service(String imageName, Map<Integer, Integer> published, Map<String, @Nullable String> env,
			Map<String, String> labels) implements RunningService, ConnectionPorts {

		@Override
		public String name() {
			return "broker";
		}

		@Override
		public ImageReference image() {
			return ImageReference.of(this.imageName);
		}

		@Override
		public String host() {
			return "broker.test";
		}

		@Override
		public ConnectionPorts ports() {
			return this;
		}

		@Override
		public int get(int containerPort) {
			Integer port = this.published.get(containerPort);
			if (port == null) {
				throw new IllegalStateException("No host port mapping found for container port " + containerPort);
			}
			return port;
		}

		@Override
		public List<Integer> getAll() {
			return List.copyOf(this.published.values());
		}

		@Override
		public List<Integer> getAll(@Nullable String protocol) {
			return getAll();
		}

	}

}
