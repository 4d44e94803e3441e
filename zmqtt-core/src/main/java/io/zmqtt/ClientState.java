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
 * What a client is doing. The state never ends silently in between: a client is
 * connected, visibly on its way to be, or visibly not.
 */
public enum ClientState {

	/**
	 * Not connected, and not trying: before {@code connect()} and after
	 * {@code disconnect()}.
	 */
	DISCONNECTED,

	/**
	 * The first connection is being made.
	 */
	CONNECTING,

	/**
	 * Connected.
	 */
	CONNECTED,

	/**
	 * Connected, but the socket is not read because the receive window is full of
	 * messages that nobody has acknowledged.
	 */
	INBOUND_BLOCKED,

	/**
	 * The connection was lost, or the first one failed, and the client keeps trying.
	 */
	RECONNECTING,

	/**
	 * {@code disconnect()} or {@code close()} is under way.
	 */
	DISCONNECTING,

	/**
	 * The client has given up; {@code connect()} may be called again.
	 */
	FAILED,

	/**
	 * The client was closed for good.
	 */
	CLOSED;

	/**
	 * Return whether there is a connection to the broker.
	 * @return whether this is {@link #CONNECTED} or {@link #INBOUND_BLOCKED}
	 */
	public boolean isConnected() {
		return this == CONNECTED || this == INBOUND_BLOCKED;
	}

}
