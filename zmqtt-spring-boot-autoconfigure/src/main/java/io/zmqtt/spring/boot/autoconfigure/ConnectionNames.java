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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.zmqtt.MqttClient;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The names of connections, by which health, metrics and the endpoint show clients.
 */
final class ConnectionNames {

	static final String DEFAULT = "default";

	private static final String SUFFIX = "MqttClient";

	private ConnectionNames() {
	}

	/**
	 * Return the name of the client bean of a connection.
	 */
	static String beanName(String connection) {
		return connection.equals(DEFAULT) ? "mqttClient" : connection + SUFFIX;
	}

	/**
	 * Return the name of the template bean of a connection.
	 */
	static String templateBeanName(String connection) {
		return connection.equals(DEFAULT) ? "mqttTemplate" : connection + "MqttTemplate";
	}

	/**
	 * Return the name of the connection of a client bean: {@code default} for
	 * {@code mqttClient}, {@code line2} for {@code line2MqttClient}, and otherwise the
	 * name of the bean.
	 */
	static String of(String beanName) {
		if (beanName.equals("mqttClient")) {
			return DEFAULT;
		}
		return (beanName.endsWith(SUFFIX) && beanName.length() > SUFFIX.length())
				? beanName.substring(0, beanName.length() - SUFFIX.length()) : beanName;
	}

	/**
	 * Return all clients by the names of their connections. Where two beans would have
	 * the same name, the one that is named as those of {@code zmqtt.connections} are has
	 * it, and the other its own: {@code defaultMqttClient} next to {@code mqttClient}, or
	 * {@code line2Bean} if the bean {@code line2} stands next to {@code line2MqttClient}.
	 */
	static Map<String, MqttClient> clients(ListableBeanFactory beanFactory) {
		Map<String, MqttClient> beans = beanFactory.getBeansOfType(MqttClient.class);
		Map<String, MqttClient> clients = new LinkedHashMap<>();
		Set<String> taken = new HashSet<>();
		for (String bean : beans.keySet()) {
			if (beanName(of(bean)).equals(bean)) {
				taken.add(of(bean));
			}
		}
		beans.forEach((bean, client) -> {
			String name = of(bean);
			if (!beanName(name).equals(bean) && !taken.add(name)) {
				name = bean;
				while (!taken.add(name)) {
					name += "Bean";
				}
			}
			clients.put(name, client);
		});
		return clients;
	}

}
