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

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttException;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * The PINGREQs of a connection that are not answered, in their order. Belongs to the
 * event loop.
 */
final class Pings {

	private final @Nullable MqttClientObserver observer;

	private final ArrayDeque<Ping> sent = new ArrayDeque<>(0);

	/**
	 * Create it.
	 * @param observer is told of answers, or null
	 */
	Pings(@Nullable MqttClientObserver observer) {
		this.observer = observer;
	}

	/**
	 * A PINGREQ is sent.
	 * @param now the present time
	 * @param answer who waits for the time until the answer, or null for the keep-alive
	 */
	void sent(long now, @Nullable CompletableFuture<Duration> answer) {
		this.sent.add(new Ping(now, answer));
	}

	/**
	 * A PINGRESP has come. One that nobody asked for is ignored.
	 */
	void answered(long now) {
		Ping ping = this.sent.poll();
		if (ping == null) {
			return;
		}
		Duration roundTrip = Duration.ofNanos(now - ping.sent());
		if (this.observer != null) {
			this.observer.onPing(roundTrip);
		}
		if (ping.answer() != null) {
			ping.answer().complete(roundTrip);
		}
	}

	/**
	 * Return whether the application waits for an answer.
	 */
	boolean isAwaited() {
		for (Ping ping : this.sent) {
			if (ping.answer() != null && !ping.answer().isDone()) {
				return true;
			}
		}
		return false;
	}

	void fail(MqttException cause) {
		for (Ping ping : this.sent) {
			if (ping.answer() != null) {
				ping.answer().completeExceptionally(cause);
			}
		}
		this.sent.clear();
	}

	private record Ping(long sent, @Nullable CompletableFuture<Duration> answer) {

	}

}
