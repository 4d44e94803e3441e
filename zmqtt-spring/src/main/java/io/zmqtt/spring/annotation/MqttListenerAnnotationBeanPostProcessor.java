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

package io.zmqtt.spring.annotation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.RetainHandling;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
import io.zmqtt.spring.listener.MqttListenerErrorHandler;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.Assert;

/**
 * Finds methods with {@link MqttListener @MqttListener} and registers a listener
 * container for each annotation. It needs neither a client nor a container factory before
 * all singletons exist, so that beans with listeners may depend on either.
 */
public class MqttListenerAnnotationBeanPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, Ordered {

	/**
	 * The bean name of the default container factory.
	 */
	public static final String DEFAULT_CONTAINER_FACTORY = MqttListenerRegistry.DEFAULT_CONTAINER_FACTORY;

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private @Nullable List<Found> found = new ArrayList<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		Assert.isInstanceOf(ConfigurableBeanFactory.class, beanFactory);
		this.beanFactory = (ConfigurableBeanFactory) beanFactory;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopUtils.getTargetClass(bean);
		if (bean instanceof AopInfrastructureBean || this.withoutListeners.contains(type)) {
			return bean;
		}
		Map<Method, Set<MqttListener>> methods = AnnotationUtils.isCandidateClass(type, MqttListener.class)
				? MethodIntrospector.selectMethods(type, MqttListenerAnnotationBeanPostProcessor::annotations)
				: Map.of();
		if (methods.isEmpty()) {
			this.withoutListeners.add(type);
		}
		methods.forEach((method, listeners) -> listeners
			.forEach((listener) -> add(new Found(bean, beanName, method, listener))));
		return bean;
	}

	private static @Nullable Set<MqttListener> annotations(Method method) {
		Set<MqttListener> listeners = AnnotatedElementUtils.findMergedRepeatableAnnotations(method, MqttListener.class,
				MqttListeners.class);
		return listeners.isEmpty() ? null : listeners;
	}

	private void add(Found listener) {
		synchronized (this.withoutListeners) {
			if (this.found != null) {
				this.found.add(listener);
				return;
			}
		}
		register(listener);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Found> found;
		synchronized (this.withoutListeners) {
			found = this.found;
			this.found = null;
		}
		if (found != null) {
			found.forEach(this::register);
		}
	}

	private void register(Found listener) {
		ConfigurableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "No BeanFactory set");
		MqttListenerRegistry registry = beanFactory.getBean(MqttListenerRegistry.class);
		try {
			Attributes attributes = new Attributes(beanFactory);
			MqttListenerContainerFactory factory = attributes.bean("containerFactory",
					listener.annotation().containerFactory(), MqttListenerContainerFactory.class,
					DEFAULT_CONTAINER_FACTORY);
			registry.register(endpoint(listener, attributes, registry), factory);
		}
		catch (RuntimeException ex) {
			throw new BeanInitializationException("Could not register the @MqttListener of '" + listener.beanName()
					+ "', method " + listener.method().toGenericString() + ": " + ex.getMessage(), ex);
		}
	}

	private MqttListenerEndpoint endpoint(Found listener, Attributes attributes, MqttListenerRegistry registry) {
		MqttListener annotation = listener.annotation();
		String id = attributes.text("id", annotation.id());
		Method method = AopUtils.selectInvocableMethod(listener.method(), listener.bean().getClass());
		MqttListenerEndpoint.Builder builder = MqttListenerEndpoint
			.builder(id.isEmpty() ? defaultId(listener, registry) : id)
			.method(listener.bean(), method);
		attributes.applyAll("topics", annotation.topics(), builder::topics);
		attributes.apply("qos", annotation.qos(), Attributes::qos, builder::qos);
		attributes.apply("group", annotation.group(), Function.identity(), builder::group);
		attributes.apply("noLocal", annotation.noLocal(), (text) -> Attributes.bool("noLocal", text), builder::noLocal);
		attributes.apply("retainAsPublished", annotation.retainAsPublished(),
				(text) -> Attributes.bool("retainAsPublished", text), builder::retainAsPublished);
		attributes.apply("retainHandling", annotation.retainHandling(),
				(text) -> Attributes.constant("retainHandling", text, RetainHandling.class), builder::retainHandling);
		attributes.apply("concurrency", annotation.concurrency(), (text) -> Attributes.number("concurrency", text),
				builder::concurrency);
		attributes.apply("ackMode", annotation.ackMode(), (text) -> Attributes.constant("ackMode", text, AckMode.class),
				builder::ackMode);
		attributes.apply("bufferSize", annotation.bufferSize(), (text) -> Attributes.number("bufferSize", text),
				builder::bufferSize);
		attributes.apply("overflow", annotation.overflow(),
				(text) -> Attributes.constant("overflow", text, OverflowPolicy.class), builder::overflow);
		attributes.apply("autoStartup", annotation.autoStartup(), (text) -> Attributes.bool("autoStartup", text),
				builder::autoStartup);
		attributes.apply("client", annotation.client(), Function.identity(),
				(name) -> builder.client(attributes.bean("client", name, MqttClient.class), name));
		attributes.applyBean("errorHandler", annotation.errorHandler(), MqttListenerErrorHandler.class,
				builder::errorHandler);
		SendTo sendTo = sendTo(listener);
		if (sendTo != null) {
			attributes.apply("@SendTo", sendTo.value()[0], Function.identity(), builder::replyTopic);
		}
		return builder.build();
	}

	private static @Nullable SendTo sendTo(Found listener) {
		SendTo sendTo = AnnotatedElementUtils.findMergedAnnotation(listener.method(), SendTo.class);
		if (sendTo == null) {
			sendTo = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getTargetClass(listener.bean()), SendTo.class);
		}
		if (sendTo != null && sendTo.value().length != 1) {
			throw new IllegalArgumentException(
					"@SendTo needs exactly one topic, not " + Arrays.toString(sendTo.value()));
		}
		return sendTo;
	}

	private static String defaultId(Found listener, MqttListenerRegistry registry) {
		String base = listener.beanName() + "." + listener.method().getName();
		String id = base;
		for (int i = 2; registry.find(id).isPresent(); i++) {
			id = base + "#" + i;
		}
		return id;
	}

	private record Found(Object bean, String beanName, Method method, MqttListener annotation) {

	}

}
