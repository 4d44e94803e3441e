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

import java.util.concurrent.CompletionStage;

import io.zmqtt.Credentials;
import io.zmqtt.ServerAddress;

/**
 * Gives the credentials of a client. It is asked before every CONNECT, so that a token
 * that was renewed is used at the next one.
 */
@FunctionalInterface
public interface CredentialsProvider {

	/**
	 * Return the credentials for the next connection. Called on a thread of the client,
	 * so it may block; it must answer within the connect timeout. A failure counts as a
	 * failed attempt to connect.
	 * @param server the broker that is about to be asked
	 * @return the credentials, sooner or later
	 */
	CompletionStage<Credentials> credentials(ServerAddress server);

}
