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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A certificate that is renewed while the application runs.
 */
class SslReloadTests {

	private static final Duration A_WHILE = Duration.ofMillis(300);

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();

	@TempDir
	Path directory;

	private TestCertificates certificates;

	private TlsRelay relay;

	@BeforeEach
	void start() {
		this.certificates = TestCertificates.create(this.directory);
		this.relay = TlsRelay.start(this.certificates, this.broker.port());
	}

	@AfterEach
	void close() {
		this.relay.close();
		this.broker.close();
	}

	@Test
	void reconnectsOnceAfterWhatIsInFlightAndShowsTheNewCertificate() {
		runner("reconnect").run((context) -> {
			assertThat(context).hasNotFailed();
			MqttClient client = context.getBean(MqttClient.class);
			this.relay.hold();
			CompletableFuture<PublishResult> inFlight = client.publishAsync("a", "b", QoS.AT_LEAST_ONCE);
			update(context.getBean(SslBundleRegistry.class));
			await().during(A_WHILE).atMost(Duration.ofSeconds(10)).until(() -> this.relay.clients().size() == 1);
			assertThat(inFlight).isNotDone();
			this.relay.release();
			assertThat(inFlight).succeedsWithin(Duration.ofSeconds(10))
				.satisfies((result) -> assertThat(result.resubmitted()).isFalse());
			await().untilAsserted(() -> assertThat(this.relay.clients()).containsExactly("CN=first", "CN=second"));
			client.publish("a", "c", QoS.AT_LEAST_ONCE);
			await().during(A_WHILE).atMost(Duration.ofSeconds(10)).until(() -> this.relay.clients().size() == 2);
		});
	}

	@Test
	void staysConnectedAndShowsTheNewCertificateAtTheNextConnect() {
		runner("next-connect").run((context) -> {
			assertThat(context).hasNotFailed();
			MqttClient client = context.getBean(MqttClient.class);
			update(context.getBean(SslBundleRegistry.class));
			client.publish("a", "b", QoS.AT_LEAST_ONCE);
			await().during(A_WHILE).atMost(Duration.ofSeconds(10)).until(() -> this.relay.clients().size() == 1);
			this.relay.cut();
			await().untilAsserted(() -> assertThat(this.relay.clients()).containsExactly("CN=first", "CN=second"));
		});
	}

	private ApplicationContextRunner runner(String reload) {
		TestCertificates.Identity first = this.certificates.client("first");
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class))
			.withPropertyValues("zmqtt.host=localhost", "zmqtt.port=" + this.relay.port(), "zmqtt.fail-fast=true",
					"zmqtt.ssl.bundle=test", "zmqtt.ssl.reload=" + reload, "zmqtt.reconnect.initial-delay=20ms",
					"spring.ssl.bundle.pem.test.truststore.certificate=" + this.certificates.authority().toUri(),
					"spring.ssl.bundle.pem.test.keystore.certificate=" + first.certificate().toUri(),
					"spring.ssl.bundle.pem.test.keystore.private-key=" + first.key().toUri());
	}

	private void update(SslBundleRegistry bundles) throws IOException {
		TestCertificates.Identity second = this.certificates.client("second");
		PemSslStoreDetails keys = PemSslStoreDetails.forCertificate(Files.readString(second.certificate()))
			.withPrivateKey(Files.readString(second.key()));
		PemSslStoreDetails trust = PemSslStoreDetails.forCertificate(Files.readString(this.certificates.authority()));
		bundles.updateBundle("test", SslBundle.of(new PemSslStoreBundle(keys, trust)));
	}

}
