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

package io.zmqtt.internal.connection;

import java.time.Duration;

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttException;
import io.zmqtt.ServerAddress;

/**
 * Is told what becomes of a client, always on its event loop.
 */
public interface ClientEvents {

	/**
	 * The state has changed.
	 */
	void onState(ClientState state);

	/**
	 * A connection was accepted, and the session knows of it.
	 */
	void onConnected(ConnectionInfo info);

	/**
	 * An accepted connection has ended.
	 */
	void onDisconnected(MqttException cause, boolean willReconnect);

	/**
	 * An attempt to connect has failed, to all addresses of a server.
	 */
	void onConnectFailed(MqttException cause);

	/**
	 * Another attempt will be made.
	 */
	void onReconnecting(int attempt, Duration delay, ServerAddress server);

	/**
	 * The client has given up.
	 */
	void onFailed(MqttException cause);

	/**
	 * The application has ended the connection, or there was none.
	 */
	void onStopped(MqttException cause);

	/**
	 * A batch of packets was read, before its acknowledgements are written.
	 */
	void onBatchRead();

	/**
	 * Return whether the socket is not read on purpose.
	 */
	boolean isReadSuspended();

}
