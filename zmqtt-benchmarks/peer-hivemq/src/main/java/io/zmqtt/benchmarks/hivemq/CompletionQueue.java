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

package io.zmqtt.benchmarks.hivemq;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Hands the results of the stream of publishes to the callbacks of single publishes, in
 * their order.
 */
final class CompletionQueue {

	private final Queue<BiConsumer<@Nullable Object, @Nullable Throwable>> waiting = new ConcurrentLinkedQueue<>();

	private final Semaphore subscribed = new Semaphore(0);

	void add(BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
		this.waiting.add(whenDone);
	}

	void complete(@Nullable Object result, @Nullable Throwable failure) {
		BiConsumer<@Nullable Object, @Nullable Throwable> whenDone = this.waiting.poll();
		if (whenDone != null) {
			whenDone.accept(result, failure);
		}
	}

	void fail(Throwable failure) {
		while (!this.waiting.isEmpty()) {
			complete(null, failure);
		}
	}

	void subscribed() {
		this.subscribed.release();
	}

	void awaitSubscribed() {
		try {
			if (!this.subscribed.tryAcquire(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("No answer to SUBSCRIBE");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
