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

package io.zmqtt.spring.event;

import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationNotAllowedException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;

/**
 * Publishes what happens to the clients of an application context as events of the
 * context.
 *
 * @see MqttClientEvent
 */
public final class MqttEventPublisher
		implements BeanFactoryAware, ApplicationEventPublisherAware, SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(MqttEventPublisher.class);

	private final Map<MqttClient, MqttClientListener> listeners = new LinkedHashMap<>();

	private @Nullable ListableBeanFactory beanFactory;

	private @Nullable ApplicationEventPublisher publisher;

	private volatile boolean destroyed;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		Assert.isInstanceOf(ListableBeanFactory.class, beanFactory);
		this.beanFactory = (ListableBeanFactory) beanFactory;
	}

	@Override
	public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ListableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "No BeanFactory set");
		beanFactory.getBeansOfType(MqttClient.class).forEach((name, client) -> {
			MqttClientListener listener = new Listener(client, name);
			this.listeners.put(client, listener);
			client.addListener(listener);
		});
	}

	@Override
	public void destroy() {
		this.destroyed = true;
		this.listeners.forEach(MqttClient::removeListener);
		this.listeners.clear();
	}

	private void publish(ApplicationEvent event) {
		ApplicationEventPublisher publisher = this.publisher;
		if (publisher == null || this.destroyed) {
			return;
		}
		try {
			publisher.publishEvent(event);
		}
		catch (BeanCreationNotAllowedException | IllegalStateException ex) {
			if (!isClosed(publisher)) {
				throw ex;
			}
			// its beans are being destroyed
			logger.debug("Not published while the application context closes: " + event, ex);
		}
	}

	private static boolean isClosed(ApplicationEventPublisher publisher) {
		return publisher instanceof ConfigurableApplicationContext context && context.isClosed();
	}

	private final class Listener implements MqttClientListener {

		private final MqttClient client;

		private final String name;

		private Listener(MqttClient client, String name) {
			this.client = client;
			this.name = name;
		}

		@Override
		public void onConnected(ConnectionInfo connection) {
			publish(new MqttConnectedEvent(this.client, this.name, connection));
		}

		@Override
		public void onDisconnected(MqttException cause, boolean willReconnect) {
			publish(new MqttDisconnectedEvent(this.client, this.name, cause, willReconnect));
		}

		@Override
		public void onSubscriptionsRestored(SubscribeResult result) {
			Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();
			result.reasonCodes().forEach((filter, code) -> {
				if (code.isFailure()) {
					refused.put(filter, code);
				}
			});
			if (!refused.isEmpty()) {
				publish(new MqttSubscriptionFailedEvent(this.client, this.name, refused));
			}
		}

		@Override
		public void onFailed(MqttException cause) {
			publish(new MqttFailedEvent(this.client, this.name, cause));
		}

	}

}
