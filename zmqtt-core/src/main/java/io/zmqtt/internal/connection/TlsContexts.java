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

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
import io.zmqtt.TlsOptions;
import io.zmqtt.netty.NettyOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes Netty's TLS context of the options. Reads files, so it does not run on an event
 * loop.
 */
final class TlsContexts {

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
		boolean files = options.trustCertificates().isPresent() || options.certificateChain().isPresent()
				|| options.trustStore().isPresent() || options.keyStore().isPresent();
		if (!files && (provider == SslProvider.JDK || options.sslContext().isPresent())) {
			Supplier<SSLContext> own = options.sslContext().orElse(null);
			SSLContext context = (own != null) ? own.get() : SSLContext.getDefault();
			return new JdkSslContext(context, true, ciphers(options), IdentityCipherSuiteFilter.INSTANCE,
					applicationProtocols(options), ClientAuth.NONE, protocols(options), false);
		}
		return builder(options, provider).applicationProtocolConfig(applicationProtocols(options)).build();
	}

	private static SslContextBuilder builder(TlsOptions options, SslProvider provider)
			throws GeneralSecurityException, IOException {
		SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider);
		options.trustCertificates().ifPresent((file) -> builder.trustManager(file.toFile()));
		if (options.trustStore().isPresent()) {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(load(options.trustStore().get(), password(options.trustStorePassword())));
			builder.trustManager(trust);
		}
		options.certificateChain()
			.ifPresent((file) -> builder.keyManager(file.toFile(), options.privateKey().orElseThrow().toFile(),
					options.privateKeyPassword().orElse(null)));
		if (options.keyStore().isPresent()) {
			char[] password = password(options.keyStorePassword());
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(load(options.keyStore().get(), password), password);
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

	private static KeyStore load(Path file, char[] password) throws GeneralSecurityException, IOException {
		return KeyStore.getInstance(file.toFile(), password);
	}

	private static char[] password(Optional<String> password) {
		return password.orElse("").toCharArray();
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
