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

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/**
 * None of the certificates of the peer is pinned.
 */
public final class PinMismatchException extends CertificateException {

	private static final long serialVersionUID = 1L;

	private final X509Certificate certificate;

	/**
	 * Create an exception.
	 * @param certificate the peer's own certificate
	 * @param fingerprint the fingerprint of that
	 */
	PinMismatchException(X509Certificate certificate, String fingerprint) {
		super("none of its certificates is pinned; its own has the SHA-256 fingerprint " + fingerprint);
		this.certificate = certificate;
	}

	/**
	 * Return the peer's own certificate.
	 */
	public X509Certificate certificate() {
		return this.certificate;
	}

}
