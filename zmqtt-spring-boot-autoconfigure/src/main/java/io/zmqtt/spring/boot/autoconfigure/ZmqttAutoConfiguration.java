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
import io.zmqtt.spring.core.MqttClientStarter;
import io.zmqtt.spring.core.MqttClientStopper;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.event.MqttEventPublisher;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of MQTT clients, templates and listeners.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass({ MqttClient.class, MqttTemplate.class })
@ConditionalOnBooleanProperty(name = "zmqtt.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ ZmqttProperties.class, ZmqttConnectionProperties.class })
@Import({ ZmqttTemplateConfiguration.class, ZmqttListenerConfiguration.class,
		ZmqttFurtherConnectionsConfiguration.class })
public final class ZmqttAutoConfiguration {

	ZmqttAutoConfiguration() {
	}

	@Bean
	@ConfigurationPropertiesBinding
	static MqttVersionConverter mqttVersionConverter() {
		return new MqttVersionConverter();
	}

	@Bean
	@ConfigurationPropertiesBinding
	static QosConverter mqttQosConverter() {
		return new QosConverter();
	}

	@Bean
	@ConditionalOnMissingBean
	MqttEventPublisher mqttEventPublisher() {
		return new MqttEventPublisher();
	}

	@Bean
	static ConnectionQualifiers zmqttConnectionQualifiers(Environment environment) {
		return new ConnectionQualifiers(environment);
	}

	@Bean
	@ConditionalOnMissingBean(ZmqttConnectionDetails.class)
	PropertiesZmqttConnectionDetails zmqttConnectionDetails(ZmqttConnectionProperties properties) {
		return new PropertiesZmqttConnectionDetails(properties);
	}

	@Bean
	ZmqttConnections zmqttConnections(ZmqttConnectionProperties defaults, ZmqttProperties properties,
			ZmqttConnectionDetails details, ConfigurableListableBeanFactory beanFactory, Environment environment) {
		return new ZmqttConnections(defaults, properties, details, beanFactory, environment);
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClientStarter mqttClientStarter(ObjectProvider<MqttClient> clients, ZmqttConnections connections,
			ZmqttConnectionProperties defaults) {
		MqttClientStarter starter = new MqttClientStarter(clients,
				(client) -> connections.propertiesOf(client).orElse(defaults).failFast());
		starter.setClientNames((client) -> connections.nameOf(client).orElse(null));
		return starter;
	}

	@Bean
	@ConditionalOnMissingBean
	MqttClientStopper mqttClientStopper(ObjectProvider<MqttClient> clients, ZmqttProperties properties) {
		return new MqttClientStopper(clients, properties.shutdownTimeout());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(MqttClient.class)
	@Import(ZmqttClientRegistrar.Default.class)
	static class ClientConfiguration {

	}

}
