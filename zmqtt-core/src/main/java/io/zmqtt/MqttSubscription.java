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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A subscription to one or more topic filters, with a buffer of its own. It survives
 * reconnects: the client subscribes again, and whoever waits for a message keeps waiting.
 * Safe for use by several threads; each message goes to one of them.
 * <p>
 * There are three styles to receive, one at a time: {@link #receive()} and
 * {@link #iterator()}; {@link #publisher()}, while which has a subscriber the former
 * throw {@link IllegalStateException}; and a handler given to {@code subscribe}, with
 * which there is neither of the others.
 * <p>
 * When the subscription is closed, a handler still handles what was received; with the
 * other styles nothing is handed over any more, and what waits is acknowledged unhandled
 * (MQTT 5: with 0x83), so that it holds back nobody. When the client is closed, nothing
 * is handed over any more in any style, and what waits stays unacknowledged. After
 * {@code disconnect()} or terminal failure what waits is handed over first, then each
 * style fails; the subscription stays declared, and works again after {@code connect()}.
 */
public interface MqttSubscription extends Iterable<MqttMessage>, AutoCloseable {

	/**
	 * Return the name, by which logs and reports call the subscription.
	 * @return the name
	 * @see SubscriptionSpec#withName(String)
	 */
	String name();

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
	 * Return the QoS that the broker granted last for each filter, which may be lower
	 * than what was asked for. Follows each new subscribe after a reconnect.
	 * @return an unmodifiable map; filters that were refused or have no answer yet are
	 * missing
	 * @see #result()
	 */
	default Map<TopicFilter, QoS> grantedQos() {
		return result().grantedQos();
	}

	/**
	 * Wait for the next message.
	 * @return the message
	 * @throws MqttDisconnectedException if the client was disconnected
	 * @throws MqttException if the client has failed for good
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the subscription is closed, or has a handler or a
	 * {@linkplain #publisher() subscriber}
	 */
	MqttMessage receive();

	/**
	 * Wait for the next message at most for the given time.
	 * @param timeout how long to wait; zero only looks
	 * @return the message, or empty if there was none in time
	 * @throws MqttDisconnectedException if the client was disconnected
	 * @throws MqttException if the client has failed for good
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the subscription is closed, or has a handler or a
	 * {@linkplain #publisher() subscriber}
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
	 * Return a publisher of the messages, for one subscriber at a time: another one gets
	 * {@link IllegalStateException} in {@code onError}, as does one that comes while
	 * {@link #receive()} waits. Only what was requested leaves the buffer, so that a slow
	 * subscriber pushes back as a slow {@link #receive()} does.
	 * <p>
	 * {@code onSubscribe} is called by the subscribing thread, or like all else by the
	 * executor of the client, one signal after the other, never by the network thread. A
	 * message is acknowledged with {@link AckMode#AUTO} when {@code onNext} has returned
	 * or thrown, and what {@code onNext} throws is reported, counted and cancels.
	 * {@code onComplete} comes when the subscription or the client is closed;
	 * {@code onError} when the client is disconnected or has failed for good, once all
	 * buffered messages were requested and delivered. After {@code onError} and
	 * {@code cancel()} there may be another subscriber or another style, which waits
	 * until a running {@code onNext} has returned; what is in the buffer stays there.
	 * @return the publisher, always the same
	 * @throws IllegalStateException if the subscription has a handler
	 */
	Flow.Publisher<MqttMessage> publisher();

	/**
	 * Hand no further message to the handler until {@link #resume()}: messages stay in
	 * the buffer, and are treated as those for a slow handler are. A call of the handler
	 * that is under way goes on. Without effect when it is paused already, or closed.
	 * @throws IllegalStateException if the subscription has no handler
	 */
	void pause();

	/**
	 * Hand messages to the handler again. Without effect when it is not paused.
	 * @throws IllegalStateException if the subscription has no handler
	 */
	void resume();

	/**
	 * Return whether the handler is paused. Ending the subscription ends the pause too,
	 * for what was received is still handled.
	 * @return whether {@link #pause()} was called last
	 */
	boolean isPaused();

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
	 * Return whether the subscription has ended and has nothing left: all that it
	 * received was handed over or given up, and a handler has returned.
	 * @return whether it is over for good
	 */
	boolean isDrained();

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
	 * End the subscription with user properties of the UNSUBSCRIBE packet (MQTT 5.0,
	 * section 3.10.2.1.2). They are not sent when there is no connection, or another
	 * subscription of the client holds the same filters.
	 * @param userProperties the user properties
	 * @return the broker's answer
	 * @throws MqttUnsupportedException on MQTT 3.1.1, unless there are none
	 * @throws IllegalArgumentException if one cannot be sent as MQTT strings
	 * @see #unsubscribe()
	 */
	UnsubscribeResult unsubscribe(List<UserProperty> userProperties);

	/**
	 * End the subscription with user properties without waiting.
	 * @param userProperties the user properties
	 * @return the broker's answer; it ends at once when there is no connection
	 * @throws MqttUnsupportedException on MQTT 3.1.1, unless there are none
	 * @throws IllegalArgumentException if one cannot be sent as MQTT strings
	 * @see #unsubscribe(List)
	 */
	CompletableFuture<UnsubscribeResult> unsubscribeAsync(List<UserProperty> userProperties);

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
