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

package io.zmqtt.internal.client;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.zmqtt.internal.connection.ConnectionManager;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the socket is read. It is not while the window of unacknowledged
 * messages is full, and not while a subscription with the SUSPEND policy is full, unless
 * the application waits for the broker, whose answers must be seen. Belongs to the event
 * loop, except for what says otherwise.
 */
final class InboundFlow {

	private final long maximumBytes;

	private final Session session;

	private final Work work;

	private final LongAdder finishedBytes = new LongAdder();

	private @Nullable ConnectionManager manager;

	private BooleanSupplier awaitingReplies = () -> false;

	private long receivedBytes;

	private long knownFinished;

	private volatile boolean blocked;

	private int full;

	private volatile boolean suspended;

	InboundFlow(long maximumBytes, Session session, Work work) {
		this.maximumBytes = maximumBytes;
		this.session = session;
		this.work = work;
	}

	void manager(ConnectionManager manager) {
		this.manager = manager;
	}

	/**
	 * Set what says whether the application waits for replies to requests.
	 */
	void awaitingReplies(BooleanSupplier awaiting) {
		this.awaitingReplies = awaiting;
	}

	/**
	 * A message of QoS 1 or 2 was received.
	 */
	void received(int weight) {
		this.receivedBytes += weight;
	}

	/**
	 * A message of QoS 1 or 2 is finished. Any thread may call this.
	 */
	void finished(int weight) {
		this.finishedBytes.add(weight);
		if (this.blocked) {
			this.work.tryExecute(() -> {
			});
		}
	}

	/**
	 * Return how many bytes received messages take that are not finished.
	 */
	long unfinishedBytes() {
		return Math.max(0, this.receivedBytes - this.finishedBytes.sum());
	}

	/**
	 * A subscription has become full.
	 */
	void full() {
		this.full++;
	}

	/**
	 * A full subscription has room again.
	 */
	void room() {
		this.full--;
	}

	boolean isSuspended() {
		return this.suspended;
	}

	void update() {
		ConnectionManager target = this.manager;
		if (target == null) {
			return;
		}
		boolean windowFull = false;
		if (this.receivedBytes - this.knownFinished >= this.maximumBytes) {
			// before the sum is taken, so that whoever finishes after it tells us
			this.blocked = true;
			this.knownFinished = this.finishedBytes.sum();
			windowFull = this.receivedBytes - this.knownFinished >= this.maximumBytes;
		}
		this.blocked = windowFull;
		boolean stop = windowFull || this.full > 0 && !isAwaited(target);
		if (stop != this.suspended) {
			this.suspended = stop;
			this.session.reading(!stop);
			if (!stop) {
				this.work.expireAt(System.nanoTime());
			}
		}
		target.setReading(!stop, windowFull);
	}

	private boolean isAwaited(ConnectionManager target) {
		return this.session.isAwaitingBroker() || this.awaitingReplies.getAsBoolean() || target.isAwaitingPeer();
	}

}
