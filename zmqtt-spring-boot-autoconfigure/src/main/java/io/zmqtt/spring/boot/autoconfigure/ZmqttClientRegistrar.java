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

import java.util.Map;
import java.util.function.Predicate;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttVersion;
import io.zmqtt.spring.core.MqttTemplate;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.core.env.Environment;

/**
 * Registers clients with the type that their version has, so that they can be injected by
 * that type before any bean exists. Those that have to be named are fallbacks where
 * another can be injected.
 */
abstract class ZmqttClientRegistrar implements BeanRegistrar {

	private final Predicate<String> names;

	private ZmqttClientRegistrar(Predicate<String> names) {
		this.names = names;
	}

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		ConfiguredConnections connections = ConfiguredConnections.of(environment);
		for (Map.Entry<String, MqttVersion> connection : connections.versions().entrySet()) {
			String name = connection.getKey();
			if (!this.names.test(name)) {
				continue;
			}
			if (connection.getValue() == MqttVersion.V5) {
				register(registry, name, connections.isPrimary(name), MqttClientV5.class);
			}
			else {
				register(registry, name, connections.isPrimary(name), MqttClientV311.class);
			}
		}
	}

	private static <T extends MqttClient> void register(BeanRegistry registry, String name, boolean primary,
			Class<T> type) {
		registry.registerBean(ConnectionNames.beanName(name), type, (bean) -> {
			bean.supplier((context) -> type.cast(context.bean(ZmqttConnections.class).createClient(name)));
			bean.description("MQTT client of the connection '" + name + "'");
			mark(bean, primary);
		});
		if (!name.equals(ConnectionNames.DEFAULT)) {
			registry.registerBean(ConnectionNames.templateBeanName(name), MqttTemplate.class, (bean) -> {
				bean.supplier((context) -> context.bean(ZmqttConnections.class)
					.createTemplate(name, context.bean(ConnectionNames.beanName(name), MqttClient.class)));
				bean.description("MQTT template of the connection '" + name + "'");
				mark(bean, primary);
			});
		}
	}

	private static void mark(BeanRegistry.Spec<?> bean, boolean primary) {
		if (!primary) {
			bean.fallback();
		}
	}

	/**
	 * Registers the client of the connection {@code default}.
	 */
	static final class Default extends ZmqttClientRegistrar {

		Default() {
			super(ConnectionNames.DEFAULT::equals);
		}

	}

	/**
	 * Registers clients and templates of further connections.
	 */
	static final class Further extends ZmqttClientRegistrar {

		Further() {
			super((name) -> !name.equals(ConnectionNames.DEFAULT));
		}

	}

}
