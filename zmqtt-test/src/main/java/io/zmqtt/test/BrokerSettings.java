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

package io.zmqtt.test;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a broker was asked to be. {@link #toString()} shows no password.
 *
 * @param port the port to listen on, or 0 for a free one
 * @param credentials passwords by user name; empty when anyone may connect
 * @param versions the versions of MQTT to speak
 * @param keyStore the server certificate, or {@code null} for no TLS listener
 * @param trustStore whom to trust as a client, or {@code null} to ask for no client
 * certificate
 * @param directory where state is kept, or {@code null} to keep it in memory
 */
record BrokerSettings(int port, Map<String, String> credentials, Set<BrokerVersion> versions, @Nullable Store keyStore,
		@Nullable Store trustStore, @Nullable Path directory) {

	BrokerSettings {
		credentials = Map.copyOf(credentials);
		versions = Set.copyOf(versions);
	}

	@Override
	public String toString() {
		return "BrokerSettings[port=" + this.port + ", credentials=" + this.credentials.size() + ", versions="
				+ this.versions + ", tls=" + (this.keyStore != null) + ", directory=" + this.directory + "]";
	}

	/**
	 * A key store or trust store file.
	 *
	 * @param path the file
	 * @param password its password
	 */
	record Store(Path path, String password) {

		@Override
		public String toString() {
			return this.path.toString();
		}

	}

}
