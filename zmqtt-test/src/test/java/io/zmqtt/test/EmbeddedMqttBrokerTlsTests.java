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

package io.zmqtt.test;

import java.io.IOException;
import java.nio.file.Path;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.zmqtt.test.RawMqtt.Connect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link EmbeddedMqttBroker} with TLS, and for {@link TestCertificates}.
 */
class EmbeddedMqttBrokerTlsTests {

	private TestCertificates certificates;

	@BeforeEach
	void createCertificates(@TempDir Path directory) {
		this.certificates = TestCertificates.create(directory);
	}

	@Test
	void listensWithAndWithoutTls() throws IOException {
		try (EmbeddedMqttBroker broker = broker(this.certificates.server())) {
			int tlsPort = broker.tlsPort();
			assertThat(tlsPort).isPositive().isNotEqualTo(broker.port());
			assertThat(connect(broker, null)).isZero();
			broker.restart();
			assertThat(broker.tlsPort()).isEqualTo(tlsPort);
			assertThat(connect(broker, null)).isZero();
			RawMqtt.connect(broker.host(), broker.port(), 4).close();
		}
	}

	@Test
	void makesItsOwnCertificate() throws IOException {
		Path trustStore;
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().tls().start()) {
			trustStore = broker.certificates().trustStore();
			this.certificates = broker.certificates();
			assertThat(connect(broker, null)).isZero();
		}
		assertThat(trustStore.getParent()).doesNotExist();
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.start()) {
			assertThatIllegalStateException().isThrownBy(broker::certificates).withMessageContaining("tls()");
		}
	}

	@Test
	void cutsTlsConnections() throws IOException {
		try (EmbeddedMqttBroker broker = broker(this.certificates.server());
				RawMqtt client = RawMqtt.over(socket(broker, null), 5)) {
			client.connect(new Connect("client"));
			broker.disconnectClients();
			assertThat(client.readToEnd()).isZero();
		}
	}

	@Test
	void demandsClientCertificates() throws IOException {
		try (EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder()
			.tls(this.certificates.server().keyStore(), TestCertificates.PASSWORD)
			.clientCertificates(this.certificates.trustStore(), TestCertificates.PASSWORD)
			.start()) {
			assertThat(connect(broker, this.certificates.client("me"))).isZero();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(broker, null));
		}
	}

	@Test
	void clientsSeeAWrongHostName() {
		try (EmbeddedMqttBroker broker = broker(this.certificates.server("broker.example.com"))) {
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> connect(broker, null))
				.withMessageContaining("localhost");
		}
	}

	@Test
	void clientsSeeAnExpiredCertificate() {
		try (EmbeddedMqttBroker broker = broker(this.certificates.expiredServer())) {
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> connect(broker, null))
				.withStackTraceContaining("NotAfter");
		}
	}

	@Test
	void clientsSeeAStrangersCertificate(@TempDir Path other) {
		try (EmbeddedMqttBroker broker = broker(TestCertificates.create(other).server())) {
			assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> connect(broker, null));
		}
	}

	private EmbeddedMqttBroker broker(TestCertificates.Identity server) {
		return EmbeddedMqttBroker.builder().tls(server.keyStore(), TestCertificates.PASSWORD).start();
	}

	private int connect(EmbeddedMqttBroker broker, TestCertificates.@Nullable Identity client) throws IOException {
		try (SSLSocket socket = socket(broker, client)) {
			socket.startHandshake();
			return RawMqtt.over(socket, 5).connect(new Connect("client")).code();
		}
	}

	private SSLSocket socket(EmbeddedMqttBroker broker, TestCertificates.@Nullable Identity client) throws IOException {
		SSLContext context = this.certificates.clientContext(client);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(broker.host(), broker.tlsPort());
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		return socket;
	}

}
