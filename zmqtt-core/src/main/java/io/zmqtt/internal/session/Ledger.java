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

package io.zmqtt.internal.session;

import java.util.ArrayDeque;

/**
 * The messages of one connection in the order in which they are to be acknowledged (MQTT
 * 5.0, section 4.6), for each QoS on its own.
 */
public final class Ledger {

	private final ArrayDeque<Delivery> atLeastOnce = new ArrayDeque<>(0);

	private final ArrayDeque<Delivery> exactlyOnce = new ArrayDeque<>(0);

	private volatile boolean closed;

	private volatile boolean repeated;

	ArrayDeque<Delivery> atLeastOnce() {
		return this.atLeastOnce;
	}

	ArrayDeque<Delivery> exactlyOnce() {
		return this.exactlyOnce;
	}

	void close() {
		this.closed = true;
		this.atLeastOnce.clear();
		this.exactlyOnce.clear();
	}

	/**
	 * Return whether the connection is gone, so that an acknowledgement has nowhere to
	 * go.
	 */
	public boolean isClosed() {
		return this.closed;
	}

	void repeated() {
		this.repeated = true;
	}

	/**
	 * Return whether the broker repeats on a later connection what is unacknowledged
	 * here, so that a message of QoS 1 that was not handed over yet must not be.
	 */
	public boolean isRepeated() {
		return this.repeated;
	}

}
