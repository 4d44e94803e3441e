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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.listener.MqttListenerContainerFactory;
import io.zmqtt.spring.listener.MqttListenerEndpoint;
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
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

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
	public static final String DEFAULT_CONTAINER_FACTORY = "mqttListenerContainerFactory";

	private final Set<Class<?>> withoutListeners = ConcurrentHashMap.newKeySet();

	private @Nullable List<Found> found = new ArrayList<>();

	private @Nullable ConfigurableBeanFactory beanFactory;

	private @Nullable EmbeddedValueResolver valueResolver;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		Assert.isInstanceOf(ConfigurableBeanFactory.class, beanFactory);
		this.beanFactory = (ConfigurableBeanFactory) beanFactory;
		this.valueResolver = new EmbeddedValueResolver(this.beanFactory);
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
		if (this.found != null) {
			this.found.add(listener);
		}
		else {
			register(listener);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<Found> found = this.found;
		this.found = null;
		if (found != null) {
			found.forEach(this::register);
		}
	}

	private void register(Found listener) {
		ConfigurableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "No BeanFactory set");
		MqttListenerRegistry registry = beanFactory.getBean(MqttListenerRegistry.class);
		try {
			MqttListener annotation = listener.annotation();
			String factoryName = resolve(annotation.containerFactory());
			MqttListenerContainerFactory factory = beanFactory.getBean(
					factoryName.isEmpty() ? DEFAULT_CONTAINER_FACTORY : factoryName,
					MqttListenerContainerFactory.class);
			registry.register(endpoint(listener, beanFactory, registry), factory);
		}
		catch (RuntimeException ex) {
			throw new BeanInitializationException("Could not register the @MqttListener of '" + listener.beanName()
					+ "', method " + listener.method().toGenericString() + ": " + ex.getMessage(), ex);
		}
	}

	private MqttListenerEndpoint endpoint(Found listener, BeanFactory beanFactory, MqttListenerRegistry registry) {
		MqttListener annotation = listener.annotation();
		String id = resolve(annotation.id());
		List<TopicTemplate> topics = Arrays.stream(annotation.topics())
			.map(this::resolve)
			.map(TopicTemplate::of)
			.toList();
		String qos = resolve(annotation.qos());
		String autoStartup = resolve(annotation.autoStartup());
		String client = resolve(annotation.client());
		return new MqttListenerEndpoint(id.isEmpty() ? defaultId(listener, registry) : id, topics,
				qos.isEmpty() ? null : qos(qos), autoStartup.isEmpty() ? null : bool("autoStartup", autoStartup),
				client.isEmpty() ? null : beanFactory.getBean(client, MqttClient.class), listener.bean(),
				AopUtils.selectInvocableMethod(listener.method(), listener.bean().getClass()));
	}

	private static String defaultId(Found listener, MqttListenerRegistry registry) {
		String base = listener.beanName() + "." + listener.method().getName();
		String id = base;
		for (int i = 2; registry.find(id).isPresent(); i++) {
			id = base + "#" + i;
		}
		return id;
	}

	private static QoS qos(String text) {
		return switch (text) {
			case "0" -> QoS.AT_MOST_ONCE;
			case "1" -> QoS.AT_LEAST_ONCE;
			case "2" -> QoS.EXACTLY_ONCE;
			default -> throw new IllegalArgumentException("qos must be 0, 1 or 2, not '" + text + "'");
		};
	}

	private static boolean bool(String attribute, String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException(attribute + " must be true or false, not '" + text + "'");
		};
	}

	private String resolve(String text) {
		Assert.state(this.valueResolver != null, "No BeanFactory set");
		String resolved = StringUtils.hasLength(text) ? this.valueResolver.resolveStringValue(text) : text;
		return (resolved != null) ? resolved : "";
	}

	private record Found(Object bean, String beanName, Method method, MqttListener annotation) {

	}

}
