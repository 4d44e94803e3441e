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
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a connection for another one as soon as nothing is in flight on it, or the time
 * for that is over. Belongs to the event loop.
 */
final class Renewal {

	private final EventLoop loop;

	private final Session session;

	private final Link link;

	private final ConnectLoop connecting;

	/**
	 * The connection that is to be left, or null for none.
	 */
	private @Nullable Connection connection;

	private @Nullable ScheduledFuture<?> timer;

	private long endsAt;

	Renewal(EventLoop loop, Session session, Link link, ConnectLoop connecting) {
		this.loop = loop;
		this.session = session;
		this.link = link;
		this.connecting = connecting;
	}

	/**
	 * Leave the present connection. When that is under way already, the shorter time
	 * counts.
	 * @param drainTimeout how long to wait for what is in flight
	 */
	void begin(Connection present, Duration drainTimeout) {
		if (this.connection != present) {
			cancelTimer();
			this.connection = present;
			this.session.hold();
			this.connecting.renewAfter(present);
		}
		long nanos = drainTimeout.toNanos();
		long end = System.nanoTime() + nanos;
		if (nanos == 0) {
			leave(present);
		}
		else if (this.timer == null || end - this.endsAt < 0) {
			cancelTimer();
			this.endsAt = end;
			this.timer = this.loop.schedule(() -> this.connecting.guarded(this::expired), nanos, TimeUnit.NANOSECONDS);
		}
	}

	private void expired() {
		this.timer = null;
		Connection present = present();
		if (present != null) {
			leave(present);
		}
	}

	boolean isPending() {
		return this.connection != null;
	}

	/**
	 * Something may have been acknowledged.
	 */
	void settled() {
		Connection present = present();
		if (present != null) {
			this.session.acknowledge();
			if (this.session.isDrained()) {
				leave(present);
			}
		}
	}

	/**
	 * Return the connection to leave, or null if it has ended by itself or somebody else
	 * ends it.
	 */
	private @Nullable Connection present() {
		Connection present = this.connection;
		if (present != null && (this.link.accepted() != present || !this.link.state().isConnected())) {
			forget();
			return null;
		}
		return present;
	}

	private void leave(Connection present) {
		forget();
		this.connecting.leave(present);
	}

	private void forget() {
		cancelTimer();
		this.connection = null;
	}

	private void cancelTimer() {
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

}
