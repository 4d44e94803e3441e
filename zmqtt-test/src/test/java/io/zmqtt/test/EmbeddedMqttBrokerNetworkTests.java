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
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

import io.zmqtt.test.RawMqtt.Connack;
import io.zmqtt.test.RawMqtt.Connect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what {@link EmbeddedMqttBroker} does to its network.
 */
class EmbeddedMqttBrokerNetworkTests {

	private final EmbeddedMqttBroker broker = EmbeddedMqttBroker.builder().tls().start();

	@AfterEach
	void close() {
		this.broker.close();
	}

	@Test
	void cutsOffAndRestores() throws IOException {
		int port = this.broker.port();
		try (RawMqtt client = open()) {
			client.connect(new Connect("client").persistent());
			client.subscribe("a", 1);
			this.broker.cut();
			this.broker.cut();
			assertThat(client.readToEnd()).isZero();
		}
		assertThat(this.broker.isRunning()).isTrue();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::open);
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(this.broker.host(), this.broker.tlsPort()));
		assertThatIllegalStateException().isThrownBy(this.broker::stall).withMessageContaining("cut off");
		this.broker.restore();
		assertThat(this.broker.port()).isEqualTo(port);
		try (RawMqtt client = open(); RawMqtt other = connect()) {
			assertThat(client.connect(new Connect("client").persistent())).isEqualTo(new Connack(true, 0));
			other.publish("a", bytes("after"), 1, false);
			assertThat(client.receive().text()).isEqualTo("after");
		}
		try (SSLSocket socket = tlsSocket(); RawMqtt client = RawMqtt.over(socket, 5)) {
			assertThat(client.connect(new Connect("tls")).code()).isZero();
		}
	}

	@Test
	void publishesWillsWhenItCutsOff() throws IOException {
		try (RawMqtt client = open(); RawMqtt watcher = open()) {
			watcher.connect(new Connect("watcher").persistent());
			watcher.subscribe("will", 1);
			client.connect(new Connect("client").will("will"));
			this.broker.cut();
		}
		this.broker.restore();
		try (RawMqtt watcher = open()) {
			watcher.connect(new Connect("watcher").persistent());
			assertThat(watcher.receive().text()).isEqualTo("gone");
		}
	}

	@Test
	void isWithinReachAfterARestart() throws IOException {
		this.broker.cut();
		this.broker.restart();
		connect().close();
		this.broker.stop();
		this.broker.cut();
		this.broker.stall();
		this.broker.restore();
		assertThat(this.broker.isRunning()).isFalse();
		this.broker.restart();
		connect().close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void stallsAndRestores(boolean tls) throws Exception {
		try (Socket socket = tls ? tlsSocket() : new Socket(this.broker.host(), this.broker.port());
				RawMqtt client = RawMqtt.over(socket, 5);
				RawMqtt late = open()) {
			client.connect(new Connect("client"));
			client.subscribe("a", 1);
			this.broker.stall();
			CompletableFuture<?> publish = run(() -> client.publish("a", bytes("held"), 1, false));
			CompletableFuture<?> connect = run(() -> late.connect(new Connect("late")));
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
				try (RawMqtt another = open(200)) {
					another.connect(new Connect("another"));
				}
			});
			assertThat(publish).isNotDone();
			assertThat(connect).isNotDone();
			this.broker.restore();
			publish.get(10, TimeUnit.SECONDS);
			connect.get(10, TimeUnit.SECONDS);
			assertThat(client.receive().text()).isEqualTo("held");
			client.ping();
			late.ping();
		}
	}

	@Test
	void holdsWhatItSends() throws IOException {
		try (RawMqtt client = connect()) {
			client.subscribe("will", 1);
			try (RawMqtt other = open()) {
				other.connect(new Connect("other").will("will"));
				this.broker.stall();
			}
			this.broker.restore();
			assertThat(client.receive().text()).isEqualTo("gone");
		}
	}

	@Test
	void cutsWhatIsStalled() throws IOException {
		try (RawMqtt client = connect()) {
			this.broker.stall();
			this.broker.disconnectClients();
			assertThat(client.readToEnd()).isZero();
		}
		try (RawMqtt client = open(200)) {
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> client.connect(new Connect("still-stalled")));
			this.broker.cut();
			assertThat(client.readToEnd()).isZero();
		}
		this.broker.restore();
		connect().close();
	}

	@Test
	void endsWhileItIsStalled() throws IOException {
		try (RawMqtt client = connect()) {
			this.broker.stall();
			this.broker.close();
			assertThat(client.readToEnd()).isZero();
		}
	}

	private RawMqtt open() throws IOException {
		return RawMqtt.open(this.broker.host(), this.broker.port(), 5);
	}

	private RawMqtt open(int timeout) throws IOException {
		Socket socket = new Socket(this.broker.host(), this.broker.port());
		RawMqtt client = RawMqtt.over(socket, 5);
		socket.setSoTimeout(timeout);
		return client;
	}

	private RawMqtt connect() throws IOException {
		return RawMqtt.connect(this.broker.host(), this.broker.port(), 5);
	}

	private SSLSocket tlsSocket() throws IOException {
		SSLSocket socket = (SSLSocket) this.broker.certificates()
			.clientContext(null)
			.getSocketFactory()
			.createSocket(this.broker.host(), this.broker.tlsPort());
		socket.startHandshake();
		return socket;
	}

	private static CompletableFuture<?> run(Task task) {
		return CompletableFuture.runAsync(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * What may fail.
	 */
	private interface Task {

		void run() throws IOException;

	}

}
