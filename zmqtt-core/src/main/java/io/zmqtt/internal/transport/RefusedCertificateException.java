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

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificate of the peer was refused, together with what it was.
 */
public final class RefusedCertificateException extends CertificateException {

	private static final long serialVersionUID = 1L;

	private final X509Certificate[] chain;

	/**
	 * Create an exception.
	 * @param chain what the peer has sent
	 * @param failure why it was refused
	 */
	RefusedCertificateException(X509Certificate[] chain, CertificateException failure) {
		// the alert that is sent depends on the cause
		super(failure.getMessage(), (failure.getCause() instanceof CertPathValidatorException path) ? path : failure);
		this.chain = chain.clone();
	}

	/**
	 * Return what the peer has sent, its own certificate first.
	 */
	public List<X509Certificate> chain() {
		return List.of(this.chain);
	}

}
