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

package io.zmqtt.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Commands the broker over the measured connection and waits for its echo.
 */
final class Echo {

	private static final String TOPIC = "zb/echo";

	private static final int ATTEMPTS = 30;

	private static final BiConsumer<@Nullable Object, @Nullable Throwable> IGNORE = (result, failure) -> {
	};

	private final PeerConnection connection;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private int tokens;

	Echo(PeerConnection connection) {
		this.connection = connection;
		connection.subscribe(TOPIC, 0, (payload) -> this.answers.add(new String(payload, StandardCharsets.US_ASCII)));
	}

	/**
	 * Send a command that is not answered.
	 * @param topic the command
	 * @param text its arguments
	 */
	void send(String topic, String text) {
		this.connection.publish(topic, 0, text.getBytes(StandardCharsets.US_ASCII), IGNORE);
	}

	/**
	 * Send a command and wait for its echo. As both travel at QoS 0, and a client may
	 * drop such a message under load, the command is repeated after a second.
	 * @param topic the command
	 * @return the count that the broker sends back
	 * @throws InterruptedException if interrupted
	 */
	long ask(String topic) throws InterruptedException {
		String token = Integer.toString(this.tokens++);
		for (int i = 0; i < ATTEMPTS; i++) {
			send(topic, token);
			String answer = awaitAnswer(token);
			if (answer != null) {
				return Long.parseLong(answer.substring(token.length() + 1));
			}
		}
		throw new IllegalStateException("No echo of " + topic);
	}

	private @Nullable String awaitAnswer(String token) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
		while (true) {
			String answer = this.answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (answer == null || answer.startsWith(token + " ")) {
				return answer;
			}
		}
	}

}
