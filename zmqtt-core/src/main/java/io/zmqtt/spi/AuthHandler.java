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

package io.zmqtt.spi;

import io.zmqtt.ServerAddress;

/**
 * Authenticates a client by an exchange of several steps, such as SCRAM or Kerberos (MQTT
 * 5.0, section 4.12). A handler may serve several clients, so it has to be thread-safe;
 * an exchange belongs to one connect or re-authentication and is called by one thread at
 * a time.
 *
 * @see ScramSha256AuthHandler
 */
public interface AuthHandler {

	/**
	 * Return the name of the authentication method, which stays the same.
	 * @return the name, for example {@code SCRAM-SHA-256}
	 */
	String method();

	/**
	 * Begin an exchange: for every CONNECT and for every re-authentication. Called on a
	 * thread of the client, so it may block. A failure counts as a failed attempt to
	 * connect, or as a failed re-authentication.
	 * @param server the broker that is about to be asked
	 * @return a new exchange
	 */
	AuthExchange start(ServerAddress server);

}
