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

package io.zmqtt.internal.connection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.zmqtt.TlsOptions;
import io.zmqtt.internal.transport.ReportingTrustManager;
import io.zmqtt.netty.NettyOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes Netty's TLS context of the options. Reads files, so it does not run on an event
 * loop.
 */
final class TlsContexts {

	private static final Pattern CERTIFICATE = Pattern
		.compile("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

	private TlsContexts() {
	}

	static SslContext create(ClientConfig config) throws GeneralSecurityException, IOException {
		TlsOptions options = (config.tls() != null) ? config.tls() : TlsOptions.defaults();
		NettyOptions netty = config.transport().netty();
		SslContext given = (netty != null) ? netty.sslContext().orElse(null) : null;
		if (given != null) {
			return given;
		}
		SslProvider provider = (netty != null) ? netty.sslProvider().orElse(SslProvider.JDK) : SslProvider.JDK;
		SSLContext own = own(options, provider);
		SslContext context = (own != null)
				? new JdkSslContext(own, true, ciphers(options), IdentityCipherSuiteFilter.INSTANCE,
						applicationProtocols(options), ClientAuth.NONE, protocols(options), false)
				: builder(options, provider).applicationProtocolConfig(applicationProtocols(options)).build();
		// protocols and ciphers that nobody knows show here, where the failure has a name
		ReferenceCountUtil.release(context.newEngine(UnpooledByteBufAllocator.DEFAULT));
		return context;
	}

	/**
	 * Return the context of the application, if it has one that files and stores do not
	 * replace.
	 */
	private static @Nullable SSLContext own(TlsOptions options, SslProvider provider) throws GeneralSecurityException {
		Supplier<SSLContext> supplier = options.sslContext().orElse(null);
		if (supplier != null) {
			SSLContext context = supplier.get();
			if (context == null) {
				throw new IllegalStateException("the supplier of the SSLContext gave null");
			}
			return context;
		}
		boolean files = options.trustCertificates().isPresent() || options.certificateChain().isPresent()
				|| options.trustStore().isPresent() || options.keyStore().isPresent();
		if (files || provider != SslProvider.JDK) {
			return null;
		}
		SSLContext context = SSLContext.getDefault();
		boolean ofJdk = context.getProtocol().equals("Default") && System.getProperty("javax.net.ssl.keyStore") == null;
		// the same authorities without the context tell more about a failure
		return ofJdk ? null : context;
	}

	private static SslContextBuilder builder(TlsOptions options, SslProvider provider)
			throws GeneralSecurityException, IOException {
		SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted(options));
		builder.trustManager(ReportingTrustManager.of(trust));
		if (options.certificateChain().isPresent()) {
			builder.keyManager(existing(options.certificateChain().get()).toFile(),
					existing(options.privateKey().orElseThrow()).toFile(), options.privateKeyPassword().orElse(null));
		}
		if (options.keyStore().isPresent()) {
			Path file = options.keyStore().get();
			KeyStore store = load(file, options.keyStorePassword().orElse(null));
			if (!hasKey(store)) {
				throw new KeyStoreException("the store " + file + " has no private key");
			}
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, options.keyStorePassword().orElse("").toCharArray());
			builder.keyManager(keys);
		}
		String @Nullable [] protocols = protocols(options);
		if (protocols != null) {
			builder.protocols(protocols);
		}
		List<String> ciphers = ciphers(options);
		if (ciphers != null) {
			builder.ciphers(ciphers);
		}
		return builder;
	}

	/**
	 * Return the trusted certificates, or null for those of the JDK.
	 */
	private static @Nullable KeyStore trusted(TlsOptions options) throws GeneralSecurityException, IOException {
		if (options.trustCertificates().isPresent()) {
			return pem(options.trustCertificates().get());
		}
		if (options.trustStore().isEmpty()) {
			return null;
		}
		Path file = options.trustStore().get();
		KeyStore store = load(file, options.trustStorePassword().orElse(null));
		if (store.size() == 0) {
			throw new KeyStoreException("the store " + file + " has no trusted certificate");
		}
		return store;
	}

	private static KeyStore pem(Path file) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null, null);
		CertificateFactory factory = CertificateFactory.getInstance("X.509");
		Matcher matcher = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
		while (matcher.find()) {
			try {
				byte[] content = Base64.getMimeDecoder().decode(matcher.group(1));
				store.setCertificateEntry("certificate" + store.size(),
						factory.generateCertificate(new ByteArrayInputStream(content)));
			}
			catch (IllegalArgumentException | CertificateException ex) {
				throw new CertificateException("the file " + file + " has a certificate that cannot be read", ex);
			}
		}
		if (store.size() == 0) {
			throw new CertificateException("the file " + file + " has no certificate in PEM form");
		}
		return store;
	}

	private static KeyStore load(Path file, @Nullable String password) throws GeneralSecurityException, IOException {
		existing(file);
		try {
			return KeyStore.getInstance(file.toFile(), (password != null) ? password.toCharArray() : new char[0]);
		}
		catch (IOException ex) {
			if (password == null) {
				// certificates of a JKS can be read without one
				return KeyStore.getInstance(file.toFile(), (char[]) null);
			}
			throw new IOException("the store " + file + " cannot be opened: " + ex.getMessage(), ex);
		}
		catch (KeyStoreException ex) {
			throw new KeyStoreException("the file " + file + " is neither a PKCS#12 nor a JKS store", ex);
		}
	}

	private static Path existing(Path file) throws NoSuchFileException {
		if (!Files.exists(file)) {
			throw new NoSuchFileException(file.toString());
		}
		return file;
	}

	private static boolean hasKey(KeyStore store) throws KeyStoreException {
		for (String alias : Collections.list(store.aliases())) {
			if (store.isKeyEntry(alias)) {
				return true;
			}
		}
		return false;
	}

	private static String @Nullable [] protocols(TlsOptions options) {
		return options.protocols().isEmpty() ? null : options.protocols().toArray(String[]::new);
	}

	private static @Nullable List<String> ciphers(TlsOptions options) {
		return options.ciphers().isEmpty() ? null : options.ciphers();
	}

	private static ApplicationProtocolConfig applicationProtocols(TlsOptions options) {
		return options.applicationProtocols().isEmpty() ? ApplicationProtocolConfig.DISABLED
				: new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
						SelectedListenerFailureBehavior.ACCEPT, options.applicationProtocols());
	}

}
