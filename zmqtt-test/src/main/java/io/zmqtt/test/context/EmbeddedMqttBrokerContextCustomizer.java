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

package io.zmqtt.test.context;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives a test's application context a broker. Being a record it is equal to another with
 * the same settings, which lets tests share a cached context.
 *
 * @param settings what the annotation asks for
 */
record EmbeddedMqttBrokerContextCustomizer(AnnotationSettings settings) implements ContextCustomizer {

	private static final String NAME = "embeddedMqttBroker";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		io.zmqtt.test.EmbeddedMqttBroker broker = this.settings.start();
		DefaultSingletonBeanRegistry beans = (DefaultSingletonBeanRegistry) context.getBeanFactory();
		beans.registerSingleton(NAME, broker);
		beans.registerDisposableBean(NAME, broker::close);
		Map<String, Object> properties = new LinkedHashMap<>();
		// instead of what the application is configured with
		properties.put("zmqtt.uri", "");
		properties.put("zmqtt.servers", "");
		properties.put("zmqtt.ssl.enabled", false);
		properties.put("zmqtt.host", broker.host());
		properties.put("zmqtt.port", broker.port());
		if (this.settings.hasCredentials()) {
			properties.put("zmqtt.username", this.settings.username());
			properties.put("zmqtt.password", this.settings.password());
		}
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(NAME, properties));
	}

}
