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
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.zmqtt.test.RawMqtt.Connack;
import io.zmqtt.test.RawMqtt.Connect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Mosquitto}.
 */
class MosquittoTests {

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void passesMessages(int version) throws IOException {
		Mosquitto.assumeAvailable();
		try (Mosquitto mosquitto = Mosquitto.start();
				RawMqtt client = RawMqtt.connect(mosquitto.host(), mosquitto.port(), version)) {
			client.subscribe("a/+", 0);
			client.publish("a/b", "x".getBytes(StandardCharsets.UTF_8), 0, false);
			assertThat(client.receive().topic()).isEqualTo("a/b");
		}
	}

	@Test
	void checksCredentials() throws IOException {
		Mosquitto.assumeAvailable();
		try (Mosquitto mosquitto = Mosquitto.builder().credentials("user", "secret").start()) {
			Connect connect = new Connect("client");
			assertThat(answer(mosquitto, connect.credentials("user", "secret"))).isZero();
			assertThat(answer(mosquitto, connect.credentials("user", "wrong"))).isEqualTo(5);
			assertThat(answer(mosquitto, connect)).isEqualTo(5);
		}
	}

	@Test
	void restartsOnTheSamePortWithItsState() throws IOException {
		Mosquitto.assumeAvailable();
		Connect connect = new Connect("client").persistent();
		try (Mosquitto mosquitto = Mosquitto.builder().persistence().start()) {
			int port = mosquitto.port();
			try (RawMqtt client = RawMqtt.open(mosquitto.host(), port, 4)) {
				client.connect(connect);
				client.subscribe("x", 1);
				mosquitto.stop();
				client.readToEnd();
			}
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> RawMqtt.open(mosquitto.host(), port, 4).close());
			mosquitto.restart();
			assertThat(mosquitto.port()).isEqualTo(port);
			try (RawMqtt client = RawMqtt.open(mosquitto.host(), port, 4)) {
				assertThat(client.connect(connect)).isEqualTo(new Connack(true, 0));
			}
			mosquitto.kill();
			mosquitto.restart();
			RawMqtt.connect(mosquitto.host(), port, 4).close();
		}
	}

	@Test
	void speaksTlsWithClientCertificates(@TempDir Path directory) throws IOException {
		Mosquitto.assumeAvailable();
		TestCertificates certificates = TestCertificates.create(directory);
		TestCertificates.Identity server = certificates.server();
		try (Mosquitto mosquitto = Mosquitto.builder()
			.tls(server.certificate(), server.key())
			.clientCertificates(certificates.authority())
			.start()) {
			Socket socket = certificates.clientContext(certificates.client("me"))
				.getSocketFactory()
				.createSocket(mosquitto.host(), mosquitto.tlsPort());
			try (RawMqtt client = RawMqtt.over(socket, 4)) {
				assertThat(client.connect(new Connect("client")).code()).isZero();
			}
			try (Socket stranger = certificates.clientContext(null)
				.getSocketFactory()
				.createSocket(mosquitto.host(), mosquitto.tlsPort()); RawMqtt client = RawMqtt.over(stranger, 4)) {
				// depending on who is faster, the refusal arrives as an alert or as a
				// reset
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.connect(new Connect("client")));
			}
		}
	}

	@Test
	void listensForWebSockets() {
		Mosquitto.assumeAvailable();
		try (Mosquitto mosquitto = Mosquitto.builder().webSocket().start()) {
			WebSockets.expectConnack(mosquitto.host(), mosquitto.webSocketPort());
		}
	}

	@Test
	void showsWhatTheProgramWroteWhenItDoesNotStart() {
		Mosquitto.assumeAvailable();
		assertThatIllegalStateException().isThrownBy(() -> Mosquitto.builder().lines("no_such_option 1").start())
			.withMessageContaining("no_such_option");
	}

	@Test
	void skipsOrFailsWithoutTheProgram() {
		assertThatNoException().isThrownBy(() -> Programs.check("mosquitto", Path.of("mosquitto"), "mosquitto"));
		assertThatExceptionOfType(TestAbortedException.class).isThrownBy(() -> Programs.check("mosquitto", null, null))
			.withMessageContaining("not installed");
		assertThatExceptionOfType(TestAbortedException.class)
			.isThrownBy(() -> Programs.check("mosquitto", null, "docker"));
		assertThatExceptionOfType(AssertionFailedError.class)
			.isThrownBy(() -> Programs.check("mosquitto", null, "docker, mosquitto"));
	}

	private static int answer(Mosquitto mosquitto, Connect connect) throws IOException {
		try (RawMqtt client = RawMqtt.open(mosquitto.host(), mosquitto.port(), 4)) {
			return client.connect(connect).code();
		}
	}

}
