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

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * Knows all listener containers of an application context. Each is a singleton bean of
 * its own, so that the context starts, pauses and stops it. Safe for use by any number of
 * threads.
 */
public class MqttListenerRegistry implements ApplicationContextAware {

	/**
	 * The beginning of the bean name of a container; the listener's id follows.
	 */
	public static final String BEAN_NAME_PREFIX = "mqttListenerContainer.";

	/**
	 * The bean name of the default container factory.
	 */
	public static final String DEFAULT_CONTAINER_FACTORY = "mqttListenerContainerFactory";

	private final Map<String, MqttListenerContainer> containers = new ConcurrentHashMap<>();

	private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

	private @Nullable ConfigurableApplicationContext context;

	@Override
	public void setApplicationContext(ApplicationContext context) {
		Assert.isInstanceOf(ConfigurableApplicationContext.class, context);
		this.context = (ConfigurableApplicationContext) context;
	}

	/**
	 * Create the container of a listener, and start it if the context is running already
	 * and the listener is to start with it.
	 * @param endpoint the listener
	 * @param factory makes the container
	 * @return the container
	 * @throws IllegalStateException if there is a listener with this id
	 */
	public MqttListenerContainer register(MqttListenerEndpoint endpoint, MqttListenerContainerFactory factory) {
		MqttListenerContainer container = factory.create(endpoint);
		MqttListenerContainer other = this.containers.putIfAbsent(endpoint.id(), container);
		if (other != null) {
			throw new IllegalStateException(
					"There is an MQTT listener with the id '" + endpoint.id() + "' already: " + other);
		}
		ConfigurableApplicationContext context = context();
		beanFactory().registerSingleton(BEAN_NAME_PREFIX + endpoint.id(), container);
		this.watchers.forEach((watcher) -> watcher.registered().accept(container));
		if (context.isActive() && context.isRunning() && container.isAutoStartup()) {
			container.start();
		}
		return container;
	}

	/**
	 * Create the container of a listener by the default container factory, the bean
	 * {@value #DEFAULT_CONTAINER_FACTORY}, and start it as
	 * {@link #register(MqttListenerEndpoint, MqttListenerContainerFactory)} does.
	 * @param endpoint the listener
	 * @return the container
	 * @throws IllegalStateException if there is a listener with this id
	 */
	public MqttListenerContainer register(MqttListenerEndpoint endpoint) {
		return register(endpoint, beanFactory().getBean(DEFAULT_CONTAINER_FACTORY, MqttListenerContainerFactory.class));
	}

	/**
	 * Return the container of a listener.
	 * @param id the id of the listener
	 * @return its container
	 */
	public Optional<MqttListenerContainer> find(String id) {
		return Optional.ofNullable(this.containers.get(id));
	}

	/**
	 * Return the containers of all listeners.
	 * @return a copy
	 */
	public Collection<MqttListenerContainer> all() {
		return List.copyOf(this.containers.values());
	}

	/**
	 * Stop a listener, tell the broker to end its subscription, and forget it.
	 * @param id the id of the listener
	 * @return whether there was one
	 */
	public boolean remove(String id) {
		MqttListenerContainer container = this.containers.remove(id);
		if (container == null) {
			return false;
		}
		if (beanFactory() instanceof DefaultSingletonBeanRegistry singletons) {
			singletons.destroySingleton(BEAN_NAME_PREFIX + id);
		}
		container.remove();
		this.watchers.forEach((watcher) -> watcher.removed().accept(container));
		return true;
	}

	/**
	 * Return what the broker refuses a client and its listeners.
	 * @param client the client
	 * @return the reasons by topic filter: those of the client, and those of the
	 * listeners that came while it was connected and ask again themselves
	 */
	public Map<TopicFilter, ReasonCode> refused(MqttClient client) {
		Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>(client.refusedSubscriptions());
		this.containers.values()
			.stream()
			.filter((container) -> container.client() == client)
			.forEach((container) -> refused.putAll(container.refused()));
		return refused;
	}

	/**
	 * Watch listeners come and go.
	 * @param registered is told of each container, at once of those that are there
	 * @param removed is told of each container that was removed
	 */
	public void watch(Consumer<MqttListenerContainer> registered, Consumer<MqttListenerContainer> removed) {
		this.watchers.add(new Watcher(registered, removed));
		this.containers.values().forEach(registered);
	}

	private ConfigurableListableBeanFactory beanFactory() {
		return context().getBeanFactory();
	}

	private ConfigurableApplicationContext context() {
		Assert.state(this.context != null, "No ApplicationContext set");
		return this.context;
	}

	private record Watcher(Consumer<MqttListenerContainer> registered, Consumer<MqttListenerContainer> removed) {

	}

}
