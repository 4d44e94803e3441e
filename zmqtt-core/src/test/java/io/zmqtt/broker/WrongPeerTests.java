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
package io.zmqtt.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.TlsOptions;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Host or port are wrong, or the peer speaks something else: a clear text in time.
 */
class WrongPeerTests {

	private static final Duration DEADLINE = Duration.ofSeconds(1);

	private static TestCertificates certificates;

	private static Mosquitto mosquitto;

	private static TlsOptions tls;

	@BeforeAll
	static void startBroker(@TempDir Path directory) {
		Mosquitto.assumeAvailable();
		certificates = TestCertificates.create(directory);
		TestCertificates.Identity server = certificates.server();
		mosquitto = Mosquitto.builder().tls(server.certificate(), server.key()).webSocket().start();
		tls = TlsOptions.builder().trustCertificates(certificates.authority()).build();
	}

	@AfterAll
	static void stopBroker() {
		if (mosquitto != null) {
			mosquitto.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "'HTTP/1.1 400 Bad Request', speaks HTTP", "'HTTP/1.0 505 HTTP Version Not Supported', speaks HTTP",
			"AMQP, speaks AMQP", "SSH-2.0-OpenSSH_9.2, speaks SSH", "+OK POP3 server ready, does not speak MQTT",
			"?, does not speak MQTT" })
	void aServerOfAnotherProtocol(String greeting, String text) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			answer(server, greeting + "\r\n\r\n");
			for (MqttVersion version : MqttVersion.values()) {
				assertThat(failure(version, Scheme.MQTT, "127.0.0.1", server.getLocalPort(), Failure.PROTOCOL))
					.hasMessageContaining(text)
					.hasMessageContaining("Check host and port");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void mqttWhereTheServerSpeaksWebSocket(MqttVersion version) {
		try (EmbeddedMqttBroker artemis = EmbeddedMqttBroker.start()) {
			// has both at one port
			assertThat(connect(version, Scheme.MQTT, "127.0.0.1", artemis.port())).isNull();
		}
		MqttConnectException failure = connect(version, Scheme.MQTT, "127.0.0.1", mosquitto.webSocketPort());
		assertThat(failure.failure()).as(failure.toString()).isIn(Failure.PROTOCOL, Failure.CLOSED, Failure.TIMEOUT);
		assertThat(failure).hasMessageContaining("127.0.0.1:" + mosquitto.webSocketPort())
			.hasMessageContaining("Check ");
	}

	@ParameterizedTest
	@EnumSource
	void tlsWhereMosquittoSpeaksPlainMqtt(MqttVersion version) {
		assertThat(failure(version, Scheme.MQTTS, "localhost", mosquitto.port(), Failure.TLS))
			.hasMessageContaining("closed the connection during the TLS handshake")
			.hasMessageContaining("Check that the broker expects TLS at this port");
	}

	@ParameterizedTest
	@EnumSource
	void tlsWhereArtemisSpeaksPlainMqtt(MqttVersion version) {
		try (EmbeddedMqttBroker artemis = EmbeddedMqttBroker.start()) {
			MqttConnectException failure = connect(version, Scheme.MQTTS, "localhost", artemis.port());
			// it may wait for more
			assertThat(failure.failure()).as(failure.toString()).isIn(Failure.TLS, Failure.TIMEOUT);
			assertThat(failure).hasMessageContaining("Check that the broker expects TLS at this port");
		}
	}

	@ParameterizedTest
	@EnumSource
	void plainMqttWhereMosquittoSpeaksTls(MqttVersion version) {
		MqttConnectException failure = connect(version, Scheme.MQTT, "localhost", mosquitto.tlsPort());
		// with or without an alert, which a reset overtakes
		assertThat(failure.failure()).as(failure.toString()).isIn(Failure.CLOSED, Failure.PROTOCOL);
		assertThat(failure).hasMessageContaining("TLS").hasMessageContaining("localhost:" + mosquitto.tlsPort());
	}

	@ParameterizedTest
	@EnumSource
	void plainMqttWhereTheJdkSpeaksTls(MqttVersion version) throws Exception {
		try (SSLServerSocket server = (SSLServerSocket) certificates.clientContext(certificates.server())
			.getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			inBackground(() -> {
				while (true) {
					try (Socket socket = server.accept()) {
						socket.getInputStream().read();
					}
					catch (SSLException ex) {
						// the alert is on its way
					}
				}
			});
			MqttConnectException failure = connect(version, Scheme.MQTT, "127.0.0.1", server.getLocalPort());
			assertThat(failure.failure()).as(failure.toString()).isIn(Failure.CLOSED, Failure.PROTOCOL);
			assertThat(failure).hasMessageContaining("TLS");
		}
	}

	@ParameterizedTest
	@EnumSource
	void anAlertOfTls(MqttVersion version) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			answer(server, "\25\3\3\0\2\2\12");
			assertThat(failure(version, Scheme.MQTT, "127.0.0.1", server.getLocalPort(), Failure.PROTOCOL))
				.hasMessageContaining("speaks TLS, not MQTT")
				.hasMessageContaining("Switch TLS on");
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNIX")
	void aHostThatDoesNotResolve(Scheme scheme) {
		assertThat(failure(MqttVersion.V5, scheme, "no-such-host.invalid", 1883, Failure.UNKNOWN_HOST))
			.hasMessageContaining("'no-such-host.invalid' is unknown")
			.hasMessageContaining("DNS");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNIX")
	void aPortWhereNobodyListens(Scheme scheme) throws IOException {
		try (Socket bound = new Socket()) {
			bound.bind(new InetSocketAddress("127.0.0.1", 0));
			assertThat(failure(MqttVersion.V5, scheme, "127.0.0.1", bound.getLocalPort(), Failure.UNREACHABLE))
				.hasMessageContaining("the connection was refused")
				.hasMessageContaining("Check that the broker is up and listens at this port");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "V3_1_1", "V5" })
	void aServerThatSaysNothing(MqttVersion version) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			assertThat(failure(version, Scheme.MQTT, "127.0.0.1", silent.getLocalPort(), Failure.TIMEOUT))
				.hasMessageContaining("no CONNACK within 1000 ms");
			assertThat(failure(version, Scheme.MQTTS, "127.0.0.1", silent.getLocalPort(), Failure.TIMEOUT))
				.hasMessageContaining("TLS handshake took longer than 1000 ms");
		}
	}

	/**
	 * The first bytes may be too few to tell.
	 */
	@Test
	void aServerOfAnotherProtocolThatIsSlow() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			answer(server, "H");
			assertThat(failure(MqttVersion.V5, Scheme.MQTT, "127.0.0.1", server.getLocalPort(), Failure.PROTOCOL))
				.hasMessageContaining("does not speak MQTT");
		}
	}

	private static MqttConnectException failure(MqttVersion version, Scheme scheme, String host, int port,
			Failure expected) {
		MqttConnectException failure = connect(version, scheme, host, port);
		assertThat(failure.failure()).as(failure.toString()).isEqualTo(expected);
		return failure;
	}

	/**
	 * Return the failure to connect, or null, if it came in time.
	 */
	private static MqttConnectException connect(MqttVersion version, Scheme scheme, String host, int port) {
		ServerAddress server = new ServerAddress(scheme, host, port, scheme.isWebSocket() ? "/mqtt" : "");
		MqttClientV311.Builder builder = MqttClient.builder(host)
			.servers(server)
			.connectTimeout(DEADLINE)
			.handshakeTimeout(DEADLINE);
		if (scheme.isEncrypted()) {
			builder.tls(tls);
		}
		try (MqttClient client = (version == MqttVersion.V5) ? builder.v5().build() : builder.build()) {
			long start = System.nanoTime();
			MqttConnectException failure = catchThrowableOfType(MqttConnectException.class, client::connect);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.multipliedBy(3));
			if (failure != null) {
				assertThat(failure.server()).isEqualTo(server);
				assertThat(failure).hasMessageContaining(server.toString());
			}
			return failure;
		}
	}

	private static void answer(ServerSocket server, String greeting) {
		inBackground(() -> {
			while (true) {
				try (Socket socket = server.accept()) {
					// what is sent to a closed socket would reset the connection
					socket.getInputStream().read(new byte[4096]);
					socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
				}
			}
		});
	}

	private static void inBackground(Server server) {
		Thread thread = new Thread(() -> {
			try {
				server.run();
			}
			catch (IOException ex) {
				// closed
			}
		}, "wrong-peer");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Server {

		void run() throws IOException;

	}

}
