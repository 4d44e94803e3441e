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

package io.zmqtt.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.netty.handler.ssl.SslProvider;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.WebSocketRequestProvider;
import org.apache.commons.logging.LogFactory;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties that say where and how the broker is reached. Nothing listens at the
 * addresses that are used.
 */
class ZmqttTransportTests {

	private static final String PIN = "ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:"
			+ "23:45:67:89";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class));

	@Test
	void connectsToLocalhostByDefault() {
		run((client) -> {
			assertThat(servers(client)).containsExactly(new ServerAddress("localhost", 1883));
			assertThat(transport(client)).hasFieldOrPropertyWithValue("order", ServerOrder.IN_ORDER)
				.hasFieldOrPropertyWithValue("proxy", null)
				.hasFieldOrPropertyWithValue("netty", null);
			SocketOptions socket = socket(client);
			assertThat(socket.toString()).isEqualTo(SocketOptions.defaults().toString());
			assertThat(request(client)).isSameAs(WebSocketRequest.plain());
		});
	}

	@Test
	void portAloneIsThatOfLocalhost() {
		run((client) -> assertThat(servers(client)).containsExactly(new ServerAddress("localhost", 1)), "zmqtt.port=1");
	}

	@ParameterizedTest
	@CsvSource({ "mqtt://127.0.0.1, MQTT, 127.0.0.1, 1883, ''", "mqtts://127.0.0.1, MQTTS, 127.0.0.1, 8883, ''",
			"mqtt://127.0.0.1:2, MQTT, 127.0.0.1, 2, ''", "ws://127.0.0.1:3/path?a=b, WS, 127.0.0.1, 3, /path?a=b",
			"wss://127.0.0.1, WSS, 127.0.0.1, 443, /mqtt", "unix:/nowhere/at.all, UNIX, '', 0, /nowhere/at.all" })
	void uriIsApplied(String uri, Scheme scheme, String host, int port, String path) {
		run((client) -> {
			assertThat(servers(client)).containsExactly(new ServerAddress(scheme, host, port, path));
			assertThat(tls(client) != null).isEqualTo(scheme.isEncrypted());
		}, "zmqtt.uri=" + uri);
	}

	@Test
	void uriCanHoldTheCredentials() {
		run((client) -> {
			Credentials credentials = credentials(client);
			assertThat(credentials.username()).isEqualTo("user");
			assertThat(credentials.password()).isEqualTo("p@ss".getBytes(StandardCharsets.UTF_8));
		}, "zmqtt.uri=mqtt://user:p%40ss@127.0.0.1:1");
		run((client) -> assertThat(credentials(client).username()).isEqualTo("user"), "zmqtt.uri=mqtt://127.0.0.1:1",
				"zmqtt.username=user");
	}

	@Test
	void serversAndTheirOrderAreApplied() {
		run((client) -> {
			assertThat(servers(client)).containsExactly(new ServerAddress("127.0.0.1", 1),
					new ServerAddress("127.0.0.1", 1883), new ServerAddress(Scheme.WS, "127.0.0.1", 2, "/mqtt"));
			assertThat(transport(client)).hasFieldOrPropertyWithValue("order", ServerOrder.SHUFFLED);
		}, "zmqtt.servers=127.0.0.1:1,mqtt://127.0.0.1,ws://127.0.0.1:2", "zmqtt.server-order=shuffled");
	}

	@Test
	void emptyUriAndEmptyListOfServersAreNone() {
		run((client) -> assertThat(servers(client)).containsExactly(new ServerAddress("localhost", 1)), "zmqtt.uri=",
				"zmqtt.servers=", "zmqtt.port=1");
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.uri=mqtt://a, zmqtt.host=b", "zmqtt.uri=mqtt://a, zmqtt.port=1",
			"zmqtt.uri=mqtt://a, zmqtt.servers=b", "zmqtt.servers=a, zmqtt.host=b", "zmqtt.servers=a, zmqtt.port=1" })
	void serversAreGivenInOneWay(String one, String other) {
		this.contextRunner.withPropertyValues(one, other)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(
						find(failure, MutuallyExclusiveConfigurationPropertiesException.class).getConfiguredNames())
					.containsExactlyInAnyOrder(name(one), name(other))));
	}

	@ParameterizedTest
	@CsvSource({ "zmqtt.uri, ftp://user:secret@host, 'mqtt, mqtts, ws, wss or unix'",
			"zmqtt.uri, mqtt://user:secret@host:x, must be a number", "zmqtt.uri, mqtt://, must not be empty",
			"zmqtt.uri, mqtt://user:sec/ret@host, There is no path", "zmqtt.host, mqtt://user:secret@host, zmqtt.uri",
			"zmqtt.host, un known, name or an address", "zmqtt.servers[0], ws://host:0/?token=secret, 1 to 65535",
			"zmqtt.web-socket.path, path?token=secret, begin with",
			"'zmqtt.web-socket.headers.[Upgrade]', secret, handshake itself" })
	void wrongServersFailByNameAndTellNoSecret(String name, String value, String reason) {
		this.contextRunner.withPropertyValues(name + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new InvalidServerPropertyFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains(name.replace("[Upgrade]", "Upgrade"), reason)
				.doesNotContain("secret", "sec/ret");
			assertThat(analysis.getAction()).contains(name.replace("[Upgrade]", "Upgrade"));
			assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(failure).hasStackTraceContaining(reason))
				.satisfies(
						(failure) -> assertThat(Throwables.getStackTrace(failure)).doesNotContain("secret", "sec/ret"));
		});
	}

	@Test
	void failuresAreAnalyzed() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, FailureHandler.logging(LogFactory.getLog(getClass()))))
			.hasAtLeastOneElementOfType(InvalidServerPropertyFailureAnalyzer.class);
	}

	@Test
	void wrongServerOfSeveralFailsByItsPlace() {
		fails(InvalidServerPropertyException.class, "zmqtt.servers[1]", "zmqtt.servers=127.0.0.1,mqtt:/no");
		fails(InvalidServerPropertyException.class, "different credentials",
				"zmqtt.servers=mqtt://a:b@127.0.0.1,mqtt://c:d@127.0.0.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqtt.username=user", "zmqtt.password=secret" })
	void credentialsAreGivenInOneWay(String property) {
		fails(InvalidServerPropertyException.class, "zmqtt.username or zmqtt.password",
				"zmqtt.uri=mqtt://me@127.0.0.1:1", property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtts://127.0.0.1:1", "WSS://127.0.0.1:1", "ssl://127.0.0.1:1", "tls://127.0.0.1:1" })
	void encryptedUriFailsWithTlsSwitchedOff(String uri) {
		fails(InvalidServerPropertyException.class, "zmqtt.ssl.enabled is false", "zmqtt.uri=" + uri,
				"zmqtt.ssl.enabled=false");
	}

	@Test
	void tlsIsApplied() {
		run((client) -> {
			assertThat(servers(client)).containsExactly(new ServerAddress(Scheme.MQTTS, "127.0.0.1", 8883, ""));
			TlsOptions tls = tls(client);
			assertThat(tls).isNotNull();
			assertThat(tls.serverName()).contains("broker.example.com");
			assertThat(tls.applicationProtocols()).containsExactly("x-amzn-mqtt-ca", "mqtt");
			assertThat(tls.pinnedCertificates()).containsExactly(PIN.replace(":", ""), PIN.replace(":", ""));
			assertThat(tls.verifyHostname()).isTrue();
		}, "zmqtt.host=127.0.0.1", "zmqtt.ssl.enabled=true", "zmqtt.ssl.server-name=broker.example.com",
				"zmqtt.ssl.application-protocols=x-amzn-mqtt-ca,mqtt",
				"zmqtt.ssl.pinned-certificates=" + PIN + "," + PIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqtt.ssl.server-name=b", "zmqtt.ssl.application-protocols=mqtt",
			"zmqtt.ssl.pinned-certificates=" + PIN, "zmqtt.ssl.insecure-skip-hostname-verification=true" })
	void anyPropertyOfTlsEncrypts(String property) {
		run((client) -> assertThat(servers(client))
			.containsExactly(new ServerAddress(Scheme.MQTTS, "127.0.0.1", 1, "")), "zmqtt.uri=mqtt://127.0.0.1:1",
				property);
		run((client) -> assertThat(tls(client)).isNull(), "zmqtt.port=1", "zmqtt.ssl.enabled=false", property);
	}

	@ParameterizedTest
	@CsvSource({ "http, HTTP", "socks4, SOCKS4", "SOCKS5, SOCKS5" })
	void proxyIsApplied(String type, ProxyOptions.Type expected) {
		run((client) -> {
			ProxyOptions proxy = proxy(client);
			assertThat(proxy.type()).isEqualTo(expected);
			assertThat(proxy.host()).isEqualTo("127.0.0.1");
			assertThat(proxy.port()).isEqualTo(2);
			assertThat(proxy.username()).isEmpty();
		}, "zmqtt.port=1", "zmqtt.proxy.type=" + type, "zmqtt.proxy.host=127.0.0.1", "zmqtt.proxy.port=2");
	}

	@Test
	void credentialsOfTheProxyAreApplied() {
		run((client) -> {
			ProxyOptions proxy = proxy(client);
			assertThat(proxy.type()).isEqualTo(ProxyOptions.Type.HTTP);
			assertThat(proxy.username()).contains("user");
			assertThat(proxy.password()).contains("secret");
		}, "zmqtt.port=1", "zmqtt.proxy.host=127.0.0.1", "zmqtt.proxy.port=2", "zmqtt.proxy.username=user",
				"zmqtt.proxy.password=secret");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "zmqtt.proxy.host | zmqtt.proxy.port=1", "zmqtt.proxy.port | zmqtt.proxy.host=h",
					"zmqtt.proxy.host | zmqtt.proxy.port=1,zmqtt.proxy.host=a b",
					"zmqtt.proxy.port | zmqtt.proxy.port=70000,zmqtt.proxy.host=h",
					"zmqtt.proxy.username | zmqtt.proxy.port=1,zmqtt.proxy.host=h,zmqtt.proxy.password=secret",
					"zmqtt.proxy.username | zmqtt.proxy.port=1,zmqtt.proxy.host=h,zmqtt.proxy.username=a:b",
					"zmqtt.proxy.username | zmqtt.proxy.port=1,zmqtt.proxy.host=h,zmqtt.proxy.type=socks4,"
							+ "zmqtt.proxy.username=a,zmqtt.proxy.password=secret",
					"zmqtt.socket.local-port | zmqtt.socket.local-port=-1",
					"zmqtt.socket.local-address | zmqtt.socket.local-address=",
					"zmqtt.socket.send-buffer-size | zmqtt.socket.send-buffer-size=0",
					"zmqtt.socket.receive-buffer-size | zmqtt.socket.receive-buffer-size=0",
					"zmqtt.ssl.server-name | zmqtt.ssl.server-name=a b",
					"zmqtt.ssl.pinned-certificates | zmqtt.ssl.pinned-certificates=ab",
					"zmqtt.netty.ssl-provider | zmqtt.netty.ssl-provider=openssl,zmqtt.ssl.bundle=some" })
	void refusedValuesFailByName(String name, String properties) {
		this.contextRunner.withPropertyValues(properties.split(","))
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(
						find(failure, InvalidConfigurationPropertyValueException.class).getName())
					.isEqualTo(name)));
	}

	@Test
	void optionsOfTheSocketAreApplied() {
		run((client) -> {
			SocketOptions socket = socket(client);
			assertThat(socket.localAddress()).contains("127.0.0.1");
			assertThat(socket.localPort()).isEqualTo(2);
			assertThat(socket.noDelay()).isFalse();
			assertThat(socket.keepAlive()).isTrue();
			assertThat(socket.sendBufferSize()).hasValue(3 * 1024);
			assertThat(socket.receiveBufferSize()).hasValue(4 * 1024);
		}, "zmqtt.port=1", "zmqtt.socket.local-address=127.0.0.1", "zmqtt.socket.local-port=2",
				"zmqtt.socket.no-delay=false", "zmqtt.socket.keep-alive=true", "zmqtt.socket.send-buffer-size=3KB",
				"zmqtt.socket.receive-buffer-size=4KB");
	}

	@Test
	void pathAndHeadersOfWebSocketsAreApplied() {
		this.contextRunner
			.withPropertyValues("zmqtt.uri=ws://127.0.0.1:1", "zmqtt.web-socket.path=/other?x=secret",
					"zmqtt.web-socket.headers.Authorization=secret", "zmqtt.web-socket.headers.X-Some=1")
			.run((context) -> {
				WebSocketRequest request = request(context.getBean(MqttClient.class));
				assertThat(request.path()).isEqualTo("/other?x=secret");
				assertThat(request.headers())
					.containsExactlyInAnyOrderEntriesOf(Map.of("Authorization", "secret", "X-Some", "1"));
				ZmqttConnectionProperties properties = context.getBean(ZmqttConnectionProperties.class);
				assertThat(properties.webSocket().toString()).contains("Authorization").doesNotContain("secret");
			});
	}

	@Test
	void providerOfWebSocketRequestsIsUsed() {
		this.contextRunner.withUserConfiguration(SignedUrls.class)
			.withPropertyValues("zmqtt.uri=ws://127.0.0.1:1")
			.run((context) -> assertThat(request(context.getBean(MqttClient.class)).path()).isEqualTo("/signed"));
		this.contextRunner.withUserConfiguration(SignedUrls.class)
			.withPropertyValues("zmqtt.uri=ws://127.0.0.1:1", "zmqtt.web-socket.path=/other")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContainingAll("WebSocketRequestProvider", "zmqtt.web-socket"));
	}

	@Test
	void nativeTransportIsApplied() {
		run((client) -> {
			NettyOptions netty = (NettyOptions) ReflectionTestUtils.getField(transport(client), "netty");
			assertThat(netty).isNotNull();
			assertThat(netty.nativeTransport()).isTrue();
			assertThat(netty.sslProvider()).isEmpty();
		}, "zmqtt.port=1", "zmqtt.netty.native-transport=true");
	}

	@Test
	void providerOfTlsIsApplied() {
		if (SslProvider.isTlsv13Supported(SslProvider.OPENSSL)) {
			run((client) -> {
				NettyOptions netty = (NettyOptions) ReflectionTestUtils.getField(transport(client), "netty");
				assertThat(netty).isNotNull();
				assertThat(netty.sslProvider()).contains(SslProvider.OPENSSL);
			}, "zmqtt.uri=mqtts://127.0.0.1:1", "zmqtt.netty.ssl-provider=openssl");
		}
		else {
			fails(InvalidConfigurationPropertyValueException.class, "OPENSSL is not available",
					"zmqtt.uri=mqtts://127.0.0.1:1", "zmqtt.netty.ssl-provider=openssl");
		}
	}

	@Test
	void propertiesTellNoSecret() {
		this.contextRunner
			.withPropertyValues("zmqtt.uri=mqtt://user:secret@127.0.0.1:1", "zmqtt.proxy.host=127.0.0.1",
					"zmqtt.proxy.port=1", "zmqtt.proxy.username=user", "zmqtt.proxy.password=secret")
			.run((context) -> {
				ZmqttConnectionProperties properties = context.getBean(ZmqttConnectionProperties.class);
				assertThat(properties.toString()).doesNotContain("secret");
				assertThat(String.valueOf(properties.proxy())).contains("127.0.0.1").doesNotContain("secret");
			});
	}

	private void run(Consumer<MqttClient> assertions, String... properties) {
		this.contextRunner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasNotFailed();
			assertions.accept(context.getBean(MqttClient.class));
		});
	}

	private void fails(Class<? extends Throwable> type, String message, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure()
				.satisfies((failure) -> assertThat(find(failure, type)).hasMessageContaining(message)));
	}

	private static String name(String property) {
		return property.substring(0, property.indexOf('='));
	}

	private static Object config(MqttClient client) {
		Object config = ReflectionTestUtils.invokeMethod(client, "config");
		assertThat(config).isNotNull();
		return config;
	}

	private static Object transport(MqttClient client) {
		return field(config(client), "transport");
	}

	@SuppressWarnings("unchecked")
	private static List<ServerAddress> servers(MqttClient client) {
		return (List<ServerAddress>) field(config(client), "servers");
	}

	private static Credentials credentials(MqttClient client) {
		return ((CredentialsProvider) field(config(client), "credentials")).credentials(servers(client).get(0))
			.toCompletableFuture()
			.join();
	}

	private static SocketOptions socket(MqttClient client) {
		return (SocketOptions) field(transport(client), "socket");
	}

	private static ProxyOptions proxy(MqttClient client) {
		return (ProxyOptions) field(transport(client), "proxy");
	}

	private static WebSocketRequest request(MqttClient client) {
		WebSocketRequestProvider provider = (WebSocketRequestProvider) field(transport(client), "webSocketRequests");
		return provider.request(servers(client).get(0)).toCompletableFuture().join();
	}

	private static @Nullable TlsOptions tls(MqttClient client) {
		return (TlsOptions) ReflectionTestUtils.getField(config(client), "tls");
	}

	private static Object field(Object target, String name) {
		Object value = ReflectionTestUtils.getField(target, name);
		assertThat(value).isNotNull();
		return value;
	}

	private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		throw new AssertionError("No " + type.getName() + " in", failure);
	}

	@Configuration(proxyBeanMethods = false)
	static class SignedUrls {

		@Bean
		WebSocketRequestProvider signedUrls() {
			return (server) -> CompletableFuture.completedFuture(WebSocketRequest.plain().withPath("/signed"));
		}

	}

}
