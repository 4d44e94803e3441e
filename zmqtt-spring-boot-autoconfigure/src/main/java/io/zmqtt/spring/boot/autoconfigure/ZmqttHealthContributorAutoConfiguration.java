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

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqtt.MqttClient;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.spring.listener.MqttListenerRegistry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of a {@link ZmqttHealthIndicator} for each client, by the names of
 * their connections if there are several.
 */
@AutoConfiguration(after = ZmqttAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBooleanProperty(name = "zmqtt.enabled", matchIfMissing = true)
@ConditionalOnBean(MqttClient.class)
@ConditionalOnEnabledHealthIndicator("zmqtt")
public final class ZmqttHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<ZmqttHealthIndicator, MqttClient> implements DisposableBean {

	private final ObjectProvider<MqttListenerRegistry> listeners;

	private final List<ZmqttHealthIndicator> indicators = new CopyOnWriteArrayList<>();

	ZmqttHealthContributorAutoConfiguration(ObjectProvider<MqttListenerRegistry> listeners) {
		super(ZmqttHealthIndicator::new);
		this.listeners = listeners;
	}

	@Bean
	@ConditionalOnMissingBean(name = { "zmqttHealthIndicator", "zmqttHealthContributor" })
	HealthContributor zmqttHealthContributor(ListableBeanFactory beanFactory) {
		return createContributor(ConnectionNames.clients(beanFactory));
	}

	@Override
	protected ZmqttHealthIndicator createIndicator(MqttClient client) {
		ZmqttHealthIndicator indicator = new ZmqttHealthIndicator(client, Clock.systemUTC(), () -> refused(client));
		this.indicators.add(indicator);
		return indicator;
	}

	private Map<TopicFilter, ReasonCode> refused(MqttClient client) {
		MqttListenerRegistry registry = this.listeners.getIfAvailable();
		return (registry != null) ? registry.refused(client) : client.refusedSubscriptions();
	}

	@Override
	public void destroy() {
		this.indicators.forEach(ZmqttHealthIndicator::destroy);
	}

}
