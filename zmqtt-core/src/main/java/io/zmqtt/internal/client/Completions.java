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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes futures: on the event loop, or in batches on an executor. Belongs to the
 * event loop.
 */
final class Completions {

	private static final Logger logger = LoggerFactory.getLogger(Completions.class);

	/**
	 * Completes futures at once.
	 */
	static final Completions DIRECT = new Completions(null);

	private final @Nullable Executor executor;

	private List<Runnable> batch = new ArrayList<>(0);

	Completions(@Nullable Executor executor) {
		this.executor = executor;
	}

	<T> void complete(CompletableFuture<T> future, T value) {
		if (this.executor == null) {
			future.complete(value);
		}
		else {
			this.batch.add(() -> future.complete(value));
		}
	}

	void fail(CompletableFuture<?> future, Throwable failure) {
		if (this.executor == null) {
			future.completeExceptionally(failure);
		}
		else {
			this.batch.add(() -> future.completeExceptionally(failure));
		}
	}

	<T> void complete(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
		if (failure != null) {
			fail(future, failure);
		}
		else {
			complete(future, value);
		}
	}

	void execute(Runnable completion) {
		if (this.executor == null) {
			completion.run();
		}
		else {
			this.batch.add(completion);
		}
	}

	/**
	 * Hand the batch over.
	 */
	void flush() {
		if (this.executor == null || this.batch.isEmpty()) {
			return;
		}
		List<Runnable> tasks = this.batch;
		this.batch = new ArrayList<>(tasks.size());
		try {
			this.executor.execute(() -> tasks.forEach(Runnable::run));
		}
		catch (RuntimeException ex) {
			logger.warn("The completion executor refused a batch; the futures are completed on the network thread", ex);
			tasks.forEach(Runnable::run);
		}
	}

}
