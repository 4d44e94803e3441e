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

package io.zmqtt.spring.listener;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqtt.MqttMessage;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.support.MqttHeaders;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Sends what a listener returns: to the response topic of the message (MQTT 5.0, section
 * 4.10), or else to the reply topic of the listener.
 */
final class ReplySender {

	private static final Log logger = LogFactory.getLog(MqttListenerContainer.class);

	private final String listenerId;

	private final MqttOperations template;

	private final @Nullable TopicTemplate replyTopic;

	private final TopicVariables variables;

	private final AtomicBoolean warned = new AtomicBoolean();

	ReplySender(String listenerId, MqttOperations template, @Nullable TopicTemplate replyTopic,
			TopicVariables variables) {
		this.listenerId = listenerId;
		this.template = template;
		this.replyTopic = replyTopic;
		this.variables = variables;
	}

	/**
	 * Send a reply.
	 * @return when it is published
	 */
	CompletableFuture<?> send(MqttMessage request, Object reply) {
		String topic = topic(request);
		if (topic == null) {
			if (this.warned.compareAndSet(false, true)) {
				logger.warn("Listener '" + this.listenerId + "' returned something for a message of topic '"
						+ request.topic() + "' that has no response topic, and there is no @SendTo: it is not sent."
						+ " Further ones are not logged.");
			}
			return CompletableFuture.completedFuture(null);
		}
		Optional<byte[]> correlationData = request.properties().correlationData();
		if (reply instanceof Message<?> message) {
			MessageBuilder<?> builder = MessageBuilder.fromMessage(message);
			correlationData.ifPresent((data) -> builder.setHeaderIfAbsent(MqttHeaders.CORRELATION_DATA, data));
			return this.template.sendAsync(topic, builder.build());
		}
		Map<String, Object> headers = new HashMap<>();
		correlationData.ifPresent((data) -> headers.put(MqttHeaders.CORRELATION_DATA, data));
		return this.template.sendAsync(topic, reply, headers);
	}

	private @Nullable String topic(MqttMessage request) {
		Optional<String> responseTopic = request.properties().responseTopic();
		if (responseTopic.isPresent()) {
			return responseTopic.get();
		}
		TopicTemplate template = this.replyTopic;
		return (template != null) ? template.expand(this.variables.of(request.topic())) : null;
	}

}
