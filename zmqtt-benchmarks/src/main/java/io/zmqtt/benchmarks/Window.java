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

package io.zmqtt.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the publishes in flight for one producer, which is woken once per half window
 * instead of once per completion. It is itself the callback of a completed publish.
 */
final class Window implements BiConsumer<@Nullable Object, @Nullable Throwable> {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

	private final int size;

	private final Thread producer = Thread.currentThread();

	private final AtomicLong completed = new AtomicLong();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private volatile long wakeAt = Long.MAX_VALUE;

	private long acquired;

	private long allowed;

	/**
	 * Create a window for the calling thread as its producer.
	 * @param size the most publishes in flight, at least 2
	 */
	Window(int size) {
		this.size = size;
		this.allowed = size;
	}

	/**
	 * Wait until there is room for one more publish.
	 */
	void acquire() {
		if (this.acquired == this.allowed) {
			awaitCompleted(this.acquired - this.size + Math.max(1, this.size / 2));
			this.allowed = this.completed.get() + this.size;
		}
		this.acquired++;
	}

	/**
	 * Wait until every publish has completed.
	 */
	void awaitAll() {
		awaitCompleted(this.acquired);
	}

	long acquired() {
		return this.acquired;
	}

	private void awaitCompleted(long target) {
		this.wakeAt = target;
		long deadline = System.nanoTime() + PATIENCE;
		while (this.completed.get() < target) {
			LockSupport.parkNanos(this, PATIENCE);
			if (this.failure.get() != null || System.nanoTime() > deadline) {
				break;
			}
		}
		this.wakeAt = Long.MAX_VALUE;
		Throwable failure = this.failure.get();
		if (failure != null) {
			throw new IllegalStateException("A publish failed", failure);
		}
		if (this.completed.get() < target) {
			throw new IllegalStateException(
					"Only " + this.completed.get() + " of " + this.acquired + " publishes have completed");
		}
	}

	@Override
	public void accept(@Nullable Object result, @Nullable Throwable failure) {
		if (failure != null) {
			this.failure.compareAndSet(null, failure);
			LockSupport.unpark(this.producer);
		}
		if (this.completed.incrementAndGet() == this.wakeAt) {
			LockSupport.unpark(this.producer);
		}
	}

}
