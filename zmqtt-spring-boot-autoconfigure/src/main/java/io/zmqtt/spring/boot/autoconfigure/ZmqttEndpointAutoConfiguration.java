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
import io.zmqtt.spring.listener.MqttListenerRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link ZmqttEndpoint}.
 */
@AutoConfiguration(after = ZmqttAutoConfiguration.class)
@ConditionalOnClass({ MqttClient.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBooleanProperty(name = "zmqtt.enabled", matchIfMissing = true)
@ConditionalOnBean({ MqttClient.class, MqttListenerRegistry.class })
@ConditionalOnAvailableEndpoint(ZmqttEndpoint.class)
public final class ZmqttEndpointAutoConfiguration {

	ZmqttEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqttEndpoint zmqttEndpoint(ListableBeanFactory beanFactory, MqttListenerRegistry listeners) {
		return new ZmqttEndpoint(ConnectionNames.clients(beanFactory), listeners);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ZmqttEndpoint.class)
	@ConditionalOnAvailableEndpoint(endpoint = ZmqttEndpoint.class, exposure = EndpointExposure.WEB)
	ZmqttEndpointWebExtension zmqttEndpointWebExtension(ZmqttEndpoint endpoint) {
		return new ZmqttEndpointWebExtension(endpoint);
	}

}
