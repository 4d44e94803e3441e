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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

import io.micrometer.observation.ObservationRegistry;
import io.zmqtt.MqttClient;
import io.zmqtt.spi.AuthHandler;
import io.zmqtt.spi.CredentialsProvider;
import io.zmqtt.spi.WebSocketRequestProvider;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.spring.observation.MqttTemplateObservationConvention;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Makes the clients and templates of all connections.
 */
final class ZmqttConnections implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(ZmqttConnections.class);

	private final ZmqttConnectionProperties defaults;

	private final Map<String, ZmqttConnectionProperties> further;

	private final ZmqttConnectionDetails details;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	private final Map<MqttClient, String> names = new ConcurrentHashMap<>();

	private final Map<MqttClient, MqttTemplate> templates = new ConcurrentHashMap<>();

	private final List<DefaultClientId.Lease> clientIds = new CopyOnWriteArrayList<>();

	private volatile boolean initialized;

	ZmqttConnections(ZmqttConnectionProperties defaults, ZmqttProperties properties, ZmqttConnectionDetails details,
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.defaults = defaults;
		this.further = properties.connections();
		this.details = details;
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	/**
	 * Return the properties of the connection of a client, unless the client was made by
	 * the application.
	 */
	Optional<ZmqttConnectionProperties> propertiesOf(MqttClient client) {
		return nameOf(client).map(this::properties);
	}

	/**
	 * Return the name of the connection of a client, unless the client was made by the
	 * application.
	 */
	Optional<String> nameOf(MqttClient client) {
		return Optional.ofNullable(this.names.get(client));
	}

	/**
	 * Return the template that was made for a client, or make one.
	 */
	MqttTemplate templateOf(MqttClient client) {
		MqttTemplate template = this.templates.get(client);
		return (template != null) ? template : createTemplate(nameOf(client).orElse(ConnectionNames.DEFAULT), client);
	}

	private ZmqttConnectionProperties properties(String connection) {
		return this.further.getOrDefault(connection, this.defaults);
	}

	MqttClient createClient(String connection) {
		ZmqttConnectionProperties properties = properties(connection);
		ZmqttConnectionDetails details = connection.equals(ConnectionNames.DEFAULT) ? this.details
				: new PropertiesZmqttConnectionDetails(properties);
		ZmqttTransport transport = new ZmqttTransport(PropertyNames.of(connection), properties, details,
				this.beanFactory.getBeanProvider(SslBundles.class), bean(connection, WebSocketRequestProvider.class));
		MqttClient client = new ZmqttClientFactory(connection, properties, details,
				(properties.clientId() != null) ? properties.clientId() : defaultClientId(connection))
			.credentialsProvider(bean(connection, CredentialsProvider.class))
			.authHandler(bean(connection, AuthHandler.class))
			.executor(executor())
			.create(transport, this.beanFactory.getBeanProvider(ZmqttClientCustomizer.class));
		this.names.put(client, connection);
		ReloadedSslContext sslContext = transport.sslContext();
		if (sslContext != null && properties.ssl().reload() == ZmqttConnectionProperties.SslReload.RECONNECT) {
			sslContext.whenChanged(() -> reconnect(client, connection, properties.closeTimeout()));
		}
		return client;
	}

	private String defaultClientId(String connection) {
		DefaultClientId.Lease clientId = DefaultClientId.take(this.environment, connection);
		this.clientIds.add(clientId);
		return clientId.id();
	}

	/**
	 * A client that is not connected uses the new certificate anyway when it is.
	 */
	private static void reconnect(MqttClient client, String connection, Duration drainTimeout) {
		if (!client.state().isConnected()) {
			return;
		}
		client.reconnectAsync(drainTimeout).whenComplete((done, ex) -> {
			if (ex != null) {
				logger.warn("The connection '" + connection + "' was not made anew after its SSL bundle has changed: "
						+ ex.getMessage());
			}
		});
	}

	/**
	 * The application's pool is of limited size: listeners that wait for what others of
	 * its tasks do would block each other. Virtual threads have no such limit.
	 */
	private @Nullable Executor executor() {
		return Threading.VIRTUAL.isActive(this.environment) ? new VirtualThreadTaskExecutor("zmqtt-") : null;
	}

	/**
	 * Return the bean that is qualified by the name of the connection, or for a
	 * connection that need not be named, the only one without such a name.
	 */
	private <T> @Nullable T bean(String connection, Class<T> type) {
		List<String> candidates = List.of(this.beanFactory.getBeanNamesForType(type));
		for (String candidate : candidates) {
			if (BeanFactoryAnnotationUtils.isQualifierMatch(connection::equals, candidate, this.beanFactory)) {
				return this.beanFactory.getBean(candidate, type);
			}
		}
		ConfiguredConnections connections = ConfiguredConnections.of(this.environment);
		if (!connections.isPrimary(connection)) {
			return null;
		}
		List<String> others = candidates.stream()
			.filter((candidate) -> !BeanFactoryAnnotationUtils.isQualifierMatch(connections.versions()::containsKey,
					candidate, this.beanFactory))
			.toList();
		return (others.size() == 1) ? this.beanFactory.getBean(others.get(0), type)
				: this.beanFactory.getBeanProvider(type).getIfUnique();
	}

	MqttTemplate createTemplate(String connection, MqttClient client) {
		ZmqttConnectionProperties.Template properties = properties(connection).template();
		MqttTemplate template = new MqttTemplate(client);
		template.setClientName(connection);
		template.setMessageConverter(ZmqttMessageConverter
			.create(this.beanFactory.getBeanProvider(MessageConverter.class), this.beanFactory));
		template.setDefaultDestination(properties.defaultTopic());
		template.setQos(properties.qos());
		template.setRetain(properties.retain());
		if (properties.observationEnabled()) {
			this.beanFactory.getBeanProvider(ObservationRegistry.class).ifUnique(template::setObservationRegistry);
			this.beanFactory.getBeanProvider(MqttTemplateObservationConvention.class)
				.ifUnique(template::setObservationConvention);
		}
		this.templates.put(client, template);
		if (this.initialized) {
			intercept(template);
		}
		return template;
	}

	/**
	 * An interceptor may use a template, which must not need it to be made.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.initialized = true;
		this.templates.values().forEach(this::intercept);
		if (!(this.details instanceof PropertiesZmqttConnectionDetails)
				&& !this.names.containsValue(ConnectionNames.DEFAULT)) {
			logger.warn("There are connection details of an MQTT broker that no client uses: they are for the"
					+ " connection '" + ConnectionNames.DEFAULT + "', which this application does not have. Further"
					+ " connections and clients of the application do without them.");
		}
	}

	/**
	 * The clients are closed before.
	 */
	@Override
	public void destroy() {
		this.clientIds.forEach(DefaultClientId.Lease::end);
		this.clientIds.clear();
	}

	private void intercept(MqttTemplate template) {
		template
			.setInterceptors(this.beanFactory.getBeanProvider(MqttMessageInterceptor.class).orderedStream().toList());
	}

}
