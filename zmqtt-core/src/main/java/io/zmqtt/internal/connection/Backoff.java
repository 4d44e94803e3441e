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
import java.util.random.RandomGenerator;

import io.zmqtt.ReconnectPolicy;

/**
 * Exponential back-off with full jitter.
 */
final class Backoff {

	/**
	 * How long a connection has to last so that the next loss begins with the first
	 * delay.
	 */
	static final Duration LASTING = Duration.ofSeconds(30);

	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final ReconnectPolicy policy;

	private final RandomGenerator random;

	private int attempts;

	Backoff(ReconnectPolicy policy, RandomGenerator random) {
		this.policy = policy;
		this.random = random;
	}

	/**
	 * Return the number of the next attempt, from 1.
	 */
	int nextAttempt() {
		return this.attempts + 1;
	}

	/**
	 * Return whether the limit of attempts is reached.
	 */
	boolean isExhausted() {
		return this.policy.maxAttempts() > 0 && this.attempts >= this.policy.maxAttempts();
	}

	/**
	 * Begin the next attempt.
	 * @param atMaximum whether to wait as long as the policy ever does
	 * @return how long to wait before it
	 */
	Duration next(boolean atMaximum) {
		long maximum = nanos(this.policy.maxDelay());
		double bound = nanos(this.policy.initialDelay()) * Math.pow(this.policy.multiplier(), this.attempts);
		this.attempts++;
		long nanos = (atMaximum || !(bound < maximum)) ? maximum : (long) bound;
		if (!this.policy.jitter()) {
			return Duration.ofNanos(nanos);
		}
		long least = atMaximum ? nanos / 2 : 0;
		return Duration.ofNanos(this.random.nextLong(least, nanos + 1));
	}

	private static long nanos(Duration delay) {
		return ((delay.compareTo(LONGEST) > 0) ? LONGEST : delay).toNanos();
	}

	/**
	 * A connection has ended after it lasted for a time.
	 */
	void ended(Duration lasted) {
		if (isLasting(lasted)) {
			this.attempts = 0;
		}
	}

	/**
	 * Return whether a connection that lasted for a time was a good one.
	 */
	static boolean isLasting(Duration lasted) {
		return lasted.compareTo(LASTING) >= 0;
	}

	void reset() {
		this.attempts = 0;
	}

}
