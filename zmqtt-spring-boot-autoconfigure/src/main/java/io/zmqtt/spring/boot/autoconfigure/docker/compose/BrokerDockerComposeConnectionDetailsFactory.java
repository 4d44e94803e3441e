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

import java.util.List;
import java.util.Map;

import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Says where the MQTT broker that Docker Compose runs is: on port 1883, or with an SSL
 * bundle on port 8883 if the service publishes that. Services without these ports are
 * left alone.
 */
class BrokerDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<ZmqttConnectionDetails> {

	private static final String[] IMAGES = { "eclipse-mosquitto", "hivemq/hivemq-ce", "emqx/emqx", "apache/artemis",
			"apache/activemq-artemis", "rabbitmq" };

	private static final Map<String, String> CREDENTIALS = Map.of("ARTEMIS_USER", "ARTEMIS_PASSWORD",
			"RABBITMQ_DEFAULT_USER", "RABBITMQ_DEFAULT_PASS");

	private static final int PORT = 1883;

	private static final int TLS_PORT = 8883;

	BrokerDockerComposeConnectionDetailsFactory() {
		super(IMAGES);
	}

	@Override
	protected @Nullable ZmqttConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		RunningService service = source.getRunningService();
		return (hostPort(service, PORT) != null || hostPort(service, TLS_PORT) != null)
				? new BrokerDockerComposeConnectionDetails(service) : null;
	}

	private static @Nullable Integer hostPort(RunningService service, int port) {
		try {
			return service.ports().get(port);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	private static final class BrokerDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements ZmqttConnectionDetails {

		private final String server;

		private final @Nullable String username;

		private final @Nullable String password;

		private final @Nullable SslBundle sslBundle;

		private BrokerDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.sslBundle = getSslBundle(service);
			this.server = server(service, this.sslBundle != null);
			Map<String, @Nullable String> environment = service.env();
			String variable = CREDENTIALS.keySet()
				.stream()
				.filter((name) -> environment.get(name) != null)
				.findFirst()
				.orElse(null);
			this.username = (variable != null) ? environment.get(variable) : null;
			this.password = (variable != null) ? environment.get(CREDENTIALS.get(variable)) : null;
		}

		private static String server(RunningService service, boolean encrypted) {
			Integer tlsPort = encrypted ? hostPort(service, TLS_PORT) : null;
			int port = (tlsPort != null) ? tlsPort : service.ports().get(PORT);
			return (encrypted ? "mqtts" : "mqtt") + "://" + service.host() + ":" + port;
		}

		@Override
		public List<String> getServers() {
			return List.of(this.server);
		}

		@Override
		public @Nullable String getUsername() {
			return this.username;
		}

		@Override
		public @Nullable String getPassword() {
			return this.password;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

	}

}
