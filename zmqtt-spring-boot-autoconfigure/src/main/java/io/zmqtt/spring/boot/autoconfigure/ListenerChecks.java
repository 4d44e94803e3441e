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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqtt.CleanStart;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * Warns of configurations that lose messages although nothing fails.
 */
final class ListenerChecks implements SmartInitializingSingleton {

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final Log logger = LogFactory.getLog(ListenerChecks.class);

	private final Duration shutdownTimeout;

	private final ZmqttConnections connections;

	private final MqttListenerRegistry listeners;

	private final Environment environment;

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	ListenerChecks(ZmqttProperties properties, ZmqttConnections connections, MqttListenerRegistry listeners,
			Environment environment) {
		this.shutdownTimeout = properties.shutdownTimeout();
		this.connections = connections;
		this.listeners = listeners;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Duration phaseTimeout = DurationStyle.detectAndParse(this.environment.getProperty(PHASE_TIMEOUT, "30s"));
		if (this.shutdownTimeout.compareTo(phaseTimeout) > 0) {
			logger.warn("zmqtt.shutdown-timeout is " + DurationStyle.SIMPLE.print(this.shutdownTimeout)
					+ ", but the application waits no longer than " + PHASE_TIMEOUT + ", which is "
					+ DurationStyle.SIMPLE.print(phaseTimeout) + ".");
		}
		this.listeners.watch(this::checkSession, (removed) -> {
		});
	}

	/**
	 * Without a session the broker forgets the subscription with the connection.
	 */
	private void checkSession(MqttListenerContainer container) {
		if (container.qos() == QoS.AT_MOST_ONCE) {
			return;
		}
		this.connections.propertiesOf(container.client()).ifPresent((properties) -> {
			String connection = this.connections.nameOf(container.client()).orElse(ConnectionNames.DEFAULT);
			if (!hasSession(properties) && this.warned.add(connection)) {
				logger.warn("Listener '" + container.id() + "' has QoS " + container.qos().value()
						+ ", but the broker keeps no session for it: what is published while the connection '"
						+ connection + "' is down is lost. " + advice(connection, properties));
			}
		});
	}

	private static boolean hasSession(ZmqttConnectionProperties properties) {
		CleanStart cleanStart = properties.cleanStart();
		if (properties.version() == MqttVersion.V5) {
			Duration expiry = properties.sessionExpiryInterval();
			return cleanStart != CleanStart.ALWAYS && expiry != null && !expiry.isZero();
		}
		return cleanStart == CleanStart.NEVER || cleanStart == CleanStart.FIRST_CONNECT;
	}

	private static String advice(String connection, ZmqttConnectionProperties properties) {
		PropertyNames names = PropertyNames.of(connection);
		return "Set "
				+ names.name("client-id") + " and " + ((properties.version() == MqttVersion.V5)
						? names.name("session-expiry-interval") : names.name("clean-start") + "=never")
				+ ", or listen with QoS 0 if that is no matter.";
	}

}
