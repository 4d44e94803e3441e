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

import java.util.List;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the client takes from {@link ZmqttConnectionDetails}, on a broker.
 */
class ZmqttConnectionDetailsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("zmqtt.fail-fast=true", "zmqtt.handshake-timeout=5s", "zmqtt.username=nobody",
				"zmqtt.password=wrong", "zmqtt.ssl.bundle=missing");

	@Test
	void credentialsAndBundleTakeThePlaceOfProperties() {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials("user", "secret").tls().start()) {
			String server = "mqtts://" + broker.host() + ":" + broker.tlsPort();
			PemSslStoreDetails trusted = PemSslStoreDetails
				.forCertificate(broker.certificates().authority().toUri().toString());
			SslBundle bundle = SslBundle.of(new PemSslStoreBundle(null, trusted));
			this.contextRunner
				.withBean(ZmqttConnectionDetails.class, () -> new Details(server, "user", "secret", bundle))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(MqttClient.class).connectionInfo()).get()
						.returns(true, ConnectionInfo::tls);
				});
		}
	}

	@Test
	void withoutBundleThoseOfPropertiesStayInForce() {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().credentials("user", "secret").start()) {
			String server = "mqtt://" + broker.host() + ":" + broker.port();
			ApplicationContextRunner runner = this.contextRunner.withBean(ZmqttConnectionDetails.class,
					() -> new Details(server, "user", "secret", null));
			runner.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("SSL bundle name 'missing'"));
			runner.withPropertyValues("zmqtt.ssl.enabled=false").run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MqttClient.class).connectionInfo()).get()
					.returns(false, ConnectionInfo::tls);
			});
		}
	}

	private record Details(String server, String username, String password,
			@Nullable SslBundle bundle) implements ZmqttConnectionDetails {

		@Override
		public List<String> getServers() {
			return List.of(this.server);
		}

		@Override
		public String getUsername() {
			return this.username;
		}

		@Override
		public String getPassword() {
			return this.password;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.bundle;
		}

	}

}
