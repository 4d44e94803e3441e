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

import io.zmqtt.MqttClient;
import io.zmqtt.MqttException;

/**
 * A client has given up: it makes no further attempt to connect by itself.
 */
public final class MqttFailedEvent extends MqttClientEvent {

	private static final long serialVersionUID = 1L;

	private final MqttException cause;

	/**
	 * Create an event.
	 * @param client the client
	 * @param clientName the bean name of the client
	 * @param cause why it has given up
	 */
	public MqttFailedEvent(MqttClient client, String clientName, MqttException cause) {
		super(client, clientName);
		this.cause = cause;
	}

	/**
	 * Return why the client has given up.
	 * @return the cause
	 */
	public MqttException getCause() {
		return this.cause;
	}

	@Override
	public String toString() {
		return "MqttFailedEvent[client=" + getClientName() + ", cause=" + this.cause.getMessage() + "]";
	}

}
