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

package io.zmqtt.spring.boot.autoconfigure;

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Gives the context of an SSL bundle as it is at present. One is made for each state of
 * the bundle, so that sessions of TLS can be resumed.
 */
final class ReloadedSslContext implements Supplier<SSLContext> {

	private static final Log logger = LogFactory.getLog(ReloadedSslContext.class);

	private final String name;

	private volatile SSLContext context;

	private volatile Runnable whenChanged = () -> {
	};

	private ReloadedSslContext(String name, SSLContext context) {
		this.name = name;
		this.context = context;
	}

	static ReloadedSslContext of(SslBundles bundles, String name) {
		ReloadedSslContext result = new ReloadedSslContext(name, bundles.getBundle(name).createSslContext());
		bundles.addBundleUpdateHandler(name, result::update);
		return result;
	}

	/**
	 * Set what to do when the bundle has changed.
	 */
	void whenChanged(Runnable action) {
		this.whenChanged = action;
	}

	private void update(SslBundle bundle) {
		try {
			this.context = bundle.createSslContext();
			logger.info("The SSL bundle '" + this.name + "' has changed. New connections to the broker use it.");
		}
		catch (RuntimeException ex) {
			logger.error("The SSL bundle '" + this.name + "' has changed and cannot be used. New connections to the"
					+ " broker go on with what it was before.", ex);
			return;
		}
		this.whenChanged.run();
	}

	@Override
	public SSLContext get() {
		return this.context;
	}

}
