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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLParameters;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttVersion;
import io.zmqtt.TlsOptions;
import io.zmqtt.broker.NativeLibraries;
import io.zmqtt.internal.client.TlsServer.Negotiated;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.test.TestCertificates;
import io.zmqtt.test.TestCertificates.Identity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Parts of the transport that the application brings: event loops, the transport of the
 * operating system, and TLS of OpenSSL.
 */
class NettyOptionsTests extends ScriptedTests {

	private static TestCertificates certificates;

	@BeforeAll
	static void makeCertificates(@TempDir Path directory) {
		certificates = TestCertificates.create(directory);
	}

	private static TlsOptions.Builder trusting() {
		return TlsOptions.builder().trustCertificates(certificates.authority());
	}

	private static NettyOptions openSsl() {
		NativeLibraries.assumeOpenSsl();
		return NettyOptions.builder().sslProvider(SslProvider.OPENSSL).build();
	}

	private static TlsServer server(Identity identity, Consumer<SSLParameters> options) {
		return TlsServer.start(TlsServer.context(identity.keyStore(), certificates.trustStore()), (socket) -> {
			SSLParameters parameters = socket.getSSLParameters();
			options.accept(parameters);
			socket.setSSLParameters(parameters);
		});
	}

	private static TlsServer server(Identity identity) {
		return server(identity, (parameters) -> {
		});
	}

	private MqttClient client(TlsServer server, NettyOptions netty, TlsOptions options) {
		return clientOf(MqttVersion.V5, "localhost", server.port(), (builder) -> builder.transport(netty).tls(options));
	}

	private static Negotiated negotiated(TlsServer server, MqttClient client) {
		assertThat(client.connect().tls()).isTrue();
		client.ping();
		return server.next();
	}

	private MqttConnectException refused(Identity identity, TlsOptions options, Failure failure) {
		try (TlsServer server = server(identity)) {
			return refused(client(server, openSsl(), options), failure);
		}
	}

	private static MqttConnectException refused(MqttClient client, Failure failure) {
		MqttConnectException exception = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(exception.failure()).as(exception.toString()).isEqualTo(failure);
		return exception;
	}

	@Test
	void nativeTransport() {
		NativeLibraries.assumeEpoll();
		MqttClient client = connected(MqttVersion.V5,
				(builder) -> builder.transport(NettyOptions.builder().nativeTransport().build()));
		assertAlive(client);
		client.close();
		this.broker.refuseConnections();
		refused(client(MqttVersion.V5,
				(builder) -> builder.transport(NettyOptions.builder().nativeTransport().build())), Failure.UNREACHABLE);
	}

	@Test
	void eventLoopsOfTheApplication() throws Exception {
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		Set<Channel> channels = ConcurrentHashMap.newKeySet();
		try {
			NettyOptions options = NettyOptions.builder().eventLoops(group, () -> {
				Channel channel = new NioSocketChannel();
				channels.add(channel);
				return channel;
			}, NioDomainSocketChannel::new).build();
			MqttClient client = connected(MqttVersion.V3_1_1, (builder) -> builder.transport(options));
			assertAlive(client);
			assertThat(channels).singleElement().satisfies((channel) -> assertThat(channel.isActive()).isTrue());
			client.close();
			assertThat(group.isShuttingDown()).isFalse();
		}
		finally {
			group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
		}
	}

	@Test
	void nativeEventLoopsOfTheApplication() throws Exception {
		NativeLibraries.assumeEpoll();
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
		try {
			NettyOptions options = NettyOptions.builder()
				.eventLoops(group, EpollSocketChannel::new, EpollDomainSocketChannel::new)
				.build();
			assertAlive(connected(MqttVersion.V5, (builder) -> builder.transport(options)));
		}
		finally {
			closeAll();
			group.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
		}
	}

	@Test
	void openSslTakesTheTlsOptions() {
		NettyOptions netty = openSsl();
		Identity identity = certificates.client("sensor");
		try (TlsServer server = server(certificates.server(), (parameters) -> {
			parameters.setNeedClientAuth(true);
			parameters.setApplicationProtocols(new String[] { "mqtt" });
		})) {
			for (String protocol : new String[] { "TLSv1.2", "TLSv1.3" }) {
				TlsOptions options = TlsOptions.builder()
					.trustStore(certificates.trustStore(), TestCertificates.PASSWORD)
					.keyStore(identity.keyStore(), TestCertificates.PASSWORD)
					.applicationProtocols("other", "mqtt")
					.protocols(protocol)
					.build();
				Negotiated negotiated = negotiated(server, client(server, netty, options));
				assertThat(negotiated.client()).isEqualTo("CN=sensor");
				assertThat(negotiated.applicationProtocol()).isEqualTo("mqtt");
				assertThat(negotiated.serverNames()).containsExactly("localhost");
				assertThat(negotiated.protocol()).isEqualTo(protocol);
			}
			TlsOptions pem = trusting().protocols("TLSv1.2")
				.ciphers("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
				.clientCertificate(identity.certificate(), identity.key(), null)
				.build();
			assertThat(negotiated(server, client(server, netty, pem)).cipher())
				.isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
		}
	}

	@Test
	void openSslSaysWhichCertificateIsRefusedAndWhy() {
		assertThat(refused(certificates.expiredServer(), trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it has expired on")
			.hasMessageContaining("subject CN=localhost");
		assertThat(refused(certificates.futureServer(), trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it is not valid before");
		assertThat(refused(certificates.selfSignedServer(), trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it is self-signed");
		assertThat(refused(certificates.server(), TlsOptions.defaults(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("its authority is unknown: that is CN=zmqtt test authority");
		assertThat(refused(certificates.server("broker.example.com"), trusting().build(), Failure.TLS_HOST_NAME))
			.hasMessageContaining("it is for broker.example.com, not for 'localhost'");
		assertThat(refused(certificates.server(), trusting().pinnedCertificates("00".repeat(32)).build(),
				Failure.TLS_UNTRUSTED))
			.hasMessageContaining("none of the certificates of the broker is pinned");
		try (TlsServer server = server(certificates.server("broker.example.com"))) {
			negotiated(server, client(server, openSsl(), trusting().insecureSkipHostnameVerification().build()));
		}
	}

	@Test
	void openSslSaysWhatTheServerRefuses() {
		try (TlsServer server = server(certificates.server(), (parameters) -> {
			parameters.setNeedClientAuth(true);
			parameters.setProtocols(new String[] { "TLSv1.2" });
		})) {
			assertThat(refused(client(server, openSsl(), trusting().build()), Failure.TLS))
				.hasMessageFindingMatch("wants? a client certificate");
			assertThat(refused(client(server, openSsl(), trusting().protocols("TLSv1.3").build()), Failure.TLS))
				.hasMessageContaining("no TLS protocol version or no cipher suite in common");
		}
		assertThat(refused(certificates.server(), trusting().ciphers("NO_SUCH_CIPHER").build(), Failure.TLS))
			.hasMessageContaining("TLS options cannot be used");
	}

	@Test
	void openSslWithAServerThatIsSilent() throws IOException {
		NettyOptions netty = openSsl();
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			MqttClient client = clientOf(MqttVersion.V5, "localhost", server.getLocalPort(),
					(builder) -> builder.transport(netty)
						.tls(trusting().build())
						.handshakeTimeout(Duration.ofMillis(300)));
			assertThat(refused(client, Failure.TIMEOUT))
				.hasMessageContaining("the TLS handshake took longer than 300 ms");
		}
	}

	@Test
	void openSslContextOfTheApplication() throws Exception {
		NativeLibraries.assumeOpenSsl();
		SslContext context = SslContextBuilder.forClient()
			.sslProvider(SslProvider.OPENSSL)
			.trustManager(certificates.authority().toFile())
			.build();
		NettyOptions netty = NettyOptions.builder().sslContext(context).build();
		try (TlsServer server = server(certificates.server())) {
			MqttClient client = clientOf(MqttVersion.V5, "localhost", server.port(),
					(builder) -> builder.transport(netty));
			negotiated(server, client);
		}
		assertThat(refusedBy(netty, certificates.server("broker.example.com")).failure())
			.isEqualTo(Failure.TLS_HOST_NAME);
		assertThat(refusedBy(netty, certificates.selfSignedServer()).failure()).isEqualTo(Failure.TLS_UNTRUSTED);
	}

	private MqttConnectException refusedBy(NettyOptions netty, Identity identity) {
		try (TlsServer server = server(identity)) {
			MqttClient client = clientOf(MqttVersion.V5, "localhost", server.port(),
					(builder) -> builder.transport(netty));
			return failure(client.connectAsync(), MqttConnectException.class);
		}
	}

	@Test
	void optionsThatCannotBeUsed() throws Exception {
		SslContext client = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
		Identity identity = certificates.server();
		SslContext server = SslContextBuilder.forServer(identity.certificate().toFile(), identity.key().toFile())
			.sslProvider(SslProvider.JDK)
			.build();
		assertThatIllegalArgumentException().isThrownBy(() -> NettyOptions.builder().sslContext(server));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> NettyOptions.builder().sslProvider(SslProvider.OPENSSL_REFCNT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> NettyOptions.builder().sslContext(client).sslProvider(SslProvider.JDK).build());
		EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		try {
			assertThatIllegalArgumentException().isThrownBy(() -> NettyOptions.builder()
				.eventLoops(group, NioSocketChannel::new, NioDomainSocketChannel::new)
				.nativeTransport()
				.build());
		}
		finally {
			group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		}
	}

}
