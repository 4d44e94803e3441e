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

package io.zmqtt.spring.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.core.MessageSendingOperations;

/**
 * Publishes messages. The destination is the topic. The methods inherited from
 * {@link MessageSendingOperations} wait until the broker has the message (QoS 1 and 2) or
 * it was flushed to the socket (QoS 0); their failures are
 * {@link org.springframework.messaging.MessagingException}s, those of the client with the
 * {@link io.zmqtt.MqttException} as cause.
 *
 * @see io.zmqtt.spring.support.MqttHeaders
 */
public interface MqttOperations extends MessageSendingOperations<String> {

	/**
	 * Return the version of the client's protocol.
	 * @return the version
	 */
	MqttVersion version();

	/**
	 * Convert a payload and publish it without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @return how it ended; a failure is a
	 * {@link org.springframework.messaging.MessageDeliveryException} with the
	 * {@link io.zmqtt.MqttException} as cause
	 * @throws org.springframework.messaging.MessagingException if the payload cannot be
	 * converted, or the topic is not a topic name
	 */
	CompletableFuture<PublishResult> sendAsync(String topic, Object payload);

	/**
	 * Convert a payload and publish it without waiting.
	 * @param topic the topic name
	 * @param payload the payload
	 * @param headers the headers
	 * @return how it ended
	 * @throws org.springframework.messaging.MessagingException if the payload cannot be
	 * converted, or the topic is not a topic name
	 * @see #sendAsync(String, Object)
	 */
	CompletableFuture<PublishResult> sendAsync(String topic, Object payload, Map<String, Object> headers);

	/**
	 * Publish a message without waiting.
	 * @param topic the topic name
	 * @param message the message
	 * @return how it ended
	 * @throws org.springframework.messaging.MessagingException if the payload cannot be
	 * converted, or the topic is not a topic name
	 * @see #sendAsync(String, Object)
	 */
	CompletableFuture<PublishResult> sendAsync(String topic, Message<?> message);

	/**
	 * Begin a message to a topic, with everything that can be said about it:
	 * {@code template.to("home/{room}/light", room).qos(2).retain().body("on").send()}.
	 * @param topic the topic name, or a {@linkplain io.zmqtt.TopicTemplate topic
	 * template} if there are values for its variables
	 * @param variables the values in the order of the variables
	 * @return a message to be completed
	 * @throws IllegalArgumentException if there are more or fewer values than variables
	 * @throws io.zmqtt.MqttInvalidTopicException if the values do not make a topic name
	 */
	PublishSpec to(String topic, Object... variables);

	/**
	 * Remove the retained message of a topic, by publishing an empty retained one, and
	 * wait until it is done.
	 * @param topic the topic name
	 * @throws org.springframework.messaging.MessagingException if it cannot be published
	 */
	void clearRetained(String topic);

	/**
	 * Send a request and wait for its reply as long as the client is configured to (MQTT
	 * 5.0, section 4.10).
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param body what is converted to the payload of the request
	 * @param type the type to which the payload of the reply is converted
	 * @return the reply, null if the type is {@link Void}
	 * @throws org.springframework.messaging.MessagingException as
	 * {@link #request(String, Object, Class, Duration)} does
	 */
	<T> @Nullable T request(String topic, Object body, Class<T> type);

	/**
	 * Send a request and wait for its reply (MQTT 5.0, section 4.10). May be called by a
	 * listener.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param body what is converted to the payload of the request
	 * @param type the type to which the payload of the reply is converted
	 * @param timeout how long to wait for the reply
	 * @return the reply, null if the type is {@link Void}
	 * @throws org.springframework.messaging.MessageDeliveryException if there is no reply
	 * in time, nobody receives the request, or it cannot be published, with the
	 * {@link io.zmqtt.MqttException} as cause
	 * @throws org.springframework.messaging.MessagingException if one of both cannot be
	 * converted, or the client speaks MQTT 3.1.1
	 */
	<T> @Nullable T request(String topic, Object body, Class<T> type, Duration timeout);

	/**
	 * Send a request without waiting.
	 * @param <T> the type of the reply
	 * @param topic the topic name
	 * @param body what is converted to the payload of the request
	 * @param type the type to which the payload of the reply is converted
	 * @param timeout how long to wait for the reply
	 * @return the reply, null if the type is {@link Void}
	 * @throws org.springframework.messaging.MessagingException if the body cannot be
	 * converted, or the client speaks MQTT 3.1.1
	 * @see #request(String, Object, Class, Duration)
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(String topic, Object body, Class<T> type, Duration timeout);

}
