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
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Compares certificates with fingerprints.
 */
public final class Pins {

	private Pins() {
	}

	/**
	 * Check that the chain of the peer has one of some certificates. The peer may send
	 * what it likes after its own certificate, so that another one only counts if it has
	 * signed, as an authority, the one before it.
	 * @param pins SHA-256 fingerprints in lower-case hexadecimal digits
	 * @throws CertificateException if it has none of them
	 */
	static void check(SSLSession session, List<String> pins)
			throws GeneralSecurityException, SSLPeerUnverifiedException {
		Certificate[] chain = session.getPeerCertificates();
		for (int index = 0; index < chain.length; index++) {
			if (index > 0 && !hasSigned(chain[index], chain[index - 1])) {
				break;
			}
			if (pins.contains(fingerprint(chain[index]))) {
				return;
			}
		}
		throw new PinMismatchException((X509Certificate) chain[0], fingerprint(chain[0]));
	}

	private static boolean hasSigned(Certificate issuer, Certificate certificate) {
		try {
			certificate.verify(issuer.getPublicKey());
			return ((X509Certificate) issuer).getBasicConstraints() >= 0;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/**
	 * Return the SHA-256 fingerprint of a certificate in lower-case hexadecimal digits.
	 */
	public static String fingerprint(Certificate certificate)
			throws CertificateEncodingException, NoSuchAlgorithmException {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
	}

}
