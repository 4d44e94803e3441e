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

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.support.MqttHeaderMapper;

import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Hands a message to a listener method.
 */
public final class MqttListenerAdapter implements MqttMessageHandler {

	private final List<TopicTemplate> topics;

	private final boolean variables;

	private final InvocableHandlerMethod method;

	/**
	 * Create an adapter.
	 * @param topics the topic templates from which topic variables are taken; the first
	 * that matches wins
	 * @param method the method, whose argument resolvers do the rest
	 */
	public MqttListenerAdapter(List<TopicTemplate> topics, InvocableHandlerMethod method) {
		this.topics = List.copyOf(topics);
		this.variables = topics.stream().anyMatch((topic) -> !topic.variableNames().isEmpty());
		this.method = method;
	}

	@Override
	public void handle(MqttMessage message) throws Exception {
		Map<String, Object> headers = MqttHeaderMapper.toHeaders(message);
		if (this.variables) {
			headers.put(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
					variables(message.topic()));
		}
		this.method.invoke(new ReceivedMessage(message, headers));
	}

	private Map<String, String> variables(String topicName) {
		for (TopicTemplate topic : this.topics) {
			Optional<Map<String, String>> values = topic.match(topicName);
			if (values.isPresent()) {
				return values.get();
			}
		}
		return Map.of();
	}

	@Override
	public String toString() {
		return this.method.getShortLogMessage();
	}

}
