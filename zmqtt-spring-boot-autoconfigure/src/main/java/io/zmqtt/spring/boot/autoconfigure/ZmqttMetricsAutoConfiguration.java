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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.spring.listener.DeadLetterPublishingRecoverer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import io.zmqtt.spring.metrics.MqttClientMetrics;
import io.zmqtt.spring.metrics.MqttClientTimers;
import io.zmqtt.spring.metrics.MqttListenerMetrics;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of metrics of clients and listeners.
 */
@AutoConfiguration(after = ZmqttAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, MqttClientMetrics.class })
@ConditionalOnBooleanProperty(name = "zmqtt.enabled", matchIfMissing = true)
@ConditionalOnBean({ MeterRegistry.class, MqttListenerRegistry.class })
public final class ZmqttMetricsAutoConfiguration {

	ZmqttMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "zmqttClientMetrics")
	MeterBinder zmqttClientMetrics(ListableBeanFactory beanFactory, MqttListenerRegistry listeners) {
		return (registry) -> ConnectionNames.clients(beanFactory)
			.forEach((name, client) -> new MqttClientMetrics(client, name, listeners::refused).bindTo(registry));
	}

	@Bean
	@ConditionalOnMissingBean
	MqttListenerMetrics zmqttListenerMetrics(MqttListenerRegistry listeners,
			ObjectProvider<DeadLetterPublishingRecoverer> recoverers) {
		return new MqttListenerMetrics(listeners,
				(listenerId) -> recoverers.stream().mapToLong((recoverer) -> recoverer.published(listenerId)).sum());
	}

	/**
	 * Only clients that are made of properties are timed: others are built already.
	 * Customizers of the application come later and may set another observer.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ZmqttClientCustomizer zmqttClientTimers(MeterRegistry registry) {
		return new ZmqttClientCustomizer() {

			@Override
			public void customize(MqttClientBuilder<?> builder) {
				customize(ConnectionNames.DEFAULT, builder);
			}

			@Override
			public void customize(String connection, MqttClientBuilder<?> builder) {
				builder.observer(new MqttClientTimers(registry, connection));
			}

		};
	}

}
