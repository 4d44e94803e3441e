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

import java.util.concurrent.CompletionStage;

import io.zmqtt.ServerAddress;
import io.zmqtt.spi.AuthData;
import io.zmqtt.spi.AuthExchange;
import io.zmqtt.spi.AuthHandler;

/**
 * An authentication exchange that has begun.
 *
 * @param method the authentication method
 * @param exchange the exchange
 * @param data what the client says first
 */
record AuthStart(String method, AuthExchange exchange, AuthData data) {

	/**
	 * Begin an exchange, off the event loop.
	 */
	static CompletionStage<AuthStart> begin(AuthHandler handler, ServerAddress server) {
		String method = handler.method();
		AuthExchange exchange = handler.start(server);
		return exchange.initial().thenApply((data) -> new AuthStart(method, exchange, requireData(data)));
	}

	static AuthData requireData(AuthData data) {
		if (data == null) {
			throw new IllegalStateException("The authentication handler gave null");
		}
		return data;
	}

}
