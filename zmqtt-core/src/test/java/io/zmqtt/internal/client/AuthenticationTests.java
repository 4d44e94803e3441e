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
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttAuthException;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.ServerAddress;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.client.RecordingListener.Connected;
import io.zmqtt.internal.client.RecordingListener.Disconnected;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.spi.AuthData;
import io.zmqtt.spi.AuthExchange;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.ScramSha256AuthHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.zmqtt.internal.client.TestAuthHandler.METHOD;
import static io.zmqtt.internal.client.TestAuthHandler.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Enhanced authentication (MQTT 5.0, section 4.12).
 */
class AuthenticationTests extends ScriptedTests {

	private final TestAuthHandler handler = new TestAuthHandler();

	// At connect

	@Test
	@Mqtt5({ "3.1.2-30", "4.12.0-3", "4.12.0-5" })
	void exchangeAtConnect() {
		this.broker.manual(PacketType.CONNECT, PacketType.AUTH);
		MqttClientV5 client = client((builder) -> builder.connectUserProperties(List.of(new UserProperty("a", "b"))));
		this.handler.initial = (number) -> CompletableFuture
			.completedFuture(new AuthData(bytes("hello"), "left out", List.of(new UserProperty("c", "d"))));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		Connect packet = connection.expect(Connect.class);
		assertThat(packet.properties().authenticationMethod()).isEqualTo(METHOD);
		assertThat(text(packet.properties().authenticationData())).isEqualTo("hello");
		assertThat(packet.properties().userProperties()).containsExactly(new UserProperty("a", "b"),
				new UserProperty("c", "d"));
		for (String challenge : List.of("one", "two")) {
			connection.send(challenge(challenge));
			Auth answer = connection.expect(Auth.class);
			assertThat(answer.reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
			assertThat(answer.properties().authenticationMethod()).isEqualTo(METHOD);
			assertThat(text(answer.properties().authenticationData())).isEqualTo(challenge + "!");
		}
		assertThat(connect).isNotDone();
		connection.send(accept("welcome"));
		result(connect);
		assertThat(this.handler.calls()).containsExactly("1 initial", "1 challenge one", "1 challenge two",
				"1 success welcome");
		assertAlive(client);
	}

	@Test
	void eachConnectHasItsOwnExchange() {
		acceptConnects();
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		assertThat(text(connection.expect(Connect.class).properties().authenticationData())).isEqualTo("hello 1");
		connection.reset();
		connection = this.broker.accept();
		assertThat(text(connection.expect(Connect.class).properties().authenticationData())).isEqualTo("hello 2");
		eventually(client, ClientState.CONNECTED);
	}

	/**
	 * The handler may refuse the server, so that nothing that comes with CONNACK is taken
	 * before it has looked at it.
	 */
	@Test
	void whatFollowsConnAckWaitsForTheHandler() {
		this.broker.manual(PacketType.CONNECT);
		CompletableFuture<Void> verdict = new CompletableFuture<>();
		this.handler.success = (text) -> verdict;
		MqttClientV5 client = client((builder) -> {
		});
		MqttSubscription subscription = client.subscribe("a");
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendTogether(accept("x"), publish("a", "1", QoS.AT_MOST_ONCE, 0),
				publish("a", "2", QoS.AT_LEAST_ONCE, 1));
		eventually(() -> assertThat(this.handler.calls()).contains("1 success x"));
		connection.send(publish("a", "3", QoS.AT_MOST_ONCE, 0));
		connection.expectNothing(A_WHILE);
		assertThat(connect).isNotDone();
		assertThat(subscription.receive(Duration.ofMillis(1))).isEmpty();
		verdict.complete(null);
		result(connect);
		for (String text : List.of("1", "2", "3")) {
			assertThat(subscription.receive(ScriptedBroker.TIMEOUT)).get()
				.extracting(MqttMessage::text)
				.isEqualTo(text);
		}
		connection.expect(Subscribe.class);
		assertAlive(client);
	}

	@Test
	void malformedPacketBehindConnAckIsNoticedLater() {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = client((builder) -> {
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		byte[] connAck = connection.encode(accept("x"));
		byte[] both = Arrays.copyOf(connAck, connAck.length + 2);
		connection.sendBytes(both);
		result(connect);
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
		connection.expectClosed();
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatFailsAtFirst(BadHandler bad) {
		MqttClientV5 client = client((builder) -> builder.handshakeTimeout(Duration.ofMillis(300)));
		this.handler.initial = (number) -> bad.answer();
		MqttAuthException failure = failure(client.connectAsync(), MqttAuthException.class);
		assertThat(failure.failure()).isEqualTo(Failure.AUTHENTICATION);
		assertThat(failure).hasMessageContaining("authentication handler");
		assertThat(this.broker.connectionCount()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatFailsAtAChallenge(BadHandler bad) {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = client((builder) -> builder.handshakeTimeout(Duration.ofMillis(300)));
		this.handler.challenge = (text) -> bad.answer();
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(challenge("x"));
		assertThat(failure(connect, MqttAuthException.class).failure()).isEqualTo(Failure.AUTHENTICATION);
		if (bad != BadHandler.SILENCE) {
			assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
		}
		connection.expectClosed();
	}

	@ParameterizedTest
	@EnumSource(names = { "ERROR", "LATE_ERROR", "SILENCE" })
	void handlerThatRefusesTheServer(BadHandler bad) {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = client((builder) -> builder.handshakeTimeout(Duration.ofMillis(300)));
		this.handler.success = (text) -> bad.answer().thenAccept((data) -> {
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(accept("x"));
		assertThat(failure(connect, MqttAuthException.class).failure()).isEqualTo(Failure.AUTHENTICATION);
		connection.expectClosed();
		assertThat(this.listener.events()).doesNotHaveAnyElementsOfTypes(Connected.class);
	}

	/**
	 * A failure of the handler is one that is tried again.
	 */
	@Test
	void handlerThatFailsIsAskedAgain() {
		acceptConnects();
		MqttClientV5 client = client((builder) -> builder.retryFirstConnect(true));
		this.handler.initial = (number) -> (number < 3) ? BadHandler.ERROR.answer()
				: CompletableFuture.completedFuture(AuthData.none());
		client.connect();
		Connect packet = this.broker.accept().expect(Connect.class);
		assertThat(packet.properties().authenticationMethod()).isEqualTo(METHOD);
		assertThat(packet.properties().authenticationData()).isNull();
	}

	@Test
	void refusalDuringTheExchange() {
		this.broker.manual(PacketType.CONNECT, PacketType.AUTH);
		MqttClientV5 client = client((builder) -> {
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(challenge("x"));
		connection.expect(Auth.class);
		connection.send(new ConnAck(false, ReasonCode.NOT_AUTHORIZED));
		assertThat(failure(connect, MqttAuthException.class).reasonCode()).contains(ReasonCode.NOT_AUTHORIZED);
		connection.expectClosed();
		assertThat(this.handler.calls()).containsExactly("1 initial", "1 challenge x");
	}

	/**
	 * What a server may not do before CONNACK: another method, AUTH out of turn, success
	 * by AUTH.
	 */
	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.12.0-5")
	void rulesBeforeConnAck(Breach breach) {
		this.broker.manual(PacketType.CONNECT, PacketType.AUTH);
		MqttClientV5 client = client((builder) -> {
		});
		this.handler.challenge = (text) -> new CompletableFuture<>();
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		breach.commit(connection);
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
		assertThat(failure(connect, MqttConnectException.class).failure()).isEqualTo(Failure.PROTOCOL);
	}

	@Test
	@Mqtt5("4.12.0-6")
	void authThatTheClientDidNotBegin() {
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		connection.send(challenge("x"));
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Mqtt5("4.12.0-6")
	void authenticationThatTheClientDidNotBegin(boolean inConnAck) {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = v5((builder) -> {
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.send(inConnAck ? accept("x") : challenge("x"));
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		assertThat(failure(connect, MqttConnectException.class).failure()).isEqualTo(Failure.PROTOCOL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\u0000" })
	void aBadMethodIsRefused(String method) {
		AuthHandler bad = new AuthHandler() {

			@Override
			public String method() {
				return method;
			}

			@Override
			public AuthExchange start(ServerAddress server) {
				throw new AssertionError("Never used");
			}

		};
		assertThatIllegalArgumentException().isThrownBy(() -> v5((builder) -> builder.authHandler(bad)))
			.withMessageContaining("Authentication method");
	}

	@ParameterizedTest
	@CsvSource({ "pencil, true", "crayon, false" })
	void scram(String password, boolean same) {
		ScramServer server = new ScramServer("pencil");
		this.broker.answer(PacketType.CONNECT, (packet) -> server.first(((Connect) packet).properties()));
		this.broker.answer(PacketType.AUTH, (packet) -> server.last(((Auth) packet).properties()));
		MqttClientV5 client = v5((builder) -> builder.authHandler(new ScramSha256AuthHandler("user", password)));
		if (same) {
			client.connect();
			assertAlive(client);
		}
		else {
			assertThatExceptionOfType(MqttAuthException.class).isThrownBy(client::connect)
				.satisfies((ex) -> assertThat(ex.reasonCode()).contains(ReasonCode.NOT_AUTHORIZED));
		}
	}

	// Again

	@Test
	@Mqtt5("4.12.1-1")
	void reauthentication() {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		CompletableFuture<Void> first = client.reauthenticateAsync();
		CompletableFuture<Void> second = client.reauthenticateAsync();
		Auth begin = connection.expect(Auth.class);
		assertThat(begin.reasonCode()).isEqualTo(ReasonCode.REAUTHENTICATE);
		assertThat(begin.properties().authenticationMethod()).isEqualTo(METHOD);
		assertThat(text(begin.properties().authenticationData())).isEqualTo("hello 2");
		client.publish("other", "packets go to and fro", QoS.AT_LEAST_ONCE);
		connection.send(challenge("x"));
		assertThat(connection.expect(Auth.class).reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
		assertThat(first).isNotDone();
		connection.send(auth(ReasonCode.SUCCESS, METHOD, "fine"));
		result(first);
		result(second);
		assertThat(this.handler.calls()).endsWith("2 initial", "2 challenge x", "2 success fine");

		this.broker.answer(PacketType.AUTH, (packet) -> new Auth(ReasonCode.SUCCESS, AuthProperties.NONE));
		client.reauthenticate();
		assertThat(this.handler.calls()).endsWith("3 initial", "3 success none");
		assertAlive(client);
		assertThat(this.broker.connectionCount()).isOne();
	}

	@Test
	void serverRefusesTheReauthentication() {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> again = client.reauthenticateAsync();
		connection.expect(Auth.class);
		connection.send(new Disconnect(ReasonCode.NOT_AUTHORIZED,
				new DisconnectProperties(null, "too late", List.of(new UserProperty("a", "b")), null)));
		MqttAuthException failure = failure(again, MqttAuthException.class);
		assertThat(failure.reasonCode()).contains(ReasonCode.NOT_AUTHORIZED);
		assertThat(failure.reasonString()).contains("too late");
		assertThat(failure.userProperties()).containsExactly(new UserProperty("a", "b"));
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.broker.accept().expect(Connect.class);
		eventually(client, ClientState.CONNECTED);
	}

	@Test
	void lossOfTheConnectionEndsTheReauthentication() {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		CompletableFuture<Void> again = client.reauthenticateAsync();
		connection.expect(Auth.class);
		connection.reset();
		failure(again, MqttDisconnectedException.class);
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
		assertAlive(client);
	}

	@Test
	void disconnectEndsTheReauthentication() {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = connectedClient();
		CompletableFuture<Void> again = client.reauthenticateAsync();
		this.broker.accept().expect(Auth.class);
		client.disconnect();
		assertThat(failure(again, MqttDisconnectedException.class).source())
			.isEqualTo(MqttDisconnectedException.Source.USER);
	}

	/**
	 * The server knows of nothing yet, so that the connection can stay.
	 */
	@ParameterizedTest
	@EnumSource
	void handlerThatFailsBeforeTheReauthentication(BadHandler bad) {
		acceptConnects();
		MqttClientV5 client = client((builder) -> builder.operationTimeout(Duration.ofMillis(500)));
		client.connect();
		this.handler.initial = (number) -> bad.answer();
		assertThat(failure(client.reauthenticateAsync(), MqttException.class))
			.isInstanceOf((bad == BadHandler.SILENCE) ? MqttTimeoutException.class : MqttAuthException.class);
		assertAlive(client);
		this.handler.initial = (number) -> CompletableFuture.completedFuture(AuthData.none());
		this.broker.answer(PacketType.AUTH, (packet) -> auth(ReasonCode.SUCCESS, METHOD, "x"));
		result(client.reauthenticateAsync());
		assertAlive(client);
	}

	@ParameterizedTest
	@EnumSource
	@Mqtt5("4.12.1-2")
	@Semantics("4.1")
	void handlerThatFailsDuringTheReauthentication(BadHandler bad) {
		acceptConnects();
		this.broker.answer(PacketType.AUTH, (packet) -> challenge("x"));
		MqttClientV5 client = client((builder) -> builder.operationTimeout(Duration.ofMillis(500)));
		client.connect();
		this.handler.challenge = (text) -> bad.answer();
		assertThat(failure(client.reauthenticateAsync(), MqttException.class))
			.isInstanceOf((bad == BadHandler.SILENCE) ? MqttTimeoutException.class : MqttAuthException.class);
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.UNSPECIFIED_ERROR);
		connection.expectClosed();
		assertThat(this.listener.await(Disconnected.class).willReconnect()).isTrue();
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	@Test
	@Behaviour("U10")
	@Mqtt5("4.12.1-2")
	void serverThatDoesNotAnswerTheReauthentication() {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = client((builder) -> builder.operationTimeout(Duration.ofMillis(300)));
		client.connect();
		assertThatExceptionOfType(MqttTimeoutException.class).isThrownBy(client::reauthenticate)
			.satisfies((ex) -> assertThat(ex.operation()).isEqualTo("reauthenticate"))
			.satisfies((ex) -> assertThat(ex.outcomeUnknown()).isTrue());
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Auth.class);
		connection.expect(Disconnect.class);
		this.broker.accept();
		eventually(client, ClientState.CONNECTED);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void rulesDuringTheReauthentication(boolean begun) {
		acceptConnects();
		this.broker.manual(PacketType.AUTH);
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		CompletableFuture<Void> again = new CompletableFuture<>();
		if (begun) {
			again = client.reauthenticateAsync();
			connection.expect(Auth.class);
		}
		connection.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, begun ? "OTHER" : METHOD, "x"));
		assertThat(connection.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
		connection.expectClosed();
		if (begun) {
			assertThat(again).failsWithin(ScriptedBroker.TIMEOUT);
		}
	}

	/**
	 * Reason string and user properties are left out when the packet would be too large
	 * for the server, and data that are too large themselves are not sent.
	 */
	@Test
	@Mqtt5({ "3.15.2-2", "3.15.2-3" })
	@Semantics("4.11")
	void largeAuth() {
		this.broker.answer(PacketType.CONNECT, (packet) -> accept(64L, "x"));
		this.broker.answer(PacketType.AUTH, (packet) -> auth(ReasonCode.SUCCESS, METHOD, "x"));
		MqttClientV5 client = connectedClient();
		ScriptedConnection connection = this.broker.accept();
		this.handler.initial = (number) -> CompletableFuture
			.completedFuture(new AuthData(bytes("x"), "text", List.of(new UserProperty("key", "v".repeat(60)))));
		client.reauthenticate();
		Auth auth = connection.expect(Auth.class);
		assertThat(auth.properties().reasonString()).isEqualTo("text");
		assertThat(auth.properties().userProperties()).isEmpty();
		this.handler.initial = (number) -> CompletableFuture.completedFuture(AuthData.of(new byte[100]));
		assertThatExceptionOfType(MqttAuthException.class).isThrownBy(client::reauthenticate)
			.withMessageContaining("64 bytes");
		assertAlive(client);
	}

	@Test
	void reauthenticationNeedsAHandlerAndAConnection() {
		acceptConnects();
		MqttClientV5 without = v5((builder) -> {
		});
		assertThatIllegalStateException().isThrownBy(without::reauthenticate);
		assertThatIllegalStateException().isThrownBy(without::reauthenticateAsync);
		MqttClientV5 client = client((builder) -> {
		});
		assertThatExceptionOfType(MqttDisconnectedException.class).isThrownBy(client::reauthenticate);
		client.close();
		failure(client.reauthenticateAsync(), IllegalStateException.class);
	}

	private MqttClientV5 client(Consumer<MqttClientV5.Builder> options) {
		return v5((builder) -> {
			builder.authHandler(this.handler);
			options.accept(builder);
		});
	}

	private MqttClientV5 connectedClient() {
		MqttClientV5 client = client((builder) -> {
		});
		client.connect();
		return client;
	}

	private void acceptConnects() {
		this.broker.answer(PacketType.CONNECT, (packet) -> accept("welcome"));
	}

	static ConnAck accept(String data) {
		return accept(null, data);
	}

	private static ConnAck accept(Long maximumPacketSize, String data) {
		return new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null, maximumPacketSize,
				null, null, null, List.of(), null, null, null, null, null, null, METHOD, bytes(data)));
	}

	static Auth challenge(String data) {
		return auth(ReasonCode.CONTINUE_AUTHENTICATION, METHOD, data);
	}

	static Auth auth(ReasonCode reasonCode, String method, String data) {
		return new Auth(reasonCode, new AuthProperties(method, bytes(data), null, List.of()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * What a handler does that gives nothing.
	 */
	enum BadHandler {

		NOTHING {

			@Override
			CompletionStage<AuthData> answer() {
				return CompletableFuture.completedFuture(null);
			}

		},

		ERROR {

			@Override
			CompletionStage<AuthData> answer() {
				throw new NoClassDefFoundError("vault");
			}

		},

		LATE_ERROR {

			@Override
			CompletionStage<AuthData> answer() {
				return CompletableFuture.supplyAsync(() -> {
					throw new NoClassDefFoundError("vault");
				});
			}

		},

		SILENCE {

			@Override
			CompletionStage<AuthData> answer() {
				return new CompletableFuture<>();
			}

		};

		abstract CompletionStage<AuthData> answer();

	}

	/**
	 * What a server may not do.
	 */
	enum Breach {

		OTHER_METHOD {

			@Override
			void commit(ScriptedConnection connection) {
				connection.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", "x"));
			}

		},

		OUT_OF_TURN {

			@Override
			void commit(ScriptedConnection connection) {
				connection.sendTogether(challenge("x"), challenge("y"));
			}

		},

		SUCCESS_BY_AUTH {

			@Override
			void commit(ScriptedConnection connection) {
				connection.send(auth(ReasonCode.SUCCESS, METHOD, "x"));
			}

		},

		REAUTHENTICATION {

			@Override
			void commit(ScriptedConnection connection) {
				connection.sendRaw("F0 09 19 07 15 00 04 54 45 53 54");
			}

		},

		CONNACK_OUT_OF_TURN {

			@Override
			void commit(ScriptedConnection connection) {
				connection.sendTogether(challenge("x"), accept("y"));
			}

		},

		CONNACK_WITHOUT_METHOD {

			@Override
			void commit(ScriptedConnection connection) {
				connection.send(new ConnAck(false, ReasonCode.SUCCESS));
			}

		},

		CONNACK_WITH_OTHER_METHOD {

			@Override
			void commit(ScriptedConnection connection) {
				connection.send(new ConnAck(false, ReasonCode.SUCCESS, new ConnAckProperties(null, null, null, null,
						null, null, null, null, List.of(), null, null, null, null, null, null, "OTHER", null)));
			}

		};

		abstract void commit(ScriptedConnection connection);

	}

	/**
	 * The other side of SCRAM-SHA-256, written from RFC 5802.
	 */
	private static final class ScramServer {

		private static final String METHOD = "SCRAM-SHA-256";

		private final byte[] salt = { 1, 2, 3, 4 };

		private final byte[] saltedPassword;

		private String clientFirst = "";

		private String serverFirst = "";

		ScramServer(String password) {
			// Hi() with 4096 iterations
			byte[] block = { 1, 2, 3, 4, 0, 0, 0, 1 };
			byte[] last = hmac(bytes(password), block);
			byte[] sum = last.clone();
			for (int i = 1; i < 4096; i++) {
				last = hmac(bytes(password), last);
				sum = xor(sum, last);
			}
			this.saltedPassword = sum;
		}

		Auth first(ConnectProperties properties) {
			assertThat(properties.authenticationMethod()).isEqualTo(METHOD);
			this.clientFirst = text(properties.authenticationData()).substring("n,,".length());
			String nonce = this.clientFirst.substring(this.clientFirst.indexOf(",r=") + 3);
			this.serverFirst = "r=" + nonce + "server,s=" + Base64.getEncoder().encodeToString(this.salt) + ",i=4096";
			return auth(ReasonCode.CONTINUE_AUTHENTICATION, METHOD, this.serverFirst);
		}

		ConnAck last(AuthProperties properties) {
			String clientFinal = text(properties.authenticationData());
			int proofAt = clientFinal.indexOf(",p=");
			byte[] message = bytes(this.clientFirst + "," + this.serverFirst + "," + clientFinal.substring(0, proofAt));
			byte[] proof = Base64.getDecoder().decode(clientFinal.substring(proofAt + 3));
			byte[] storedKey = sha256(hmac(this.saltedPassword, bytes("Client Key")));
			byte[] clientKey = xor(proof, hmac(storedKey, message));
			if (!MessageDigest.isEqual(sha256(clientKey), storedKey)) {
				return new ConnAck(false, ReasonCode.NOT_AUTHORIZED);
			}
			byte[] signature = hmac(hmac(this.saltedPassword, bytes("Server Key")), message);
			return new ConnAck(false, ReasonCode.SUCCESS,
					new ConnAckProperties(null, null, null, null, null, null, null, null, List.of(), null, null, null,
							null, null, null, METHOD, bytes("v=" + Base64.getEncoder().encodeToString(signature))));
		}

		private static byte[] hmac(byte[] key, byte[] data) {
			try {
				Mac mac = Mac.getInstance("HmacSHA256");
				mac.init(new SecretKeySpec(key, "HmacSHA256"));
				return mac.doFinal(data);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static byte[] sha256(byte[] data) {
			try {
				return MessageDigest.getInstance("SHA-256").digest(data);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static byte[] xor(byte[] one, byte[] other) {
			byte[] result = one.clone();
			for (int i = 0; i < result.length; i++) {
				result[i] ^= other[i];
			}
			return result;
		}

	}

}
