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

import io.micrometer.observation.transport.SenderContext;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A message that a template publishes. What a tracer propagates becomes user properties
 * of the message on MQTT 5, and is left out on MQTT 3.1.1, which has none.
 */
public final class MqttTemplateObservationContext extends SenderContext<PublishProperties.Builder> {

	private final String clientName;

	private final String topic;

	private final @Nullable String topicTemplate;

	private final QoS qos;

	private final boolean request;

	/**
	 * Create a context.
	 * @param carrier what user properties are added to, or null on MQTT 3.1.1
	 * @param clientName the name of the client
	 * @param topic the topic name
	 * @param topicTemplate the template that was expanded to the topic, or null
	 * @param qos the quality of service
	 * @param request whether a reply is awaited
	 */
	public MqttTemplateObservationContext(PublishProperties.@Nullable Builder carrier, String clientName, String topic,
			@Nullable String topicTemplate, QoS qos, boolean request) {
		super((properties, name, value) -> {
			if (properties != null) {
				properties.userProperty(name, value);
			}
		});
		if (carrier != null) {
			setCarrier(carrier);
		}
		setRemoteServiceName("mqtt");
		this.clientName = clientName;
		this.topic = topic;
		this.topicTemplate = topicTemplate;
		this.qos = qos;
		this.request = request;
	}

	/**
	 * Return the name of the client.
	 * @return the name
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * Return the topic.
	 * @return the topic name
	 */
	public String getTopic() {
		return this.topic;
	}

	/**
	 * Return the template that was expanded to the topic.
	 * @return the topic template, or null if there was none
	 */
	public @Nullable String getTopicTemplate() {
		return this.topicTemplate;
	}

	/**
	 * Return the quality of service.
	 * @return the quality of service
	 */
	public QoS getQos() {
		return this.qos;
	}

	/**
	 * Return whether a reply is awaited.
	 * @return whether it is a request
	 */
	public boolean isRequest() {
		return this.request;
	}

}
