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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttException;

/**
 * Those who wait for a connection, each until its deadline. Belongs to the event loop.
 */
final class ConnectWaiters {

	private final EventLoop loop;

	private final Expiry expired;

	private final List<CompletableFuture<ConnectionInfo>> waiters = new ArrayList<>(1);

	/**
	 * Create an empty list.
	 * @param expired is given whoever is still here at his deadline, and has to end him
	 */
	ConnectWaiters(EventLoop loop, Expiry expired) {
		this.loop = loop;
		this.expired = expired;
	}

	/**
	 * Add somebody.
	 * @param operation what he waits for
	 * @param timeout how long
	 */
	void add(CompletableFuture<ConnectionInfo> waiter, String operation, Duration timeout) {
		this.waiters.add(waiter);
		ScheduledFuture<?> timer = this.loop.schedule(() -> {
			if (this.waiters.remove(waiter)) {
				this.expired.expire(waiter, operation, timeout);
			}
		}, timeout.toNanos(), TimeUnit.NANOSECONDS);
		waiter.whenComplete((info, failure) -> timer.cancel(false));
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	void complete(ConnectionInfo info) {
		takeAll().forEach((waiter) -> waiter.complete(info));
	}

	void fail(MqttException cause) {
		takeAll().forEach((waiter) -> waiter.completeExceptionally(cause));
	}

	private List<CompletableFuture<ConnectionInfo>> takeAll() {
		List<CompletableFuture<ConnectionInfo>> all = List.copyOf(this.waiters);
		this.waiters.clear();
		return all;
	}

	/**
	 * Ends somebody whose deadline has come.
	 */
	interface Expiry {

		void expire(CompletableFuture<ConnectionInfo> waiter, String operation, Duration timeout);

	}

}
