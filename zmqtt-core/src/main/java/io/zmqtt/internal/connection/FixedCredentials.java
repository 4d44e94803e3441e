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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqtt.Credentials;
import io.zmqtt.ServerAddress;
import io.zmqtt.spi.CredentialsProvider;

/**
 * Gives the same credentials each time, so that nobody has to be waited for.
 */
public final class FixedCredentials implements CredentialsProvider {

	/**
	 * Gives none.
	 */
	public static final FixedCredentials NONE = new FixedCredentials(Credentials.NONE);

	private final Credentials credentials;

	public FixedCredentials(Credentials credentials) {
		this.credentials = credentials;
	}

	Credentials credentials() {
		return this.credentials;
	}

	@Override
	public CompletionStage<Credentials> credentials(ServerAddress server) {
		return CompletableFuture.completedFuture(this.credentials);
	}

}
