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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.TestCertificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Why a connection cannot be made, as the application sees it: one kind of failure for
 * each cause, with the name of the server and what to do.
 */
class ConnectFailureTests extends ScriptedTests {

	private static final String PASSWORD = "s3cr3t-pa55word";

	private static TestCertificates certificates;

	@BeforeAll
	static void makeCertificates(@TempDir Path directory) {
		certificates = TestCertificates.create(directory);
	}

	private MqttConnectException connectFailure(MqttClient client, Failure failure, ServerAddress server) {
		MqttConnectException exception = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(exception.failure()).as(exception.toString()).isEqualTo(failure);
		assertThat(exception.server()).hasToString(server.toString());
		assertThat(exception).hasMessageContaining(server.toString()).hasMessageNotContaining(PASSWORD);
		assertThat(client.state()).isEqualTo(ClientState.FAILED);
		assertThat(client.connectionInfo()).isEmpty();
		// the blocking twin throws the same
		assertThatExceptionOfType(exception.getClass()).isThrownBy(client::connect).withMessage(exception.getMessage());
		return exception;
	}

	private MqttConnectException connectFailure(MqttClient client, Failure failure) {
		return connectFailure(client, failure, new ServerAddress(this.broker.host(), this.broker.port()));
	}

	@ParameterizedTest
	@EnumSource
	void unknownHost(MqttVersion version) {
		MqttClient client = clientOf(version, "no-such-host.invalid", 1883, (builder) -> {
		});
		assertThat(connectFailure(client, Failure.UNKNOWN_HOST, new ServerAddress("no-such-host.invalid", 1883)))
			.hasMessageContaining("unknown")
			.hasMessageContaining("DNS");
	}

	@ParameterizedTest
	@EnumSource
	void closedPort(MqttVersion version) {
		this.broker.refuseConnections();
		assertThat(connectFailure(client(version), Failure.UNREACHABLE)).hasMessageContaining("refused")
			.hasMessageContaining("Check that the broker is up");
	}

	/**
	 * A listening socket whose queue is full takes no further connection.
	 */
	@ParameterizedTest
	@EnumSource
	void connectTimeout(MqttVersion version) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			fill(server, sockets);
			MqttClient client = clientOf(version, "127.0.0.1", server.getLocalPort(),
					(builder) -> builder.connectTimeout(Duration.ofMillis(300)));
			assertThat(connectFailure(client, Failure.TIMEOUT, new ServerAddress("127.0.0.1", server.getLocalPort())))
				.hasMessageContaining("300 ms")
				.hasMessageContaining("firewall");
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

	private static void fill(ServerSocket server, List<Socket> sockets) {
		try {
			for (int i = 0; i < 10; i++) {
				Socket socket = new Socket();
				sockets.add(socket);
				socket.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 200);
			}
		}
		catch (IOException ex) {
			return;
		}
		throw new AssertionError("The queue of a listening socket does not get full here");
	}

	@ParameterizedTest
	@EnumSource
	void untrustedCertificate(MqttVersion version) {
		withTls(certificates.server(), (tlsBroker) -> {
			MqttClient client = clientOf(version, "localhost", tlsBroker.port(), MqttClientBuilder::tls);
			assertThat(connectFailure(client, Failure.TLS_UNTRUSTED, new ServerAddress("localhost", tlsBroker.port())))
				.hasMessageContaining("not trusted");
		});
	}

	@ParameterizedTest
	@EnumSource
	void expiredCertificate(MqttVersion version) {
		withTls(certificates.expiredServer(), (tlsBroker) -> {
			MqttClient client = clientOf(version, "localhost", tlsBroker.port(),
					(builder) -> builder.tls(trusting().build()));
			assertThat(connectFailure(client, Failure.TLS_UNTRUSTED, new ServerAddress("localhost", tlsBroker.port())))
				.hasMessageContaining("expired");
		});
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U16")
	void wrongHostNameInTheCertificate(MqttVersion version) {
		withTls(certificates.server("other.example.com"), (tlsBroker) -> {
			MqttClient client = clientOf(version, "localhost", tlsBroker.port(),
					(builder) -> builder.tls(trusting().build()));
			assertThat(connectFailure(client, Failure.TLS_HOST_NAME, new ServerAddress("localhost", tlsBroker.port())))
				.hasMessageContaining("another host")
				.hasMessageContaining("localhost");
			MqttClient insecure = clientOf(version, "localhost", tlsBroker.port(),
					(builder) -> builder.tls(trusting().insecureSkipHostnameVerification().build()));
			assertThat(insecure.connect().tls()).isTrue();
		});
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U16")
	void wrongAddressInTheCertificate(MqttVersion version) {
		withTls(certificates.server("localhost"), (tlsBroker) -> {
			MqttClient client = clientOf(version, "127.0.0.1", tlsBroker.port(),
					(builder) -> builder.tls(certificates.clientContext(null)));
			connectFailure(client, Failure.TLS_HOST_NAME, new ServerAddress("127.0.0.1", tlsBroker.port()));
		});
	}

	@ParameterizedTest
	@EnumSource
	void trustedCertificate(MqttVersion version) {
		withTls(certificates.server(), (tlsBroker) -> {
			for (String host : List.of("localhost", "127.0.0.1")) {
				MqttClient client = clientOf(version, host, tlsBroker.port(),
						(builder) -> builder.tls(trusting().build()));
				assertThat(client.connect().tls()).isTrue();
				client.ping();
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void tlsWhereTheServerSpeaksPlainMqtt(MqttVersion version) {
		MqttClient client = client(version,
				(builder) -> builder.tls(trusting().build()).handshakeTimeout(Duration.ofMillis(300)));
		assertThat(connectFailure(client, Failure.TIMEOUT)).hasMessageContaining("TLS").hasMessageContaining("300 ms");
	}

	@ParameterizedTest
	@EnumSource
	void tlsWhereTheServerSpeaksHttp(MqttVersion version) {
		try (HttpServer server = new HttpServer()) {
			MqttClient client = clientOf(version, "127.0.0.1", server.port(),
					(builder) -> builder.tls(trusting().build()));
			assertThat(connectFailure(client, Failure.TLS, new ServerAddress("127.0.0.1", server.port())))
				.hasMessageContaining("does not speak TLS");
		}
	}

	@ParameterizedTest
	@EnumSource
	void plainMqttWhereTheServerSpeaksTls(MqttVersion version) {
		withTls(certificates.server(), (tlsBroker) -> {
			MqttClient client = clientOf(version, "127.0.0.1", tlsBroker.port(), (builder) -> {
			});
			MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
			// an alert, or only the end
			assertThat(failure.failure()).isIn(Failure.PROTOCOL, Failure.CLOSED);
			assertThat(failure).hasMessageContaining("127.0.0.1:" + tlsBroker.port());
		});
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, DEADBEEF00", "V5, DEADBEEF00", "V3_1_1, 20 02 02 00", "V5, 20 02 02 00", "V3_1_1, 20 7F 00",
			"V3_1_1, 20 03 00 00 00", "V5, 20 03 00 00 05", "V3_1_1, 20 02 00 17", "V5, 20 03 00 17 00" })
	void garbageInsteadOfConnAck(MqttVersion version, String hex) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version, (builder) -> builder.handshakeTimeout(Duration.ofMillis(1500)));
		Thread thread = new Thread(() -> {
			for (int i = 0; i < 2; i++) {
				ScriptedConnection connection = this.broker.accept();
				connection.expect(Connect.class);
				connection.sendRaw(hex.equals("20 7F 00") ? "20 7F 00" + "00".repeat(126) : hex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		assertThat(connectFailure(client, Failure.PROTOCOL)).hasMessageContaining("MQTT");
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.2.0-1")
	@Mqtt5("3.2.0-1")
	void anotherPacketInsteadOfConnAck(MqttVersion version) {
		this.broker.answer(PacketType.CONNECT, (packet) -> PingResp.INSTANCE);
		assertThat(connectFailure(client(version), Failure.PROTOCOL)).hasMessageContaining("MQTT");
	}

	/**
	 * After a clean start there cannot be a session.
	 */
	@ParameterizedTest
	@EnumSource
	@Mqtt311("3.2.2-1")
	@Mqtt5({ "3.2.2-2", "3.2.2-4" })
	void sessionPresentAfterACleanStart(MqttVersion version) {
		this.broker.sessionPresent(true);
		connectFailure(client(version), Failure.PROTOCOL);
	}

	@ParameterizedTest
	@EnumSource
	void httpServer(MqttVersion version) {
		try (HttpServer server = new HttpServer()) {
			MqttClient client = clientOf(version, "127.0.0.1", server.port(), (builder) -> {
			});
			assertThat(connectFailure(client, Failure.PROTOCOL, new ServerAddress("127.0.0.1", server.port())))
				.hasMessageContaining("MQTT")
				.hasMessageContaining("Check host and port");
		}
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, false", "V3_1_1, true", "V5, false", "V5, true" })
	@Mqtt311("3.2.2-6")
	void closedBeforeConnAck(MqttVersion version, boolean reset) {
		this.broker.manual(PacketType.CONNECT);
		Thread thread = new Thread(() -> {
			for (int i = 0; i < 2; i++) {
				ScriptedConnection connection = this.broker.accept();
				connection.expect(Connect.class);
				if (reset) {
					connection.reset();
				}
				else {
					connection.close();
				}
			}
		});
		thread.setDaemon(true);
		thread.start();
		assertThat(connectFailure(client(version), Failure.CLOSED)).hasMessageContaining("before CONNACK");
	}

	@ParameterizedTest
	@EnumSource
	@Behaviour("U10")
	void missingConnAck(MqttVersion version) {
		this.broker.manual(PacketType.CONNECT);
		MqttClient client = client(version, (builder) -> builder.handshakeTimeout(Duration.ofMillis(200)));
		assertThat(connectFailure(client, Failure.TIMEOUT)).hasMessageContaining("CONNACK")
			.hasMessageContaining("200 ms");
		this.broker.accept().expectClosed();
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, BAD_USER_NAME_OR_PASSWORD", "V3_1_1, NOT_AUTHORIZED", "V5, BAD_USER_NAME_OR_PASSWORD",
			"V5, NOT_AUTHORIZED" })
	@Mqtt311("3.2.2-5")
	@Mqtt5("4.13.2-1")
	@Semantics("5.3")
	void wrongPassword(MqttVersion version, ReasonCode reasonCode) {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, reasonCode));
		MqttClient client = client(version, (builder) -> builder.credentials("user", PASSWORD));
		MqttConnectException failure = connectFailure(client, Failure.REFUSED);
		assertThat(failure).isInstanceOf(MqttAuthException.class)
			.hasMessageContaining("Check user name")
			.hasMessageContaining("password");
		assertThat(failure.reasonCode()).contains(reasonCode);
		ScriptedConnection connection = this.broker.accept();
		Connect connect = connection.expect(Connect.class);
		assertThat(connect.username()).isEqualTo("user");
		assertThat(connect.password()).isEqualTo(PASSWORD.getBytes(StandardCharsets.UTF_8));
		connection.expectClosed();
		// the next connect may have better luck
		this.broker.automatic(PacketType.CONNECT);
		assertThat(client.connect().version()).isEqualTo(version);
	}

	@ParameterizedTest
	@CsvSource({ "V3_1_1, CLIENT_IDENTIFIER_NOT_VALID", "V3_1_1, UNSUPPORTED_PROTOCOL_VERSION",
			"V3_1_1, SERVER_UNAVAILABLE", "V5, CLIENT_IDENTIFIER_NOT_VALID", "V5, UNSUPPORTED_PROTOCOL_VERSION",
			"V5, SERVER_BUSY", "V5, BANNED", "V5, QUOTA_EXCEEDED" })
	@Mqtt311("3.2.2-5")
	@Mqtt5("4.13.2-1")
	@Semantics("5.2")
	void refused(MqttVersion version, ReasonCode reasonCode) {
		this.broker.answer(PacketType.CONNECT, (packet) -> new ConnAck(false, reasonCode));
		MqttConnectException failure = connectFailure(client(version), Failure.REFUSED);
		assertThat(failure).isNotInstanceOf(MqttAuthException.class).hasMessageContaining(reasonCode.toString());
		assertThat(failure.reasonCode()).contains(reasonCode);
	}

	@Test
	void refusedWithTextAndServerReference() {
		this.broker.answer(PacketType.CONNECT,
				(packet) -> new ConnAck(false, ReasonCode.USE_ANOTHER_SERVER,
						new ConnAckProperties(null, null, null, null, null, null, null, "moved away", List.of(), null,
								null, null, null, null, "other.example.com:1883", null, null)));
		MqttConnectException failure = connectFailure(client(MqttVersion.V5), Failure.REFUSED);
		assertThat(failure).hasMessageContaining("moved away");
		assertThat(failure.reasonString()).contains("moved away");
		assertThat(failure.serverReference()).contains("other.example.com:1883");
	}

	@ParameterizedTest
	@EnumSource
	void failedCredentialsProvider(MqttVersion version) {
		IllegalStateException cause = new IllegalStateException("vault is sealed");
		assertThat(
				connectFailure(
						client(version,
								(builder) -> builder
									.credentialsProvider((server) -> CompletableFuture.failedFuture(cause))),
						Failure.CREDENTIALS))
			.hasMessageContaining("credentials provider")
			.hasRootCause(cause);
		connectFailure(client(version, (builder) -> builder.credentialsProvider((server) -> {
			throw cause;
		})), Failure.CREDENTIALS);
		connectFailure(client(version, (builder) -> builder.credentialsProvider((server) -> new CompletableFuture<>())
			.connectTimeout(Duration.ofMillis(200))), Failure.CREDENTIALS);
	}

	@ParameterizedTest
	@EnumSource
	void wrongPasswordAtArtemis(MqttVersion version) {
		try (EmbeddedMqttBroker artemis = EmbeddedMqttBroker.builder().credentials("user", "right").start()) {
			assertWrongPassword(version, artemis.host(), artemis.port());
		}
	}

	@ParameterizedTest
	@EnumSource
	void wrongPasswordAtMosquitto(MqttVersion version) {
		Mosquitto.assumeAvailable();
		try (Mosquitto mosquitto = Mosquitto.builder().credentials("user", "right").start()) {
			assertWrongPassword(version, mosquitto.host(), mosquitto.port());
		}
	}

	private void assertWrongPassword(MqttVersion version, String host, int port) {
		MqttClient client = clientOf(version, host, port, (builder) -> builder.credentials("user", PASSWORD));
		MqttConnectException failure = connectFailure(client, Failure.REFUSED, new ServerAddress(host, port));
		assertThat(failure).isInstanceOf(MqttAuthException.class);
		assertThat(failure.reasonCode().orElseThrow()).isIn(ReasonCode.BAD_USER_NAME_OR_PASSWORD,
				ReasonCode.NOT_AUTHORIZED);
		ConnectionInfo connection = clientOf(version, host, port, (builder) -> builder.credentials("user", "right"))
			.connect();
		assertThat(connection.server()).isEqualTo(new ServerAddress(host, port));
	}

	private static TlsOptions.Builder trusting() {
		return TlsOptions.builder().trustCertificates(certificates.authority());
	}

	private static void withTls(TestCertificates.Identity identity, Consumer<ScriptedBroker> test) {
		try (ScriptedBroker tlsBroker = ScriptedBroker.start(serverContext(identity))) {
			test.accept(tlsBroker);
		}
	}

	static SSLContext serverContext(TestCertificates.Identity identity) {
		try {
			char[] password = TestCertificates.PASSWORD.toCharArray();
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(KeyStore.getInstance(identity.keyStore().toFile(), password), password);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Answers to whatever it is sent as a web server does.
	 */
	private static final class HttpServer implements AutoCloseable {

		private final ServerSocket socket;

		HttpServer() {
			try {
				this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Thread thread = new Thread(this::serve, "http-server");
			thread.setDaemon(true);
			thread.start();
		}

		private void serve() {
			while (!this.socket.isClosed()) {
				try (Socket client = this.socket.accept()) {
					client.getInputStream().read(new byte[4096]);
					client.getOutputStream()
						.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
							.getBytes(StandardCharsets.US_ASCII));
				}
				catch (IOException ex) {
					// the client has gone
				}
			}
		}

		int port() {
			return this.socket.getLocalPort();
		}

		@Override
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
