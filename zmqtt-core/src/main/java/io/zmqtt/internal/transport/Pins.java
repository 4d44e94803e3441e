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

package io.zmqtt.internal.transport;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Compares certificates with fingerprints.
 */
final class Pins {

	private Pins() {
	}

	/**
	 * Check that the chain of the peer has one of some certificates.
	 * @param pins SHA-256 fingerprints in lower-case hexadecimal digits
	 * @throws CertificateException if it has none of them
	 */
	static void check(SSLSession session, List<String> pins)
			throws GeneralSecurityException, SSLPeerUnverifiedException {
		String own = "";
		for (Certificate certificate : session.getPeerCertificates()) {
			String fingerprint = HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
			if (pins.contains(fingerprint)) {
				return;
			}
			own = own.isEmpty() ? fingerprint : own;
		}
		throw new PinMismatchException(own);
	}

}
