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

/**
 * Decides when to send PINGREQ and when the peer is dead (MQTT 5.0, section 3.1.2.10).
 * All times are nanoseconds of one clock, which the caller reads.
 */
public final class KeepAlive {

	private final long interval;

	private final long timeout;

	private long lastWrite;

	private long lastRead;

	private long pingSent;

	private boolean awaiting;

	/**
	 * Create a keep-alive.
	 * @param interval the keep-alive, 0 for none
	 * @param timeout how long to wait for PINGRESP
	 * @param now the present time
	 */
	public KeepAlive(long interval, long timeout, long now) {
		this.interval = interval;
		this.timeout = timeout;
		this.lastWrite = now;
		this.lastRead = now;
	}

	public void written(long now) {
		this.lastWrite = now;
	}

	public void read(long now) {
		this.lastRead = now;
		this.awaiting = false;
	}

	/**
	 * Note that PINGREQ was sent.
	 * @param now the present time
	 */
	public void pinged(long now) {
		if (!this.awaiting) {
			this.pingSent = now;
		}
		this.awaiting = true;
		this.lastWrite = now;
	}

	/**
	 * Decide what to do.
	 * @param now the present time
	 * @param suspended whether the client itself does not read at present, so that no
	 * answer can be seen
	 * @return what to do
	 */
	public Decision decide(long now, boolean suspended) {
		if (this.interval == 0) {
			return Decision.NOTHING;
		}
		if (suspended) {
			this.awaiting = false;
			this.lastRead = now;
			return (now - this.lastWrite >= this.interval) ? Decision.PING : Decision.NOTHING;
		}
		if (this.awaiting) {
			if (now - this.pingSent >= this.timeout) {
				return Decision.DEAD;
			}
			// the broker counts from what it receives, whatever it has yet to answer
			return (now - this.lastWrite >= this.interval) ? Decision.PING : Decision.NOTHING;
		}
		boolean idle = now - this.lastWrite >= this.interval || now - this.lastRead >= this.interval;
		return idle ? Decision.PING : Decision.NOTHING;
	}

	/**
	 * Return how long it takes until the decision can change, if nothing is read or
	 * written.
	 * @param now the present time
	 * @return nanoseconds, at least 1; {@link Long#MAX_VALUE} for never
	 */
	public long delay(long now) {
		if (this.interval == 0) {
			return Long.MAX_VALUE;
		}
		long until = this.awaiting
				? Math.min(this.pingSent + this.timeout - now, this.interval - (now - this.lastWrite))
				: this.interval - Math.max(now - this.lastWrite, now - this.lastRead);
		return Math.max(1, until);
	}

	/**
	 * What to do.
	 */
	public enum Decision {

		/**
		 * Nothing.
		 */
		NOTHING,

		/**
		 * Send PINGREQ.
		 */
		PING,

		/**
		 * Close the connection: the peer does not answer.
		 */
		DEAD

	}

}
