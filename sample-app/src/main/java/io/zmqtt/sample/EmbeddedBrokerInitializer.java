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

package io.zmqtt.sample;

import java.util.List;
import java.util.Map;

import io.zmqtt.test.EmbeddedMqttBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a broker in this JVM and points the application to it, unless it is told of
 * another one by {@code zmqtt.host}, {@code zmqtt.port}, {@code zmqtt.uri} or
 * {@code zmqtt.servers}.
 */
class EmbeddedBrokerInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	static final String BEAN_NAME = "embeddedMqttBroker";

	private static final List<String> SERVERS = List.of("zmqtt.host", "zmqtt.port", "zmqtt.uri", "zmqtt.servers",
			"zmqtt.servers[0]");

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBrokerInitializer.class);

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		// nothing connects while the application is processed ahead of time
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)
				|| SERVERS.stream().anyMatch(environment::containsProperty)) {
			return;
		}
		EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();
		DefaultListableBeanFactory beanFactory = context.getDefaultListableBeanFactory();
		beanFactory.registerSingleton(BEAN_NAME, broker);
		// registered first, destroyed last: after the client has disconnected
		beanFactory.registerDisposableBean(BEAN_NAME, broker::close);
		environment.getPropertySources()
			.addFirst(
					new MapPropertySource(BEAN_NAME, Map.of("zmqtt.host", broker.host(), "zmqtt.port", broker.port())));
		logger.info("Started an embedded MQTT broker on {}:{}", broker.host(), broker.port());
	}

}
