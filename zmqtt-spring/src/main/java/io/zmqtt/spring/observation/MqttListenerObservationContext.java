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

package io.zmqtt.spring.observation;

import io.micrometer.observation.transport.ReceiverContext;
import io.zmqtt.MqttMessage;

/**
 * A message that a listener deals with. A trace goes on that is found in its user
 * properties.
 */
public final class MqttListenerObservationContext extends ReceiverContext<MqttMessage> {

	private final MqttMessage message;

	private final String listenerId;

	private final String clientName;

	private final String topicTemplate;

	/**
	 * Create a context.
	 * @param message the message
	 * @param listenerId the id of the listener
	 * @param clientName the name of the client
	 * @param topicTemplate the topic template of the listener that matches the topic
	 */
	public MqttListenerObservationContext(MqttMessage message, String listenerId, String clientName,
			String topicTemplate) {
		super((carrier, name) -> carrier.properties().userProperty(name).orElse(null));
		setCarrier(message);
		this.message = message;
		setRemoteServiceName("mqtt");
		this.listenerId = listenerId;
		this.clientName = clientName;
		this.topicTemplate = topicTemplate;
	}

	/**
	 * Return the message.
	 * @return the message
	 */
	public MqttMessage getMessage() {
		return this.message;
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String getListenerId() {
		return this.listenerId;
	}

	/**
	 * Return the name of the client.
	 * @return the name
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * Return the topic template of the listener that matches the topic.
	 * @return the topic template
	 */
	public String getTopicTemplate() {
		return this.topicTemplate;
	}

}
