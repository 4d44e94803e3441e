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

package io.zmqtt;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A subscription to one or more topic filters, with a buffer of its own. It survives
 * reconnects: the client subscribes again, and whoever waits for a message keeps waiting.
 * Safe for use by several threads; each message goes to one of them.
 * <p>
 * With a handler, {@link #receive()} and {@link #iterator()} are not available.
 */
public interface MqttSubscription extends Iterable<MqttMessage>, AutoCloseable {

	/**
	 * Return the topic filters.
	 * @return an immutable list
	 */
	List<TopicFilter> filters();

	/**
	 * Return what the broker answered last to each filter.
	 * @return the result; filters without an answer yet are missing in it
	 */
	SubscribeResult result();

	/**
	 * Wait for the next message.
	 * @return the message
	 * @throws MqttDisconnectedException if the client was disconnected
	 * @throws MqttException if the client has failed for good
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the subscription is closed or has a handler
	 */
	MqttMessage receive();

	/**
	 * Wait for the next message at most for the given time.
	 * @param timeout how long to wait; zero only looks
	 * @return the message, or empty if there was none in time
	 * @throws MqttDisconnectedException if the client was disconnected
	 * @throws MqttException if the client has failed for good
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the subscription is closed or has a handler
	 */
	Optional<MqttMessage> receive(Duration timeout);

	/**
	 * Return an iterator that waits for each message. It ends when the subscription or
	 * the client is closed, and throws what {@link #receive()} throws otherwise. With
	 * {@link AckMode#AUTO} a message is acknowledged when it is handed over, before the
	 * body of the loop runs.
	 * @return an iterator for one thread
	 */
	@Override
	Iterator<MqttMessage> iterator();

	/**
	 * Return how many messages wait in the buffer.
	 * @return a number of messages
	 */
	int buffered();

	/**
	 * Return whether the subscription has ended.
	 * @return whether it or its client was closed
	 */
	boolean isClosed();

	/**
	 * End the subscription: a handler still gets what was received, others get nothing
	 * any more, and the broker is told unless another subscription of the client holds
	 * the same filter. Idempotent. Waits for the broker at most for the operation
	 * timeout.
	 * @return the broker's answer
	 * @throws MqttTimeoutException if the broker did not answer in time
	 * @throws MqttInterruptedException if the thread was interrupted
	 */
	UnsubscribeResult unsubscribe();

	/**
	 * End the subscription without waiting.
	 * @return the broker's answer; it ends at once when there is no connection
	 * @see #unsubscribe()
	 */
	CompletableFuture<UnsubscribeResult> unsubscribeAsync();

	/**
	 * End the subscription, like {@link #unsubscribe()}, but without failing when the
	 * broker does not answer.
	 */
	@Override
	void close();

	/**
	 * Stop the local delivery and leave the broker's subscription standing, so that a
	 * session goes on collecting messages. Idempotent.
	 */
	void detach();

}
