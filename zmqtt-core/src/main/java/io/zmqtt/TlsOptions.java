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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted. Immutable and thread-safe.
 * <p>
 * By default the broker's certificate has to be signed by an authority that the JDK
 * trusts, and to be for the host that is connected to (RFC 2818); no client certificate
 * is sent, and protocols and cipher suites are those of the JDK. Nothing here accepts a
 * certificate that no trusted authority has signed: to connect to a broker whose
 * certificate has signed itself, trust that certificate.
 * <p>
 * Files are read at each connect, not before and not by the builder, so that a new
 * certificate or authority is used from the next connect on without a restart. Whoever
 * replaces a file should do so in one step (write another one and rename it). A file that
 * is missing or cannot be read fails that attempt to connect with
 * {@link MqttConnectException.Failure#TLS}; later attempts read it again. A certificate
 * that is refused fails it with {@link MqttConnectException.Failure#TLS_UNTRUSTED} or
 * {@link MqttConnectException.Failure#TLS_HOST_NAME}, and the message says which one it
 * is and what is wrong with it. Whether a certificate was revoked is only asked if the
 * system properties of the JDK say so.
 * <p>
 * The handshake has the limit {@link MqttClientBuilder#handshakeTimeout}. Passwords are
 * neither logged nor part of {@link #toString()}.
 */
public final class TlsOptions {

	private static final int MAXIMUM_NAME = 255;

	private static final TlsOptions DEFAULT = new Builder().build();

	private final @Nullable Supplier<SSLContext> sslContext;

	private final @Nullable Path trustCertificates;

	private final @Nullable Path certificateChain;

	private final @Nullable Path privateKey;

	private final @Nullable String privateKeyPassword;

	private final List<String> protocols;

	private final List<String> ciphers;

	private final List<String> applicationProtocols;

	private final List<String> pinnedCertificates;

	private final @Nullable Path trustStore;

	private final @Nullable String trustStorePassword;

	private final @Nullable Path keyStore;

	private final @Nullable String keyStorePassword;

	private final @Nullable String serverName;

	private final boolean verifyHostname;

	private TlsOptions(Builder builder) {
		this.sslContext = builder.sslContext;
		this.trustCertificates = builder.trustCertificates;
		this.certificateChain = builder.certificateChain;
		this.privateKey = builder.privateKey;
		this.privateKeyPassword = builder.privateKeyPassword;
		this.protocols = builder.protocols;
		this.ciphers = builder.ciphers;
		this.applicationProtocols = builder.applicationProtocols;
		this.pinnedCertificates = builder.pinnedCertificates;
		this.trustStore = builder.trustStore;
		this.trustStorePassword = builder.trustStorePassword;
		this.keyStore = builder.keyStore;
		this.keyStorePassword = builder.keyStorePassword;
		this.serverName = builder.serverName;
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
	 * Return what gives the context to use.
	 * @return gives the context at each connect, or empty to make one from the other
	 * options
	 */
	public Optional<Supplier<SSLContext>> sslContext() {
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
	 * Return the store with the trusted certificates.
	 * @return a PKCS#12 or JKS file
	 */
	public Optional<Path> trustStore() {
		return Optional.ofNullable(this.trustStore);
	}

	/**
	 * Return the password of the store with the trusted certificates.
	 * @return the password
	 */
	public Optional<String> trustStorePassword() {
		return Optional.ofNullable(this.trustStorePassword);
	}

	/**
	 * Return the store with the client's certificate chain and private key.
	 * @return a PKCS#12 or JKS file
	 */
	public Optional<Path> keyStore() {
		return Optional.ofNullable(this.keyStore);
	}

	/**
	 * Return the password of the store with the client's certificate.
	 * @return the password
	 */
	public Optional<String> keyStorePassword() {
		return Optional.ofNullable(this.keyStorePassword);
	}

	/**
	 * Return the application protocols to offer (ALPN).
	 * @return names such as {@code mqtt}, empty for none
	 */
	public List<String> applicationProtocols() {
		return this.applicationProtocols;
	}

	/**
	 * Return the fingerprints of which the broker's certificate chain must have one.
	 * @return SHA-256 fingerprints as 64 lower-case hexadecimal digits, empty to accept
	 * all that is trusted
	 */
	public List<String> pinnedCertificates() {
		return this.pinnedCertificates;
	}

	/**
	 * Return the name by which the broker is asked for its certificate and which the
	 * certificate must hold.
	 * @return the name, or empty for the host that is connected to
	 */
	public Optional<String> serverName() {
		return Optional.ofNullable(this.serverName);
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
	 * Return what is configured, without passwords.
	 */
	@Override
	public String toString() {
		return "TlsOptions[sslContext=" + (this.sslContext != null) + ", trustCertificates=" + this.trustCertificates
				+ ", trustStore=" + this.trustStore + ", certificateChain=" + this.certificateChain + ", keyStore="
				+ this.keyStore + ", protocols=" + this.protocols + ", ciphers=" + this.ciphers
				+ ", applicationProtocols=" + this.applicationProtocols + ", pinnedCertificates="
				+ this.pinnedCertificates + ", serverName=" + this.serverName + ", verifyHostname="
				+ this.verifyHostname + "]";
	}

	/**
	 * Builds {@link TlsOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Supplier<SSLContext> sslContext;

		private @Nullable Path trustCertificates;

		private @Nullable Path certificateChain;

		private @Nullable Path privateKey;

		private @Nullable String privateKeyPassword;

		private List<String> protocols = List.of();

		private List<String> ciphers = List.of();

		private List<String> applicationProtocols = List.of();

		private List<String> pinnedCertificates = List.of();

		private @Nullable Path trustStore;

		private @Nullable String trustStorePassword;

		private @Nullable Path keyStore;

		private @Nullable String keyStorePassword;

		private @Nullable String serverName;

		private boolean verifyHostname = true;

		private Builder() {
		}

		/**
		 * Use a context of your own. Excludes certificate files and stores. The host name
		 * is verified all the same. Default: a context made of the other options.
		 * @param sslContext the context
		 * @return this builder
		 */
		public Builder sslContext(SSLContext sslContext) {
			Objects.requireNonNull(sslContext, "sslContext");
			return sslContext(() -> sslContext);
		}

		/**
		 * Use contexts of your own, asked for at each connect, so that another
		 * certificate is used from the next connect on. Excludes certificate files and
		 * stores.
		 * @param supplier gives the context and may block for a short time; an attempt to
		 * connect fails if it throws
		 * @return this builder
		 */
		public Builder sslContext(Supplier<SSLContext> supplier) {
			this.sslContext = Objects.requireNonNull(supplier, "supplier");
			return this;
		}

		/**
		 * Trust the certificates of a file instead of those of the JDK. The file is read
		 * at each connect, so that a new one is used from the next connect on. Default:
		 * the authorities of the JDK. Excludes {@link #trustStore}.
		 * @param pemFile a PEM file with one or more certificates; what is between them
		 * is ignored
		 * @return this builder
		 */
		public Builder trustCertificates(Path pemFile) {
			this.trustCertificates = Objects.requireNonNull(pemFile, "pemFile");
			return this;
		}

		/**
		 * Present a client certificate (mutual TLS). The files are read at each connect,
		 * so that new ones are used from the next connect on. Default: none. Excludes
		 * {@link #keyStore}. The file with the key should be readable by this application
		 * alone.
		 * @param certificateChain a PEM file with the certificate chain, the client's own
		 * certificate first
		 * @param privateKey a PEM file with the private key in PKCS#8 form
		 * ({@code BEGIN PRIVATE KEY} or {@code BEGIN ENCRYPTED PRIVATE KEY})
		 * @param privateKeyPassword the password of the key, or null if it is not
		 * encrypted
		 * @return this builder
		 */
		public Builder clientCertificate(Path certificateChain, Path privateKey, @Nullable String privateKeyPassword) {
			this.certificateChain = Objects.requireNonNull(certificateChain, "certificateChain");
			this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
			this.privateKeyPassword = privateKeyPassword;
			return this;
		}

		/**
		 * Trust the certificates of a store instead of those of the JDK. The file is read
		 * at each connect, so that a new one is used from the next connect on. Default:
		 * the authorities of the JDK. Excludes {@link #trustCertificates}.
		 * @param file a PKCS#12 or JKS file; which of them is seen by its content
		 * @param password its password, or null for none; without one a JKS file is read,
		 * but not checked for changes
		 * @return this builder
		 */
		public Builder trustStore(Path file, @Nullable String password) {
			this.trustStore = Objects.requireNonNull(file, "file");
			this.trustStorePassword = password;
			return this;
		}

		/**
		 * Present a client certificate (mutual TLS). The file is read at each connect, so
		 * that a new one is used from the next connect on. Default: none. Excludes
		 * {@link #clientCertificate}.
		 * @param file a PKCS#12 or JKS file with one private key and its certificate
		 * chain
		 * @param password its password and that of the key, or null for none
		 * @return this builder
		 */
		public Builder keyStore(Path file, @Nullable String password) {
			this.keyStore = Objects.requireNonNull(file, "file");
			this.keyStorePassword = password;
			return this;
		}

		/**
		 * Offer application protocols (ALPN, RFC 7301), for brokers that share a port
		 * with other services, such as {@code mqtt} or {@code x-amzn-mqtt-ca}. Default:
		 * none. The broker need not choose any of them; one that knows ALPN but none of
		 * the names refuses the handshake.
		 * @param protocols the names in the order of preference
		 * @return this builder
		 * @throws IllegalArgumentException if one is empty or longer than 255 bytes
		 */
		public Builder applicationProtocols(String... protocols) {
			for (String protocol : protocols) {
				if (protocol.isEmpty() || protocol.length() > MAXIMUM_NAME) {
					throw new IllegalArgumentException(
							"An application protocol must have 1 to " + MAXIMUM_NAME + " bytes: '" + protocol + "'");
				}
			}
			this.applicationProtocols = List.of(protocols);
			return this;
		}

		/**
		 * Accept only certificate chains that have one of these certificates, besides
		 * being trusted and for the right host. Default: any that is trusted. It may be
		 * the broker's own certificate or that of an authority that the broker sends
		 * along and that has signed the one before it; what else the broker sends does
		 * not count. A pinned certificate that expires locks the client out: name the
		 * present and the next one, so that the broker can change them.
		 * @param fingerprints SHA-256 fingerprints of certificates in DER form, in
		 * hexadecimal digits with or without colons
		 * @return this builder
		 * @throws IllegalArgumentException if one is no SHA-256 fingerprint
		 */
		public Builder pinnedCertificates(String... fingerprints) {
			this.pinnedCertificates = Arrays.stream(fingerprints).map((fingerprint) -> {
				String digits = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
				if (!digits.matches("[0-9a-f]{64}")) {
					throw new IllegalArgumentException("'" + fingerprint + "' is no SHA-256 fingerprint");
				}
				return digits;
			}).toList();
			return this;
		}

		/**
		 * Ask for the certificate of another name than the host that is connected to, and
		 * verify that name (SNI, RFC 6066, section 3). Default: the host that is
		 * connected to; an IP address is verified, but not asked for.
		 * @param name a host name
		 * @return this builder
		 * @throws IllegalArgumentException if it is no host name
		 */
		public Builder serverName(String name) {
			this.serverName = new ServerAddress(name, 1).host();
			return this;
		}

		/**
		 * Offer other protocols than the JDK's defaults, which are TLS 1.3 and 1.2.
		 * Earlier ones are insecure, and stay off as long as the security properties of
		 * the JDK disable them. One that nobody knows fails the attempt to connect.
		 * @param protocols names such as {@code TLSv1.3}, or none for the defaults
		 * @return this builder
		 */
		public Builder protocols(String... protocols) {
			this.protocols = List.of(protocols);
			return this;
		}

		/**
		 * Offer other cipher suites than the JDK's defaults. Suites of TLS 1.3 and of
		 * earlier versions have different names; a list without those of one version
		 * leaves that version without any. One that nobody knows fails the attempt to
		 * connect.
		 * @param ciphers names of the JDK such as {@code TLS_AES_256_GCM_SHA384}, in the
		 * order of preference, or none for the defaults
		 * @return this builder
		 */
		public Builder ciphers(String... ciphers) {
			this.ciphers = List.of(ciphers);
			return this;
		}

		/**
		 * Accept a certificate that is for another host. Insecure: whoever holds any
		 * trusted certificate can then pose as the broker. If the broker is only reached
		 * by another name, {@link #serverName} is the secure way. Default: the host name
		 * is verified.
		 * @return this builder
		 */
		public Builder insecureSkipHostnameVerification() {
			this.verifyHostname = false;
			return this;
		}

		/**
		 * Return the options.
		 * @return immutable options
		 * @throws IllegalArgumentException if the same thing is given in two ways
		 */
		public TlsOptions build() {
			if (this.sslContext != null && (this.trustCertificates != null || this.certificateChain != null
					|| this.trustStore != null || this.keyStore != null)) {
				throw new IllegalArgumentException("Give either an SSLContext or certificate files, not both");
			}
			if (this.trustCertificates != null && this.trustStore != null) {
				throw new IllegalArgumentException("Give trusted certificates either as PEM file or as store");
			}
			if (this.certificateChain != null && this.keyStore != null) {
				throw new IllegalArgumentException("Give the client certificate either as PEM files or as store");
			}
			return new TlsOptions(this);
		}

	}

}
