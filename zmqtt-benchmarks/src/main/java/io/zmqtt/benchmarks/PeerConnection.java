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

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A connected client of a {@link Peer}.
 */
public interface PeerConnection extends AutoCloseable {

	/**
	 * Publish without waiting, the way a user of the library would.
	 * @param topic the topic, one of a few objects that return
	 * @param qos 0, 1 or 2
	 * @param payload the payload, the same object for each message
	 * @param whenDone to be called once when the library reports the end of this publish,
	 * on any thread, with the failure if there was one
	 */
	void publish(String topic, int qos, byte[] payload, BiConsumer<@Nullable Object, @Nullable Throwable> whenDone);

	/**
	 * Subscribe and wait for the broker's answer.
	 * @param filter the topic filter
	 * @param qos 0, 1 or 2
	 * @param handler to be called with the payload of each message received; it does not
	 * block
	 */
	void subscribe(String filter, int qos, Consumer<byte[]> handler);

	/**
	 * Subscribe to many topic filters and wait for the broker's answers.
	 * @param filters the topic filters
	 * @param qos 0, 1 or 2
	 * @param handler to be called with the payload of each message received
	 */
	default void subscribeAll(List<String> filters, int qos, Consumer<byte[]> handler) {
		filters.forEach((filter) -> subscribe(filter, qos, handler));
	}

	/**
	 * Disconnect and release all threads.
	 */
	@Override
	void close();

}
