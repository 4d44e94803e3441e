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

import java.time.Duration;

/**
 * Is told about the life of a client. Methods are called one after the other, in the
 * order of events, never on the network thread; what they throw is logged.
 */
public interface MqttClientListener {

	/**
	 * The client is connected.
	 * @param connection the connection
	 */
	default void onConnected(ConnectionInfo connection) {
	}

	/**
	 * The connection has ended.
	 * @param cause why
	 * @param willReconnect whether the client will make another one
	 */
	default void onDisconnected(MqttException cause, boolean willReconnect) {
	}

	/**
	 * An attempt to connect has failed. Whether there will be another one is told next.
	 * @param cause why
	 */
	default void onConnectFailed(MqttException cause) {
	}

	/**
	 * Another attempt will be made.
	 * @param attempt the number of the attempt since the last lasting connection, from 1
	 * @param delay how long the client waits before it
	 * @param server the broker it will try
	 */
	default void onReconnecting(int attempt, Duration delay, ServerAddress server) {
	}

	/**
	 * The subscriptions were made again after a connect, or made for the first time if
	 * they were declared before.
	 * @param result the broker's answer for each filter; refused ones stay desired and
	 * are asked for again at the next connect
	 */
	default void onSubscriptionsRestored(SubscribeResult result) {
	}

	/**
	 * A message that the application has not acknowledged holds back the acknowledgements
	 * of others.
	 * @param stall what is stalled
	 */
	default void onAckStalled(AckStall stall) {
	}

	/**
	 * The client has given up.
	 * @param cause why
	 */
	default void onFailed(MqttException cause) {
	}

}
