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

package io.zmqtt;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted. Immutable. Certificates are checked against the trust
 * store of the JDK unless another one is given, and the host name is verified (RFC 2818)
 * unless that is switched off by a name that says so.
 */
public final class TlsOptions {

	private static final TlsOptions DEFAULT = new Builder().build();

	private final @Nullable SSLContext sslContext;

	private final @Nullable Path trustCertificates;

	private final @Nullable Path certificateChain;

	private final @Nullable Path privateKey;

	private final @Nullable String privateKeyPassword;

	private final List<String> protocols;

	private final List<String> ciphers;

	private final boolean verifyHostname;

	private TlsOptions(Builder builder) {
		this.sslContext = builder.sslContext;
		this.trustCertificates = builder.trustCertificates;
		this.certificateChain = builder.certificateChain;
		this.privateKey = builder.privateKey;
		this.privateKeyPassword = builder.privateKeyPassword;
		this.protocols = builder.protocols;
		this.ciphers = builder.ciphers;
		this.verifyHostname = builder.verifyHostname;
	}

	/**
	 * Return the defaults: the JDK's trust store, no client certificate, verified host
	 * names.
	 * @return the defaults
	 */
	public static TlsOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Begin new options.
	 * @return a builder with the defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the context to use.
	 * @return the context, or empty to make one from the other options
	 */
	public Optional<SSLContext> sslContext() {
		return Optional.ofNullable(this.sslContext);
	}

	/**
	 * Return the file with the trusted certificates.
	 * @return a PEM file
	 */
	public Optional<Path> trustCertificates() {
		return Optional.ofNullable(this.trustCertificates);
	}

	/**
	 * Return the file with the client's certificate chain.
	 * @return a PEM file
	 */
	public Optional<Path> certificateChain() {
		return Optional.ofNullable(this.certificateChain);
	}

	/**
	 * Return the file with the client's private key.
	 * @return a PEM file of PKCS#8
	 */
	public Optional<Path> privateKey() {
		return Optional.ofNullable(this.privateKey);
	}

	/**
	 * Return the password of the private key.
	 * @return the password
	 */
	public Optional<String> privateKeyPassword() {
		return Optional.ofNullable(this.privateKeyPassword);
	}

	/**
	 * Return the protocols to offer.
	 * @return names such as {@code TLSv1.3}, empty for the defaults
	 */
	public List<String> protocols() {
		return this.protocols;
	}

	/**
	 * Return the cipher suites to offer.
	 * @return names of the JDK, empty for the defaults
	 */
	public List<String> ciphers() {
		return this.ciphers;
	}

	/**
	 * Return whether the certificate must be for the host that is connected to.
	 * @return whether the host name is verified
	 */
	public boolean verifyHostname() {
		return this.verifyHostname;
	}

	/**
	 * Builds {@link TlsOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable SSLContext sslContext;

		private @Nullable Path trustCertificates;

		private @Nullable Path certificateChain;

		private @Nullable Path privateKey;

		private @Nullable String privateKeyPassword;

		private List<String> protocols = List.of();

		private List<String> ciphers = List.of();

		private boolean verifyHostname = true;

		private Builder() {
		}

		/**
		 * Use a context of your own. Excludes the certificate files.
		 * @param sslContext the context
		 * @return this builder
		 */
		public Builder sslContext(SSLContext sslContext) {
			this.sslContext = Objects.requireNonNull(sslContext, "sslContext");
			return this;
		}

		/**
		 * Trust the certificates of a file instead of those of the JDK.
		 * @param pemFile a PEM file with one or more certificates
		 * @return this builder
		 */
		public Builder trustCertificates(Path pemFile) {
			this.trustCertificates = Objects.requireNonNull(pemFile, "pemFile");
			return this;
		}

		/**
		 * Present a client certificate (mutual TLS).
		 * @param certificateChain a PEM file with the certificate chain
		 * @param privateKey a PEM file with the private key in PKCS#8 form
		 * @param privateKeyPassword the password of the key, or null
		 * @return this builder
		 */
		public Builder clientCertificate(Path certificateChain, Path privateKey, @Nullable String privateKeyPassword) {
			this.certificateChain = Objects.requireNonNull(certificateChain, "certificateChain");
			this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
			this.privateKeyPassword = privateKeyPassword;
			return this;
		}

		/**
		 * Offer other protocols than the JDK's defaults.
		 * @param protocols names such as {@code TLSv1.3}
		 * @return this builder
		 */
		public Builder protocols(String... protocols) {
			this.protocols = List.of(protocols);
			return this;
		}

		/**
		 * Offer other cipher suites than the JDK's defaults.
		 * @param ciphers names of the JDK
		 * @return this builder
		 */
		public Builder ciphers(String... ciphers) {
			this.ciphers = List.of(ciphers);
			return this;
		}

		/**
		 * Accept a certificate that is for another host. Insecure: whoever holds any
		 * trusted certificate can then pose as the broker.
		 * @return this builder
		 */
		public Builder insecureSkipHostnameVerification() {
			this.verifyHostname = false;
			return this;
		}

		/**
		 * Return the options.
		 * @return immutable options
		 * @throws IllegalArgumentException if both a context and certificate files are
		 * given
		 */
		public TlsOptions build() {
			if (this.sslContext != null && (this.trustCertificates != null || this.certificateChain != null)) {
				throw new IllegalArgumentException("Give either an SSLContext or certificate files, not both");
			}
			return new TlsOptions(this);
		}

	}

}
