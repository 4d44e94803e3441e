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

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.security.auth.x500.X500Principal;

import io.zmqtt.internal.transport.Pins;

/**
 * Says in words what a certificate is. Whatever a peer has sent is made fit for a line of
 * a log.
 */
final class CertificateText {

	private static final int MAXIMUM_LENGTH = 200;

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private CertificateText() {
	}

	static String of(X509Certificate certificate) {
		return "subject " + name(certificate.getSubjectX500Principal()) + ", issuer "
				+ name(certificate.getIssuerX500Principal()) + ", valid from " + certificate.getNotBefore().toInstant()
				+ " to " + certificate.getNotAfter().toInstant() + ", SHA-256 " + fingerprint(certificate);
	}

	static String name(X500Principal principal) {
		String name = clean(principal.getName());
		return name.isEmpty() ? "(empty)" : name;
	}

	static String fingerprint(X509Certificate certificate) {
		try {
			return Pins.fingerprint(certificate);
		}
		catch (GeneralSecurityException ex) {
			return "unknown";
		}
	}

	/**
	 * Return the hosts that a certificate is for.
	 */
	static String hosts(X509Certificate certificate) {
		List<String> hosts = new ArrayList<>();
		try {
			Collection<List<?>> names = certificate.getSubjectAlternativeNames();
			for (List<?> name : (names != null) ? names : List.<List<?>>of()) {
				if (name.get(0) instanceof Integer type && (type == DNS_NAME || type == IP_ADDRESS)) {
					hosts.add(String.valueOf(name.get(1)));
				}
			}
		}
		catch (CertificateParsingException ex) {
			return "names that cannot be read";
		}
		return hosts.isEmpty() ? "no host (it has no subject alternative names)" : clean(String.join(", ", hosts));
	}

	static String clean(String text) {
		String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085]", "?");
		return (line.length() > MAXIMUM_LENGTH) ? line.substring(0, MAXIMUM_LENGTH) + "..." : line;
	}

}
