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
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
		 * 5.0, section 3.1.2.11.5). Default: 16.
		 * @param maximum from 0, which means that the broker may use none, to 65,535
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
		 * Set user properties of CONNECT. Default: none.
		 * @param properties the properties
		 * @return this builder
		 */
		Builder connectUserProperties(List<UserProperty> properties);

		/**
		 * Return the client. Nothing is connected yet.
		 * @return a new client
		 * @throws IllegalArgumentException if options contradict each other
		 */
		@Override
		MqttClientV5 build();

	}

}
