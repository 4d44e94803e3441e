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

import java.time.Duration;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.spring.support.MqttMessageConverters;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;
import org.springframework.validation.Validator;

/**
 * Makes listener containers, with defaults for what a listener does not say itself.
 */
public class MqttListenerContainerFactory implements BeanFactoryAware {

	private final MqttClient client;

	private MessageConverter messageConverter = MqttMessageConverters.defaults();

	private @Nullable Validator validator;

	private ConversionService conversionService = new DefaultFormattingConversionService();

	private QoS qos = QoS.AT_LEAST_ONCE;

	private boolean autoStartup = true;

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private @Nullable BeanFactory beanFactory;

	private @Nullable MqttMessageHandlerMethodFactory methodFactory;

	/**
	 * Create a factory.
	 * @param client the client of listeners that name no other
	 */
	public MqttListenerContainerFactory(MqttClient client) {
		Assert.notNull(client, "'client' must not be null");
		this.client = client;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.methodFactory = null;
	}

	/**
	 * Set what converts payloads. Default: {@link MqttMessageConverters#defaults()}.
	 * @param messageConverter the converter
	 */
	public void setMessageConverter(MessageConverter messageConverter) {
		this.messageConverter = messageConverter;
		this.methodFactory = null;
	}

	/**
	 * Set what validates payloads that are marked for it. Default: none.
	 * @param validator the validator, or null for none
	 */
	public void setValidator(@Nullable Validator validator) {
		this.validator = validator;
		this.methodFactory = null;
	}

	/**
	 * Set what converts headers and topic variables to the types of parameters. Default:
	 * a {@link DefaultFormattingConversionService}.
	 * @param conversionService the conversion service
	 */
	public void setConversionService(ConversionService conversionService) {
		this.conversionService = conversionService;
		this.methodFactory = null;
	}

	/**
	 * Set the QoS of listeners that name none. Default: QoS 1.
	 * @param qos the highest QoS at which the broker delivers
	 */
	public void setQos(QoS qos) {
		this.qos = qos;
	}

	/**
	 * Set whether listeners that do not say start with the application context. Default:
	 * true.
	 * @param autoStartup whether they do
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	/**
	 * Set how long a container that stops waits for the listener method to return.
	 * Default: 20 s.
	 * @param shutdownTimeout a time that is not negative
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		Assert.isTrue(!shutdownTimeout.isNegative(), "'shutdownTimeout' must not be negative");
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Create the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return a new container
	 */
	public MqttListenerContainer create(MqttListenerEndpoint endpoint) {
		MqttListenerAdapter adapter = new MqttListenerAdapter(endpoint.topics(),
				methodFactory().createInvocableHandlerMethod(endpoint.bean(), endpoint.method()));
		return new MqttListenerContainer(endpoint.id(), (endpoint.client() != null) ? endpoint.client() : this.client,
				endpoint.topics(), (endpoint.qos() != null) ? endpoint.qos() : this.qos,
				(endpoint.autoStartup() != null) ? endpoint.autoStartup() : this.autoStartup, this.shutdownTimeout,
				adapter);
	}

	private MqttMessageHandlerMethodFactory methodFactory() {
		MqttMessageHandlerMethodFactory factory = this.methodFactory;
		if (factory == null) {
			factory = new MqttMessageHandlerMethodFactory(this.messageConverter, this.validator,
					this.conversionService);
			if (this.beanFactory != null) {
				factory.setBeanFactory(this.beanFactory);
			}
			factory.afterPropertiesSet();
			this.methodFactory = factory;
		}
		return factory;
	}

}
