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

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Messages of QoS 1 that the broker sends back to the client that published them.
 */
final class Reflection {

	static final String TOPIC = "zb/back";

	private static final int QOS = 1;

	private final PeerConnection connection;

	private volatile Consumer<byte[]> receiver = (payload) -> {
	};

	Reflection(PeerConnection connection) {
		this.connection = connection;
		connection.subscribe(TOPIC, QOS, (payload) -> this.receiver.accept(payload));
	}

	/**
	 * Set who takes what comes back from now on.
	 * @param receiver called with each payload
	 */
	void receiver(Consumer<byte[]> receiver) {
		this.receiver = receiver;
	}

	/**
	 * Send a message that is to come back.
	 * @param payload its payload
	 * @param whenDone called when it is acknowledged
	 */
	void send(byte[] payload, BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		this.connection.publish(TOPIC, QOS, payload, whenDone);
	}

}
