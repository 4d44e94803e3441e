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

import java.util.concurrent.Executor;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV311;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttVersion;
import io.zmqtt.spi.WebSocketRequestProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Registers the client with the type that its version has, so that it can be injected by
 * that type before any bean exists.
 */
final class ZmqttClientRegistrar implements BeanRegistrar {

	static final String BEAN_NAME = "mqttClient";

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		if (version(environment) == MqttVersion.V5) {
			register(registry, environment, MqttClientV5.class);
		}
		else {
			register(registry, environment, MqttClientV311.class);
		}
	}

	private static <T extends MqttClient> void register(BeanRegistry registry, Environment environment, Class<T> type) {
		registry.registerBean(BEAN_NAME, type,
				(bean) -> bean.supplier((context) -> type.cast(create(context, environment)))
					.description("MQTT client of the zmqtt properties"));
	}

	private static MqttClient create(BeanRegistry.SupplierContext context, Environment environment) {
		ZmqttProperties properties = context.bean(ZmqttProperties.class);
		ZmqttTransport transport = new ZmqttTransport(properties, context.beanProvider(SslBundles.class),
				context.beanProvider(WebSocketRequestProvider.class));
		return new ZmqttClientFactory(properties, transport, context.beanProvider(ZmqttClientCustomizer.class),
				executor(environment))
			.create();
	}

	/**
	 * The application's pool is of limited size: listeners that wait for what others of
	 * its tasks do would block each other. Virtual threads have no such limit.
	 */
	private static @Nullable Executor executor(Environment environment) {
		return Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("zmqtt-") : null;
	}

	private static MqttVersion version(Environment environment) {
		ApplicationConversionService conversionService = new ApplicationConversionService();
		conversionService.addConverter(new MqttVersionConverter());
		PlaceholdersResolver placeholders = new PropertySourcesPlaceholdersResolver(environment);
		return new Binder(ConfigurationPropertySources.get(environment), placeholders, conversionService)
			.bind("zmqtt.version", MqttVersion.class)
			.orElse(MqttVersion.V3_1_1);
	}

}
