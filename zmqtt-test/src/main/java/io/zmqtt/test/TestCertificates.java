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

package io.zmqtt.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A certificate authority of its own and certificates signed by it, made at test time, as
 * PKCS12 key stores and as PEM files. Keys are on the curve P-256.
 */
public final class TestCertificates {

	/**
	 * The password of all key stores and trust stores.
	 */
	public static final String PASSWORD = "changeit";

	private static final String AUTHORITY = "zmqtt test authority";

	private static final byte[] ALGORITHM = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

	private static final List<String> LOCAL = List.of("localhost", "127.0.0.1");

	private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

	private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

	private final Path directory;

	private final KeyPair keys = newKeys();

	private final X509Certificate authority;

	private final Path trustStore;

	private final Path authorityPem;

	private int count;

	private TestCertificates(Path directory) throws GeneralSecurityException, IOException {
		this.directory = directory;
		Instant now = Instant.now();
		this.authority = sign(AUTHORITY, this.keys, new Issuer(AUTHORITY, this.keys), now.minus(Duration.ofDays(30)),
				now.plus(Duration.ofDays(30)), List.of(extension("2.5.29.19", true, Der.sequence(Der.yes())),
						extension("2.5.29.15", true, Der.bits(1, new byte[] { 0x06 }))));
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry("authority", this.authority);
		this.trustStore = save(store, "trust.p12");
		this.authorityPem = pem("authority.crt", "CERTIFICATE", this.authority.getEncoded());
	}

	/**
	 * Makes a new authority.
	 * @param directory an existing directory for the files, usually a temporary one
	 * @return the authority
	 * @throws UncheckedIOException if a file cannot be written
	 */
	public static TestCertificates create(Path directory) {
		try {
			return new TestCertificates(directory.toAbsolutePath());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns what clients and servers are to trust.
	 * @return a PKCS12 file with the certificate of the authority
	 */
	public Path trustStore() {
		return this.trustStore;
	}

	/**
	 * Returns the same in another form.
	 * @return a PEM file with the certificate of the authority
	 */
	public Path authority() {
		return this.authorityPem;
	}

	/**
	 * Makes a server certificate for {@code localhost} and 127.0.0.1.
	 * @return the key and its certificate
	 */
	public Identity server() {
		return server("localhost", "127.0.0.1");
	}

	/**
	 * Makes a server certificate for other host names or IP addresses.
	 * @param hosts the names and addresses
	 * @return the key and its certificate
	 */
	public Identity server(String... hosts) {
		return identity(hosts[0], SERVER_AUTH, List.of(hosts), Duration.ofDays(-20), Duration.ofDays(10));
	}

	/**
	 * Makes a server certificate for {@code localhost} and 127.0.0.1 that expired
	 * yesterday.
	 * @return the key and its certificate
	 */
	public Identity expiredServer() {
		return identity("localhost", SERVER_AUTH, LOCAL, Duration.ofDays(-20), Duration.ofDays(-1));
	}

	/**
	 * Makes a server certificate for {@code localhost} and 127.0.0.1 that is valid from
	 * tomorrow on.
	 * @return the key and its certificate
	 */
	public Identity futureServer() {
		return identity("localhost", SERVER_AUTH, LOCAL, Duration.ofDays(1), Duration.ofDays(10));
	}

	/**
	 * Makes a server certificate for {@code localhost} and 127.0.0.1 that has signed
	 * itself.
	 * @return the key and its certificate
	 */
	public Identity selfSignedServer() {
		KeyPair pair = newKeys();
		return identity("localhost", SERVER_AUTH, LOCAL, Duration.ofDays(-20), Duration.ofDays(10), pair,
				new Issuer("localhost", pair));
	}

	/**
	 * Makes a client certificate.
	 * @param name the common name
	 * @return the key and its certificate
	 */
	public Identity client(String name) {
		return identity(name, CLIENT_AUTH, List.of(), Duration.ofDays(-20), Duration.ofDays(10));
	}

	/**
	 * Makes a context for clients that trusts the authority.
	 * @param client who the client is, or {@code null} for no client certificate
	 * @return the context
	 */
	public SSLContext clientContext(@Nullable Identity client) {
		try {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(KeyStore.getInstance(this.trustStore.toFile(), PASSWORD.toCharArray()));
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(
					(client != null) ? KeyStore.getInstance(client.keyStore().toFile(), PASSWORD.toCharArray()) : null,
					PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Identity identity(String name, String usage, List<String> hosts, Duration from, Duration to) {
		return identity(name, usage, hosts, from, to, newKeys(), new Issuer(AUTHORITY, this.keys));
	}

	private Identity identity(String name, String usage, List<String> hosts, Duration from, Duration to, KeyPair pair,
			Issuer issuer) {
		try {
			List<byte[]> extensions = new ArrayList<>();
			extensions.add(extension("2.5.29.37", false, Der.sequence(Der.oid(usage))));
			if (!hosts.isEmpty()) {
				extensions.add(extension("2.5.29.17", false, alternativeNames(hosts)));
			}
			Instant now = Instant.now();
			X509Certificate certificate = sign(name, pair, issuer, now.plus(from), now.plus(to), extensions);
			Certificate[] chain = (issuer.keys() == pair) ? new Certificate[] { certificate }
					: new Certificate[] { certificate, this.authority };
			String file = "identity" + ++this.count;
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry("key", pair.getPrivate(), PASSWORD.toCharArray(), chain);
			return new Identity(save(store, file + ".p12"), pem(file + ".crt", "CERTIFICATE", encoded(chain)),
					pem(file + ".key", "PRIVATE KEY", encoded(pair.getPrivate())));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static X509Certificate sign(String name, KeyPair subject, Issuer issuer, Instant from, Instant to,
			List<byte[]> extensions) throws GeneralSecurityException {
		byte[] content = Der.sequence(Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
				Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)), ALGORITHM, name(issuer.name()),
				Der.sequence(Der.time(from), Der.time(to)), name(name), encoded(subject.getPublic()),
				Der.tagged(0xA3, Der.sequence(extensions.toArray(new byte[0][]))));
		Signature signature = Signature.getInstance("SHA256withECDSA");
		signature.initSign(issuer.keys().getPrivate());
		signature.update(content);
		byte[] certificate = Der.sequence(content, ALGORITHM, Der.bits(0, signature.sign()));
		return (X509Certificate) CertificateFactory.getInstance("X.509")
			.generateCertificate(new ByteArrayInputStream(certificate));
	}

	private Path save(KeyStore store, String file) throws GeneralSecurityException, IOException {
		Path path = this.directory.resolve(file);
		try (OutputStream out = Files.newOutputStream(path)) {
			store.store(out, PASSWORD.toCharArray());
		}
		return path;
	}

	private Path pem(String file, String type, byte[]... contents) throws IOException {
		StringBuilder text = new StringBuilder();
		Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] { '\n' });
		for (byte[] content : contents) {
			text.append("-----BEGIN ").append(type).append("-----\n");
			text.append(base64.encodeToString(content));
			text.append("\n-----END ").append(type).append("-----\n");
		}
		return Files.writeString(this.directory.resolve(file), text);
	}

	private static byte[] name(String commonName) {
		return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
	}

	private static byte[] extension(String oid, boolean critical, byte[] value) {
		return critical ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
				: Der.sequence(Der.oid(oid), Der.octets(value));
	}

	private static byte[] alternativeNames(List<String> hosts) throws IOException {
		List<byte[]> names = new ArrayList<>();
		for (String host : hosts) {
			if (host.matches("[0-9.]+|.*:.*")) {
				names.add(Der.tagged(0x87, InetAddress.getByName(host).getAddress()));
			}
			else {
				names.add(Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)));
			}
		}
		return Der.sequence(names.toArray(new byte[0][]));
	}

	private static KeyPair newKeys() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(new ECGenParameterSpec("secp256r1"));
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[][] encoded(Certificate[] chain) throws GeneralSecurityException {
		byte[][] contents = new byte[chain.length][];
		for (int index = 0; index < chain.length; index++) {
			contents[index] = chain[index].getEncoded();
		}
		return contents;
	}

	private static byte[] encoded(Key key) {
		return key.getEncoded();
	}

	/**
	 * Who signs a certificate.
	 */
	private record Issuer(String name, KeyPair keys) {

	}

	/**
	 * A private key with its certificates.
	 *
	 * @param keyStore a PKCS12 file with both
	 * @param certificate a PEM file with the certificate and its authority's
	 * @param key a PEM file with the private key, not encrypted
	 */
	public record Identity(Path keyStore, Path certificate, Path key) {

	}

}
