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

import java.util.Optional;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;

/**
 * A client has lost its connection, or has ended it.
 */
public final class MqttDisconnectedEvent extends MqttClientEvent {

	private static final long serialVersionUID = 1L;

	private final MqttException cause;

	private final boolean willReconnect;

	/**
	 * Create an event.
	 * @param client the client
	 * @param clientName the bean name of the client
	 * @param cause why the connection ended
	 * @param willReconnect whether the client will make another one
	 */
	public MqttDisconnectedEvent(MqttClient client, String clientName, MqttException cause, boolean willReconnect) {
		super(client, clientName);
		this.cause = cause;
		this.willReconnect = willReconnect;
	}

	/**
	 * Return why the connection ended.
	 * @return the cause
	 */
	public MqttException getCause() {
		return this.cause;
	}

	/**
	 * Return the reason code of the DISCONNECT packet that ended the connection (MQTT
	 * 5.0, section 3.14.2.1).
	 * @return the reason code, or empty if there was no such packet
	 */
	public Optional<ReasonCode> getReasonCode() {
		return (this.cause instanceof MqttDisconnectedException disconnected) ? disconnected.reasonCode()
				: Optional.empty();
	}

	/**
	 * Return whether the client will make another connection.
	 * @return whether it will
	 */
	public boolean isWillReconnect() {
		return this.willReconnect;
	}

	@Override
	public String toString() {
		return "MqttDisconnectedEvent[client=" + getClientName() + ", cause=" + this.cause.getMessage()
				+ ", willReconnect=" + this.willReconnect + "]";
	}

}
