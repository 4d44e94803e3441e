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

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.PublishResult;

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

}
