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
import java.util.concurrent.CompletableFuture;

import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.core.MessagePostProcessor;

/**
 * A message that is put together step by step, and then published or sent as a request.
 * Obtained from {@link MqttOperations#to(String, Object...)}. What is not said is as the
 * template has it. Not safe for use by several threads, and good for one message.
 */
public interface PublishSpec {

	/**
	 * Set the quality of service.
	 * @param qos the quality of service
	 * @return this
	 */
	PublishSpec qos(QoS qos);

	/**
	 * Set the quality of service.
	 * @param qos 0, 1 or 2
	 * @return this
	 * @throws IllegalArgumentException if it is another number
	 */
	PublishSpec qos(int qos);

	/**
	 * Let the broker retain the message.
	 * @return this
	 */
	PublishSpec retain();

	/**
	 * Set whether the broker retains the message.
	 * @param retain whether it does
	 * @return this
	 */
	PublishSpec retain(boolean retain);

	/**
	 * Set the content type (MQTT 5.0, section 3.3.2.3.9). Left out on MQTT 3.1.1.
	 * @param contentType any text
	 * @return this
	 */
	PublishSpec contentType(String contentType);

	/**
	 * Add a user property (MQTT 5.0, section 3.3.2.3.7). Names may repeat. Left out on
	 * MQTT 3.1.1.
	 * @param name the name
	 * @param value the value
	 * @return this
	 * @throws IllegalArgumentException if one cannot be sent as an MQTT string
	 */
	PublishSpec property(String name, String value);

	/**
	 * Set the topic to which a reply is asked for (MQTT 5.0, section 3.3.2.3.5), unless
	 * this becomes a {@linkplain #request(Class) request}, which has its own. Left out on
	 * MQTT 3.1.1.
	 * @param topic the topic name
	 * @return this
	 */
	PublishSpec responseTopic(String topic);

	/**
	 * Set the data that ties a reply to the message (MQTT 5.0, section 3.3.2.3.6). Left
	 * out on MQTT 3.1.1.
	 * @param correlationData the data
	 * @return this
	 */
	PublishSpec correlationData(byte[] correlationData);

	/**
	 * Set after which time the broker discards the message if it was not delivered (MQTT
	 * 5.0, section 3.3.2.3.3). Left out on MQTT 3.1.1.
	 * @param expiry whole seconds
	 * @return this
	 */
	PublishSpec messageExpiry(Duration expiry);

	/**
	 * Set how long publishing may take, or how long a request waits for its reply.
	 * @param timeout a positive time
	 * @return this
	 */
	PublishSpec timeout(Duration timeout);

	/**
	 * Set a header: one of {@link io.zmqtt.spring.support.MqttHeaders}, or what becomes a
	 * user property.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	PublishSpec header(String name, Object value);

	/**
	 * Set what changes the message after it was converted.
	 * @param postProcessor the post-processor
	 * @return this
	 */
	PublishSpec postProcess(MessagePostProcessor postProcessor);

	/**
	 * Set what is converted to the payload. Without it the payload is empty.
	 * @param body the body
	 * @return this
	 */
	PublishSpec body(Object body);

	/**
	 * Publish the message without waiting.
	 * @return how it ended; a failure is a
	 * {@link org.springframework.messaging.MessageDeliveryException} with the
	 * {@link io.zmqtt.MqttException} as cause
	 * @throws org.springframework.messaging.MessagingException if the body cannot be
	 * converted
	 */
	CompletableFuture<PublishResult> send();

	/**
	 * Publish the message and wait until it is done: flushed at QoS 0, acknowledged by
	 * the broker at QoS 1 and 2.
	 * @return how it ended
	 * @throws org.springframework.messaging.MessageDeliveryException if it cannot be
	 * published, with the {@link io.zmqtt.MqttException} as cause
	 * @throws org.springframework.messaging.MessagingException if the body cannot be
	 * converted
	 */
	PublishResult sendAndWait();

	/**
	 * Send the message as a request without waiting (MQTT 5.0, section 4.10).
	 * @param <T> the type of the reply
	 * @param type the type to which the reply is converted
	 * @return the reply, null if the type is {@link Void}; a failure is a
	 * {@link org.springframework.messaging.MessagingException}
	 * @throws org.springframework.messaging.MessagingException if the body cannot be
	 * converted, or the client speaks MQTT 3.1.1
	 */
	<T> CompletableFuture<@Nullable T> request(Class<T> type);

	/**
	 * Send the message as a request and wait for its reply (MQTT 5.0, section 4.10).
	 * @param <T> the type of the reply
	 * @param type the type to which the reply is converted
	 * @return the reply, null if the type is {@link Void}
	 * @throws org.springframework.messaging.MessageDeliveryException if there is no reply
	 * in time, or the request cannot be published
	 * @throws org.springframework.messaging.MessagingException if one of both cannot be
	 * converted
	 */
	<T> @Nullable T requestAndWait(Class<T> type);

}
