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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.internal.client.ClientFactory;

/**
 * An MQTT client: one connection to a broker, kept up until it is disconnected or closed.
 * {@link #builder(String)} makes one of MQTT 3.1.1, {@code builder(host).v5()} one of
 * MQTT 5.
 *
 * <pre class="code">
 * try (MqttClient client = MqttClient.builder("broker.example.com").clientId("my-app").build()) {
 *     client.connect();
 *     client.publish("sensors/temperature", "23.5", QoS.AT_LEAST_ONCE);
 * }
 * </pre>
 * <p>
 * Safe for use by any number of threads. Blocking methods end by their deadline. Each has
 * an {@code Async} twin that never blocks, in any state. Wrong arguments are refused by
 * both at once, before any I/O, by an exception that is thrown rather than put into the
 * future.
 * <p>
 * Futures complete on the network thread, in the order in which acknowledgements arrive,
 * unless a completion executor is configured: stages that are not {@code Async} must not
 * block there. A blocking method that is called there throws
 * {@link IllegalStateException}.
 */
public interface MqttClient extends AutoCloseable {

	/**
	 * Begin a client of MQTT 3.1.1.
	 * @param host the host name or the IP address of the broker, or a URI as
	 * {@link MqttClientBuilder#uri(String, String...)} takes it
	 * @return a builder with the defaults
	 * @throws IllegalArgumentException if it is neither
	 */
	static MqttClientV311.Builder builder(String host) {
		return ClientFactory.builder(host);
	}

	/**
	 * Return the protocol version.
	 * @return the version
	 */
	MqttVersion version();

	/**
	 * Return what the client is doing.
	 * @return the state at this moment
	 */
	ClientState state();

	/**
	 * Return the present connection.
	 * @return the connection, or empty if there is none
	 */
	Optional<ConnectionInfo> connectionInfo();

	/**
	 * Connect to the broker. Joins a connect that is under way; returns at once when
	 * connected.
	 * @return the connection
	 * @throws MqttConnectException if no connection could be made
	 * @throws MqttAuthException if the broker refused the credentials
	 * @throws MqttTimeoutException if the client is configured to retry the first connect
	 * and none was made by the deadline; attempts go on until {@link #disconnect()} or
	 * {@link #close()}
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the client is closed, or the calling thread is the
	 * network thread
	 */
	ConnectionInfo connect();

	/**
	 * Connect to the broker without waiting.
	 * @return the connection
	 * @see #connect()
	 */
	CompletableFuture<ConnectionInfo> connectAsync();

	/**
	 * Disconnect from the broker. Legal in every state, idempotent and bounded by the
	 * close timeout. Pending operations end with {@link MqttDisconnectedException};
	 * subscriptions stay declared, and {@link #connect()} is legal again.
	 * @throws MqttInterruptedException if the thread was interrupted
	 */
	void disconnect();

	/**
	 * Disconnect from the broker without waiting.
	 * @return completes when the connection is closed, never exceptionally
	 * @see #disconnect()
	 */
	CompletableFuture<Void> disconnectAsync();

	/**
	 * Disconnect, end all subscriptions and release all resources for good. Legal in
	 * every state, idempotent and bounded by the close timeout. Does not wait on the
	 * network thread.
	 */
	@Override
	void close();

	/**
	 * Close without waiting.
	 * @return completes when everything is released, never exceptionally
	 * @see #close()
	 */
	CompletableFuture<Void> closeAsync();

	/**
	 * Leave the connection and make another one, for example to use a certificate that
	 * was renewed. What was sent at QoS 1 and 2 is waited for, and so are received
	 * messages that are not acknowledged, until the drain timeout; messages of QoS 1 and
	 * 2 that are published meanwhile are sent on the new connection. Then the client
	 * sends DISCONNECT with reason code 0x00, so that no will is published and the
	 * session stays as it is (MQTT 5.0, section 3.14), and connects without a delay. All
	 * else is as after a lost connection: listeners are told so, subscriptions are made
	 * again, and what was not acknowledged is sent again. Without a session that outlives
	 * the connection, the broker keeps nothing for the client until it is back.
	 * <p>
	 * A client that waits to reconnect makes its attempt now, and one that is connecting
	 * goes on; both are waited for. A second call joins the first, and the shorter of the
	 * two drain timeouts counts. The client connects even if its {@link ReconnectPolicy}
	 * is disabled, but then makes a single attempt at each server.
	 * @param drainTimeout how long to wait for what is in flight; zero means not at all
	 * @throws MqttDisconnectedException if the client is not connected and not trying to
	 * be, or is disconnected or closed meanwhile
	 * @throws MqttException if the client has given up connecting
	 * @throws MqttTimeoutException if there is no new connection within the drain timeout
	 * and the operation timeout together; attempts go on
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalArgumentException if the drain timeout is negative
	 * @throws IllegalStateException if the client is closed, or the calling thread is the
	 * network thread
	 */
	void reconnect(Duration drainTimeout);

	/**
	 * Leave the connection and make another one without waiting.
	 * @param drainTimeout how long to wait for what is in flight; zero means not at all
	 * @return completes when the client is connected again
	 * @throws IllegalArgumentException if the drain timeout is negative
	 * @see #reconnect(Duration)
	 */
	CompletableFuture<Void> reconnectAsync(Duration drainTimeout);

	/**
	 * Ask the broker for a sign of life (PINGREQ).
	 * @return the time until its answer
	 * @throws MqttDisconnectedException if there is no connection, or it ends before the
	 * answer
	 * @throws MqttTimeoutException if there was no answer within the ping timeout
	 * @throws MqttInterruptedException if the thread was interrupted
	 */
	Duration ping();

	/**
	 * Ask the broker for a sign of life (PINGREQ). Unlike that of the keep-alive, a
	 * timeout leaves the connection as it is.
	 * @param timeout how long to wait for the answer
	 * @return the time until its answer
	 * @throws MqttDisconnectedException if there is no connection, or it ends before the
	 * answer
	 * @throws MqttTimeoutException if there was no answer within the timeout
	 * @throws MqttInterruptedException if the thread was interrupted
	 */
	Duration ping(Duration timeout);

	/**
	 * Ask the broker for a sign of life without waiting.
	 * @return the time until its answer
	 * @see #ping()
	 */
	CompletableFuture<Duration> pingAsync();

	/**
	 * Ask the broker for a sign of life without waiting.
	 * @param timeout how long to wait for the answer
	 * @return the time until its answer
	 * @see #ping(Duration)
	 */
	CompletableFuture<Duration> pingAsync(Duration timeout);

	/**
	 * Return the message that holds back the acknowledgements of others at present, if
	 * there is one. A client with one does not receive as it should.
	 * @return the message, or empty
	 */
	Optional<AckStall> ackStall();

	/**
	 * Return the filters that the application wants and the broker has refused when they
	 * were last asked for: after a connect, or declared before it. They are asked for
	 * again at the next connect, and before it where the reason code gives hope.
	 * @return the reason code for each filter, empty if all is well
	 */
	Map<TopicFilter, ReasonCode> refusedSubscriptions();

	/**
	 * Return the subscriptions of the application that are open, in no particular order.
	 * Those that the client makes for itself, as for replies, are not among them.
	 * @return a copy
	 */
	List<MqttSubscription> subscriptions();

	/**
	 * Return what the client has counted since it was built, and what it holds at
	 * present. Costs the client nothing while nobody asks.
	 * @return a snapshot
	 */
	ClientStatistics statistics();

	/**
	 * Add a listener. It is told of what happens from now on.
	 * @param listener the listener
	 */
	void addListener(MqttClientListener listener);

	/**
	 * Remove a listener.
	 * @param listener the listener
	 */
	void removeListener(MqttClientListener listener);

	/**
	 * Publish a message and wait until it is done: flushed to the socket at QoS 0,
	 * acknowledged by the broker at QoS 1 and 2. Without a connection QoS 0 fails, QoS 1
	 * and 2 wait for one. When too many messages are pending, waits for room.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 * @throws MqttPublishException if the broker refused the message
	 * @throws MqttTimeoutException if it was not done in time
	 * @throws MqttDisconnectedException if there is no connection at QoS 0, or the client
	 * was disconnected
	 * @throws MqttUnsupportedException if the broker does not support what is asked for
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the client is closed, or the calling thread is the
	 * network thread
	 */
	PublishResult publish(String topic, byte[] payload, PublishOptions options);

	/**
	 * Publish a message without waiting.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended; fails with {@link MqttQueueFullException} when too many
	 * messages are pending
	 * @throws MqttInvalidTopicException if the topic is not a topic name
	 * @see #publish(String, byte[], PublishOptions)
	 */
	CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options);

	/**
	 * Publish a message at QoS 0.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, byte[] payload) {
		return publish(topic, payload, PublishOptions.qos(QoS.AT_MOST_ONCE));
	}

	/**
	 * Publish a message.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, byte[] payload, QoS qos) {
		return publish(topic, payload, PublishOptions.qos(qos));
	}

	/**
	 * Publish text in UTF-8 at QoS 0.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, String payload) {
		return publish(topic, payload.getBytes(StandardCharsets.UTF_8), PublishOptions.qos(QoS.AT_MOST_ONCE));
	}

	/**
	 * Publish text in UTF-8.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, String payload, QoS qos) {
		return publish(topic, payload.getBytes(StandardCharsets.UTF_8), PublishOptions.qos(qos));
	}

	/**
	 * Publish text in UTF-8.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, String payload, PublishOptions options) {
		return publish(topic, payload.getBytes(StandardCharsets.UTF_8), options);
	}

	/**
	 * Publish the remaining bytes of a buffer, which is not changed,.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, ByteBuffer payload, PublishOptions options) {
		return publish(topic, Payloads.bytes(payload), options);
	}

	/**
	 * Publish a number as text.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult publish(String topic, Number payload, PublishOptions options) {
		return publish(topic, String.valueOf(payload), options);
	}

	/**
	 * Publish a message at QoS 0 without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload) {
		return publishAsync(topic, payload, PublishOptions.qos(QoS.AT_MOST_ONCE));
	}

	/**
	 * Publish a message without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, QoS qos) {
		return publishAsync(topic, payload, PublishOptions.qos(qos));
	}

	/**
	 * Publish text in UTF-8 at QoS 0 without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, String payload) {
		return publishAsync(topic, payload.getBytes(StandardCharsets.UTF_8), PublishOptions.qos(QoS.AT_MOST_ONCE));
	}

	/**
	 * Publish text in UTF-8 without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, String payload, QoS qos) {
		return publishAsync(topic, payload.getBytes(StandardCharsets.UTF_8), PublishOptions.qos(qos));
	}

	/**
	 * Publish text in UTF-8 without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, String payload, PublishOptions options) {
		return publishAsync(topic, payload.getBytes(StandardCharsets.UTF_8), options);
	}

	/**
	 * Publish the remaining bytes of a buffer, which is not changed, without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, ByteBuffer payload, PublishOptions options) {
		return publishAsync(topic, Payloads.bytes(payload), options);
	}

	/**
	 * Publish a number as text without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, RETAIN and timeout
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	default CompletableFuture<PublishResult> publishAsync(String topic, Number payload, PublishOptions options) {
		return publishAsync(topic, String.valueOf(payload), options);
	}

	/**
	 * Wait until no message is pending: each that was published has been acknowledged or
	 * has failed. Says nothing about their outcome.
	 * @param timeout how long to wait
	 * @throws MqttTimeoutException if messages are still pending then; they stay so
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the calling thread is the network thread
	 */
	void flush(Duration timeout);

	/**
	 * Wait without blocking until no message is pending.
	 * @param timeout how long to wait
	 * @return completes when none is pending; fails with {@link MqttTimeoutException}
	 * when messages are still pending after the timeout
	 * @see #flush(Duration)
	 */
	CompletableFuture<Void> flushAsync(Duration timeout);

	/**
	 * Remove the retained message of a topic, by publishing an empty retained one.
	 * @param topic the topic name
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	default PublishResult clearRetained(String topic, QoS qos) {
		return publish(topic, Payloads.EMPTY, PublishOptions.qos(qos).retained());
	}

	/**
	 * Remove the retained message of a topic without waiting.
	 * @param topic the topic name
	 * @param qos the quality of service
	 * @return how it ended
	 * @see #clearRetained(String, QoS)
	 */
	default CompletableFuture<PublishResult> clearRetainedAsync(String topic, QoS qos) {
		return publishAsync(topic, Payloads.EMPTY, PublishOptions.qos(qos).retained());
	}

	/**
	 * Subscribe at QoS 0, with an iterator and {@code receive()}.
	 * @param topicFilters at least one topic filter
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec)
	 */
	default MqttSubscription subscribe(String... topicFilters) {
		return subscribe(SubscriptionSpec.of(topicFilters));
	}

	/**
	 * Subscribe, with an iterator and {@code receive()}, and wait for the broker's
	 * answer. While the client is not connected and not trying to be, the subscription is
	 * only declared, which returns at once; it is made at the next connect.
	 * @param spec filters and options
	 * @return the subscription
	 * @throws MqttSubscribeException if the broker refused a filter
	 * @throws MqttTimeoutException if the broker did not answer in time; the filters are
	 * forgotten then
	 * @throws MqttDisconnectedException if the client was disconnected meanwhile
	 * @throws MqttUnsupportedException if the broker does not support what is asked for
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the client is closed, or the calling thread is the
	 * network thread
	 */
	MqttSubscription subscribe(SubscriptionSpec spec);

	/**
	 * Subscribe with a handler, and wait for the broker's answer. Messages are handed to
	 * the handler one after the other on the client's executor.
	 * @param spec filters and options
	 * @param handler the handler
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec)
	 */
	MqttSubscription subscribe(SubscriptionSpec spec, MqttMessageHandler handler);

	/**
	 * Subscribe at QoS 0 with a handler.
	 * @param topicFilter the topic filter
	 * @param handler the handler
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec, MqttMessageHandler)
	 */
	default MqttSubscription subscribe(String topicFilter, MqttMessageHandler handler) {
		return subscribe(SubscriptionSpec.of(topicFilter), handler);
	}

	/**
	 * Subscribe without waiting.
	 * @param spec filters and options
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec)
	 */
	CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec);

	/**
	 * Subscribe with a handler without waiting.
	 * @param spec filters and options
	 * @param handler the handler
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec, MqttMessageHandler)
	 */
	CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, MqttMessageHandler handler);

}
