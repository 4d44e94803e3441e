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

package io.zmqtt.broker;

import io.zmqtt.ServerAddress;
import io.zmqtt.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * A real broker as {@link BrokerSuite} needs it.
 */
interface TestBroker extends AutoCloseable {

	/**
	 * Return where it is, and over which transport.
	 */
	ServerAddress address();

	/**
	 * Return how to encrypt, or null for not at all.
	 */
	@Nullable TlsOptions tls();

	/**
	 * End the broker without a word to its clients.
	 */
	void kill();

	/**
	 * Start it again at the same address.
	 */
	void restart();

	@Override
	void close();

}
