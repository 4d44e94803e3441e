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

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;

class ReloadedSslContextTests {

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("test",
			SslBundle.of(SslStoreBundle.NONE));

	private final ReloadedSslContext context = ReloadedSslContext.of(this.bundles, "test");

	@Test
	void isTheSameUntilTheBundleChanges() {
		SSLContext first = this.context.get();
		assertThat(this.context.get()).isSameAs(first);
		this.bundles.updateBundle("test", SslBundle.of(SslStoreBundle.NONE));
		assertThat(this.context.get()).isNotSameAs(first).isSameAs(this.context.get());
	}

	@Test
	void staysWhatItWasIfTheChangedBundleCannotBeUsed() {
		SSLContext first = this.context.get();
		this.bundles.updateBundle("test",
				SslBundle.of(null, null, null, "no such protocol", SslManagerBundle.from(null, null)));
		assertThat(this.context.get()).isSameAs(first);
	}

}
