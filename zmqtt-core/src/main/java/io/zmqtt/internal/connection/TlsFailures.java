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
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a connection cannot be encrypted, and what to do about it.
 */
final class TlsFailures {

	/**
	 * What the JDK and BoringSSL write about an alert of the peer.
	 */
	private static final Pattern ALERT = Pattern
		.compile("(?:fatal alert: |(?:TLSV1|TLSV13|SSLV3)_(?:ALERT_)?)([A-Za-z0-9_]+)");

	private static final Pattern NO_COMMON = Pattern
		.compile("no appropriate protocol|selected protocol version|unsupported.protocol|no.ciphers.available"
				+ "|wrong.ssl.version|unsupported ciphersuite|no.cipher.match");

	private static final int MAXIMUM_DEPTH = 20;

	private TlsFailures() {
	}

	/**
	 * Return whether TLS is what failed.
	 */
	static boolean isTls(Throwable failure) {
		return unwrap(failure) instanceof SSLException;
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		if (cause instanceof DecoderException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return (cause.getCause() instanceof SSLException inner) ? inner : cause;
	}

	/**
	 * The options cannot be used.
	 */
	static MqttConnectException context(ServerAddress server, Exception cause) {
		String problem = String.valueOf(cause.getMessage());
		if (cause instanceof NoSuchFileException) {
			problem = "there is no file " + problem;
		}
		else if (cause instanceof AccessDeniedException) {
			problem = "the file " + problem + " may not be read";
		}
		return new MqttConnectException(Failure.TLS, server, "Cannot connect to " + server
				+ ": the TLS options cannot be used (" + problem + "). Check them and the certificate files.", cause);
	}

	static MqttConnectException timeout(ServerAddress server, Duration timeout, @Nullable Throwable cause) {
		return new MqttConnectException(Failure.TIMEOUT, server,
				"Cannot connect to " + server + ": the TLS handshake took longer than " + timeout.toMillis()
						+ " ms. Check that the broker expects TLS at this port.",
				cause);
	}

	/**
	 * The handshake failed, or the peer refused what was said in it.
	 */
	static MqttConnectException of(ServerAddress server, Throwable failure, ClientConfig config) {
		Throwable cause = unwrap(failure);
		if (cause instanceof SslHandshakeTimeoutException) {
			return timeout(server, config.handshakeTimeout(), cause);
		}
		if (cause instanceof NotSslRecordException) {
			return tls(server, "the peer does not speak TLS at this port. Check the port, or switch TLS off.", cause);
		}
		if (cause instanceof IOException && !(cause instanceof SSLException)) {
			// the end of the stream, or a reset
			return tls(server, "the peer closed the connection during the TLS handshake."
					+ " Check that the broker expects TLS at this port, and its log.", cause);
		}
		TlsOptions options = (config.tls() != null) ? config.tls() : TlsOptions.defaults();
		CertificateException certificate = certificateProblem(cause);
		if (certificate != null) {
			CertificateProblem problem = CertificateProblem.of(certificate, options.serverName().orElse(server.host()));
			return new MqttConnectException(problem.failure(), server,
					"Cannot connect to " + server + ": " + problem.text(), cause);
		}
		String text = CertificateText.clean(String.valueOf(cause.getMessage()));
		Matcher alert = ALERT.matcher(text);
		if (alert.find()) {
			return tls(server, alert(alert.group(1).toLowerCase(Locale.ROOT), options, server), cause);
		}
		if (NO_COMMON.matcher(text.toLowerCase(Locale.ROOT)).find()) {
			return tls(server, noCommon(text, options), cause);
		}
		return tls(server, "the TLS handshake failed (" + text
				+ "). Check protocols, ciphers and whether the broker wants a client certificate.", cause);
	}

	private static MqttConnectException tls(ServerAddress server, String text, Throwable cause) {
		return new MqttConnectException(Failure.TLS, server, "Cannot connect to " + server + ": " + text, cause);
	}

	private static String alert(String alert, TlsOptions options, ServerAddress server) {
		boolean own = options.certificateChain().isPresent() || options.keyStore().isPresent();
		return switch (alert) {
			case "certificate_required", "bad_certificate", "certificate_unknown", "certificate_expired",
					"certificate_revoked", "unsupported_certificate", "unknown_ca", "no_certificate", "access_denied",
					"decrypt_error" ->
				clientCertificate(alert, options, own);
			case "handshake_failure" -> own ? noCommon("alert " + alert, options)
					: noCommon("alert " + alert, options) + " The broker may also want a client certificate.";
			case "protocol_version", "insufficient_security" -> noCommon("alert " + alert, options);
			case "unrecognized_name" ->
				"the broker does not know the server name '" + options.serverName().orElse(server.host()) + "' (alert "
						+ alert + "). Check TlsOptions.serverName.";
			case "no_application_protocol" ->
				"the broker accepts none of the application protocols " + options.applicationProtocols() + " (alert "
						+ alert + "). Check TlsOptions.applicationProtocols and the port.";
			default -> "the broker refused the TLS handshake (alert " + alert + "). Check its log.";
		};
	}

	private static String clientCertificate(String alert, TlsOptions options, boolean own) {
		if (own) {
			return "the broker refused the client certificate of "
					+ options.certificateChain().or(options::keyStore).orElseThrow() + " (alert " + alert
					+ "). Check that it is valid, meant for clients and signed by an authority that the broker trusts.";
		}
		if (options.sslContext().isPresent()) {
			return "the broker refused the client certificate of the SSLContext, or there is none (alert " + alert
					+ "). Check that it is valid and signed by an authority that the broker trusts.";
		}
		return "the broker wants a client certificate, and there is none (alert " + alert
				+ "). Give one: TlsOptions.clientCertificate or TlsOptions.keyStore.";
	}

	private static String noCommon(String detail, TlsOptions options) {
		return "client and broker have no TLS protocol version or no cipher suite in common (" + detail
				+ "); the client offers protocols "
				+ (options.protocols().isEmpty() ? "by default" : options.protocols().toString()) + " and ciphers "
				+ (options.ciphers().isEmpty() ? "by default" : options.ciphers().toString())
				+ ". Check TlsOptions.protocols, TlsOptions.ciphers and the broker.";
	}

	/**
	 * Return the outermost failure of a certificate, which knows most.
	 */
	private static @Nullable CertificateException certificateProblem(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAXIMUM_DEPTH; depth++) {
			if (cause instanceof CertificateException exception) {
				return exception;
			}
			cause = cause.getCause();
		}
		if (failure instanceof SSLHandshakeException && String.valueOf(failure.getMessage()).contains("PKIX")) {
			return new CertificateException(failure.getMessage(), failure);
		}
		return null;
	}

}
