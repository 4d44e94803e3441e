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

package io.zmqtt.spring.support;

import io.zmqtt.MqttMessage;
import io.zmqtt.PublishResult;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Sees messages before and after listeners handle them, and before and after templates
 * publish them. Interceptors are called in their order before, and in the reverse order
 * after. Implementations are safe for use by several threads.
 */
public interface MqttMessageInterceptor {

	/**
	 * A listener will handle a message. Called once for each message, however often it is
	 * tried, by the thread that handles it. What it throws counts as a failure of the
	 * listener that is not tried again.
	 * @param listenerId the id of the listener
	 * @param message the message
	 * @throws Exception if the listener is not to handle the message
	 */
	default void beforeHandle(String listenerId, MqttMessage message) throws Exception {
	}

	/**
	 * A message that this interceptor has let through is dealt with: it was handled or
	 * recovered, its reply, if there is one, was published, and it will be acknowledged
	 * next. What it throws is logged.
	 * @param listenerId the id of the listener
	 * @param message the message
	 * @param failure why the listener failed, or null if it did not
	 */
	default void afterHandle(String listenerId, MqttMessage message, @Nullable Throwable failure) {
	}

	/**
	 * A template will publish a message, which is converted already.
	 * @param topic the topic name
	 * @param message the message; its headers are those of
	 * {@link org.springframework.messaging.MessageHeaders} and {@link MqttHeaders}, and
	 * user properties
	 * @return the message to publish, the given one or another one
	 * @throws RuntimeException if the message is not to be published; the caller gets it
	 */
	default Message<byte[]> beforePublish(String topic, Message<byte[]> message) {
		return message;
	}

	/**
	 * A message was published, or could not be, also because a later interceptor threw
	 * something before. For asynchronous publishing this is called by a thread of the
	 * client and must not block. What it throws is logged.
	 * @param topic the topic name
	 * @param message the message
	 * @param result how it ended, or null if it failed; requests have none
	 * @param failure why it failed, or null if it did not
	 */
	default void afterPublish(String topic, Message<byte[]> message, @Nullable PublishResult result,
			@Nullable Throwable failure) {
	}

}
