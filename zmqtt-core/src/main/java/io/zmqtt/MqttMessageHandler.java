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
 * Receives the messages of a subscription, one after the other, never on the network
 * thread.
 */
@FunctionalInterface
public interface MqttMessageHandler {

	/**
	 * Handle a message. The handler may block, and may publish, subscribe, request or
	 * close on its own client. What it throws is reported and counted, and the next
	 * message is delivered; with {@link AckMode#AUTO} the message is acknowledged then as
	 * well.
	 * @param message the message
	 * @throws Exception if the message cannot be handled
	 */
	void handle(MqttMessage message) throws Exception;

}
