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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import io.zmqtt.conformance.Mqtt5;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.spi.AuthData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conformance of enhanced authentication, and of what a client did not ask for in
 * CONNECT, by the bytes on the wire.
 */
class AuthConformanceTests extends ScriptedTests {

	/**
	 * The authentication method TEST.
	 */
	private static final String METHOD = "15000454455354";

	private static final String CONTINUE = "F00D180B" + METHOD + "16000178";

	private static final String ACCEPT = "200A000007" + METHOD;

	private final TestAuthHandler handler = new TestAuthHandler();

	private MqttClientV5 client(Consumer<MqttClientV5.Builder> options) {
		this.broker.manual(PacketType.CONNECT, PacketType.AUTH);
		return v5((builder) -> {
			builder.authHandler(this.handler);
			options.accept(builder);
		});
	}

	/**
	 * Connect with a CONNACK.
	 */
	private ScriptedConnection accepted(MqttClientV5 client, String connAck) {
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendRaw(connAck);
		result(connect);
		return connection;
	}

	private ScriptedConnection accepted() {
		return accepted(client((builder) -> {
		}), ACCEPT);
	}

	private static void expectRefusal(ScriptedConnection connection) {
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00182");
		connection.expectClosed();
	}

	@Test
	@Mqtt5({ "3.1.2-30", "4.12.0-3", "4.12.0-5" })
	void onlyAuthGoesOutBeforeConnAck() {
		MqttClientV5 client = client((builder) -> {
		});
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		client.publishAsync("a", "waits", QoS.AT_LEAST_ONCE);
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expectFrame(Connect.class).hex()).contains(METHOD);
		connection.sendRaw(CONTINUE);
		Frame auth = connection.expectFrame(Auth.class);
		assertThat(auth.hex()).isEqualTo("F00E180C" + METHOD + "1600027821");
		connection.expectNothing(A_WHILE);
		assertThat(connection.frames()).extracting(Frame::type).containsExactly(1, 15);
		connection.sendRaw(ACCEPT);
		result(connect);
		connection.expectPublish("waits");
	}

	@ParameterizedTest
	@ValueSource(strings = { "200A00000715000454455358", "F009180715000454455358" })
	@Mqtt5("4.12.0-5")
	void anotherMethodIsRefused(String bad) {
		CompletableFuture<ConnectionInfo> connect = client((builder) -> {
		}).connectAsync();
		ScriptedConnection connection = this.broker.accept();
		connection.expect(Connect.class);
		connection.sendRaw(bad);
		expectRefusal(connection);
		failure(connect, MqttException.class);
	}

	@ParameterizedTest
	@CsvSource({ "true, " + CONTINUE, "true, " + ACCEPT, "false, " + CONTINUE })
	@Mqtt5("4.12.0-6")
	void whatTheClientDidNotBeginIsRefused(boolean handshake, String bad) {
		MqttClientV5 client = v5((builder) -> {
		});
		ScriptedConnection connection;
		if (handshake) {
			this.broker.manual(PacketType.CONNECT);
			client.connectAsync();
			connection = this.broker.accept();
			connection.expect(Connect.class);
		}
		else {
			client.connect();
			connection = this.broker.accept();
			assertAlive(client);
		}
		connection.sendRaw(bad);
		expectRefusal(connection);
	}

	@Test
	@Mqtt5("4.12.0-7")
	void withoutAMethodThereIsNoAuth() {
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).properties().authenticationMethod()).isNull();
		failure(inBackground(() -> {
			client.reauthenticate();
			return null;
		}), RuntimeException.class);
		assertAlive(client);
		connection.sendRaw(CONTINUE);
		expectRefusal(connection);
		assertThat(connection.frames(PacketType.AUTH)).isEmpty();
	}

	@Test
	@Mqtt5({ "4.12.1-1", "3.15.1-1", "3.15.2-1" })
	void reauthenticationHasTheMethodOfConnect() {
		MqttClientV5 client = client((builder) -> {
		});
		ScriptedConnection connection = accepted(client, ACCEPT);
		CompletableFuture<Void> again = client.reauthenticateAsync();
		assertThat(connection.expectFrame(Auth.class).hex()).isEqualTo("F0131911" + METHOD + "16000768656C6C6F2032");
		connection.sendRaw(CONTINUE);
		assertThat(connection.expectFrame(Auth.class).hex()).isEqualTo("F00E180C" + METHOD + "1600027821");
		assertThat(again).isNotDone();
		connection.sendRaw("F000");
		result(again);
	}

	@Test
	@Mqtt5("4.12.1-2")
	void aReauthenticationThatFailsEndsTheConnection() {
		MqttClientV5 client = client((builder) -> {
		});
		ScriptedConnection connection = accepted(client, ACCEPT);
		this.handler.challenge = (text) -> CompletableFuture.failedFuture(new IllegalStateException("wanted"));
		CompletableFuture<Void> again = client.reauthenticateAsync();
		connection.expect(Auth.class);
		connection.sendRaw(CONTINUE);
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00180");
		connection.expectClosed();
		failure(again, MqttException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "F1", "F2", "F8" })
	@Mqtt5("3.15.1-1")
	void authWithFlagsIsRefused(String header) {
		ScriptedConnection connection = accepted();
		connection.sendRaw(header + CONTINUE.substring(2));
		assertThat(connection.expectFrame(Disconnect.class).hex()).isEqualTo("E00181");
		connection.expectClosed();
	}

	@ParameterizedTest
	@CsvSource({ "29, F01B1919, 1F000474657874 26 00016B 000176", "28, F0141912, 1F000474657874",
			"22, F0141912, 1F000474657874", "21, F00D190B, ''" })
	@Mqtt5({ "3.15.2-2", "3.15.2-3" })
	void textAndUserPropertiesOfAuthAreLeftOutWhereTheyDoNotFit(int maximum, String header, String rest) {
		this.handler.initial = (number) -> CompletableFuture
			.completedFuture(new AuthData("x".getBytes(StandardCharsets.UTF_8), (number > 1) ? "text" : null,
					(number > 1) ? List.of(new UserProperty("k", "v")) : List.of()));
		MqttClientV5 client = client((builder) -> {
		});
		ScriptedConnection connection = accepted(client, "200F00000C27000000%02X".formatted(maximum) + METHOD);
		client.reauthenticateAsync();
		String hex = connection.expectFrame(Auth.class).hex();
		assertThat(hex).isEqualTo(header + METHOD + "16000178" + rest.replace(" ", ""));
		assertThat(hex.length() / 2).isLessThanOrEqualTo(maximum);
	}

	// What was not asked for

	@ParameterizedTest
	@ValueSource(strings = { "2003000000", "2007000004" + "1A000161" })
	@Mqtt5("3.1.2-28")
	void responseInformationThatWasNotAskedForIsRefused(String connAck) {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = v5((builder) -> builder.replyTopicPrefix("own/"));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).properties().requestResponseInformation()).isNotEqualTo(true);
		connection.sendRaw(connAck);
		if (connAck.startsWith("2003")) {
			result(connect);
		}
		else {
			expectRefusal(connection);
			failure(connect, MqttException.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "true, 1F000178", "true, 2600016B000176", "false, 1F000178", "false, 2600016B000176" })
	@Mqtt5("3.1.2-29")
	void problemInformationThatIsNotWantedIsRefused(boolean wanted, String property) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClientV5 client = v5((builder) -> builder.requestProblemInformation(wanted));
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		var future = client.publishAsync("a", "x", QoS.AT_LEAST_ONCE);
		int id = connection.expectPublish("x").packetId();
		int length = property.length() / 2;
		connection.sendRaw("40%02X%04X00%02X%s".formatted(length + 4, id, length, property));
		if (wanted) {
			result(future);
			assertAlive(client);
		}
		else {
			expectRefusal(connection);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@Mqtt5("3.2.2-16")
	void anEmptyClientIdIsReplacedByTheServer(boolean assigned) {
		this.broker.manual(PacketType.CONNECT);
		MqttClientV5 client = v5((builder) -> builder.clientId(""));
		CompletableFuture<ConnectionInfo> connect = client.connectAsync();
		ScriptedConnection connection = this.broker.accept();
		assertThat(connection.expect(Connect.class).version()).isEqualTo(MqttVersion.V5);
		connection.sendRaw(assigned ? "2007000004" + "12000161" : "2003000000");
		if (assigned) {
			assertThat(result(connect).clientId()).isEqualTo("a");
		}
		else {
			expectRefusal(connection);
			failure(connect, MqttException.class);
		}
	}

}
