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

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqtt.MqttClient;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;

/**
 * Lets clients and templates be injected by the name of their connection, and those be
 * fallbacks that are to be named: the template of the connection {@code default} where
 * another one is primary, and the only connection that has a name where the application
 * makes a client of its own.
 */
final class ConnectionQualifiers implements BeanFactoryPostProcessor {

	private final Environment environment;

	ConnectionQualifiers(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		ConfiguredConnections connections = ConfiguredConnections.of(this.environment);
		// ahead of time the definitions of bean registrars must stay as they are
		boolean qualifies = !Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
		for (String connection : qualifies ? connections.versions().keySet() : Set.<String>of()) {
			qualify(beanFactory, ConnectionNames.beanName(connection), connection);
			qualify(beanFactory, ConnectionNames.templateBeanName(connection), connection);
		}
		if (connections.primary() == null && hasOtherClient(beanFactory, connections)) {
			if (qualifies) {
				connections.versions().keySet().forEach((connection) -> makeFallback(beanFactory, connection));
			}
			return;
		}
		String template = ConnectionNames.templateBeanName(ConnectionNames.DEFAULT);
		if (!connections.isPrimary(ConnectionNames.DEFAULT) && beanFactory.containsBeanDefinition(template)
				&& ZmqttTemplateConfiguration.class.getName()
					.equals(beanFactory.getBeanDefinition(template).getFactoryBeanName())) {
			beanFactory.getBeanDefinition(template).setFallback(true);
		}
	}

	/**
	 * Return whether the application makes a client, which is then the one to use where
	 * none is named.
	 */
	private static boolean hasOtherClient(ConfigurableListableBeanFactory beanFactory,
			ConfiguredConnections connections) {
		Set<String> made = connections.versions()
			.keySet()
			.stream()
			.map(ConnectionNames::beanName)
			.collect(Collectors.toSet());
		return Stream.of(beanFactory.getBeanNamesForType(MqttClient.class, true, false))
			.anyMatch((name) -> !made.contains(name));
	}

	/**
	 * Let the client and the template of a connection step back. Where there is another
	 * client, that of the connection {@code default} is not made, and its template is the
	 * other one's.
	 */
	private static void makeFallback(ConfigurableListableBeanFactory beanFactory, String connection) {
		if (!connection.equals(ConnectionNames.DEFAULT)) {
			beanFactory.getBeanDefinition(ConnectionNames.beanName(connection)).setFallback(true);
			beanFactory.getBeanDefinition(ConnectionNames.templateBeanName(connection)).setFallback(true);
		}
	}

	private static void qualify(ConfigurableListableBeanFactory beanFactory, String beanName, String connection) {
		if (!beanFactory.containsBeanDefinition(beanName)) {
			return;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(beanName);
		if (definition instanceof AbstractBeanDefinition candidate
				&& !candidate.hasQualifier(Qualifier.class.getName())) {
			candidate.addQualifier(new AutowireCandidateQualifier(Qualifier.class, connection));
		}
	}

}
