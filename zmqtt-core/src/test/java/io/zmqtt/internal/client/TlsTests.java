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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttVersion;
import io.zmqtt.TlsOptions;
import io.zmqtt.internal.client.TlsServer.Negotiated;
import io.zmqtt.netty.NettyOptions;
import io.zmqtt.test.TestCertificates;
import io.zmqtt.test.TestCertificates.Identity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * TLS with a server of the JDK: what is negotiated with each option, and what the
 * application is told when it fails.
 */
class TlsTests extends ScriptedTests {

	private static final String PASSWORD = TestCertificates.PASSWORD;

	private static TestCertificates certificates;

	private static TestCertificates others;

	private static Identity identity;

	@BeforeAll
	static void makeCertificates(@TempDir Path directory, @TempDir Path otherDirectory) {
		certificates = TestCertificates.create(directory);
		others = TestCertificates.create(otherDirectory);
		identity = certificates.server();
	}

	private static TlsOptions.Builder trusting() {
		return TlsOptions.builder().trustCertificates(certificates.authority());
	}

	private MqttClient client(TlsServer server, TlsOptions options) {
		return clientOf(MqttVersion.V5, "localhost", server.port(), (builder) -> builder.tls(options));
	}

	private Negotiated negotiated(TlsServer server, TlsOptions options) {
		return negotiated(server, client(server, options));
	}

	private static Negotiated negotiated(TlsServer server, MqttClient client) {
		assertThat(client.connect().tls()).isTrue();
		client.ping();
		return server.next();
	}

	private static MqttConnectException refused(MqttClient client, Failure failure) {
		MqttConnectException exception = failure(client.connectAsync(), MqttConnectException.class);
		assertThat(exception.failure()).as(exception.toString()).isEqualTo(failure);
		assertThat(exception).hasMessageContaining("Cannot connect to " + exception.server())
			.hasMessageNotContaining(PASSWORD);
		return exception;
	}

	private MqttConnectException refused(Identity server, TlsOptions options, Failure failure) {
		try (TlsServer tls = TlsServer.start(server)) {
			return refused(client(tls, options), failure);
		}
	}

	private static void doNothing(SSLSocket socket) {
	}

	private static TlsServer mutual() {
		return TlsServer.start(TlsServer.context(identity.keyStore(), certificates.trustStore()),
				(socket) -> socket.setNeedClientAuth(true));
	}

	private static TlsServer configured(Consumer<SSLParameters> options) {
		return TlsServer.start(TlsServer.context(identity.keyStore(), null), (socket) -> {
			SSLParameters parameters = socket.getSSLParameters();
			options.accept(parameters);
			socket.setSSLParameters(parameters);
		});
	}

	private static X509Certificate certificate(Identity identity) {
		return certificate(identity.certificate());
	}

	private static X509Certificate certificate(Path pem) {
		try (InputStream in = Files.newInputStream(pem)) {
			return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String fingerprint(X509Certificate certificate) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void expired() {
		Identity server = certificates.expiredServer();
		assertThat(refused(server, trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it has expired on " + certificate(server).getNotAfter().toInstant())
			.hasMessageContaining("subject CN=localhost, issuer CN=zmqtt test authority, valid from "
					+ certificate(server).getNotBefore().toInstant())
			.hasMessageContaining(fingerprint(certificate(server)))
			.hasMessageContaining("Renew it at the broker");
	}

	@Test
	void notYetValid() {
		Identity server = certificates.futureServer();
		assertThat(refused(server, trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it is not valid before " + certificate(server).getNotBefore().toInstant())
			.hasMessageContaining("Check the clocks");
	}

	@Test
	void selfSigned() {
		Identity server = certificates.selfSignedServer();
		assertThat(refused(server, trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it is self-signed and not among the trusted certificates")
			.hasMessageContaining("subject CN=localhost, issuer CN=localhost");
		try (TlsServer tls = TlsServer.start(server)) {
			negotiated(tls, TlsOptions.builder().trustCertificates(server.certificate()).build());
		}
	}

	@Test
	void unknownAuthority() {
		X509Certificate authority = certificate(others.authority());
		assertThat(refused(others.server(), trusting().build(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining(
					"its authority is unknown: that is CN=zmqtt test authority, SHA-256 " + fingerprint(authority))
			.hasMessageContaining("TlsOptions.trustCertificates");
	}

	@Test
	void authorityUnknownToTheJdk() {
		assertThat(refused(identity, TlsOptions.defaults(), Failure.TLS_UNTRUSTED))
			.hasMessageContaining("its authority is unknown: that is CN=zmqtt test authority")
			.hasMessageContaining("subject CN=localhost");
	}

	@Test
	void unknownAuthorityWithAnSslContext() {
		TlsOptions options = TlsOptions.builder().sslContext(others.clientContext(null)).build();
		assertThat(refused(identity, options, Failure.TLS_UNTRUSTED)).hasMessageContaining("not trusted");
		options = TlsOptions.builder().sslContext(certificates.clientContext(null)).build();
		assertThat(refused(certificates.expiredServer(), options, Failure.TLS_UNTRUSTED))
			.hasMessageContaining("it has expired on")
			.hasMessageContaining("subject CN=localhost");
	}

	@Test
	void wrongHost() {
		Identity server = certificates.server("broker.example.com", "10.1.2.3");
		assertThat(refused(server, trusting().build(), Failure.TLS_HOST_NAME))
			.hasMessageContaining("it is for broker.example.com, 10.1.2.3, not for 'localhost'")
			.hasMessageContaining("subject CN=broker.example.com, issuer CN=zmqtt test authority");
		TlsOptions context = TlsOptions.builder().sslContext(certificates.clientContext(null)).build();
		assertThat(refused(server, context, Failure.TLS_HOST_NAME))
			.hasMessageContaining("for another host than 'localhost'");
		try (TlsServer tls = TlsServer.start(server)) {
			negotiated(tls, trusting().insecureSkipHostnameVerification().build());
			negotiated(tls,
					TlsOptions.builder()
						.sslContext(certificates.clientContext(null))
						.insecureSkipHostnameVerification()
						.build());
		}
	}

	@Test
	void skippingTheHostNameSkipsNothingElse() {
		assertThat(refused(others.server("broker.example.com"), trusting().insecureSkipHostnameVerification().build(),
				Failure.TLS_UNTRUSTED))
			.hasMessageContaining("its authority is unknown");
	}

	@Test
	void pemFiles() {
		try (TlsServer server = mutual()) {
			Identity client = certificates.client("sensor");
			assertThat(
					negotiated(server, trusting().clientCertificate(client.certificate(), client.key(), null).build())
						.client())
				.isEqualTo("CN=sensor");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PKCS12", "JKS" })
	void stores(String type, @TempDir Path directory) throws Exception {
		Path trust = convert(certificates.trustStore(), type, directory.resolve("trust"));
		Path keys = convert(certificates.client("sensor").keyStore(), type, directory.resolve("keys"));
		try (TlsServer server = mutual()) {
			TlsOptions options = TlsOptions.builder().trustStore(trust, PASSWORD).keyStore(keys, PASSWORD).build();
			assertThat(negotiated(server, options).client()).isEqualTo("CN=sensor");
		}
	}

	@Test
	void trustedCertificatesOfJksNeedNoPassword(@TempDir Path directory) throws Exception {
		Path trust = convert(certificates.trustStore(), "JKS", directory.resolve("trust.jks"));
		try (TlsServer server = TlsServer.start(identity)) {
			negotiated(server, TlsOptions.builder().trustStore(trust, null).build());
		}
	}

	private static Path convert(Path pkcs12, String type, Path file) throws GeneralSecurityException, IOException {
		char[] password = PASSWORD.toCharArray();
		KeyStore from = KeyStore.getInstance(pkcs12.toFile(), password);
		KeyStore to = KeyStore.getInstance(type);
		to.load(null, null);
		String alias = from.aliases().nextElement();
		if (from.isKeyEntry(alias)) {
			PrivateKey key = (PrivateKey) from.getKey(alias, password);
			to.setKeyEntry(alias, key, password, from.getCertificateChain(alias));
		}
		else {
			to.setCertificateEntry(alias, from.getCertificate(alias));
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			to.store(out, password);
		}
		return file;
	}

	@Test
	void sslContext() {
		try (TlsServer server = mutual()) {
			SSLContext context = certificates.clientContext(certificates.client("sensor"));
			assertThat(negotiated(server, TlsOptions.builder().sslContext(context).build()).client())
				.isEqualTo("CN=sensor");
		}
	}

	@Test
	void contextOfNetty() throws Exception {
		Identity client = certificates.client("sensor");
		NettyOptions netty = NettyOptions.builder()
			.sslContext(SslContextBuilder.forClient()
				.sslProvider(SslProvider.JDK)
				.trustManager(certificates.authority().toFile())
				.keyManager(client.certificate().toFile(), client.key().toFile())
				.build())
			.build();
		try (TlsServer server = mutual()) {
			MqttClient mqtt = clientOf(MqttVersion.V3_1_1, "localhost", server.port(),
					(builder) -> builder.transport(netty));
			assertThat(negotiated(server, mqtt).client()).isEqualTo("CN=sensor");
		}
		try (TlsServer server = TlsServer.start(certificates.server("broker.example.com"))) {
			MqttClient mqtt = clientOf(MqttVersion.V5, "localhost", server.port(),
					(builder) -> builder.transport(netty));
			refused(mqtt, Failure.TLS_HOST_NAME);
			MqttClient insecure = clientOf(MqttVersion.V5, "localhost", server.port(),
					(builder) -> builder.transport(netty)
						.tls(TlsOptions.builder().insecureSkipHostnameVerification().build()));
			negotiated(server, insecure);
		}
	}

	@Test
	void noClientCertificate() {
		try (TlsServer server = mutual()) {
			assertThat(refused(client(server, trusting().protocols("TLSv1.3").build()), Failure.TLS))
				.hasMessageContaining("wants a client certificate, and there is none")
				.hasMessageContaining("TlsOptions.keyStore");
			// the alert of TLS 1.2 may be one that has other causes too
			assertThat(refused(client(server, trusting().protocols("TLSv1.2").build()), Failure.TLS))
				.hasMessageFindingMatch("wants? a client certificate");
		}
	}

	@Test
	void wrongClientCertificate() {
		Identity client = others.client("stranger");
		try (TlsServer server = TlsServer.start(TlsServer.context(identity.keyStore(), certificates.trustStore()),
				(socket) -> socket.setNeedClientAuth(true))) {
			for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
				TlsOptions options = trusting().protocols(protocol)
					.clientCertificate(client.certificate(), client.key(), null)
					.build();
				assertThat(refused(client(server, options), Failure.TLS)).as(protocol)
					.hasMessageContaining("the broker refused the client certificate of " + client.certificate())
					.hasMessageContaining("signed by an authority that the broker trusts");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void protocols(String protocol) {
		try (TlsServer server = TlsServer.start(identity)) {
			assertThat(negotiated(server, trusting().protocols(protocol).build()).protocol()).isEqualTo(protocol);
		}
	}

	@Test
	void ciphers() {
		String cipher = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
		try (TlsServer server = TlsServer.start(identity)) {
			assertThat(negotiated(server, trusting().protocols("TLSv1.2").ciphers(cipher).build()).cipher())
				.isEqualTo(cipher);
			assertThat(negotiated(server,
					TlsOptions.builder()
						.sslContext(certificates.clientContext(null))
						.ciphers("TLS_CHACHA20_POLY1305_SHA256")
						.build())
				.cipher()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
		}
	}

	@Test
	void noCommonProtocol() {
		try (TlsServer server = configured((options) -> options.setProtocols(new String[] { "TLSv1.2" }))) {
			assertThat(refused(client(server, trusting().protocols("TLSv1.3").build()), Failure.TLS))
				.hasMessageContaining("no TLS protocol version or no cipher suite in common")
				.hasMessageContaining("[TLSv1.3]");
		}
	}

	@Test
	void noCommonCipher() {
		try (TlsServer server = configured(
				(options) -> options.setCipherSuites(new String[] { "TLS_AES_256_GCM_SHA384" }))) {
			assertThat(refused(client(server, trusting().ciphers("TLS_AES_128_GCM_SHA256").build()), Failure.TLS))
				.hasMessageContaining("no TLS protocol version or no cipher suite in common")
				.hasMessageContaining("[TLS_AES_128_GCM_SHA256]");
		}
	}

	@Test
	void namesThatNobodyKnows() {
		assertThat(refused(identity, trusting().ciphers("NO_SUCH_CIPHER").build(), Failure.TLS))
			.hasMessageContaining("TLS options cannot be used")
			.hasMessageContaining("NO_SUCH_CIPHER");
		assertThat(refused(identity, trusting().protocols("TLSv9").build(), Failure.TLS))
			.hasMessageContaining("TLS options cannot be used")
			.hasMessageContaining("TLSv9");
	}

	@Test
	void serverName() {
		Identity broker = certificates.server("broker.example.com");
		try (TlsServer server = TlsServer.start(broker)) {
			assertThat(negotiated(server, trusting().serverName("broker.example.com").build()).serverNames())
				.containsExactly("broker.example.com");
			assertThat(
					refused(client(server, trusting().serverName("other.example.com").build()), Failure.TLS_HOST_NAME))
				.hasMessageContaining("it is for broker.example.com, not for 'other.example.com'");
		}
		try (TlsServer server = TlsServer.start(certificates.server("mqtt", "localhost", "127.0.0.1"))) {
			assertThat(negotiated(server, trusting().serverName("mqtt").build()).serverNames()).containsExactly("mqtt");
			assertThat(negotiated(server, trusting().build()).serverNames()).containsExactly("localhost");
			MqttClient byAddress = clientOf(MqttVersion.V5, "127.0.0.1", server.port(),
					(builder) -> builder.tls(trusting().build()));
			assertThat(negotiated(server, byAddress).serverNames()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "mqtt", "x-amzn-mqtt-ca" })
	void applicationProtocol(String protocol) {
		try (TlsServer server = configured(
				(options) -> options.setApplicationProtocols(new String[] { "http/1.1", protocol }))) {
			assertThat(negotiated(server, trusting().applicationProtocols("other", protocol).build())
				.applicationProtocol()).isEqualTo(protocol);
			assertThat(negotiated(server,
					TlsOptions.builder()
						.sslContext(certificates.clientContext(null))
						.applicationProtocols(protocol)
						.build())
				.applicationProtocol()).isEqualTo(protocol);
			// who offers none gets none
			assertThat(negotiated(server, trusting().build()).applicationProtocol()).isEmpty();
		}
	}

	@Test
	void applicationProtocolThatTheServerDoesNotKnow() {
		try (TlsServer server = configured((options) -> options.setApplicationProtocols(new String[] { "http/1.1" }))) {
			assertThat(refused(client(server, trusting().applicationProtocols("mqtt").build()), Failure.TLS))
				.hasMessageContaining("accepts none of the application protocols [mqtt]");
		}
		try (TlsServer server = TlsServer.start(identity)) {
			assertThat(negotiated(server, trusting().applicationProtocols("mqtt").build()).applicationProtocol())
				.isEmpty();
		}
	}

	@Test
	void pins() {
		String own = fingerprint(certificate(identity));
		String authority = fingerprint(certificate(certificates.authority()));
		try (TlsServer server = TlsServer.start(identity)) {
			negotiated(server, trusting().pinnedCertificates(own).build());
			negotiated(server, trusting().pinnedCertificates(authority).build());
			String other = fingerprint(certificate(others.authority()));
			negotiated(server, trusting().pinnedCertificates(other, own.toUpperCase(Locale.ROOT)).build());
			assertThat(refused(client(server, trusting().pinnedCertificates(other).build()), Failure.TLS_UNTRUSTED))
				.hasMessageContaining("none of the certificates of the broker is pinned")
				.hasMessageContaining("subject CN=localhost")
				.hasMessageContaining("SHA-256 " + own);
		}
	}

	@Test
	void pinnedCertificatesMustBeTrustedToo() {
		Identity server = others.server();
		assertThat(refused(server, trusting().pinnedCertificates(fingerprint(certificate(server))).build(),
				Failure.TLS_UNTRUSTED))
			.hasMessageContaining("its authority is unknown");
	}

	/**
	 * Whoever has any trusted certificate can send a pinned one, which is public, along.
	 */
	@Test
	void pinnedCertificateThatHasSignedNothing() throws Exception {
		char[] password = PASSWORD.toCharArray();
		KeyStore store = KeyStore.getInstance(identity.keyStore().toFile(), password);
		Certificate[] chain = store.getCertificateChain("key");
		X509Certificate pinned = certificate(certificates.server("pinned.example.com"));
		X509Certificate[] sent = { (X509Certificate) chain[0], (X509Certificate) chain[1], pinned };
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(new KeyManager[] { new FixedKeyManager((PrivateKey) store.getKey("key", password), sent) }, null,
				null);
		try (TlsServer server = TlsServer.start(context, TlsTests::doNothing)) {
			negotiated(server, trusting().pinnedCertificates(fingerprint(sent[0])).build());
			assertThat(refused(client(server, trusting().pinnedCertificates(fingerprint(pinned)).build()),
					Failure.TLS_UNTRUSTED))
				.hasMessageContaining("none of the certificates of the broker is pinned");
		}
	}

	@Test
	void serverThatIsSilent() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
			MqttClient client = clientOf(MqttVersion.V5, "localhost", server.getLocalPort(),
					(builder) -> builder.tls(trusting().build()).handshakeTimeout(Duration.ofMillis(300)));
			long start = System.nanoTime();
			assertThat(refused(client, Failure.TIMEOUT))
				.hasMessageContaining("the TLS handshake took longer than 300 ms");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300),
					Duration.ofSeconds(5));
		}
	}

	@Test
	void newAuthority(@TempDir Path directory) throws Exception {
		Path trust = Files.copy(certificates.authority(), directory.resolve("trust.pem"));
		renewed(TlsOptions.builder().trustCertificates(trust).build(), trust, others.authority());
	}

	@Test
	void newAuthorityInAStore(@TempDir Path directory) throws Exception {
		Path trust = Files.copy(certificates.trustStore(), directory.resolve("trust.p12"));
		renewed(TlsOptions.builder().trustStore(trust, PASSWORD).build(), trust, others.trustStore());
	}

	/**
	 * The server gets a certificate of another authority while a client runs.
	 */
	private void renewed(TlsOptions options, Path trust, Path newTrust) throws IOException {
		TlsServer server = TlsServer.start(identity);
		MqttClient client = clientOf(MqttVersion.V5, "localhost", server.port(),
				(builder) -> builder.tls(options).operationTimeout(Duration.ofSeconds(1)));
		try (server) {
			negotiated(server, client);
		}
		try (TlsServer renewed = server.restart(TlsServer.context(others.server().keyStore(), null))) {
			this.listener.await(RecordingListener.Disconnected.class);
			MqttTimeoutException failure = failure(client.connectAsync(), MqttTimeoutException.class);
			assertThat(failure).hasMessageContaining("its authority is unknown")
				.hasMessageContaining("subject CN=localhost")
				.hasCauseInstanceOf(MqttConnectException.class);
			assertThat(client.state()).isEqualTo(ClientState.RECONNECTING);
			replace(trust, newTrust);
			assertThat(renewed.next().serverNames()).containsExactly("localhost");
			Awaitility.await().until(() -> client.state() == ClientState.CONNECTED);
			client.ping();
		}
	}

	private static void replace(Path file, Path by) throws IOException {
		Path copy = Files.copy(by, file.resolveSibling(file.getFileName() + ".new"));
		Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void newClientCertificate(boolean store, @TempDir Path directory) throws Exception {
		Identity before = certificates.client("before");
		Identity after = certificates.client("after");
		Path chain = Files.copy(before.certificate(), directory.resolve("client.crt"));
		Path key = Files.copy(before.key(), directory.resolve("client.key"));
		Path keys = Files.copy(before.keyStore(), directory.resolve("client.p12"));
		TlsOptions options = store ? trusting().keyStore(keys, PASSWORD).build()
				: trusting().clientCertificate(chain, key, null).build();
		TlsServer server = mutual();
		MqttClient client = client(server, options);
		try (server) {
			assertThat(negotiated(server, client).client()).isEqualTo("CN=before");
			replace(chain, after.certificate());
			replace(key, after.key());
			replace(keys, after.keyStore());
		}
		try (TlsServer again = server.restart(TlsServer.context(identity.keyStore(), certificates.trustStore()))) {
			assertThat(again.next().client()).isEqualTo("CN=after");
			Awaitility.await().until(() -> client.state() == ClientState.CONNECTED);
		}
	}

	@Test
	void newContext() {
		AtomicReference<SSLContext> context = new AtomicReference<>(
				certificates.clientContext(certificates.client("before")));
		TlsServer server = mutual();
		MqttClient client = client(server, TlsOptions.builder().sslContext(context::get).build());
		try (server) {
			assertThat(negotiated(server, client).client()).isEqualTo("CN=before");
			context.set(certificates.clientContext(certificates.client("after")));
		}
		try (TlsServer again = server.restart(TlsServer.context(identity.keyStore(), certificates.trustStore()))) {
			assertThat(again.next().client()).isEqualTo("CN=after");
		}
	}

	@Test
	void filesThatCannotBeUsed(@TempDir Path directory) throws Exception {
		Path missing = directory.resolve("missing");
		Path text = Files.writeString(directory.resolve("text"), "no certificate");
		Path broken = Files.writeString(directory.resolve("broken"),
				"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
		Identity client = certificates.client("sensor");
		cannotUse(TlsOptions.builder().trustCertificates(missing), "there is no file " + missing);
		cannotUse(TlsOptions.builder().trustStore(missing, PASSWORD), "there is no file " + missing);
		cannotUse(TlsOptions.builder().keyStore(missing, PASSWORD), "there is no file " + missing);
		cannotUse(TlsOptions.builder().clientCertificate(missing, client.key(), null), "there is no file " + missing);
		cannotUse(TlsOptions.builder().clientCertificate(client.certificate(), missing, null),
				"there is no file " + missing);
		cannotUse(TlsOptions.builder().trustCertificates(text), "the file " + text + " has no certificate");
		cannotUse(TlsOptions.builder().trustCertificates(broken),
				"the file " + broken + " has a certificate that cannot be read");
		cannotUse(TlsOptions.builder().trustStore(text, null), text.toString());
		cannotUse(TlsOptions.builder().trustStore(certificates.trustStore(), "wr0ng"),
				"the store " + certificates.trustStore() + " cannot be opened");
		cannotUse(TlsOptions.builder().keyStore(certificates.trustStore(), PASSWORD),
				"the store " + certificates.trustStore() + " has no private key");
		cannotUse(TlsOptions.builder().clientCertificate(client.certificate(), text, null), text.toString());
		cannotUse(TlsOptions.builder().sslContext(() -> {
			throw new IllegalStateException("the vault is sealed");
		}), "the vault is sealed");
	}

	private void cannotUse(TlsOptions.Builder options, String text) {
		MqttClient client = clientOf(MqttVersion.V5, this.broker.host(), this.broker.port(),
				(builder) -> builder.tls(options.build()));
		assertThat(refused(client, Failure.TLS)).hasMessageContaining("the TLS options cannot be used")
			.hasMessageContaining(text)
			.hasMessageNotContaining("wr0ng");
	}

	@Test
	void optionsThatContradictEachOther() {
		Path file = certificates.authority();
		assertThatIllegalArgumentException().isThrownBy(() -> trusting().trustStore(file, null).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> trusting().sslContext(certificates.clientContext(null)).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TlsOptions.builder().clientCertificate(file, file, null).keyStore(file, null).build());
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().pinnedCertificates("12:34"));
		assertThatIllegalArgumentException().isThrownBy(() -> TlsOptions.builder().applicationProtocols(""));
		assertThat(TlsOptions.builder().keyStore(file, PASSWORD).trustStore(file, PASSWORD).build().toString())
			.doesNotContain(PASSWORD);
	}

	/**
	 * A library that happens to be there must not change who encrypts.
	 */
	@Test
	void openSslHasToBeAskedFor() {
		OpenSsl.isAvailable();
		assertThat(NettyOptions.builder().build().sslProvider()).isEmpty();
		// only the JDK names the provider in the cause
		MqttConnectException failure = refused(certificates.expiredServer(), trusting().build(), Failure.TLS_UNTRUSTED);
		assertThat(Objects.requireNonNull(failure.getCause()).getStackTrace())
			.anyMatch((frame) -> frame.getClassName().startsWith("sun.security.ssl."));
	}

}
