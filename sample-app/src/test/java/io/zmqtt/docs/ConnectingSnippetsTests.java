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

package io.zmqtt.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqtt.ClientState;
import io.zmqtt.Credentials;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.WebSocketRequestProvider;
import io.zmqtt.spring.boot.autoconfigure.ZmqttAutoConfiguration;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.test.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Compares what docs/connecting.md says in Java with what it says in YAML: both have to
 * make the same client, or to fail for the same reason where something is not on the
 * class path.
 */
class ConnectingSnippetsTests {

	private static final Path PAGE = Path.of("..", "docs", "connecting.md");

	private static final Map<String, Supplier<MqttClient>> SNIPPETS = snippets();

	@TempDir
	private static Path directory;

	private static Map<String, Supplier<MqttClient>> snippets() {
		Map<String, Supplier<MqttClient>> snippets = new LinkedHashMap<>();
		snippets.put("TCP", ConnectingSnippets::tcp);
		snippets.put("URIs", ConnectingSnippets::uri);
		snippets.put("Authorities of the JDK", ConnectingSnippets::systemTrust);
		snippets.put("An authority of your own", ConnectingSnippets::pem);
		snippets.put("Mutual TLS", ConnectingSnippets::mutual);
		snippets.put("PKCS#12 stores", ConnectingSnippets::stores);
		snippets.put("Rotation", ConnectingSnippets::rotation);
		snippets.put("Protocols and ciphers", ConnectingSnippets::protocols);
		snippets.put("ALPN", ConnectingSnippets::alpn);
		snippets.put("Pinned certificates", ConnectingSnippets::pins);
		snippets.put("Server name", ConnectingSnippets::serverName);
		snippets.put("Without verifying the host", ConnectingSnippets::insecure);
		snippets.put("WebSocket", ConnectingSnippets::webSocket);
		snippets.put("Signed URLs and tokens", ConnectingSnippets::signedUrls);
		snippets.put("Unix domain socket", ConnectingSnippets::unix);
		snippets.put("HTTP proxy", ConnectingSnippets::httpProxy);
		snippets.put("SOCKS proxy", ConnectingSnippets::socksProxy);
		snippets.put("Socket options", ConnectingSnippets::socket);
		snippets.put("Native transport", ConnectingSnippets::nativeTransport);
		snippets.put("OpenSSL", ConnectingSnippets::openSsl);
		snippets.put("Several servers", ConnectingSnippets::servers);
		return snippets;
	}

	@BeforeAll
	static void makeCertificates() throws IOException {
		TestCertificates certificates = TestCertificates.create(Files.createDirectory(directory.resolve("made")));
		TestCertificates.Identity client = certificates.client("my-app");
		Files.copy(certificates.authority(), directory.resolve("ca.pem"));
		Files.copy(certificates.trustStore(), directory.resolve("trust.p12"));
		Files.copy(client.certificate(), directory.resolve("client.pem"));
		Files.copy(client.key(), directory.resolve("client-key.pem"));
		Files.copy(client.keyStore(), directory.resolve("client.p12"));
	}

	static Stream<YamlBlock> blocks() throws IOException {
		return YamlBlock.read(PAGE).stream();
	}

	@Test
	void everySnippetHasItsYaml() throws IOException {
		assertThat(blocks().map(YamlBlock::title)).containsExactlyElementsOf(SNIPPETS.keySet());
	}

	@ParameterizedTest
	@MethodSource("blocks")
	void yamlMakesTheClientThatJavaMakes(YamlBlock block) {
		Map<String, @Nullable Object> expected = new LinkedHashMap<>();
		Throwable problem = catchThrowable(() -> {
			try (MqttClient client = SNIPPETS.get(block.title()).get()) {
				assertThat(client.state()).isEqualTo(ClientState.DISCONNECTED);
				expected.putAll(describe(client));
			}
		});
		runner(block).run((context) -> {
			if (problem instanceof IllegalArgumentException || problem instanceof IllegalStateException) {
				assertThat(context).getFailure().hasStackTraceContaining(problem.getMessage());
			}
			else {
				assertThat(problem).isNull();
				assertThat(context).hasNotFailed();
				assertThat(describe(context.getBean(MqttClient.class))).isEqualTo(expected);
			}
		});
	}

	private static ApplicationContextRunner runner(YamlBlock block) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ZmqttAutoConfiguration.class, SslAutoConfiguration.class))
			// nothing is to connect to the examples
			.withBean(MqttClientStarter.class,
					() -> new MqttClientStarter(new DefaultListableBeanFactory().getBeanProvider(MqttClient.class),
							false))
			.withInitializer(
					(context) -> context.getEnvironment().getPropertySources().addFirst(block.properties(directory)));
		return block.title().equals("Signed URLs and tokens")
				? runner.withUserConfiguration(ConnectingSnippets.SignedUrls.class) : runner;
	}

	@Test
	void everyFailureIsExplained() throws IOException {
		List<String> page = Files.readAllLines(PAGE);
		assertThat(page.subList(page.indexOf("| Failure | What happened |"), page.size())
			.stream()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.split("`")[1]))
			.containsExactlyElementsOf(Arrays.stream(MqttConnectException.Failure.values()).map(Enum::name).toList());
	}

	@Test
	void tellsOfFailures() {
		try (MqttClient client = MqttClient.builder("localhost").port(1).build()) {
			assertThat(ConnectingSnippets.failure(client)).startsWith("No broker at localhost:1: ");
		}
	}

	@Test
	void loadsContexts() {
		assertThat(ConnectingSnippets.loadContext(directory.resolve("trust.p12")).getProtocol()).isEqualTo("TLS");
	}

	private static Map<String, @Nullable Object> describe(MqttClient client) {
		Object config = ReflectionTestUtils.invokeMethod(client, "config");
		assertThat(config).isNotNull();
		Object transport = field(config, "transport");
		ServerAddress server = servers(config).get(0);
		Map<String, @Nullable Object> description = new LinkedHashMap<>();
		description.put("servers",
				servers(config).stream()
					.map((each) -> List.of(each.scheme(), each.host(), each.port(), each.path()))
					.toList());
		description.put("order", field(transport, "order"));
		// the starter makes one where none is given
		description.put("clientId", field(config, "clientId").toString().replaceFirst("^zmqtt-[0-9a-z]{10}$", ""));
		Credentials credentials = ((CredentialsProvider) field(config, "credentials")).credentials(server)
			.toCompletableFuture()
			.join();
		description.put("username", credentials.username());
		description.put("password", Arrays.toString(credentials.password()));
		WebSocketRequest request = request((WebSocketRequestProvider) field(transport, "webSocketRequests"), server);
		description.put("path", request.path());
		description.put("headers", request.headers());
		description.put("socket", field(transport, "socket").toString());
		description.put("netty", String.valueOf(ReflectionTestUtils.getField(transport, "netty")));
		description.put("proxy", proxy((ProxyOptions) ReflectionTestUtils.getField(transport, "proxy")));
		description.put("tls", tls((TlsOptions) ReflectionTestUtils.getField(config, "tls")));
		return description;
	}

	private static WebSocketRequest request(WebSocketRequestProvider provider, ServerAddress server)
			throws CompletionException {
		return provider.request(server).toCompletableFuture().join();
	}

	private static @Nullable List<Object> proxy(@Nullable ProxyOptions proxy) {
		return (proxy != null) ? List.of(proxy.type(), proxy.host(), proxy.port(), proxy.username(), proxy.password())
				: null;
	}

	private static @Nullable List<Object> tls(@Nullable TlsOptions tls) {
		if (tls == null) {
			return null;
		}
		boolean ownCertificates = Stream
			.of(tls.sslContext(), tls.trustCertificates(), tls.trustStore(), tls.certificateChain(), tls.keyStore())
			.anyMatch(Optional::isPresent);
		return List.of(ownCertificates, tls.protocols(), tls.ciphers(), tls.applicationProtocols(),
				tls.pinnedCertificates(), tls.serverName(), tls.verifyHostname());
	}

	@SuppressWarnings("unchecked")
	private static List<ServerAddress> servers(Object config) {
		return (List<ServerAddress>) field(config, "servers");
	}

	private static Object field(Object target, String name) {
		Object value = ReflectionTestUtils.getField(target, name);
		assertThat(value).isNotNull();
		return value;
	}

}
