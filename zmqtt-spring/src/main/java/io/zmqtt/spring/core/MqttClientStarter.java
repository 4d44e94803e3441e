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

package io.zmqtt.spring.core;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.MqttTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/**
 * Connects the clients of an application context when it starts, after the listener
 * containers have declared what they subscribe to, so that nothing is missed of a session
 * that the broker resumes.
 * <p>
 * Unless it fails fast, it connects in the background, and a broker that is down does not
 * keep the application from starting. Whether attempts go on after a first one that
 * failed is up to the client:
 * {@link io.zmqtt.MqttClientBuilder#retryFirstConnect(boolean)}.
 */
public final class MqttClientStarter implements SmartLifecycle {

	/**
	 * The phase in which clients connect.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 50;

	private static final Log logger = LogFactory.getLog(MqttClientStarter.class);

	private final ObjectProvider<MqttClient> clients;

	private final Predicate<MqttClient> failFast;

	private Function<MqttClient, @Nullable String> names = (client) -> null;

	private volatile boolean running;

	/**
	 * Create a starter.
	 * @param clients the clients
	 * @param failFast whether a client that cannot connect keeps the context from
	 * starting
	 */
	public MqttClientStarter(ObjectProvider<MqttClient> clients, boolean failFast) {
		this(clients, (client) -> failFast);
	}

	/**
	 * Create a starter.
	 * @param clients the clients
	 * @param failFast says of a client whether it keeps the context from starting when it
	 * cannot connect
	 */
	public MqttClientStarter(ObjectProvider<MqttClient> clients, Predicate<MqttClient> failFast) {
		this.clients = clients;
		this.failFast = failFast;
	}

	/**
	 * Set what clients are called in failures.
	 * @param names returns the name of a client, or null if it has none
	 */
	public void setClientNames(Function<MqttClient, @Nullable String> names) {
		this.names = names;
	}

	/**
	 * Connect the clients.
	 * @throws MqttClientStartException if one that fails fast cannot connect
	 */
	@Override
	public void start() {
		List<MqttClient> clients = this.clients.orderedStream().toList();
		this.running = true;
		for (MqttClient client : clients) {
			if (this.failFast.test(client)) {
				connect(client);
			}
			else {
				client.connectAsync().whenComplete((connection, ex) -> report(client, connection, ex));
			}
		}
	}

	private void connect(MqttClient client) {
		try {
			client.connect();
		}
		catch (MqttException ex) {
			throw new MqttClientStartException(this.names.apply(client), ex);
		}
	}

	private static void report(MqttClient client, @Nullable ConnectionInfo connection, @Nullable Throwable ex) {
		if (connection != null) {
			logger.debug("Connected to " + connection.server());
		}
		else if (ex instanceof MqttTimeoutException) {
			logger.warn("Not connected yet, attempts go on: " + ex.getMessage());
		}
		else if (ex instanceof MqttDisconnectedException) {
			logger.debug("Connecting was given up: " + ex.getMessage());
		}
		else if (ex != null) {
			logger.error("Could not connect, the client is " + client.state() + ": " + ex.getMessage());
		}
	}

	@Override
	public void stop() {
		// the connection stays up for what other beans still publish while they stop
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
