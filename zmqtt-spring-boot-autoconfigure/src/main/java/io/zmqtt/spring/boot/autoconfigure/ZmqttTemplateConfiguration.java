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
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.core.MqttTemplate;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The template of the connection {@code default}, or of the only or primary client of the
 * application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnSingleCandidate(MqttClient.class)
@ConditionalOnMissingBean(MqttOperations.class)
class ZmqttTemplateConfiguration {

	@Bean
	MqttTemplate mqttTemplate(ObjectProvider<MqttClient> clients, ZmqttConnections connections,
			BeanFactory beanFactory) {
		// another connection may be primary
		String name = ConnectionNames.beanName(ConnectionNames.DEFAULT);
		MqttClient client = beanFactory.containsBean(name) ? beanFactory.getBean(name, MqttClient.class)
				: clients.getObject();
		return connections.createTemplate(ConnectionNames.DEFAULT, client);
	}

}
