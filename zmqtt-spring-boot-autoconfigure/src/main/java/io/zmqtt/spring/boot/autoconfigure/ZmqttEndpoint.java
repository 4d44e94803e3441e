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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.autoconfigure.ZmqttDescriptor.ConnectionDescriptor;
import io.zmqtt.spring.boot.autoconfigure.ZmqttDescriptor.ListenerDescriptor;
import io.zmqtt.spring.listener.MqttListenerContainer;
import io.zmqtt.spring.listener.MqttListenerRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator endpoint {@code zmqtt}: shows connections and listeners, stops, starts,
 * pauses and resumes a listener, and makes a connection anew. What it shows has no
 * passwords, and no payloads. Safe for use by any number of threads.
 */
@Endpoint(id = "zmqtt")
public final class ZmqttEndpoint {

	/**
	 * How long a reconnect waits for messages that are not acknowledged, unless the
	 * request says otherwise.
	 */
	public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

	private static final String CONNECTIONS = "connections";

	private static final String LISTENERS = "listeners";

	private static final Log logger = LogFactory.getLog(ZmqttEndpoint.class);

	private final Map<String, MqttClient> connections;

	private final MqttListenerRegistry listeners;

	/**
	 * Create an endpoint.
	 * @param connections the clients by the names of their connections
	 * @param listeners the listeners
	 */
	public ZmqttEndpoint(Map<String, MqttClient> connections, MqttListenerRegistry listeners) {
		this.connections = new TreeMap<>(connections);
		this.listeners = listeners;
	}

	/**
	 * Return all connections and listeners.
	 * @return connections by name and listeners by id, both in alphabetical order
	 */
	@ReadOperation
	public ZmqttDescriptor zmqtt() {
		Map<String, ConnectionDescriptor> connections = new TreeMap<>();
		this.connections.forEach((name, client) -> connections.put(name, ConnectionDescriptor.of(client)));
		Map<String, ListenerDescriptor> listeners = new TreeMap<>();
		this.listeners.all().forEach((container) -> listeners.put(container.id(), describe(container)));
		return new ZmqttDescriptor(connections, listeners);
	}

	/**
	 * Return a connection or a listener.
	 * @param kind {@code connections} or {@code listeners}
	 * @param name the name of the connection or the id of the listener
	 * @return the connection or the listener, or null if there is none
	 */
	@ReadOperation
	public @Nullable OperationResponseBody find(@Selector String kind, @Selector String name) {
		return switch (kind) {
			case CONNECTIONS -> {
				MqttClient client = this.connections.get(name);
				yield (client != null) ? ConnectionDescriptor.of(client) : null;
			}
			case LISTENERS -> this.listeners.find(name).map(this::describe).orElse(null);
			default -> null;
		};
	}

	/**
	 * Stop, start, pause or resume a listener, or reconnect a connection.
	 * @param kind {@code connections} or {@code listeners}
	 * @param name the name of the connection or the id of the listener
	 * @param action what to do: {@link Action#RECONNECT} to a connection, and any other
	 * to a listener
	 * @param drainTimeout how long a reconnect waits for messages that are not
	 * acknowledged, 5 s if null
	 * @return the connection or the listener as it is afterwards, or null if there is
	 * none. A connection goes on to reconnect in the background
	 * @throws InvalidEndpointRequestException if the action is none for what it is asked
	 * of, or the timeout is negative
	 */
	@WriteOperation
	public @Nullable OperationResponseBody change(@Selector String kind, @Selector String name, Action action,
			@Nullable Duration drainTimeout) {
		return switch (kind) {
			case CONNECTIONS -> {
				MqttClient client = this.connections.get(name);
				yield (client != null) ? reconnect(name, client, action, drainTimeout) : null;
			}
			case LISTENERS -> this.listeners.find(name).map((container) -> change(container, action)).orElse(null);
			default -> null;
		};
	}

	private ConnectionDescriptor reconnect(String name, MqttClient client, Action action,
			@Nullable Duration drainTimeout) {
		if (action != Action.RECONNECT) {
			throw invalid("The action for a connection is 'reconnect'");
		}
		Duration drain = (drainTimeout != null) ? drainTimeout : DEFAULT_DRAIN_TIMEOUT;
		if (drain.isNegative()) {
			throw invalid("The drain timeout must not be negative");
		}
		CompletableFuture<?> reconnecting = reconnect(client, drain);
		logger.info("Connection '" + name + "' is made anew on request");
		reconnecting.whenComplete((connection, ex) -> {
			if (ex != null) {
				logger.warn("Connection '" + name + "' could not be made anew: " + ex.getMessage());
			}
		});
		return ConnectionDescriptor.of(client);
	}

	private static CompletableFuture<?> reconnect(MqttClient client, Duration drainTimeout) {
		return switch (client.state()) {
			case DISCONNECTED, FAILED -> client.connectAsync();
			case CLOSED -> throw invalid("The client is closed");
			default -> client.reconnectAsync(drainTimeout);
		};
	}

	private ListenerDescriptor change(MqttListenerContainer container, Action action) {
		switch (action) {
			case START -> container.start();
			case STOP -> container.stop();
			case PAUSE -> container.pause();
			case RESUME -> container.resume();
			case RECONNECT -> throw invalid("The actions for a listener are 'start', 'stop', 'pause' and 'resume'");
		}
		logger.info("Listener '" + container.id() + "' on request: " + action);
		return describe(container);
	}

	private static InvalidEndpointRequestException invalid(String message) {
		return new InvalidEndpointRequestException(message, message);
	}

	private ListenerDescriptor describe(MqttListenerContainer container) {
		String client = this.connections.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == container.client())
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
		return ListenerDescriptor.of(container, client);
	}

	/**
	 * What can be done.
	 */
	public enum Action {

		/**
		 * Start a listener: subscribe, and hand over messages.
		 */
		START,

		/**
		 * Stop a listener: hand over what was received already, and nothing more. The
		 * broker's subscription stays as it is.
		 */
		STOP,

		/**
		 * Leave messages in the buffer of a listener.
		 */
		PAUSE,

		/**
		 * Hand messages to a listener again.
		 */
		RESUME,

		/**
		 * End the connection once pending messages are acknowledged, and connect again. A
		 * client that was disconnected or has given up connects.
		 */
		RECONNECT

	}

}
