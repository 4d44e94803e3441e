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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.test.ProxyServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why no broker can be reached through a proxy, as the application sees it. The proxies
 * are real ones, but for those that misbehave.
 */
class ProxyFailureTests extends ScriptedTests {

	private static final String PASSWORD = "s3cr3t-pa55word";

	// Credentials

	@ParameterizedTest
	@EnumSource(names = { "MQTT", "MQTTS", "WS", "WSS" })
	void wrongPasswordForAnHttpProxy(Scheme scheme) {
		try (ProxyServer proxy = ProxyServer.tinyproxy("BasicAuth user " + PASSWORD)) {
			assertThat(failure(http(proxy).withCredentials("user", PASSWORD + "x"), scheme)).hasMessageContaining("401")
				.hasMessageContaining("does not let this client in")
				.hasMessageContaining("Check user name and password for the proxy");
			assertThat(failure(http(proxy), scheme)).hasMessageContaining("407")
				.hasMessageContaining("does not let this client in")
				.hasMessageContaining("set user name and password for the proxy");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MQTT", "MQTTS", "WS", "WSS" })
	void wrongPasswordForASocksProxy(Scheme scheme) {
		try (ProxyServer proxy = ProxyServer.microsocks("user", PASSWORD)) {
			assertThat(failure(socks5(proxy).withCredentials("user", PASSWORD + "x"), scheme))
				.hasMessageContaining("does not let this client in")
				.hasMessageContaining("Check user name and password for the proxy");
			assertThat(failure(socks5(proxy), scheme)).hasMessageContaining("does not let this client in")
				.hasMessageContaining("set user name and password for the proxy");
		}
	}

	// Refusals

	@ParameterizedTest
	@EnumSource(names = { "MQTT", "MQTTS", "WS", "WSS" })
	void anHttpProxyRefusesTheBroker(Scheme scheme) {
		try (ProxyServer proxy = ProxyServer.tinyproxy("ConnectPort 1")) {
			assertThat(failure(http(proxy), scheme)).hasMessageContaining("403")
				.hasMessageContaining("Check whether it allows and can reach the broker");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SOCKS4", "SOCKS5" })
	void aSocksProxyRefusesTheBroker(ProxyOptions.Type type) {
		try (ProxyServer proxy = ProxyServer.dante(this.broker.port())) {
			String answer = (type == ProxyOptions.Type.SOCKS4) ? "REJECTED" : "FORBIDDEN";
			assertThat(failure(socks(type, proxy), Scheme.MQTT)).hasMessageContaining(answer)
				.hasMessageContaining("Check whether it allows and can reach the broker");
		}
	}

	@Test
	void anHttpProxyCannotReachTheBroker() {
		this.broker.refuseConnections();
		try (ProxyServer proxy = ProxyServer.tinyproxy()) {
			assertThat(failure(http(proxy), Scheme.MQTT)).hasMessageContaining("status: 50")
				.hasMessageContaining("Check whether it allows and can reach the broker");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SOCKS4", "SOCKS5" })
	void aSocksProxyCannotReachTheBroker(ProxyOptions.Type type) {
		this.broker.refuseConnections();
		try (ProxyServer proxy = ProxyServer.dante(0)) {
			String answer = (type == ProxyOptions.Type.SOCKS4) ? "REJECTED" : "CONNECTION_REFUSED";
			assertThat(failure(socks(type, proxy), Scheme.MQTT)).hasMessageContaining(answer)
				.hasMessageContaining("Check whether it allows and can reach the broker");
		}
	}

	// Names

	@Test
	void anHttpProxyLooksUpTheBroker() {
		try (ProxyServer proxy = ProxyServer.tinyproxy()) {
			assertNamesAreLookedUpBy(proxy, http(proxy));
		}
	}

	@Test
	void aSocksProxyLooksUpTheBroker() {
		try (ProxyServer proxy = ProxyServer.dante(0)) {
			assertNamesAreLookedUpBy(proxy, socks5(proxy));
		}
	}

	private void assertNamesAreLookedUpBy(ProxyServer proxy, ProxyOptions options) {
		List<String> lookedUp = new CopyOnWriteArrayList<>();
		Consumer<MqttClientBuilder<?>> resolving = (builder) -> {
			builder.proxy(options);
			((ClientBuilder<?>) builder).settings.resolver = (host) -> {
				lookedUp.add(host);
				return InetAddress.getAllByName(host);
			};
		};
		MqttClient client = clientOf(MqttVersion.V5, "localhost", this.broker.port(), resolving);
		assertThat(client.connect().server()).isEqualTo(new ServerAddress("localhost", this.broker.port()));
		assertThat(lookedUp).containsOnly(proxy.host());
		MqttClient stray = clientOf(MqttVersion.V5, "no-such-host.invalid", this.broker.port(), resolving);
		MqttConnectException failure = failure(stray.connectAsync(), MqttConnectException.class);
		assertThat(failure.failure()).isEqualTo(Failure.PROXY);
		assertThat(lookedUp).containsOnly(proxy.host());
	}

	/**
	 * As SOCKS 4a has it: an address that does not exist, and after the user the name.
	 */
	@Test
	void aSocks4ProxyIsToldTheName() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			CompletableFuture<byte[]> request = inBackground(() -> {
				try (Socket socket = server.accept()) {
					byte[] bytes = new byte[8 + "user.broker.test.".length()];
					socket.getInputStream().readNBytes(bytes, 0, bytes.length);
					socket.getOutputStream().write(new byte[] { 0, 91, 0, 0, 0, 0, 0, 0 });
					return bytes;
				}
			});
			MqttClient client = clientOf(MqttVersion.V5, "broker.test", 0x1234, (builder) -> builder
				.proxy(ProxyOptions.socks4("127.0.0.1", server.getLocalPort()).withCredentials("user", null)));
			MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
			assertThat(failure.failure()).isEqualTo(Failure.PROXY);
			assertThat(result(request))
				.isEqualTo("\4\1\22\64\0\0\0\1user\0broker.test\0".getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	@Test
	void unknownProxy() {
		MqttConnectException failure = failure(ProxyOptions.http("no-such-proxy.invalid", 3128), Scheme.MQTT);
		assertThat(failure).hasMessageContaining("'no-such-proxy.invalid' of the proxy is unknown")
			.hasRootCauseInstanceOf(UnknownHostException.class);
	}

	// Proxies that are down, or none

	@ParameterizedTest
	@EnumSource
	void nothingListensWhereTheProxyShould(ProxyOptions.Type type) {
		this.broker.refuseConnections();
		assertThat(failure(options(type, this.broker.host(), this.broker.port()), Scheme.MQTT))
			.hasMessageContaining("the proxy cannot be reached")
			.hasMessageContaining("refused")
			.hasMessageContaining("Check that the proxy is up");
	}

	@ParameterizedTest
	@CsvSource({ "HTTP, MQTT", "HTTP, MQTTS", "HTTP, WS", "HTTP, WSS", "SOCKS4, MQTT", "SOCKS5, MQTT",
			"SOCKS5, MQTTS" })
	void aProxyThatSaysNothing(ProxyOptions.Type type, Scheme scheme) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			ProxyOptions proxy = options(type, "127.0.0.1", silent.getLocalPort());
			long start = System.nanoTime();
			assertThat(failure(proxy, scheme, (builder) -> builder.connectTimeout(Duration.ofMillis(300))))
				.hasMessageContaining("the proxy gave no answer within 300 ms");
			assertThat(failure(proxy, scheme, (builder) -> builder.handshakeTimeout(Duration.ofMillis(250))))
				.hasMessageContaining("the proxy gave no answer within 250 ms");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(550),
					Duration.ofSeconds(5));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aProxyThatClosesTheConnection(ProxyOptions.Type type) throws IOException {
		try (ServerSocket server = answering("")) {
			assertThat(failure(options(type, "127.0.0.1", server.getLocalPort()), Scheme.MQTTS))
				.hasMessageContaining("the proxy closed the connection");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example.com ESMTP\r\n\r\n", "\0\0\0\0\0\0\0\0" })
	void whatAnswersIsNoProxy(String greeting) throws IOException {
		for (ProxyOptions.Type type : ProxyOptions.Type.values()) {
			try (ServerSocket server = answering(greeting)) {
				MqttConnectException failure = failure(options(type, "127.0.0.1", server.getLocalPort()), Scheme.MQTT);
				assertThat(failure).hasMessageContaining("the proxy ").hasMessageContaining("Check ");
			}
		}
	}

	private static ServerSocket answering(String greeting) throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		inBackground(() -> {
			while (true) {
				try (Socket socket = server.accept()) {
					// what is sent to a closed socket would reset the connection
					socket.getInputStream().read(new byte[4096]);
					socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
				}
			}
		});
		return server;
	}

	// The same for all

	private MqttConnectException failure(ProxyOptions proxy, Scheme scheme) {
		return failure(proxy, scheme, (builder) -> {
		});
	}

	private MqttConnectException failure(ProxyOptions proxy, Scheme scheme, Consumer<MqttClientBuilder<?>> options) {
		ServerAddress server = new ServerAddress(scheme, this.broker.host(), this.broker.port(),
				scheme.isWebSocket() ? "/mqtt" : "");
		MqttClient client = client(MqttVersion.V5, (builder) -> {
			builder.servers(server).proxy(proxy);
			options.accept(builder);
		});
		MqttConnectException failure = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(failure.failure()).as(failure.toString()).isEqualTo(Failure.PROXY);
		assertThat(failure.server()).isEqualTo(server);
		assertThat(failure).hasMessageStartingWith("Cannot connect to " + server + " through the " + proxy + ": ");
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(Arrays.asList(trace.toString(), client.toString(), proxy.toString()))
			.allSatisfy((text) -> assertThat(text).doesNotContain(PASSWORD));
		return failure;
	}

	private static ProxyOptions http(ProxyServer proxy) {
		return ProxyOptions.http(proxy.host(), proxy.port());
	}

	private static ProxyOptions socks5(ProxyServer proxy) {
		return ProxyOptions.socks5(proxy.host(), proxy.port());
	}

	private static ProxyOptions socks(ProxyOptions.Type type, ProxyServer proxy) {
		return options(type, proxy.host(), proxy.port());
	}

	private static ProxyOptions options(ProxyOptions.Type type, String host, int port) {
		return switch (type) {
			case HTTP -> ProxyOptions.http(host, port);
			case SOCKS4 -> ProxyOptions.socks4(host, port);
			case SOCKS5 -> ProxyOptions.socks5(host, port);
		};
	}

}
