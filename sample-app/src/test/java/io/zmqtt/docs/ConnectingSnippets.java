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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslProvider;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.ProxyOptions;
import io.zmqtt.ServerOrder;
import io.zmqtt.SocketOptions;
import io.zmqtt.TlsOptions;
import io.zmqtt.WebSocketRequest;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.spi.WebSocketRequestProvider;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The snippets of docs/connecting.md.
 */
final class ConnectingSnippets {

	private ConnectingSnippets() {
	}

	static MqttClient tcp() {
		MqttClient client = MqttClient.builder("broker.example.com").port(1883).build();
		return client;
	}

	static MqttClient uri() {
		MqttClient client = MqttClient.builder("mqtts://my-app:s3cret%21@broker.example.com:8884").build();
		return client;
	}

	static MqttClient systemTrust() {
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").build();
		return client;
	}

	static MqttClient pem() {
		TlsOptions tls = TlsOptions.builder().trustCertificates(Path.of("ca.pem")).build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient mutual() {
		TlsOptions tls = TlsOptions.builder()
			.trustCertificates(Path.of("ca.pem"))
			.clientCertificate(Path.of("client.pem"), Path.of("client-key.pem"), null)
			.build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient stores() {
		TlsOptions tls = TlsOptions.builder()
			.trustStore(Path.of("trust.p12"), "changeit")
			.keyStore(Path.of("client.p12"), "changeit")
			.build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient rotation() {
		TlsOptions tls = TlsOptions.builder().sslContext(() -> loadContext(Path.of("trust.p12"))).build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static SSLContext loadContext(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, "changeit".toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static MqttClient protocols() {
		TlsOptions tls = TlsOptions.builder()
			.trustCertificates(Path.of("ca.pem"))
			.protocols("TLSv1.3")
			.ciphers("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
			.build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient alpn() {
		TlsOptions tls = TlsOptions.builder()
			.clientCertificate(Path.of("client.pem"), Path.of("client-key.pem"), null)
			.applicationProtocols("x-amzn-mqtt-ca")
			.build();
		MqttClient client = MqttClient.builder("mqtts://example-ats.iot.eu-central-1.amazonaws.com:443")
			.clientId("my-thing")
			.tls(tls)
			.build();
		return client;
	}

	static MqttClient pins() {
		TlsOptions tls = TlsOptions.builder()
			.pinnedCertificates("2a7d4b6a0d2c6f2f3f6c0f3a9d1f5d3e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d",
					"0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0")
			.build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient serverName() {
		TlsOptions tls = TlsOptions.builder().serverName("broker.example.com").build();
		MqttClient client = MqttClient.builder("mqtts://192.0.2.10").tls(tls).build();
		return client;
	}

	static MqttClient insecure() {
		TlsOptions tls = TlsOptions.builder().insecureSkipHostnameVerification().build();
		MqttClient client = MqttClient.builder("mqtts://broker.example.com").tls(tls).build();
		return client;
	}

	static MqttClient webSocket() {
		MqttClient client = MqttClient.builder("wss://broker.example.com/mqtt")
			.webSocketRequest(WebSocketRequest.plain().withHeader("X-Api-Key", "s3cret"))
			.build();
		return client;
	}

	static MqttClient signedUrls() {
		MqttClient client = MqttClient.builder("wss://broker.example.com")
			.webSocketRequestProvider((server) -> CompletableFuture
				.supplyAsync(() -> WebSocketRequest.plain().withPath("/mqtt?token=" + fetchToken())))
			.build();
		return client;
	}

	static String fetchToken() {
		return "fresh";
	}

	@Configuration(proxyBeanMethods = false)
	static class SignedUrls {

		@Bean
		WebSocketRequestProvider signedUrls() {
			return (server) -> CompletableFuture
				.supplyAsync(() -> WebSocketRequest.plain().withPath("/mqtt?token=" + fetchToken()));
		}

	}

	static MqttClient unix() {
		MqttClient client = MqttClient.builder("unix:/run/mosquitto/mqtt.sock").build();
		return client;
	}

	static MqttClient httpProxy() {
		MqttClient client = MqttClient.builder("mqtts://broker.example.com")
			.proxy(ProxyOptions.http("proxy.example.com", 3128).withCredentials("my-app", "s3cret"))
			.build();
		return client;
	}

	static MqttClient socksProxy() {
		MqttClient client = MqttClient.builder("mqtts://broker.example.com")
			.proxy(ProxyOptions.socks5("proxy.example.com", 1080))
			.build();
		return client;
	}

	static MqttClient socket() {
		SocketOptions socket = SocketOptions.builder()
			.localAddress("192.0.2.20")
			.keepAlive(true)
			.sendBufferSize(64 * 1024)
			.receiveBufferSize(256 * 1024)
			.build();
		MqttClient client = MqttClient.builder("broker.example.com").socket(socket).build();
		return client;
	}

	static MqttClient nativeTransport() {
		MqttClient client = MqttClient.builder("broker.example.com")
			.transport(NettyOptions.builder().nativeTransport().build())
			.build();
		return client;
	}

	static MqttClient openSsl() {
		MqttClient client = MqttClient.builder("mqtts://broker.example.com")
			.transport(NettyOptions.builder().sslProvider(SslProvider.OPENSSL).build())
			.build();
		return client;
	}

	static MqttClient servers() {
		MqttClient client = MqttClient.builder("broker-1.example.com")
			.uri("mqtts://broker-1.example.com", "mqtts://broker-2.example.com:8884")
			.serverOrder(ServerOrder.SHUFFLED)
			.build();
		return client;
	}

	static String failure(MqttClient client) {
		try {
			client.connect();
		}
		catch (MqttConnectException ex) {
			return switch (ex.failure()) {
				case TLS_UNTRUSTED, TLS_HOST_NAME, TLS -> "Check the certificates: " + ex.getMessage();
				case PROXY -> "Ask the network team: " + ex.getMessage();
				default -> "No broker at " + ex.server() + ": " + ex.getMessage();
			};
		}
		return "Connected";
	}

}
