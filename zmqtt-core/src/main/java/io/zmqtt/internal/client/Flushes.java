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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.MqttTimeoutException;

/**
 * Those who wait until no message is pending. Belongs to the event loop.
 */
final class Flushes {

	private final EventLoop loop;

	private final Work work;

	private final PublishPipeline pipeline;

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>(0);

	Flushes(EventLoop loop, Work work, PublishPipeline pipeline) {
		this.loop = loop;
		this.work = work;
		this.pipeline = pipeline;
	}

	void add(CompletableFuture<Void> future, Duration timeout) {
		this.waiting.add(future);
		ScheduledFuture<?> timer = this.loop.schedule(() -> this.work.run(() -> expire(future, timeout)),
				timeout.toNanos(), TimeUnit.NANOSECONDS);
		future.whenComplete((done, failure) -> timer.cancel(false));
	}

	private void expire(CompletableFuture<Void> future, Duration timeout) {
		this.waiting.remove(future);
		future.completeExceptionally(new MqttTimeoutException("flush", timeout, true,
				this.pipeline.pendingMessages() + " messages are still pending"));
	}

	/**
	 * End the waits if no message is pending any more.
	 */
	void settle() {
		if (!this.waiting.isEmpty() && this.pipeline.pendingMessages() == 0) {
			List<CompletableFuture<Void>> ended = List.copyOf(this.waiting);
			this.waiting.clear();
			ended.forEach((future) -> future.complete(null));
		}
	}

}
