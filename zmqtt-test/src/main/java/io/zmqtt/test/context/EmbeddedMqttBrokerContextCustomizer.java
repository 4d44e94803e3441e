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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.zmqtt.test.TestCertificates;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Gives a test's application context a broker. Being a record it is equal to another with
 * the same settings, which lets tests share a cached context.
 *
 * @param settings what the annotation asks for
 */
record EmbeddedMqttBrokerContextCustomizer(AnnotationSettings settings) implements ContextCustomizer {

	private static final String NAME = "embeddedMqttBroker";

	private static final String BUNDLE = "embedded-mqtt-broker";

	private static final String CONNECTION_DETAILS = "io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails";

	private static final String OF_PROPERTIES = "io.zmqtt.spring.boot.autoconfigure.PropertiesZmqttConnectionDetails";

	private static final Pattern WHERE = Pattern.compile("zmqtt\\.(host|port|uri|servers(\\[.*)?)");

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		if (this.settings.replace() == EmbeddedMqttBroker.Replace.ANY) {
			start(context);
			return;
		}
		// when dynamic properties and all bean definitions are known
		context.addBeanFactoryPostProcessor((beanFactory) -> {
			if (!hasConnectionDetails(context) && !hasTestProperties(context.getEnvironment().getPropertySources())) {
				start(context);
			}
		});
	}

	private static boolean hasConnectionDetails(ConfigurableApplicationContext context) {
		ClassLoader classLoader = context.getClassLoader();
		if (!ClassUtils.isPresent(CONNECTION_DETAILS, classLoader)) {
			return false;
		}
		Class<?> type = ClassUtils.resolveClassName(CONNECTION_DETAILS, classLoader);
		return Arrays.stream(context.getBeanFactory().getBeanNamesForType(type, true, false))
			.map((name) -> context.getBeanFactory().getType(name, false))
			.anyMatch((details) -> details == null || !details.getName().equals(OF_PROPERTIES));
	}

	/**
	 * What a test adds comes before the system properties.
	 */
	private static boolean hasTestProperties(PropertySources sources) {
		for (PropertySource<?> source : sources) {
			if (source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)) {
				return false;
			}
			// Spring Boot attaches one that shows all others
			if (!source.getName().equals("configurationProperties")
					&& source instanceof EnumerablePropertySource<?> enumerable
					&& Arrays.stream(enumerable.getPropertyNames()).anyMatch((name) -> WHERE.matcher(name).matches())) {
				return true;
			}
		}
		return false;
	}

	private void start(ConfigurableApplicationContext context) {
		io.zmqtt.test.EmbeddedMqttBroker broker = this.settings.start();
		DefaultSingletonBeanRegistry beans = (DefaultSingletonBeanRegistry) context.getBeanFactory();
		beans.registerSingleton(NAME, broker);
		beans.registerDisposableBean(NAME, broker::close);
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(NAME, properties(broker)));
	}

	private Map<String, Object> properties(io.zmqtt.test.EmbeddedMqttBroker broker) {
		Map<String, Object> properties = new LinkedHashMap<>();
		// instead of what the application is configured with
		properties.put("zmqtt.uri", "");
		properties.put("zmqtt.servers", "");
		properties.put("zmqtt.ssl.enabled", this.settings.tls());
		properties.put("zmqtt.host", broker.host());
		properties.put("zmqtt.port", this.settings.tls() ? broker.tlsPort() : broker.port());
		if (this.settings.tls()) {
			properties.put("zmqtt.ssl.bundle", BUNDLE);
			properties.put("spring.ssl.bundle.jks." + BUNDLE + ".truststore.type", "PKCS12");
			properties.put("spring.ssl.bundle.jks." + BUNDLE + ".truststore.location",
					broker.certificates().trustStore().toUri().toString());
			properties.put("spring.ssl.bundle.jks." + BUNDLE + ".truststore.password", TestCertificates.PASSWORD);
		}
		if (this.settings.hasCredentials()) {
			properties.put("zmqtt.username", this.settings.username());
			properties.put("zmqtt.password", this.settings.password());
		}
		return properties;
	}

}
