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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;

/**
 * Decides when the socket is read. Some brokers write each acknowledgement on its own,
 * and a client that takes them one by one is busy with nothing but waking up. So while
 * many acknowledgements are due and only a few come at a time, the next read waits a
 * little; never so long that those that are due could run out, and never while few are.
 * Belongs to the event loop.
 */
final class ReadPace {

	/**
	 * The most bytes that count as a small read: 16 acknowledgements.
	 */
	private static final int SMALL = 64;

	/**
	 * How many small reads have to follow one another.
	 */
	private static final int SMALL_READS = 8;

	/**
	 * The least number of messages in flight.
	 */
	static final int MANY = 64;

	private static final int ACK = 4;

	private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long LONGEST = TimeUnit.MICROSECONDS.toNanos(500);

	private final Channel channel;

	private boolean wanted = true;

	private boolean paused;

	private int smallReads;

	private long pause = SHORTEST;

	/**
	 * How many messages were in flight when the last pause began, 0 if there was none
	 * since the last read.
	 */
	private int before;

	ReadPace(Channel channel) {
		this.channel = channel;
	}

	/**
	 * Begin or end to read.
	 * @return whether that is a change
	 */
	boolean reading(boolean reading) {
		if (this.wanted == reading && (this.paused || this.channel.config().isAutoRead() == reading)) {
			return false;
		}
		this.wanted = reading;
		apply();
		return true;
	}

	private void apply() {
		boolean autoRead = this.wanted && !this.paused;
		if (this.channel.config().isAutoRead() != autoRead) {
			this.channel.config().setAutoRead(autoRead);
		}
	}

	/**
	 * All that was there has been read.
	 * @param bytes how much that was
	 * @param inFlight how many messages are not acknowledged
	 */
	void read(int bytes, int inFlight) {
		boolean small = (this.before > 0) ? adapt(bytes) : bytes <= SMALL;
		if (!small || inFlight < MANY) {
			this.smallReads = 0;
		}
		else if (this.smallReads < SMALL_READS) {
			this.smallReads++;
		}
		else {
			pause(inFlight);
		}
	}

	/**
	 * Let a pause take the time in which between an eighth and a quarter of what is in
	 * flight is acknowledged.
	 * @return whether less than half of it was
	 */
	private boolean adapt(int bytes) {
		int share = this.before * ACK / 8;
		if (bytes > 2 * share) {
			this.pause = Math.max(SHORTEST, this.pause / 2);
		}
		else if (bytes < share) {
			this.pause = Math.min(LONGEST, this.pause * 2);
		}
		this.before = 0;
		return bytes < 4 * share;
	}

	private void pause(int inFlight) {
		if (this.paused || !this.channel.isActive()) {
			return;
		}
		this.before = inFlight;
		this.paused = true;
		apply();
		// the event loop's own timer cannot wait for less than a millisecond
		CompletableFuture.delayedExecutor(this.pause, TimeUnit.NANOSECONDS, this.channel.eventLoop())
			.execute(this::resume);
	}

	private void resume() {
		this.paused = false;
		apply();
	}

}
