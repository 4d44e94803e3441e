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

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;

import io.netty.channel.EventLoop;
import io.zmqtt.internal.transport.EventLoops;
import org.jspecify.annotations.Nullable;

/**
 * Calls what may block, or what the application has plugged in, on threads of the client,
 * and brings the answer back to the event loop.
 */
final class PluginCalls {

	private final EventLoops.Lease lease;

	private final EventLoop loop;

	private final Executor executor;

	PluginCalls(EventLoops.Lease lease, Executor executor) {
		this.lease = lease;
		this.loop = lease.loop();
		this.executor = executor;
	}

	EventLoops.Lease lease() {
		return this.lease;
	}

	EventLoop loop() {
		return this.loop;
	}

	/**
	 * Make a call.
	 * @param answer is given the value or the failure, on the event loop, unless the
	 * stage never completes or the event loop is gone
	 */
	<T> void call(Call<T> call, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
		try {
			this.executor.execute(() -> {
				try {
					call.call()
						.whenComplete((value, failure) -> onLoop(
								() -> answer.accept(value, (failure != null) ? unwrap(failure) : null)));
				}
				catch (Throwable ex) {
					onLoop(() -> answer.accept(null, ex));
				}
			});
		}
		catch (RuntimeException ex) {
			onLoop(() -> answer.accept(null, ex));
		}
	}

	private void onLoop(Runnable task) {
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// the client was closed, and the event loops with it
		}
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	/**
	 * What is called.
	 *
	 * @param <T> the type of the answer
	 */
	interface Call<T> {

		CompletionStage<T> call() throws Exception;

	}

}
