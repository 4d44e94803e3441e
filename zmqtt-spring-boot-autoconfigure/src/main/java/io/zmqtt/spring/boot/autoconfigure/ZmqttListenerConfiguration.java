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

import io.zmqtt.MqttClient;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.annotation.MqttListenerAnnotationBeanPostProcessor;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.listener.MqttMessageRecoverer;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.converter.MessageConverter;

/**
 * What {@link MqttListener @MqttListener} methods need.
 */
@Configuration(proxyBeanMethods = false)
class ZmqttListenerConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static MqttListenerAnnotationBeanPostProcessor mqttListenerAnnotationBeanPostProcessor() {
		return new MqttListenerAnnotationBeanPostProcessor();
	}

	/**
	 * A listener that nobody injects would never be made otherwise.
	 */
	@Bean
	static LazyInitializationExcludeFilter mqttListenerLazyInitializationExcludeFilter() {
		return (name, definition,
				type) -> AnnotationUtils.isCandidateClass(type, MqttListener.class) && !MethodIntrospector
					.selectMethods(type, (MethodIntrospector.MetadataLookup<Boolean>) (
							method) -> AnnotatedElementUtils.hasAnnotation(method, MqttListener.class) ? true : null)
					.isEmpty();
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerRegistry mqttListenerRegistry() {
		return new MqttListenerRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.PLATFORM)
	MqttListenerContainerFactoryConfigurer mqttListenerContainerFactoryConfigurer(ZmqttProperties properties,
			ObjectProvider<MessageConverter> converters, BeanFactory beanFactory) {
		return new MqttListenerContainerFactoryConfigurer(properties,
				ZmqttMessageConverter.create(converters, beanFactory), null, beanFactory);
	}

	@Bean(name = "mqttListenerContainerFactoryConfigurer")
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.VIRTUAL)
	MqttListenerContainerFactoryConfigurer mqttListenerContainerFactoryConfigurerVirtualThreads(
			ZmqttProperties properties, ObjectProvider<MessageConverter> converters, BeanFactory beanFactory) {
		return new MqttListenerContainerFactoryConfigurer(properties,
				ZmqttMessageConverter.create(converters, beanFactory), new VirtualThreadTaskExecutor("mqtt-listener-"),
				beanFactory);
	}

	/**
	 * Where there are several clients and none is primary, each listener names its own.
	 */
	@Bean
	@ConditionalOnMissingBean(name = MqttListenerAnnotationBeanPostProcessor.DEFAULT_CONTAINER_FACTORY)
	MqttListenerContainerFactory mqttListenerContainerFactory(ObjectProvider<MqttClient> clients,
			MqttListenerContainerFactoryConfigurer configurer, ZmqttConnections connections) {
		MqttClient client = clients.getIfUnique();
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
		configurer.configure(factory);
		if (client != null) {
			connections.nameOf(client).ifPresent(factory::setClientName);
		}
		return factory;
	}

	@Bean
	@ConditionalOnMissingBean(MqttMessageRecoverer.class)
	@ConditionalOnBooleanProperty("zmqtt.dead-letter.enabled")
	DeadLetterPublishingRecoverer zmqttDeadLetters(ZmqttProperties properties, ZmqttConnections connections,
			MqttListenerRegistry listeners) {
		try {
			DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(
					(failure) -> connections.templateOf(client(listeners, failure.getListenerId())),
					properties.deadLetter().topic());
			recoverer.setStackTrace(properties.deadLetter().stackTrace());
			return recoverer;
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("zmqtt.dead-letter.topic",
					properties.deadLetter().topic(), String.valueOf(ex.getMessage()), ex);
		}
	}

	private static MqttClient client(MqttListenerRegistry listeners, String listener) {
		return listeners.find(listener)
			.map(MqttListenerContainer::client)
			.orElseThrow(() -> new IllegalStateException("There is no listener '" + listener + "' any more"));
	}

	@Bean
	ListenerChecks zmqttListenerChecks(ZmqttProperties properties, ZmqttConnections connections,
			MqttListenerRegistry listeners, Environment environment) {
		return new ListenerChecks(properties, connections, listeners, environment);
	}

}
