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

import io.zmqtt.MqttClientBuilder;

/**
 * Changes the builders of auto-configured clients after the properties were applied.
 * Beans of this type are called in their order, for each connection.
 */
@FunctionalInterface
public interface ZmqttClientCustomizer {

	/**
	 * Change the builder, which is a {@link io.zmqtt.MqttClientV311.Builder} or a
	 * {@link io.zmqtt.MqttClientV5.Builder}, by the property {@code version} of the
	 * connection.
	 * @param builder the builder
	 */
	void customize(MqttClientBuilder<?> builder);

	/**
	 * Change the builder of a connection. By default all are changed alike.
	 * @param connection the name of the connection: {@code default}, or that after
	 * {@code zmqtt.connections}
	 * @param builder the builder
	 */
	default void customize(String connection, MqttClientBuilder<?> builder) {
		customize(builder);
	}

}
