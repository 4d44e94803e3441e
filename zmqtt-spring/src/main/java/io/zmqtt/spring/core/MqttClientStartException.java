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

import io.zmqtt.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * A client that could not connect keeps the application context from starting.
 */
public final class MqttClientStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String clientName;

	private final MqttException failure;

	/**
	 * Create an exception.
	 * @param clientName the name of the client, or null if it has none
	 * @param failure why it could not connect
	 */
	public MqttClientStartException(@Nullable String clientName, MqttException failure) {
		super("The MQTT client" + ((clientName != null) ? " '" + clientName + "'" : "") + " could not connect: "
				+ failure.getMessage(), failure);
		this.clientName = clientName;
		this.failure = failure;
	}

	/**
	 * Return the name of the client.
	 * @return the name, or null if it has none
	 */
	public @Nullable String getClientName() {
		return this.clientName;
	}

	/**
	 * Return why the client could not connect.
	 * @return the failure, which is the cause too
	 */
	public MqttException getFailure() {
		return this.failure;
	}

}
