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

package io.zmqtt.broker.guarantees;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Counts what happened to whom, and waits for it.
 */
final class Notes {

	private static final long PATIENCE_NANOS = 20_000_000_000L;

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	void add(String id, String what) {
		synchronized (this) {
			this.counts.merge(id + " " + what, 1, Integer::sum);
			notifyAll();
		}
	}

	int count(String id, String what) {
		return this.counts.getOrDefault(id + " " + what, 0);
	}

	void await(String id, String what, int times) {
		if (!await(id, what, times, PATIENCE_NANOS)) {
			throw new AssertionError("No \"" + what + "\" of " + id + ", but "
					+ this.counts.keySet().stream().filter((key) -> key.startsWith(id + " ")).toList());
		}
	}

	boolean await(String id, String what, int times, long nanos) {
		return await(() -> count(id, what) >= times, nanos);
	}

	private synchronized boolean await(BooleanSupplier condition, long nanos) {
		long deadline = System.nanoTime() + nanos;
		try {
			while (!condition.getAsBoolean()) {
				long left = (deadline - System.nanoTime()) / 1_000_000;
				if (left <= 0) {
					return false;
				}
				wait(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted", ex);
		}
	}

}
