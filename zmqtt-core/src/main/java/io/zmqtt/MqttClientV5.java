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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.spi.AuthHandler;

/**
 * A client of MQTT 5.
 */
public interface MqttClientV5 extends MqttClient {

	/**
	 * Publish a message with properties and wait until it is done.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @param properties the properties
	 * @return how it ended
	 * @see #publish(String, byte[], PublishOptions)
	 */
	PublishResult publish(String topic, byte[] payload, PublishOptions options, PublishProperties properties);

	/**
	 * Publish a message with properties without waiting.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @param properties the properties
	 * @return how it ended
	 * @see #publishAsync(String, byte[], PublishOptions)
	 */
	CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties);

	/**
	 * Publish a request and wait for the reply (MQTT 5.0, section 4.10). The request
	 * carries the reply topic of this client, to which the client subscribes by itself at
	 * the first request, and correlation data of its own; the first message with the same
	 * data at the reply topic is the reply.
	 * <p>
	 * A request of QoS 1 or 2 waits for a connection and survives its loss: it is
	 * repeated as any message is, so that the other side may see it twice, and it waits
	 * on for the reply. A reply that the broker has to deliver while there is no
	 * connection is lost, because the reply topic is subscribed to at QoS 0: it needs no
	 * acknowledgement, so that replies come through even when all handlers wait for one.
	 * For the same reason a handler may call this.
	 * <p>
	 * Unless the properties say otherwise the request expires at the broker when nobody
	 * waits for its reply any more (rounded up to whole seconds).
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, timeout and properties
	 * @return the reply
	 * @throws MqttTimeoutException if there is no reply in time, which includes the time
	 * to connect, to subscribe and to wait for room among the pending requests
	 * @throws MqttPublishException if the broker refused the request, or has nobody to
	 * send it to
	 * @throws MqttSubscribeException if the broker refused the reply topic; the next
	 * request asks again
	 * @throws MqttDisconnectedException if the client was disconnected or closed, or has
	 * failed; at QoS 0 if there is no connection
	 * @throws MqttUnsupportedException if the broker does not support the request
	 * @throws MqttInvalidTopicException if it is not a topic name
	 * @throws MqttInterruptedException if the thread was interrupted
	 * @throws IllegalStateException if the client is closed, or on the network thread
	 */
	MqttMessage request(String topic, byte[] payload, RequestOptions options);

	/**
	 * Publish a request at QoS 1 and wait for the reply.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @return the reply
	 * @see #request(String, byte[], RequestOptions)
	 */
	default MqttMessage request(String topic, byte[] payload) {
		return request(topic, payload, RequestOptions.defaults());
	}

	/**
	 * Publish text in UTF-8 as a request at QoS 1 and wait for the reply.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return the reply
	 * @see #request(String, byte[], RequestOptions)
	 */
	default MqttMessage request(String topic, String payload) {
		return request(topic, payload, RequestOptions.defaults());
	}

	/**
	 * Publish text in UTF-8 as a request and wait for the reply.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, timeout and properties
	 * @return the reply
	 * @see #request(String, byte[], RequestOptions)
	 */
	default MqttMessage request(String topic, String payload, RequestOptions options) {
		return request(topic, payload.getBytes(StandardCharsets.UTF_8), options);
	}

	/**
	 * Publish a request without waiting. When too many requests or messages are pending
	 * the future fails with {@link MqttQueueFullException}. A future that is cancelled or
	 * completed by the application is forgotten; a late reply is counted and dropped.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, timeout and properties
	 * @return the reply
	 * @throws MqttInvalidTopicException if it is not a topic name
	 * @see #request(String, byte[], RequestOptions)
	 */
	CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload, RequestOptions options);

	/**
	 * Publish a request at QoS 1 without waiting.
	 * @param topic the topic name
	 * @param payload the payload, shared, not copied: do not change it
	 * @return the reply
	 * @see #requestAsync(String, byte[], RequestOptions)
	 */
	default CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload) {
		return requestAsync(topic, payload, RequestOptions.defaults());
	}

	/**
	 * Publish text in UTF-8 as a request at QoS 1 without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return the reply
	 * @see #requestAsync(String, byte[], RequestOptions)
	 */
	default CompletableFuture<MqttMessage> requestAsync(String topic, String payload) {
		return requestAsync(topic, payload, RequestOptions.defaults());
	}

	/**
	 * Publish text in UTF-8 as a request without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param options QoS, timeout and properties
	 * @return the reply
	 * @see #requestAsync(String, byte[], RequestOptions)
	 */
	default CompletableFuture<MqttMessage> requestAsync(String topic, String payload, RequestOptions options) {
		return requestAsync(topic, payload.getBytes(StandardCharsets.UTF_8), options);
	}

	/**
	 * Publish the reply to a received request: to its response topic, with its
	 * correlation data. QoS 0 is what a {@code request} of this client can make use of,
	 * and a broker may hold back a reply of another QoS, even at a subscription of QoS 0,
	 * while the other side has many messages unacknowledged.
	 * @param request the request
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @param properties further properties; correlation data in them is replaced
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #publish(String, byte[], PublishOptions, PublishProperties)
	 */
	default PublishResult reply(MqttMessage request, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		return publish(Replies.topic(request), payload, options, Replies.properties(request, properties));
	}

	/**
	 * Publish the reply to a received request at QoS 0.
	 * @param request the request
	 * @param payload the payload, shared, not copied: do not change it
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #reply(MqttMessage, byte[], PublishOptions, PublishProperties)
	 */
	default PublishResult reply(MqttMessage request, byte[] payload) {
		return reply(request, payload, PublishOptions.qos(QoS.AT_MOST_ONCE), PublishProperties.none());
	}

	/**
	 * Publish text in UTF-8 as the reply to a received request at QoS 0.
	 * @param request the request
	 * @param payload the payload
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #reply(MqttMessage, byte[], PublishOptions, PublishProperties)
	 */
	default PublishResult reply(MqttMessage request, String payload) {
		return reply(request, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Publish the reply to a received request without waiting.
	 * @param request the request
	 * @param payload the payload, shared, not copied: do not change it
	 * @param options QoS, RETAIN and timeout
	 * @param properties further properties; correlation data in them is replaced
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #publishAsync(String, byte[], PublishOptions, PublishProperties)
	 */
	default CompletableFuture<PublishResult> replyAsync(MqttMessage request, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		return publishAsync(Replies.topic(request), payload, options, Replies.properties(request, properties));
	}

	/**
	 * Publish the reply to a received request at QoS 0 without waiting.
	 * @param request the request
	 * @param payload the payload, shared, not copied: do not change it
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #replyAsync(MqttMessage, byte[], PublishOptions, PublishProperties)
	 */
	default CompletableFuture<PublishResult> replyAsync(MqttMessage request, byte[] payload) {
		return replyAsync(request, payload, PublishOptions.qos(QoS.AT_MOST_ONCE), PublishProperties.none());
	}

	/**
	 * Publish text in UTF-8 as the reply to a received request at QoS 0 without waiting.
	 * @param request the request
	 * @param payload the payload
	 * @return how it ended
	 * @throws IllegalArgumentException if the message has no response topic
	 * @see #replyAsync(MqttMessage, byte[], PublishOptions, PublishProperties)
	 */
	default CompletableFuture<PublishResult> replyAsync(MqttMessage request, String payload) {
		return replyAsync(request, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Subscribe with options of MQTT 5, with an iterator and {@code receive()}.
	 * @param spec filters and options
	 * @param options options of MQTT 5, for all filters
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec)
	 */
	MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options);

	/**
	 * Subscribe with options of MQTT 5 and a handler.
	 * @param spec filters and options
	 * @param options options of MQTT 5, for all filters
	 * @param handler the handler
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec, MqttMessageHandler)
	 */
	MqttSubscription subscribe(SubscriptionSpec spec, SubscribeOptions options, MqttMessageHandler handler);

	/**
	 * Subscribe with options of MQTT 5 without waiting.
	 * @param spec filters and options
	 * @param options options of MQTT 5, for all filters
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec, SubscribeOptions)
	 */
	CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options);

	/**
	 * Subscribe with options of MQTT 5 and a handler without waiting.
	 * @param spec filters and options
	 * @param options options of MQTT 5, for all filters
	 * @param handler the handler
	 * @return the subscription
	 * @see #subscribe(SubscriptionSpec, SubscribeOptions, MqttMessageHandler)
	 */
	CompletableFuture<MqttSubscription> subscribeAsync(SubscriptionSpec spec, SubscribeOptions options,
			MqttMessageHandler handler);

	/**
	 * Disconnect from the broker, telling it why.
	 * @param options reason code, text and properties
	 * @see #disconnect()
	 */
	void disconnect(DisconnectOptions options);

	/**
	 * Disconnect from the broker without waiting, telling it why.
	 * @param options reason code, text and properties
	 * @return completes when the connection is closed, never exceptionally
	 * @see #disconnectAsync()
	 */
	CompletableFuture<Void> disconnectAsync(DisconnectOptions options);

	/**
	 * Authenticate again on the present connection, and wait until it is done (MQTT 5.0,
	 * section 4.12.1). Joins a re-authentication that is under way.
	 * @throws MqttAuthException if the broker refuses, which ends the connection, or the
	 * handler fails
	 * @throws MqttTimeoutException if it is not done within the operation timeout
	 * @throws MqttDisconnectedException if there is no connection, or it ends meanwhile
	 * @throws IllegalStateException if the client has no authentication handler, or is
	 * closed
	 * @see #reauthenticateAsync()
	 */
	void reauthenticate();

	/**
	 * Authenticate again on the present connection without waiting (MQTT 5.0, section
	 * 4.12.1). Other packets go to and fro meanwhile. If the handler fails or the time is
	 * over before anything was sent, the connection stays as it is; later, it is closed
	 * and made anew, since broker and client do not agree any longer.
	 * @return completes when the broker has accepted the client and the handler the
	 * broker
	 * @throws IllegalStateException if the client has no authentication handler
	 * @see #reauthenticate()
	 */
	CompletableFuture<Void> reauthenticateAsync();

	/**
	 * Builds a client of MQTT 5.
	 */
	interface Builder extends MqttClientBuilder<Builder> {

		/**
		 * Ask the broker to keep the session after the connection has ended. Default:
		 * zero, which means not at all.
		 * @param interval whole seconds from 0 to 4,294,967,295, the last meaning for
		 * ever
		 * @return this builder
		 * @throws IllegalArgumentException if the interval is out of range
		 */
		Builder sessionExpiryInterval(Duration interval);

		/**
		 * Set how many messages of QoS 1 and 2 the broker may send before the first of
		 * them is acknowledged. Default: 1,000.
		 * @param receiveMaximum from 1 to 65,535
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		Builder receiveMaximum(int receiveMaximum);

		/**
		 * Set the highest topic alias that the broker may use towards this client (MQTT
		 * 5.0, section 3.1.2.11.5). A broker that uses an alias which stands for nothing
		 * is disconnected with 0x82; Apache Artemis can do so to a client of several
		 * subscriptions. Default: 0, which means that the broker may use none.
		 * @param maximum from 0 to 65,535
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		Builder topicAliasMaximum(int maximum);

		/**
		 * Set how many topic aliases the client uses at most towards the broker, if the
		 * broker takes as many. They replace topics that repeat and need no care of the
		 * application. Default: 16.
		 * @param maximum from 0, which means none, to 65,535
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		Builder outboundTopicAliases(int maximum);

		/**
		 * Set a will with properties of MQTT 5. Default: none.
		 * @param will the will
		 * @param delay how long the broker waits before it publishes the will
		 * @param properties the properties of the message
		 * @return this builder
		 * @throws IllegalArgumentException if the delay is out of range
		 */
		Builder will(Will will, Duration delay, PublishProperties properties);

		/**
		 * Publish a message with properties of MQTT 5 whenever the client has connected.
		 * Its expiry interval, if any, begins with the connection. Default: none.
		 * @param birth the message
		 * @param properties the properties of the message
		 * @return this builder
		 * @throws IllegalArgumentException if the message is larger than a PUBLISH can be
		 * @see MqttClientBuilder#birth(Birth)
		 */
		Builder birth(Birth birth, PublishProperties properties);

		/**
		 * Set user properties of CONNECT. Default: none.
		 * @param properties the properties
		 * @return this builder
		 */
		Builder connectUserProperties(List<UserProperty> properties);

		/**
		 * Authenticate by an exchange of several steps (MQTT 5.0, section 4.12). User
		 * name and password, if any, are sent too. Default: none.
		 * @param handler the handler
		 * @return this builder
		 * @throws IllegalArgumentException if its method is empty or cannot be sent as an
		 * MQTT string
		 */
		Builder authHandler(AuthHandler handler);

		/**
		 * Set whether the broker may explain failures by reason strings and user
		 * properties on all packets (MQTT 5.0, section 3.1.2.11.7). Default: true. When
		 * false, it may do so only on CONNACK, PUBLISH and DISCONNECT, and breaking that
		 * ends the connection with a protocol error.
		 * @param request whether they are wanted
		 * @return this builder
		 */
		Builder requestProblemInformation(boolean request);

		/**
		 * Set whether the client goes where the broker sends it with reason code 0x9C
		 * (use another server) or 0x9D (server moved) in CONNACK or DISCONNECT (MQTT 5.0,
		 * section 4.11). Default: false, which treats both as failures that are tried
		 * again at the same servers.
		 * <p>
		 * The new server is asked without a delay, with the same TLS options and what the
		 * credentials provider gives for it; a reference without a port means 1883, or
		 * 8883 with TLS. A reference of 0x9C is used for one connection, one of 0x9D
		 * replaces the servers for the life of this client. After five references in a
		 * row, a further one counts as a failure.
		 * @param follow whether to follow server references
		 * @return this builder
		 */
		Builder followServerReference(boolean follow);

		/**
		 * Set how long a request waits for its reply that has no timeout of its own.
		 * Default: 30 s.
		 * @param timeout a positive time
		 * @return this builder
		 * @throws IllegalArgumentException if it is not positive
		 */
		Builder requestTimeout(Duration timeout);

		/**
		 * Set how many requests may wait for their reply at a time. Above it
		 * {@code request()} waits for room, and {@code requestAsync()} fails with
		 * {@link MqttQueueFullException}. Default: 1,000.
		 * @param requests from 1 to 1,000,000
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		Builder maxPendingRequests(int requests);

		/**
		 * Set the beginning of the topic to which replies to requests of this client are
		 * sent. The client identifier in use is added after a slash; in it {@code %},
		 * {@code +} and {@code #} become {@code %25}, {@code %2B} and {@code %23}.
		 * Default: the Response Information of the broker, for which CONNECT asks unless
		 * a prefix is set (MQTT 5.0, section 3.1.2.11.6), else {@code zmqtt/reply}.
		 * @param prefix one or more topic levels
		 * @return this builder
		 * @throws MqttInvalidTopicException if it cannot begin a topic name
		 */
		Builder replyTopicPrefix(String prefix);

		/**
		 * Return the client. Nothing is connected yet.
		 * @return a new client
		 * @throws IllegalArgumentException if options contradict each other
		 */
		@Override
		MqttClientV5 build();

	}

}
