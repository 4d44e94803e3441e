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
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
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
	MqttListenerContainerFactoryConfigurer mqttListenerContainerFactoryConfigurer(ZmqttProperties properties,
			ObjectProvider<MessageConverter> converters, BeanFactory beanFactory) {
		return new MqttListenerContainerFactoryConfigurer(properties.listener(),
				ZmqttMessageConverter.create(converters, beanFactory));
	}

	@Bean
	@ConditionalOnSingleCandidate(MqttClient.class)
	@ConditionalOnMissingBean(name = MqttListenerAnnotationBeanPostProcessor.DEFAULT_CONTAINER_FACTORY)
	MqttListenerContainerFactory mqttListenerContainerFactory(MqttClient client,
			MqttListenerContainerFactoryConfigurer configurer) {
		MqttListenerContainerFactory factory = new MqttListenerContainerFactory(client);
		configurer.configure(factory);
		return factory;
	}

}
