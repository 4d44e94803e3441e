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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The room for pending messages, in messages and in bytes. Both counts are kept in one
 * number, so that taking and giving room are one atomic operation each.
 */
final class Budget {

	private static final int SHIFT = 40;

	private static final long BYTES = (1L << SHIFT) - 1;

	private final int maximumMessages;

	private final long maximumBytes;

	private final AtomicLong used = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition room = this.lock.newCondition();

	private volatile int waiting;

	Budget(int maximumMessages, long maximumBytes) {
		this.maximumMessages = maximumMessages;
		this.maximumBytes = maximumBytes;
	}

	/**
	 * Take room, if there is any. A message finds room in an empty budget whatever its
	 * size.
	 */
	boolean tryAcquire(int bytes) {
		long before = this.used.get();
		while (before == 0
				|| before >>> SHIFT < this.maximumMessages && (before & BYTES) + bytes <= this.maximumBytes) {
			long witness = this.used.compareAndExchange(before, before + (1L << SHIFT) + bytes);
			if (witness == before) {
				return true;
			}
			before = witness;
		}
		return false;
	}

	/**
	 * Take room, waiting for it.
	 * @return whether there was room in time
	 */
	boolean acquire(int bytes, long nanos) throws InterruptedException {
		if (tryAcquire(bytes)) {
			return true;
		}
		long left = nanos;
		this.lock.lockInterruptibly();
		this.waiting++;
		try {
			while (!tryAcquire(bytes)) {
				if (left <= 0) {
					return false;
				}
				left = this.room.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)))
						+ Math.max(0, left - TimeUnit.MILLISECONDS.toNanos(50));
			}
			return true;
		}
		finally {
			this.waiting--;
			this.lock.unlock();
		}
	}

	/**
	 * Give room back.
	 */
	void release(int messages, long bytes) {
		this.used.addAndGet(-((long) messages << SHIFT) - bytes);
		if (this.waiting > 0 && this.lock.tryLock()) {
			// whoever is missed because the lock is taken looks again by himself
			try {
				this.room.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	int messages() {
		return (int) (this.used.get() >>> SHIFT);
	}

	long bytes() {
		return this.used.get() & BYTES;
	}

}
