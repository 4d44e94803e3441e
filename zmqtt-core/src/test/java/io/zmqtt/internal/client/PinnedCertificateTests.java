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

package io.zmqtt.internal.client;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server whose certificate is trusted, but not pinned, is told nothing: neither CONNECT
 * nor the request for a WebSocket, both of which can have credentials.
 */
class PinnedCertificateTests extends ScriptedTests {

	@ParameterizedTest
	@CsvSource({ "MQTTS, TLSv1.2", "MQTTS, TLSv1.3", "WSS, TLSv1.2", "WSS, TLSv1.3" })
	void nothingIsSentToAServerThatIsNotPinned(Scheme scheme, String protocol, @TempDir Path directory)
			throws IOException {
		TestCertificates certificates = TestCertificates.create(directory);
		SSLContext context = TlsServer.context(certificates.server().keyStore(), null);
		try (SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			server.setEnabledProtocols(new String[] { protocol });
			CompletableFuture<byte[]> received = inBackground(() -> {
				try (SSLSocket socket = (SSLSocket) server.accept()) {
					return socket.getInputStream().readAllBytes();
				}
				catch (SSLHandshakeException ex) {
					// with TLS 1.3 the client has not even finished its part
					return new byte[0];
				}
			});
			TlsOptions options = TlsOptions.builder()
				.trustCertificates(certificates.authority())
				.pinnedCertificates("00".repeat(32))
				.build();
			ServerAddress address = new ServerAddress(scheme, "localhost", server.getLocalPort(),
					scheme.isWebSocket() ? "/mqtt?token=secret" : "");
			MqttClient client = client(MqttVersion.V5,
					(builder) -> builder.servers(address)
						.tls(options)
						.credentials("user", "secret")
						.webSocketRequest(WebSocketRequest.plain().withHeader("Authorization", "secret")));
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(client::connect)
				.satisfies((failure) -> assertThat(failure.failure()).isEqualTo(Failure.TLS_UNTRUSTED));
			assertThat(result(received)).isEmpty();
		}
	}

}
