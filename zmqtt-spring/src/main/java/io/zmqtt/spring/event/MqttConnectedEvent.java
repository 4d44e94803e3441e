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

package io.zmqtt.spring.event;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClient;

/**
 * A client has connected, for the first time or again.
 */
public final class MqttConnectedEvent extends MqttClientEvent {

	private static final long serialVersionUID = 1L;

	private final transient ConnectionInfo connection;

	/**
	 * Create an event.
	 * @param client the client
	 * @param clientName the bean name of the client
	 * @param connection the connection
	 */
	public MqttConnectedEvent(MqttClient client, String clientName, ConnectionInfo connection) {
		super(client, clientName);
		this.connection = connection;
	}

	/**
	 * Return the connection.
	 * @return the connection
	 */
	public ConnectionInfo getConnection() {
		return this.connection;
	}

	@Override
	public String toString() {
		return "MqttConnectedEvent[client=" + getClientName() + ", server=" + this.connection.server() + "]";
	}

}
