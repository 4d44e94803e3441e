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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.ProxyOptions;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TlsOptions;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.ProxyServer;
import io.zmqtt.test.TestCertificates;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reaches brokers through real proxies, over each transport.
 */
class ProxyTests {

	private static final String PASSWORD = "open-sesame";

	private static Mosquitto mosquitto;

	private static TlsOptions tls;

	private final List<AutoCloseable> opened = new ArrayList<>();

	@BeforeAll
	static void startBroker(@TempDir Path directory) {
		Mosquitto.assumeAvailable();
		TestCertificates certificates = TestCertificates.create(directory);
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

	@AfterEach
	void closeAll() throws Exception {
		for (int i = this.opened.size() - 1; i >= 0; i--) {
			this.opened.get(i).close();
		}
	}

	static Stream<Arguments> everyWay() {
		return Stream.of(Kind.values())
			.flatMap((kind) -> Stream.of(Scheme.MQTT, Scheme.MQTTS, Scheme.WS, Scheme.WSS)
				.map((scheme) -> Arguments.of(kind, scheme)));
	}

	@ParameterizedTest
	@MethodSource("everyWay")
	void messagesPassAndTheClientIsBackAfterTheProxyWas(Kind kind, Scheme scheme) {
		ProxyServer proxy = open(kind.start());
		ServerAddress server = new MosquittoTestBroker(mosquitto, scheme, tls).address();
		ServerAddress named = new ServerAddress(scheme, kind.broker, server.port(), server.path());
		MqttClientV5 client = client(named, kind.options(proxy));
		assertThat(client.connect().server()).isEqualTo(named);
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic()).withQos(QoS.EXACTLY_ONCE));
		assertPasses(client, subscription, "first");
		proxy.stop();
		Awaitility.await().until(() -> client.state() != ClientState.CONNECTED);
		proxy.restart();
		Awaitility.await().until(() -> client.state() == ClientState.CONNECTED);
		assertPasses(client, subscription, "second");
		if (kind.log != null) {
			assertThat(proxy.output()).contains(kind.log.formatted(named.port()));
		}
	}

	@Test
	void aProxyBeforeEmbeddedArtemis() {
		ProxyServer proxy = open(Kind.HTTP.start());
		EmbeddedMqttBroker artemis = open(EmbeddedMqttBroker.start());
		MqttClientV5 client = client(new ServerAddress("localhost", artemis.port()), Kind.HTTP.options(proxy));
		client.connect();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic()).withQos(QoS.EXACTLY_ONCE));
		assertPasses(client, subscription, "through");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.INCLUDE, names = { "HTTP", "SOCKS5" })
	void largeMessagesPass(Kind kind) {
		ProxyServer proxy = open(kind.start());
		MqttClientV5 client = client(new MosquittoTestBroker(mosquitto, Scheme.MQTTS, tls).address(),
				kind.options(proxy));
		client.connect();
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of(topic()).withQos(QoS.AT_LEAST_ONCE));
		String payload = "0123456789abcdef".repeat(128 * 1024);
		client.publish(subscription.filters().get(0).toString(), payload, QoS.AT_LEAST_ONCE);
		MqttMessage message = BrokerClients.receive(subscription);
		assertThat(message.payload()).isEqualTo(payload.getBytes(StandardCharsets.UTF_8));
	}

	private static void assertPasses(MqttClient client, MqttSubscription subscription, String text) {
		client.publish(subscription.filters().get(0).toString(), text, QoS.EXACTLY_ONCE);
		MqttMessage message = BrokerClients.receive(subscription);
		assertThat(message.text()).isEqualTo(text);
		assertThat(message.qos()).isEqualTo(QoS.EXACTLY_ONCE);
	}

	private static String topic() {
		return "proxy/" + UUID.randomUUID();
	}

	private MqttClientV5 client(ServerAddress server, ProxyOptions proxy) {
		MqttClientV5.Builder builder = MqttClient.builder("localhost")
			.v5()
			.servers(server)
			.proxy(proxy)
			.reconnect(ReconnectPolicy.defaults().withDelays(Duration.ofMillis(20), Duration.ofMillis(100)));
		if (server.scheme().isEncrypted()) {
			builder.tls(tls);
		}
		return open(builder.build());
	}

	private <T extends AutoCloseable> T open(T resource) {
		this.opened.add(resource);
		return resource;
	}

	/**
	 * The proxies, by which name they are told of the broker, and what they write then.
	 */
	enum Kind {

		HTTP("localhost", "CONNECT localhost:%d ") {

			@Override
			ProxyServer start() {
				return ProxyServer.tinyproxy();
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return ProxyOptions.http(proxy.host(), proxy.port());
			}

		},

		HTTP_WITH_PASSWORD("localhost", "CONNECT localhost:%d ") {

			@Override
			ProxyServer start() {
				return ProxyServer.tinyproxy("BasicAuth user " + PASSWORD);
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return HTTP.options(proxy).withCredentials("user", PASSWORD);
			}

		},

		SOCKS5("localhost", null) {

			@Override
			ProxyServer start() {
				return ProxyServer.dante(0);
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return ProxyOptions.socks5(proxy.host(), proxy.port());
			}

		},

		SOCKS5_WITH_PASSWORD("localhost", "connected to localhost:%d") {

			@Override
			ProxyServer start() {
				return ProxyServer.microsocks("user", PASSWORD);
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return SOCKS5.options(proxy).withCredentials("user", PASSWORD);
			}

		},

		SOCKS4("127.0.0.1", "127.0.0.1.%d") {

			@Override
			ProxyServer start() {
				return ProxyServer.dante(0);
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return ProxyOptions.socks4(proxy.host(), proxy.port());
			}

		},

		SOCKS4_WITH_USER("127.0.0.1", "127.0.0.1.%d") {

			@Override
			ProxyServer start() {
				return ProxyServer.dante(0);
			}

			@Override
			ProxyOptions options(ProxyServer proxy) {
				return SOCKS4.options(proxy).withCredentials("user", null);
			}

		};

		private final String broker;

		private final String log;

		Kind(String broker, String log) {
			this.broker = broker;
			this.log = log;
		}

		abstract ProxyServer start();

		abstract ProxyOptions options(ProxyServer proxy);

	}

}
