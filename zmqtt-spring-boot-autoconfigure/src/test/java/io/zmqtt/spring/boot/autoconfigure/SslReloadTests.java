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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import io.zmqtt.MqttClient;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A certificate that is renewed while the application runs.
 */
class SslReloadTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "reconnect", "next-connect" })
	void changedBundleMakesTheConnectionAnewIfAskedTo(String reload) {
		TestCertificates certificates = TestCertificates.create(this.directory);
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder()
			.tls(certificates.server().keyStore(), TestCertificates.PASSWORD)
			.start()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class))
				.withPropertyValues("zmqtt.host=localhost", "zmqtt.port=" + broker.tlsPort(), "zmqtt.fail-fast=true",
						"zmqtt.ssl.bundle=test", "zmqtt.ssl.reload=" + reload,
						"spring.ssl.bundle.pem.test.truststore.certificate=" + certificates.authority().toUri())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					MqttClient client = context.getBean(MqttClient.class);
					Instant before = client.connectionInfo().orElseThrow().since();
					SslBundles bundles = context.getBean(SslBundles.class);
					((SslBundleRegistry) bundles).updateBundle("test", bundles.getBundle("test"));
					if (reload.equals("reconnect")) {
						await().until(
								() -> client.connectionInfo().filter((now) -> now.since().isAfter(before)).isPresent());
					}
					else {
						client.flush(Duration.ofSeconds(5));
						assertThat(client.connectionInfo().orElseThrow().since()).isEqualTo(before);
					}
				});
		}
	}

}
