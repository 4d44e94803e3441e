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

import org.springframework.context.ApplicationEvent;

/**
 * Something has happened to a client. Events are published on a thread of the client's
 * executor, one after the other for each client: listeners to events may block, but delay
 * those that follow.
 */
public abstract class MqttClientEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final String clientName;

	MqttClientEvent(MqttClient client, String clientName) {
		super(client);
		this.clientName = clientName;
	}

	/**
	 * Return the client.
	 * @return the client
	 */
	public MqttClient getClient() {
		return (MqttClient) getSource();
	}

	/**
	 * Return the bean name of the client.
	 * @return the name
	 */
	public String getClientName() {
		return this.clientName;
	}

}
