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

import io.zmqtt.ClientState;
import io.zmqtt.ConnectionInfo;
import org.jspecify.annotations.Nullable;

/**
 * The state of a client and its present connection. State and info may be read by any
 * thread; everything else belongs to the event loop.
 */
final class Link {

	private final ClientEvents events;

	private volatile ClientState state = ClientState.DISCONNECTED;

	private volatile @Nullable ConnectionInfo info;

	private @Nullable Connection connection;

	Link(ClientEvents events) {
		this.events = events;
	}

	ClientState state() {
		return this.state;
	}

	void state(ClientState state) {
		if (this.state != state) {
			this.state = state;
			this.events.onState(state);
		}
	}

	/**
	 * Return what the broker granted, or null without an accepted connection.
	 */
	@Nullable ConnectionInfo info() {
		return this.info;
	}

	/**
	 * Return the connection if it is accepted.
	 */
	@Nullable Connection accepted() {
		return (this.info != null) ? this.connection : null;
	}

	boolean holds(Connection connection) {
		return this.connection == connection;
	}

	/**
	 * A connection is being made.
	 */
	void made(Connection connection) {
		this.connection = connection;
	}

	/**
	 * The connection was accepted.
	 */
	void accepted(ConnectionInfo info) {
		this.info = info;
	}

	/**
	 * Forget the connection.
	 * @return the connection, if there was one
	 */
	@Nullable Connection clear() {
		Connection current = this.connection;
		this.connection = null;
		this.info = null;
		return current;
	}

}
