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

import java.util.Arrays;

/**
 * Hands out packet identifiers. A released one waits in a queue behind those released
 * before, so that it comes again as late as possible; one never used before is taken only
 * while the queue is short, so that the identifiers in use stay low. For one thread.
 */
public final class PacketIds {

	private static final int MAXIMUM = 0xFFFF;

	static final int REUSE_THRESHOLD = 16;

	private static final int INITIAL_RING = 32;

	private static final char[] NO_RING = {};

	private static final long[] NO_BITS = {};

	/** The lowest identifier never handed out. */
	private int nextFresh = 1;

	/** The released identifiers; the length is a power of two. */
	private char[] ring = NO_RING;

	private int head;

	private int released;

	/** One bit for each identifier in use. */
	private long[] used = NO_BITS;

	/**
	 * Take an identifier.
	 * @return 1 to 65535, or 0 when all are in use
	 */
	public int acquire() {
		int id = peek();
		if (isRingNext()) {
			this.head = (this.head + 1) & (this.ring.length - 1);
			this.released--;
		}
		else if (this.nextFresh <= MAXIMUM) {
			this.nextFresh++;
			if (id >>> 6 >= this.used.length) {
				this.used = Arrays.copyOf(this.used, Math.max(1, this.used.length * 2));
			}
		}
		else {
			return 0;
		}
		this.used[id >>> 6] |= 1L << id;
		return id;
	}

	/**
	 * Return which identifier is taken next.
	 * @return 1 to 65535, or 0 when all are in use
	 */
	public int peek() {
		if (isRingNext()) {
			return this.ring[this.head];
		}
		return (this.nextFresh <= MAXIMUM) ? this.nextFresh : 0;
	}

	private boolean isRingNext() {
		return this.released >= REUSE_THRESHOLD || (this.released > 0 && this.nextFresh > MAXIMUM);
	}

	/**
	 * Give an identifier back.
	 * @throws IllegalStateException if it is not in use
	 */
	public void release(int packetId) {
		if (packetId < 1 || packetId >= this.nextFresh || (this.used[packetId >>> 6] & (1L << packetId)) == 0) {
			throw new IllegalStateException("Packet identifier " + packetId + " is not in use");
		}
		this.used[packetId >>> 6] &= ~(1L << packetId);
		if (this.released == this.ring.length) {
			growRing();
		}
		this.ring[(this.head + this.released) & (this.ring.length - 1)] = (char) packetId;
		this.released++;
	}

	/**
	 * Return the number of identifiers in use.
	 */
	public int inUse() {
		return this.nextFresh - 1 - this.released;
	}

	/**
	 * Take back all identifiers and free the memory.
	 */
	public void reset() {
		this.nextFresh = 1;
		this.ring = NO_RING;
		this.head = 0;
		this.released = 0;
		this.used = NO_BITS;
	}

	private void growRing() {
		int length = this.ring.length;
		char[] grown = new char[Math.max(INITIAL_RING, length * 2)];
		System.arraycopy(this.ring, this.head, grown, 0, length - this.head);
		System.arraycopy(this.ring, 0, grown, length - this.head, this.head);
		this.ring = grown;
		this.head = 0;
	}

}
