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

package io.zmqtt;

/**
 * A client of MQTT 3.1.1.
 */
public interface MqttClientV311 extends MqttClient {

	/**
	 * Builds a client of MQTT 3.1.1.
	 */
	interface Builder extends MqttClientBuilder<Builder> {

		/**
		 * Speak MQTT 5 instead. What was set so far is kept.
		 * @return a builder of a client of MQTT 5
		 */
		MqttClientV5.Builder v5();

		/**
		 * Return the client. Nothing is connected yet.
		 * @return a new client
		 * @throws IllegalArgumentException if options contradict each other
		 */
		@Override
		MqttClientV311 build();

	}

}
