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

package io.zmqtt.spring.boot.autoconfigure;

import io.zmqtt.spring.listener.MqttListenerContainerFactory;

import org.springframework.messaging.converter.MessageConverter;

/**
 * Applies the properties to a container factory. Inject it to configure factories of your
 * own as the auto-configured one is.
 */
public final class MqttListenerContainerFactoryConfigurer {

	private final ZmqttProperties.Listener properties;

	private final MessageConverter messageConverter;

	MqttListenerContainerFactoryConfigurer(ZmqttProperties.Listener properties, MessageConverter messageConverter) {
		this.properties = properties;
		this.messageConverter = messageConverter;
	}

	/**
	 * Configure a factory, which may be changed further afterwards.
	 * @param factory the factory
	 */
	public void configure(MqttListenerContainerFactory factory) {
		factory.setMessageConverter(this.messageConverter);
		factory.setQos(this.properties.qos());
		factory.setAutoStartup(this.properties.autoStartup());
	}

}
