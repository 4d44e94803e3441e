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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.zmqtt.Birth;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RequestOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TlsOptions;
import io.zmqtt.Will;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.WillMessage;
import io.zmqtt.spi.AuthData;
import io.zmqtt.spi.ScramSha256AuthHandler;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What carries a secret does not show it.
 */
class SecretToStringTests extends ScriptedTests {

	private static final byte[] PASSWORD = Secret.bytes(Secret.PASSWORD);

	private static final byte[] PAYLOAD = Secret.bytes(Secret.PAYLOAD);

	private static final byte[] AUTHENTICATION = Secret.bytes(Secret.AUTHENTICATION);

	private static final PublishProperties PROPERTIES = PublishProperties.builder()
		.correlationData(Secret.bytes(Secret.CORRELATION))
		.responseTopic("reply")
		.build();

	private static final Will WILL = Will.of("will", Secret.WILL, QoS.AT_LEAST_ONCE);

	static Stream<Named<Object>> values() {
		WillMessage will = new WillMessage("will", WILL.payload(), QoS.AT_LEAST_ONCE, false, 5, PROPERTIES);
		ConnectProperties connectProperties = new ConnectProperties(null, null, null, null, null, null, List.of(), "M",
				AUTHENTICATION);
		AuthProperties authProperties = new AuthProperties("M", AUTHENTICATION, null, List.of());
		ConnAckProperties connAckProperties = new ConnAckProperties(null, null, null, null, null, null, null, null,
				List.of(), null, null, null, null, null, null, "M", AUTHENTICATION);
		PublishPacketProperties publishProperties = PublishPacketProperties.of(PROPERTIES);
		ClientSettings settings = new ClientSettings("localhost");
		settings.will = will;
		Birth birth = Birth.of("birth", Secret.PAYLOAD, QoS.AT_LEAST_ONCE);
		settings.birth(birth, PROPERTIES);
		settings.tls = TlsOptions.builder().clientCertificate(Path.of("a"), Path.of("b"), Secret.PASSWORD).build();
		settings.authHandler = new ScramSha256AuthHandler("user", Secret.PASSWORD);
		return Stream
			.of(Credentials.of("user", Secret.PASSWORD), new Credentials(null, PASSWORD), WILL, WILL.retained(), birth,
					settings.birth, PROPERTIES, PROPERTIES.toBuilder(), AuthData.of(AUTHENTICATION),
					new AuthData(AUTHENTICATION, "reason", List.of()), settings.authHandler, settings.tls, settings,
					settings.toConfig(), will, connectProperties,
					new Connect(MqttVersion.V5, "id", true, 60, "user", PASSWORD, will, connectProperties),
					new Connect(MqttVersion.V3_1_1, "id", true, 60, "user", PASSWORD, will, ConnectProperties.NONE),
					connAckProperties, new ConnAck(false, ReasonCode.SUCCESS, connAckProperties), publishProperties,
					Publish.of("a", PAYLOAD, QoS.AT_LEAST_ONCE, false, false, 1, publishProperties), authProperties,
					new Auth(ReasonCode.CONTINUE_AUTHENTICATION, authProperties))
			.map((value) -> Named.of(value.getClass().getName(), value));
	}

	@ParameterizedTest
	@MethodSource("values")
	@Semantics("4.13")
	void valuesKeepTheirSecrets(Object value) {
		Secret.assertKept(value.toString());
		// as it is logged when it is part of something else
		Secret.assertKept(List.of(value).toString());
	}

	@ParameterizedTest
	@EnumSource
	@Semantics("4.13")
	void theClientAndWhatItGivesKeepTheirSecrets(MqttVersion version) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClient client = client(version, (builder) -> {
			builder.credentials("user", Secret.PASSWORD).will(WILL);
			Secret.assertKept(builder.toString());
		});
		Secret.assertKept(client.toString());
		client.connect();
		Secret.assertKept(client.toString());
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a").withQos(QoS.AT_LEAST_ONCE));
		connection.send(Publish.of("a", PAYLOAD, QoS.AT_LEAST_ONCE, true, false, 1,
				(version == MqttVersion.V5) ? PublishPacketProperties.of(PROPERTIES) : PublishPacketProperties.NONE));
		MqttMessage message = subscription.receive(Breach.patience()).orElseThrow();
		assertThat(message.text()).isEqualTo(Secret.PAYLOAD);
		Secret.assertKept(message.toString());
		assertThat(message).hasToString(
				"MqttMessage[topic=a, payload=" + PAYLOAD.length + " bytes, qos=1, retain=true, duplicate=false]");
		Secret.assertKept(message.properties().toString());
		Secret.assertKept(subscription.toString());
		for (QoS qos : QoS.values()) {
			Secret.assertKept(client.publishAsync("b", Secret.PAYLOAD, qos).toString());
		}
	}

	@Test
	@Semantics("4.13")
	void aRequestKeepsItsSecrets() {
		this.broker.manual(PacketType.PUBLISH);
		MqttClientV5 client = v5((builder) -> builder.will(WILL, Duration.ZERO, PROPERTIES));
		client.connect();
		CompletableFuture<MqttMessage> request = client.requestAsync("b", PAYLOAD, RequestOptions.defaults());
		Secret.assertKept(request.toString());
		Publish sent = this.broker.accept().expect(Publish.class);
		Secret.assertKept(sent.toString());
		Secret.assertKept(
				client.publishAsync("b", PAYLOAD, PublishOptions.qos(QoS.AT_LEAST_ONCE), PROPERTIES).toString());
	}

	/**
	 * The helper finds a secret in all its forms.
	 */
	@ParameterizedTest
	@MethodSource
	void whatIsToldIsFound(String text) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Secret.assertKept(text));
	}

	static Stream<String> whatIsToldIsFound() {
		return Stream.of("user, " + Secret.PASSWORD, "payload=" + Arrays.toString(PAYLOAD),
				"0x" + HexFormat.of().withUpperCase().formatHex(AUTHENTICATION),
				Base64.getEncoder().encodeToString(Secret.bytes(Secret.WILL + "!")));
	}

}
