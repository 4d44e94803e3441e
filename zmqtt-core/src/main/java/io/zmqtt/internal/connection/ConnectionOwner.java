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

import io.zmqtt.MqttException;
import io.zmqtt.internal.packet.ConnAck;

/**
 * Is told what happens on a connection, always on its event loop.
 */
interface ConnectionOwner {

	/**
	 * The server has accepted the client, and the client the server.
	 */
	void onAccepted(Connection connection, ConnAck connAck);

	/**
	 * The connection has ended; told exactly once.
	 */
	void onClosed(Connection connection, MqttException cause);

	/**
	 * A batch of packets was read, before its acknowledgements are written.
	 */
	void onBatchRead();

	/**
	 * What was held back because the socket was full can be written.
	 */
	void onWritable();

	/**
	 * Return whether the socket is not read on purpose.
	 */
	boolean isReadSuspended();

}
