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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * Measures by how much the event loop is late. Belongs to the event loop.
 */
final class LoopLag implements Runnable {

	private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final EventLoop loop;

	private final MqttClientObserver observer;

	private @Nullable ScheduledFuture<?> timer;

	private long due;

	private boolean stopped;

	LoopLag(EventLoop loop, MqttClientObserver observer) {
		this.loop = loop;
		this.observer = observer;
	}

	void start() {
		this.due = System.nanoTime() + INTERVAL;
		this.timer = this.loop.schedule(this, INTERVAL, TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		if (!this.stopped) {
			this.observer.onNetworkThreadLag(Duration.ofNanos(Math.max(0, System.nanoTime() - this.due)));
			start();
		}
	}

	void stop() {
		this.stopped = true;
		ScheduledFuture<?> current = this.timer;
		if (current != null) {
			current.cancel(false);
		}
	}

}
