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
package io.zmqtt.internal.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import io.zmqtt.ServerAddress;
import io.zmqtt.internal.transport.NetworkThread;
import io.zmqtt.spi.AuthData;
import io.zmqtt.spi.AuthExchange;
import io.zmqtt.spi.AuthHandler;

/**
 * Answers {@code x} with {@code x!}, unless told otherwise, and writes down what it was
 * asked.
 */
final class TestAuthHandler implements AuthHandler {

	static final String METHOD = "TEST";

	private final List<String> calls = new CopyOnWriteArrayList<>();

	volatile Function<Integer, CompletionStage<AuthData>> initial = (number) -> CompletableFuture
		.completedFuture(data("hello " + number));

	volatile Function<String, CompletionStage<AuthData>> challenge = (text) -> CompletableFuture
		.completedFuture(data(text + "!"));

	volatile Function<String, CompletionStage<Void>> success = (text) -> CompletableFuture.completedFuture(null);

	private int exchanges;

	static AuthData data(String text) {
		return AuthData.of(text.getBytes(StandardCharsets.UTF_8));
	}

	static String text(byte[] data) {
		return (data != null) ? new String(data, StandardCharsets.UTF_8) : "none";
	}

	@Override
	public String method() {
		return METHOD;
	}

	/**
	 * Return what was asked.
	 */
	List<String> calls() {
		return this.calls;
	}

	private void called(String call) {
		this.calls.add(NetworkThread.isCurrent() ? call + " on the network thread" : call);
	}

	@Override
	public synchronized AuthExchange start(ServerAddress server) {
		int number = ++this.exchanges;
		return new AuthExchange() {

			@Override
			public CompletionStage<AuthData> initial() {
				called(number + " initial");
				return TestAuthHandler.this.initial.apply(number);
			}

			@Override
			public CompletionStage<AuthData> challenge(AuthData challenge) {
				called(number + " challenge " + text(challenge.data()));
				return TestAuthHandler.this.challenge.apply(text(challenge.data()));
			}

			@Override
			public CompletionStage<Void> success(AuthData outcome) {
				called(number + " success " + text(outcome.data()));
				return TestAuthHandler.this.success.apply(text(outcome.data()));
			}

		};
	}

}
