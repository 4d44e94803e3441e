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
import java.util.List;
import java.util.concurrent.Executor;

import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.QoS;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.observation.MqttListenerObservationConvention;
import io.zmqtt.spring.support.MqttMessageConverters;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.Assert;
import org.springframework.validation.Validator;

/**
 * Creates listener containers with what they have in common. Each setting is used for
 * listeners that are created afterwards and do not say otherwise.
 */
public class MqttListenerContainerFactory implements BeanFactoryAware, ApplicationEventPublisherAware {

	/**
	 * How many messages wait in each lane of a concurrent listener.
	 */
	private static final int LANE_LENGTH = 32;

	private final @Nullable MqttClient client;

	private String clientName = "default";

	private MessageConverter messageConverter = MqttMessageConverters.defaults();

	private @Nullable Validator validator;

	private ConversionService conversionService = new DefaultFormattingConversionService();

	private QoS qos = QoS.AT_LEAST_ONCE;

	private AckMode ackMode = AckMode.AUTO;

	private int concurrency = 1;

	private int bufferSize = SubscriptionSpec.DEFAULT_BUFFER_SIZE;

	private OverflowPolicy overflow = OverflowPolicy.SUSPEND;

	private boolean autoStartup = true;

	private Duration shutdownTimeout = Duration.ofSeconds(20);

	private @Nullable Executor taskExecutor;

	private RetryPolicy retryPolicy = RetryPolicy.builder()
		.maxRetries(2)
		.delay(Duration.ofSeconds(1))
		.multiplier(2)
		.build();

	private MqttMessageRecoverer recoverer = MqttMessageRecoverer.logging();

	private List<MqttMessageInterceptor> interceptors = List.of();

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable MqttListenerObservationConvention observationConvention;

	private @Nullable MqttListenerTimer timer;

	private @Nullable Duration idleEventInterval;

	private @Nullable BeanFactory beanFactory;

	private @Nullable ApplicationEventPublisher applicationEventPublisher;

	private @Nullable MqttMessageHandlerMethodFactory methodFactory;

	/**
	 * Create a factory.
	 * @param client the client of listeners that name no other, or null if all do
	 */
	public MqttListenerContainerFactory(@Nullable MqttClient client) {
		this.client = client;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.methodFactory = null;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher applicationEventPublisher) {
		this.applicationEventPublisher = applicationEventPublisher;
	}

	/**
	 * Set the name of the client in observations. Default: {@code default}.
	 * @param clientName the name
	 */
	public void setClientName(String clientName) {
		Assert.hasText(clientName, "'clientName' must not be empty");
		this.clientName = clientName;
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
	 * Set when messages are acknowledged. Default: {@link AckMode#AUTO}, when the
	 * listener is done with them.
	 * @param ackMode when they are
	 */
	public void setAckMode(AckMode ackMode) {
		this.ackMode = ackMode;
	}

	/**
	 * Set how many messages a listener handles at a time. Those of one topic are handled
	 * one after the other, whatever the number. Default: 1.
	 * @param concurrency at least 1
	 */
	public void setConcurrency(int concurrency) {
		Assert.isTrue(concurrency >= 1, () -> "'concurrency' must be at least 1, not " + concurrency);
		this.concurrency = concurrency;
	}

	/**
	 * Set how many messages may wait for a listener. Default:
	 * {@value SubscriptionSpec#DEFAULT_BUFFER_SIZE}, and 16 MiB.
	 * @param messages at least 1
	 */
	public void setBufferSize(int messages) {
		Assert.isTrue(messages >= 1, () -> "'bufferSize' must be at least 1, not " + messages);
		this.bufferSize = messages;
	}

	/**
	 * Set what is done with messages of QoS 0 when the buffer is full. Default:
	 * {@link OverflowPolicy#SUSPEND}.
	 * @param overflow what is done
	 */
	public void setOverflow(OverflowPolicy overflow) {
		this.overflow = overflow;
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
	 * Set how long a container that stops waits for the listener. Default: 20 s.
	 * @param shutdownTimeout a time that is not negative
	 */
	public void setShutdownTimeout(Duration shutdownTimeout) {
		Assert.isTrue(!shutdownTimeout.isNegative(), "'shutdownTimeout' must not be negative");
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Set what runs listeners, for example a
	 * {@link org.springframework.core.task.VirtualThreadTaskExecutor}. It needs room for
	 * as many tasks at a time as the concurrency of all its listeners together. Default:
	 * threads of the client, or of the container where the concurrency is above 1.
	 * @param taskExecutor the executor, or null for the default
	 */
	public void setTaskExecutor(@Nullable Executor taskExecutor) {
		this.taskExecutor = taskExecutor;
	}

	/**
	 * Set how often and when a message is tried again for which a listener has failed.
	 * Messages that cannot be converted, and errors, are not. While one waits, those of
	 * the same lane do so too. Default: two more attempts, after 1 s and 2 s.
	 * @param retryPolicy the policy, of which {@code getTimeout()} is not used
	 */
	public void setRetryPolicy(RetryPolicy retryPolicy) {
		Assert.notNull(retryPolicy, "'retryPolicy' must not be null");
		this.retryPolicy = retryPolicy;
	}

	/**
	 * Set what takes messages for which a listener has failed for good. Default:
	 * {@link MqttMessageRecoverer#logging()}.
	 * @param recoverer the recoverer
	 */
	public void setRecoverer(MqttMessageRecoverer recoverer) {
		Assert.notNull(recoverer, "'recoverer' must not be null");
		this.recoverer = recoverer;
	}

	/**
	 * Set what sees messages before and after listeners handle them, and replies before
	 * and after they are published. Default: none.
	 * @param interceptors the interceptors in their order
	 */
	public void setInterceptors(List<MqttMessageInterceptor> interceptors) {
		this.interceptors = List.copyOf(interceptors);
	}

	/**
	 * Set where observations are registered. Default: nowhere.
	 * @param observationRegistry the registry
	 * @see io.zmqtt.spring.observation.MqttObservation#LISTENER
	 */
	public void setObservationRegistry(ObservationRegistry observationRegistry) {
		Assert.notNull(observationRegistry, "'observationRegistry' must not be null");
		this.observationRegistry = observationRegistry;
	}

	/**
	 * Set the names and keys of observations. Default:
	 * {@link io.zmqtt.spring.observation.DefaultMqttListenerObservationConvention}.
	 * @param observationConvention the convention, or null for the default
	 */
	public void setObservationConvention(@Nullable MqttListenerObservationConvention observationConvention) {
		this.observationConvention = observationConvention;
	}

	/**
	 * Set who is told how long listeners take. Default: nobody.
	 * @param timer the timer, or null for nobody
	 */
	public void setTimer(@Nullable MqttListenerTimer timer) {
		this.timer = timer;
	}

	/**
	 * Set after which time without a message a
	 * {@link io.zmqtt.spring.event.MqttListenerIdleEvent} is published, and repeated.
	 * Default: never.
	 * @param idleEventInterval a positive time, or null for never
	 */
	public void setIdleEventInterval(@Nullable Duration idleEventInterval) {
		Assert.isTrue(idleEventInterval == null || (!idleEventInterval.isNegative() && !idleEventInterval.isZero()),
				"'idleEventInterval' must be positive");
		this.idleEventInterval = idleEventInterval;
	}

	/**
	 * Create the container of a listener. It is not started.
	 * @param endpoint the listener
	 * @return a new container
	 * @throws IllegalArgumentException if there is no client, or the client's version of
	 * MQTT lacks what the endpoint asks for
	 */
	public MqttListenerContainer create(MqttListenerEndpoint endpoint) {
		MqttClient client = (endpoint.client() != null) ? endpoint.client() : this.client;
		Assert.notNull(client,
				() -> "Listener '" + endpoint.id() + "' has to name its client, for there is no default");
		String clientName = (endpoint.clientName() != null) ? endpoint.clientName() : this.clientName;
		TopicVariables variables = new TopicVariables(endpoint.topics());
		MessageListener listener = listener(endpoint, variables);
		AckMode ackMode = (endpoint.ackMode() != null) ? endpoint.ackMode() : this.ackMode;
		int concurrency = (endpoint.concurrency() != null) ? endpoint.concurrency() : this.concurrency;
		SubscriptionSpec spec = spec(endpoint, ackMode);
		ListenerObservations observations = new ListenerObservations(this.observationRegistry,
				this.observationConvention, endpoint.id(), clientName, endpoint.topics(), this.timer);
		MessageProcessor processor = new MessageProcessor(endpoint.id(), listener,
				new ReplySender(endpoint.id(), replyTemplate(client, clientName), endpoint.replyTopic(), variables),
				endpoint.errorHandler(), this.retryPolicy, this.recoverer, this.interceptors, observations,
				ackMode == AckMode.AUTO);
		ListenerSettings settings = new ListenerSettings(endpoint.id(), client, clientName, endpoint.topics(), spec,
				options(endpoint, client), concurrency, this.taskExecutor,
				(endpoint.autoStartup() != null) ? endpoint.autoStartup() : this.autoStartup, this.shutdownTimeout,
				this.idleEventInterval, this.applicationEventPublisher);
		// what returns something is not over when its method is
		int limit = returnsNothing(endpoint) ? LANE_LENGTH * concurrency : Math.max(concurrency, spec.bufferSize());
		return new MqttListenerContainer(settings, processor, limit);
	}

	private static boolean returnsNothing(MqttListenerEndpoint endpoint) {
		return endpoint.method() == null || endpoint.method().getReturnType() == void.class;
	}

	private MessageListener listener(MqttListenerEndpoint endpoint, TopicVariables variables) {
		MqttMessageHandler handler = endpoint.handler();
		if (handler != null) {
			return (message) -> {
				handler.handle(message);
				return null;
			};
		}
		if (endpoint.bean() == null || endpoint.method() == null) {
			throw new IllegalArgumentException("Listener '" + endpoint.id() + "' has nothing to call");
		}
		InvocableHandlerMethod method = methodFactory().createInvocableHandlerMethod(endpoint.bean(),
				endpoint.method());
		return new MqttListenerAdapter(variables, method);
	}

	private SubscriptionSpec spec(MqttListenerEndpoint endpoint, AckMode ackMode) {
		return SubscriptionSpec.of(endpoint.topics().stream().map(TopicTemplate::filter).toList())
			.withQos((endpoint.qos() != null) ? endpoint.qos() : this.qos)
			// the container acknowledges
			.withAckMode((ackMode == AckMode.AUTO) ? AckMode.MANUAL : ackMode)
			.withBufferSize((endpoint.bufferSize() != null) ? endpoint.bufferSize() : this.bufferSize)
			.withOverflow((endpoint.overflow() != null) ? endpoint.overflow() : this.overflow)
			.withName(endpoint.id());
	}

	private static @Nullable SubscribeOptions options(MqttListenerEndpoint endpoint, MqttClient client) {
		RetainHandling retainHandling = endpoint.retainHandling();
		if (!endpoint.noLocal() && !endpoint.retainAsPublished() && retainHandling == null) {
			return null;
		}
		Assert.isTrue(client instanceof MqttClientV5, () -> "Listener '" + endpoint.id()
				+ "' asks for noLocal, retainAsPublished or retainHandling, which only MQTT 5 has; its client speaks "
				+ client.version());
		SubscribeOptions options = SubscribeOptions.defaults()
			.withNoLocal(endpoint.noLocal())
			.withRetainAsPublished(endpoint.retainAsPublished());
		return (retainHandling != null) ? options.withRetainHandling(retainHandling) : options;
	}

	private MqttTemplate replyTemplate(MqttClient client, String clientName) {
		MqttTemplate template = new MqttTemplate(client);
		template.setMessageConverter(this.messageConverter);
		template.setClientName(clientName);
		template.setInterceptors(this.interceptors);
		template.setObservationRegistry(this.observationRegistry);
		return template;
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
