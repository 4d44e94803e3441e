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

import java.lang.reflect.Method;
import java.util.List;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A listener method with what it listens to.
 *
 * @param id the unique identifier of the listener
 * @param topics at least one topic template
 * @param qos the highest QoS at which the broker delivers, or null for the default of the
 * container factory
 * @param autoStartup whether the listener starts with the application context, or null
 * for the default of the container factory
 * @param client the client to listen with, or null for that of the container factory
 * @param bean the object to invoke the method on
 * @param method the method to invoke
 */
public record MqttListenerEndpoint(String id, List<TopicTemplate> topics, @Nullable QoS qos,
		@Nullable Boolean autoStartup, @Nullable MqttClient client, Object bean, Method method) {

	/**
	 * Create an endpoint.
	 * @throws IllegalArgumentException if the identifier is empty or there is no topic
	 */
	public MqttListenerEndpoint {
		Assert.hasText(id, "A listener needs an id");
		Assert.notEmpty(topics, "A listener needs at least one topic");
		topics = List.copyOf(topics);
	}

	@Override
	public String toString() {
		return "MqttListenerEndpoint[id=" + this.id + ", topics=" + this.topics + ", method=" + this.method + "]";
	}

}
