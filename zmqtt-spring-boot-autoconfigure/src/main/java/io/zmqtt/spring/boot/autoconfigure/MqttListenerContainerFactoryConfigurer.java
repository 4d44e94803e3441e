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

import java.util.concurrent.Executor;

import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerTimer;
import io.zmqtt.spring.listener.MqttMessageRecoverer;
import io.zmqtt.spring.observation.MqttListenerObservationConvention;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/**
 * Configures a container factory with the properties of {@code zmqtt.listener},
 * {@code zmqtt.shutdown-timeout} and the beans that listeners use, for factories that an
 * application makes of its own.
 */
public final class MqttListenerContainerFactoryConfigurer {

	private final ZmqttProperties properties;

	private final MessageConverter messageConverter;

	private final @Nullable Executor taskExecutor;

	private final BeanFactory beanFactory;

	MqttListenerContainerFactoryConfigurer(ZmqttProperties properties, MessageConverter messageConverter,
			@Nullable Executor taskExecutor, BeanFactory beanFactory) {
		this.properties = properties;
		this.messageConverter = messageConverter;
		this.taskExecutor = taskExecutor;
		this.beanFactory = beanFactory;
	}

	/**
	 * Configure a factory, which may be changed further afterwards: by the properties,
	 * the converters, the only {@link MqttMessageRecoverer}, {@link MqttListenerTimer},
	 * {@link Validator} and {@link MqttListenerObservationConvention} if there is one,
	 * all {@link MqttMessageInterceptor} beans in their order, the observation registry
	 * where observations are switched on, and virtual threads where the application uses
	 * them.
	 * @param factory the factory
	 */
	public void configure(MqttListenerContainerFactory factory) {
		factory.setMessageConverter(this.messageConverter);
		ZmqttProperties.Listener listener = this.properties.listener();
		factory.setQos(listener.qos());
		factory.setTaskExecutor(this.taskExecutor);
		factory.setAutoStartup(listener.autoStartup());
		factory.setAckMode(listener.ackMode());
		factory.setOverflow(listener.overflow());
		factory.setRetryPolicy(retryPolicy(listener.retry()));
		PropertyNames names = new PropertyNames(PropertyNames.ROOT);
		names.apply("listener.concurrency", listener.concurrency(), factory::setConcurrency);
		names.apply("listener.buffer-size", listener.bufferSize(), factory::setBufferSize);
		names.apply("listener.idle-event-interval", listener.idleEventInterval(), factory::setIdleEventInterval);
		names.apply("shutdown-timeout", this.properties.shutdownTimeout(), factory::setShutdownTimeout);
		factory.setValidator(this.beanFactory.getBeanProvider(Validator.class).getIfUnique());
		factory
			.setInterceptors(this.beanFactory.getBeanProvider(MqttMessageInterceptor.class).orderedStream().toList());
		this.beanFactory.getBeanProvider(MqttListenerTimer.class).ifUnique(factory::setTimer);
		this.beanFactory.getBeanProvider(MqttMessageRecoverer.class).ifUnique(factory::setRecoverer);
		if (listener.observationEnabled()) {
			this.beanFactory.getBeanProvider(ObservationRegistry.class).ifUnique(factory::setObservationRegistry);
			this.beanFactory.getBeanProvider(MqttListenerObservationConvention.class)
				.ifUnique(factory::setObservationConvention);
		}
	}

	/**
	 * Name the property that is wrong, rather than the setting of the policy.
	 */
	private static RetryPolicy retryPolicy(ZmqttProperties.Retry retry) {
		PropertyNames names = new PropertyNames(PropertyNames.ROOT + ".listener.retry");
		names.apply("max-retries", retry.maxRetries(), RetryPolicy.builder()::maxRetries);
		names.apply("delay", retry.delay(), RetryPolicy.builder()::delay);
		names.apply("multiplier", retry.multiplier(), RetryPolicy.builder()::multiplier);
		names.apply("max-delay", retry.maxDelay(), RetryPolicy.builder()::maxDelay);
		names.apply("jitter", retry.jitter(), RetryPolicy.builder()::jitter);
		return retry.settings().createRetryPolicy();
	}

}
