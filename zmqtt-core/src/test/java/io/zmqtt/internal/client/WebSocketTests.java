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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.zmqtt.CapturedLog;
import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.ServerAddress;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.conformance.Mqtt311;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.client.ScriptedWebSocket.Peer;
import io.zmqtt.internal.client.ScriptedWebSocket.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket frame by frame (MQTT 5.0, section 6, and RFC 6455).
 */
class WebSocketTests extends ScriptedTests {

	private static final byte[] PING_RESP = { (byte) 0xD0, 0 };

	private static final String SECRET = "s3cr3t-t0ken";

	private final ScriptedWebSocket server = new ScriptedWebSocket();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	private MqttClient webSocket(MqttVersion version, String path, Consumer<MqttClientBuilder<?>> options) {
		return client(version, (builder) -> {
			builder.servers(new ServerAddress(ServerAddress.Scheme.WS, "127.0.0.1", this.server.port(), path));
			options.accept(builder);
		});
	}

	private MqttClient webSocket(MqttVersion version) {
		return webSocket(version, "/mqtt", (builder) -> {
		});
	}

	private static byte[] connAck(MqttVersion version) {
		return (version == MqttVersion.V5) ? new byte[] { 0x20, 3, 0, 0, 0 } : new byte[] { 0x20, 2, 0, 0 };
	}

	private Peer connect(MqttClient client, MqttVersion version) {
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		Peer peer = this.server.accept().connected(connAck(version));
		result(connect);
		return peer;
	}

	private MqttConnectException refused(MqttClient client, Consumer<Peer> answer) {
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		answer.accept(this.server.accept());
		MqttConnectException failure = failure(connect, MqttConnectException.class);
		assertThat(failure).hasMessageContaining("127.0.0.1:" + this.server.port());
		return failure;
	}

	// Opening

	@ParameterizedTest
	@EnumSource
	@Mqtt5("6.0.0-3")
	@Mqtt311("6.0.0-3")
	void theSubprotocolIsOfferedAndNoExtension(MqttVersion version) {
		CompletableFuture<ConnectionInfo> connect = webSocket(version).connectAsync();
		Peer peer = this.server.accept();
		assertThat(peer.requestLine()).isEqualTo("GET /mqtt HTTP/1.1");
		assertThat(peer.header("Sec-WebSocket-Protocol")).isEqualTo("mqtt");
		assertThat(peer.header("Sec-WebSocket-Version")).isEqualTo("13");
		assertThat(peer.header("Sec-WebSocket-Extensions")).isEmpty();
		assertThat(peer.header("Host")).isEqualTo("127.0.0.1:" + this.server.port());
		peer.connected(connAck(version));
		result(connect);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("6.0.0-4")
	@Mqtt311("6.0.0-4")
	void anAnswerWithoutTheSubprotocolFailsTheAttempt(MqttVersion version) {
		assertThat(refused(webSocket(version), Peer::upgrade).failure()).isEqualTo(Failure.WEB_SOCKET);
		assertThat(refused(webSocket(version), (peer) -> peer.upgrade("Sec-WebSocket-Protocol: other")).failure())
			.isEqualTo(Failure.WEB_SOCKET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "200 OK", "401 Unauthorized", "403 Forbidden", "404 Not Found", "502 Bad Gateway" })
	void anotherStatusIsNamed(String status) {
		MqttConnectException failure = refused(webSocket(MqttVersion.V5),
				(peer) -> peer.answer("HTTP/1.1 " + status, "Content-Length: 0"));
		assertThat(failure.failure()).isEqualTo(Failure.WEB_SOCKET);
		assertThat(failure).hasMessageContaining(status).hasMessageContaining("Check the path");
	}

	@Test
	void aRedirectIsNotFollowed() {
		MqttConnectException failure = refused(webSocket(MqttVersion.V5), (peer) -> peer.answer("HTTP/1.1 302 Found",
				"Location: ws://127.0.0.1:" + this.broker.port() + "/", "Content-Length: 0"));
		assertThat(failure.failure()).isEqualTo(Failure.WEB_SOCKET);
		assertThat(failure).hasMessageContaining("302 Found");
		assertThat(this.broker.connectionCount()).isZero();
	}

	@Test
	void anAnswerThatIsNotUpgradedFailsTheAttempt() {
		assertThat(refused(webSocket(MqttVersion.V5),
				(peer) -> peer.answer("HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Protocol: mqtt"))
			.failure()).isEqualTo(Failure.WEB_SOCKET);
	}

	@Test
	void openingHasADeadline() {
		MqttClient client = webSocket(MqttVersion.V5, "/mqtt",
				(builder) -> builder.handshakeTimeout(Duration.ofMillis(200)));
		MqttConnectException failure = refused(client, (peer) -> {
		});
		assertThat(failure.failure()).isEqualTo(Failure.TIMEOUT);
		assertThat(failure).hasMessageContaining("WebSocket").hasMessageContaining("200 ms");
	}

	@Test
	void pathQueryAndHeadersAreSentAndNotShown() {
		try (CapturedLog log = CapturedLog.ofAll()) {
			MqttClient client = webSocket(MqttVersion.V5, "/a%20b?token=" + SECRET,
					(builder) -> builder.webSocketRequest(WebSocketRequest.plain()
						.withHeader("Authorization", "Bearer " + SECRET)
						.withHeader("X-Tenant", "one")));
			MqttConnectException failure = refused(client, (peer) -> {
				assertThat(peer.requestLine()).isEqualTo("GET /a%20b?token=" + SECRET + " HTTP/1.1");
				assertThat(peer.header("Authorization")).isEqualTo("Bearer " + SECRET);
				assertThat(peer.header("X-Tenant")).isEqualTo("one");
				peer.answer("HTTP/1.1 403 Forbidden", "Content-Length: 0");
			});
			assertThat(failure).hasMessageNotContaining(SECRET);
			assertThat(client.toString()).doesNotContain(SECRET);
			assertThat(log.lines()).isNotEmpty().noneMatch((line) -> (line.message() + line.trace()).contains(SECRET));
		}
	}

	@Test
	void theProviderIsAskedBeforeEveryConnect() {
		AtomicInteger calls = new AtomicInteger();
		MqttClient client = webSocket(MqttVersion.V5, "/mqtt", (builder) -> builder.webSocketRequestProvider((to) -> {
			int call = calls.incrementAndGet();
			return CompletableFuture.completedFuture(
					WebSocketRequest.plain().withPath("/signed?n=" + call).withHeader("X-Call", "" + call));
		}));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		for (int call = 1; call <= 3; call++) {
			Peer peer = this.server.accept();
			assertThat(peer.requestLine()).isEqualTo("GET /signed?n=" + call + " HTTP/1.1");
			assertThat(peer.header("X-Call")).isEqualTo("" + call);
			peer.connected(connAck(MqttVersion.V5));
			if (call == 1) {
				result(connect);
			}
			peer.frame(ScriptedWebSocket.CLOSE);
		}
	}

	@Test
	void aProviderThatFailsIsAFailedAttempt() {
		AtomicInteger calls = new AtomicInteger();
		MqttClient client = webSocket(MqttVersion.V5, "/mqtt",
				(builder) -> builder.retryFirstConnect(true).webSocketRequestProvider((to) -> {
					if (calls.incrementAndGet() == 1) {
						throw new IllegalStateException("no token");
					}
					return CompletableFuture.completedFuture(WebSocketRequest.plain());
				}));
		connect(client, MqttVersion.V5);
		assertThat(calls).hasValue(2);
	}

	// Frames

	@ParameterizedTest
	@EnumSource
	@Mqtt5("6.0.0-1")
	@Mqtt311("6.0.0-1")
	void framesOfTheClientAreBinaryMaskedAndUncompressed(MqttVersion version) {
		MqttClient client = webSocket(version);
		Peer peer = connect(client, version);
		CompletableFuture<?> ping = client.pingAsync();
		Received frame = peer.read();
		assertThat(frame.opcode()).isEqualTo(ScriptedWebSocket.BINARY);
		assertThat(frame.masked()).isTrue();
		assertThat(frame.last()).isTrue();
		assertThat(frame.reserved()).isZero();
		assertThat(frame.payload()).containsExactly(0xC0, 0);
		peer.frame(ScriptedWebSocket.BINARY, PING_RESP);
		result(ping);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("6.0.0-2")
	@Mqtt311("6.0.0-2")
	void framesNeedNotLineUpWithPackets(MqttVersion version) {
		MqttClient client = webSocket(version);
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		Peer peer = this.server.accept().upgrade("Sec-WebSocket-Protocol: mqtt");
		peer.read();
		for (byte one : connAck(version)) {
			peer.frame(ScriptedWebSocket.BINARY, one);
		}
		result(connect);
		List<String> messages = new CopyOnWriteArrayList<>();
		CompletableFuture<?> subscribe = inBackground(
				() -> client.subscribe("t", (message) -> messages.add(message.text())));
		byte[] id = Arrays.copyOfRange(peer.read().payload(), 2, 4);
		peer.frame(ScriptedWebSocket.BINARY, (version == MqttVersion.V5)
				? new byte[] { (byte) 0x90, 4, id[0], id[1], 0, 0 } : new byte[] { (byte) 0x90, 3, id[0], id[1], 0 });
		result(subscribe);
		byte[] all = concat(message(version, "a"), message(version, "b"), message(version, "c"));
		// all in one, over borders, and in continuation frames with a ping between
		peer.frame(ScriptedWebSocket.BINARY, all);
		peer.frame(ScriptedWebSocket.BINARY, Arrays.copyOfRange(all, 0, 11));
		peer.frame(ScriptedWebSocket.BINARY, Arrays.copyOfRange(all, 11, all.length));
		peer.frame(false, ScriptedWebSocket.BINARY, Arrays.copyOfRange(all, 0, 5));
		peer.frame(ScriptedWebSocket.PING, (byte) 1);
		peer.frame(false, ScriptedWebSocket.CONTINUATION, Arrays.copyOfRange(all, 5, 12));
		peer.frame(true, ScriptedWebSocket.CONTINUATION, Arrays.copyOfRange(all, 12, all.length));
		eventually(() -> assertThat(messages).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c"));
	}

	@Test
	void aPingIsAnsweredAndAPongIsNot() {
		Peer peer = connect(webSocket(MqttVersion.V5), MqttVersion.V5);
		peer.frame(ScriptedWebSocket.PONG, (byte) 7);
		peer.frame(ScriptedWebSocket.PING, (byte) 1, (byte) 2);
		Received answer = peer.read();
		assertThat(answer.opcode()).isEqualTo(ScriptedWebSocket.PONG);
		assertThat(answer.masked()).isTrue();
		assertThat(answer.payload()).containsExactly(1, 2);
	}

	@Test
	void aCloseFrameEndsTheConnectionAndItIsMadeAnew() {
		MqttClient client = webSocket(MqttVersion.V5);
		Peer peer = connect(client, MqttVersion.V5);
		byte[] reason = "going away".getBytes(StandardCharsets.US_ASCII);
		peer.frame(ScriptedWebSocket.CLOSE, concat(new byte[] { 0x03, (byte) 0xE9 }, reason));
		Disconnected event = this.listener.await(Disconnected.class);
		assertThat(event.cause()).hasMessageContaining("1001").hasMessageContaining("going away");
		assertThat(event.willReconnect()).isTrue();
		peer.expectEnd();
		this.server.accept().connected(connAck(MqttVersion.V5));
		eventually(client, ClientState.CONNECTED);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("6.0.0-1")
	@Mqtt311("6.0.0-1")
	void aTextFrameEndsTheConnection(MqttVersion version) {
		MqttClient client = webSocket(version);
		Peer peer = connect(client, version);
		peer.frame(ScriptedWebSocket.TEXT, (byte) 'a');
		assertThat(this.listener.await(Disconnected.class).cause()).hasMessageContaining("not binary");
		peer.expectEnd();
		this.server.accept().connected(connAck(version));
		eventually(client, ClientState.CONNECTED);
	}

	@Test
	void aMaskedFrameOfTheServerEndsTheConnection() {
		Peer peer = connect(webSocket(MqttVersion.V5), MqttVersion.V5);
		peer.send(new byte[] { (byte) 0x82, (byte) 0x82, 0, 0, 0, 0, PING_RESP[0], PING_RESP[1] });
		assertThat(this.listener.await(Disconnected.class).cause()).hasMessageContaining("mask");
		peer.expectEnd();
	}

	private static byte[] message(MqttVersion version, String payload) {
		byte[] text = payload.getBytes(StandardCharsets.US_ASCII);
		return (version == MqttVersion.V5) ? concat(new byte[] { 0x30, (byte) (4 + text.length), 0, 1, 't', 0 }, text)
				: concat(new byte[] { 0x30, (byte) (3 + text.length), 0, 1, 't' }, text);
	}

	private static byte[] concat(byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		byte[] all = new byte[length];
		int at = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, at, part.length);
			at += part.length;
		}
		return all;
	}

}
