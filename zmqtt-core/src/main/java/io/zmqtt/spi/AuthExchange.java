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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One exchange of authentication data with a broker. Its methods are called on threads of
 * the client, one after the other, so they may block. They have to answer within the
 * handshake timeout, on a re-authentication within the operation timeout. A failure,
 * thrown or as the outcome of a stage, ends the connection or the attempt to make one. An
 * exchange that is not needed any longer is dropped without a word.
 */
public interface AuthExchange {

	/**
	 * Return what the client says first: in CONNECT, or in the AUTH that begins a
	 * re-authentication.
	 * @return the step, sooner or later
	 */
	CompletionStage<AuthData> initial();

	/**
	 * Answer a step of the broker, which has sent AUTH with Continue Authentication.
	 * @param challenge what the broker said
	 * @return the answer, sooner or later
	 */
	CompletionStage<AuthData> challenge(AuthData challenge);

	/**
	 * Look at what the broker said last: in the CONNACK that accepts the client, or in
	 * the AUTH that ends a re-authentication. The client is connected only after that, so
	 * that a broker that cannot prove who it is can be refused here. The default accepts
	 * everything.
	 * @param outcome what the broker said
	 * @return completes when the broker is accepted
	 */
	default CompletionStage<Void> success(AuthData outcome) {
		return CompletableFuture.completedFuture(null);
	}

}
