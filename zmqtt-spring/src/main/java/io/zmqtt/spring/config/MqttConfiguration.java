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

package io.zmqtt.spring.config;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListenerAnnotationBeanPostProcessor;
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.spring.core.MqttClientStopper;
import io.zmqtt.spring.event.MqttEventPublisher;
import io.zmqtt.spring.listener.MqttListenerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/**
 * What {@link EnableMqtt @EnableMqtt} imports.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public class MqttConfiguration {

	/**
	 * Return what finds listener methods.
	 * @return the post-processor
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	public static MqttListenerAnnotationBeanPostProcessor mqttListenerAnnotationBeanPostProcessor() {
		return new MqttListenerAnnotationBeanPostProcessor();
	}

	/**
	 * Return what knows all listener containers.
	 * @return the registry
	 */
	@Bean
	public MqttListenerRegistry mqttListenerRegistry() {
		return new MqttListenerRegistry();
	}

	/**
	 * Return what connects the clients.
	 * @param clients all clients
	 * @return the starter
	 */
	@Bean
	public MqttClientStarter mqttClientStarter(ObjectProvider<MqttClient> clients) {
		return new MqttClientStarter(clients, false);
	}

	/**
	 * Return what disconnects the clients.
	 * @param clients all clients
	 * @return the stopper
	 */
	@Bean
	public MqttClientStopper mqttClientStopper(ObjectProvider<MqttClient> clients) {
		return new MqttClientStopper(clients);
	}

	/**
	 * Return what publishes events of the clients.
	 * @return the publisher
	 */
	@Bean
	public MqttEventPublisher mqttEventPublisher() {
		return new MqttEventPublisher();
	}

}
