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

import java.util.Map;

import io.zmqtt.MqttMessage;
import io.zmqtt.spring.support.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.support.DestinationVariableMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * Calls a listener method with a message.
 */
final class MqttListenerAdapter implements MessageListener {

	private final TopicVariables variables;

	private final InvocableHandlerMethod method;

	MqttListenerAdapter(TopicVariables variables, InvocableHandlerMethod method) {
		this.variables = variables;
		this.method = method;
	}

	@Override
	public @Nullable Object handle(MqttMessage message) throws Exception {
		Map<String, Object> headers = MqttHeaderMapper.toHeaders(message);
		if (this.variables.isPresent()) {
			headers.put(DestinationVariableMethodArgumentResolver.DESTINATION_TEMPLATE_VARIABLES_HEADER,
					this.variables.of(message.topic()));
		}
		return this.method.invoke(new ReceivedMessage(message, headers));
	}

	@Override
	public String toString() {
		return this.method.getShortLogMessage();
	}

}
