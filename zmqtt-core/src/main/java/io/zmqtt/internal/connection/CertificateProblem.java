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

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Locale;

import io.zmqtt.MqttConnectException.Failure;
import io.zmqtt.internal.transport.PinMismatchException;
import io.zmqtt.internal.transport.RefusedCertificateException;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate of a broker was refused and why.
 *
 * @param failure the kind of failure
 * @param text what is wrong and what to do about it
 */
record CertificateProblem(Failure failure, String text) {

	private static final int MAXIMUM_DEPTH = 20;

	/**
	 * Find out what is wrong.
	 * @param exception why the certificate was refused
	 * @param host the host that it should have been for
	 */
	static CertificateProblem of(CertificateException exception, String host) {
		if (exception instanceof PinMismatchException mismatch) {
			return new CertificateProblem(Failure.TLS_UNTRUSTED,
					"none of the certificates of the broker is pinned. Its own is: "
							+ CertificateText.of(mismatch.certificate())
							+ ". If it is the right one, add it to TlsOptions.pinnedCertificates.");
		}
		List<X509Certificate> chain = chain(exception);
		X509Certificate own = chain.isEmpty() ? null : chain.get(0);
		String message = CertificateText.clean(String.valueOf(exception.getMessage()));
		String lower = message.toLowerCase(Locale.ROOT);
		if (lower.contains("no subject alternative") || lower.contains("no name matching")
				|| lower.contains("illegal given domain name")) {
			String wrong = (own != null) ? "for another host: it is for " + CertificateText.hosts(own) + ", not for '"
					+ host + "' (" + CertificateText.of(own) + ")"
					: "for another host than '" + host + "' (" + message + ")";
			return new CertificateProblem(Failure.TLS_HOST_NAME,
					"the certificate of the broker is " + wrong + ". Connect by a name that the certificate holds.");
		}
		return untrusted(exception, chain, message);
	}

	private static CertificateProblem untrusted(CertificateException exception, List<X509Certificate> chain,
			String message) {
		X509Certificate own = chain.isEmpty() ? null : chain.get(0);
		CertPathValidatorException path = find(exception, CertPathValidatorException.class);
		X509Certificate culprit = (path != null && path.getCertPath() != null && path.getIndex() >= 0
				&& path.getCertPath().getCertificates().get(path.getIndex()) instanceof X509Certificate certificate)
						? certificate : own;
		Date now = new Date();
		Reason reason = (path != null) ? path.getReason() : BasicReason.UNSPECIFIED;
		if (reason == BasicReason.EXPIRED || find(exception, CertificateExpiredException.class) != null
				|| own != null && own.getNotAfter().before(now)) {
			return problem(
					(culprit != null) ? "it has expired on " + culprit.getNotAfter().toInstant()
							: "it has expired, " + message,
					culprit, own, "Renew it at the broker, or check the clock of this machine.");
		}
		if (reason == BasicReason.NOT_YET_VALID || find(exception, CertificateNotYetValidException.class) != null
				|| own != null && own.getNotBefore().after(now)) {
			return problem(
					(culprit != null) ? "it is not valid before " + culprit.getNotBefore().toInstant()
							: "it is not yet valid, " + message,
					culprit, own, "Check the clocks of this machine and of the authority.");
		}
		if (reason == BasicReason.REVOKED) {
			return problem("it was revoked by its issuer", culprit, own, "Give the broker another certificate.");
		}
		if (own != null && (find(exception, CertPathBuilderException.class) != null
				|| reason == BasicReason.INVALID_SIGNATURE || reason == PKIXReason.NO_TRUST_ANCHOR)) {
			return problem(unknownAuthority(chain), own, own,
					"If it is the right broker, trust the authority that has signed it:"
							+ " TlsOptions.trustCertificates or TlsOptions.trustStore.");
		}
		return problem(message, culprit, own, "Trust the certificate of its issuer, or correct what is wrong with it.");
	}

	private static CertificateProblem problem(String reason, @Nullable X509Certificate culprit,
			@Nullable X509Certificate own, String advice) {
		String which = (culprit == null || culprit.equals(own)) ? "the certificate of the broker is not trusted: "
				: "the certificate of the broker is not trusted because of one of its authorities: ";
		return new CertificateProblem(Failure.TLS_UNTRUSTED, which + reason + described(culprit) + ". " + advice);
	}

	private static String unknownAuthority(List<X509Certificate> chain) {
		X509Certificate top = chain.get(0);
		for (X509Certificate next : chain) {
			if (next.getSubjectX500Principal().equals(top.getIssuerX500Principal())) {
				top = next;
			}
		}
		if (!isSelfSigned(top)) {
			return "its authority is unknown: no trusted certificate of "
					+ CertificateText.name(top.getIssuerX500Principal()) + " has signed it";
		}
		return (top == chain.get(0)) ? "it is self-signed and not among the trusted certificates"
				: "its authority is unknown: that is " + CertificateText.name(top.getSubjectX500Principal())
						+ ", SHA-256 " + CertificateText.fingerprint(top) + ", and not among the trusted certificates";
	}

	private static boolean isSelfSigned(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
	}

	private static String described(@Nullable X509Certificate certificate) {
		return (certificate != null) ? " (" + CertificateText.of(certificate) + ")" : "";
	}

	/**
	 * Return the certificates of the broker as far as they are known.
	 */
	@SuppressWarnings("unchecked")
	private static List<X509Certificate> chain(Throwable exception) {
		RefusedCertificateException refused = find(exception, RefusedCertificateException.class);
		if (refused != null) {
			return refused.chain();
		}
		CertPathValidatorException path = find(exception, CertPathValidatorException.class);
		return (path != null && path.getCertPath() != null)
				? (List<X509Certificate>) path.getCertPath().getCertificates() : List.of();
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAXIMUM_DEPTH; depth++) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
			cause = cause.getCause();
		}
		return null;
	}

}
