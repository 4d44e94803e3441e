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

import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.zmqtt.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes Netty's TLS context of the options. Reads files, so it does not run on an event
 * loop.
 */
final class TlsContexts {

	private TlsContexts() {
	}

	static SslContext create(TlsOptions options) throws SSLException {
		String @Nullable [] protocols = options.protocols().isEmpty() ? null
				: options.protocols().toArray(String[]::new);
		List<String> ciphers = options.ciphers().isEmpty() ? null : options.ciphers();
		boolean files = options.trustCertificates().isPresent() || options.certificateChain().isPresent();
		if (!files) {
			SSLContext context = options.sslContext().orElseGet(TlsContexts::defaultContext);
			return new JdkSslContext(context, true, ciphers, IdentityCipherSuiteFilter.INSTANCE,
					ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, protocols, false);
		}
		SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
		options.trustCertificates().ifPresent((file) -> builder.trustManager(file.toFile()));
		options.certificateChain()
			.ifPresent((file) -> builder.keyManager(file.toFile(), options.privateKey().orElseThrow().toFile(),
					options.privateKeyPassword().orElse(null)));
		if (protocols != null) {
			builder.protocols(protocols);
		}
		if (ciphers != null) {
			builder.ciphers(ciphers);
		}
		return builder.build();
	}

	private static SSLContext defaultContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The JDK has no default TLS context", ex);
		}
	}

}
