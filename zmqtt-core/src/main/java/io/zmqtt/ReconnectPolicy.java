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

package io.zmqtt;

import java.time.Duration;

/**
 * How a client comes back after it lost its connection: exponential back-off with full
 * jitter. The delay before attempt n is a random time between 0 and
 * {@code min(maxDelay, initialDelay * multiplier^(n-1))}; the count begins anew only
 * after a connection has lasted 30 s.
 *
 * @param enabled whether the client reconnects at all
 * @param initialDelay the upper bound of the first delay
 * @param maxDelay the upper bound of every delay
 * @param multiplier the growth of the upper bound from attempt to attempt, at least 1
 * @param jitter whether delays are random; without jitter each delay is its upper bound
 * @param maxAttempts after how many failed attempts in a row the client gives up, 0 for
 * never
 */
public record ReconnectPolicy(boolean enabled, Duration initialDelay, Duration maxDelay, double multiplier,
		boolean jitter, int maxAttempts) {

	private static final ReconnectPolicy DEFAULT = new ReconnectPolicy(true, Duration.ofSeconds(1),
			Duration.ofSeconds(60), 2, true, 0);

	/**
	 * Create a policy.
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public ReconnectPolicy {
		if (initialDelay.isNegative() || initialDelay.isZero()) {
			throw new IllegalArgumentException("Initial reconnect delay must be positive, not " + initialDelay);
		}
		if (maxDelay.compareTo(initialDelay) < 0) {
			throw new IllegalArgumentException(
					"Maximum reconnect delay must not be below the initial delay: " + maxDelay + " < " + initialDelay);
		}
		if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
			throw new IllegalArgumentException("Reconnect multiplier must be at least 1, not " + multiplier);
		}
		if (maxAttempts < 0) {
			throw new IllegalArgumentException("Maximum reconnect attempts must not be negative: " + maxAttempts);
		}
	}

	/**
	 * Return the default policy: enabled, 1 s to 60 s, doubling, with jitter, without a
	 * limit of attempts.
	 * @return the default
	 */
	public static ReconnectPolicy defaults() {
		return DEFAULT;
	}

	/**
	 * Return a policy that never reconnects.
	 * @return the disabled policy
	 */
	public static ReconnectPolicy disabled() {
		return new ReconnectPolicy(false, DEFAULT.initialDelay, DEFAULT.maxDelay, DEFAULT.multiplier, DEFAULT.jitter,
				DEFAULT.maxAttempts);
	}

	/**
	 * Return this policy with other delays.
	 * @param initialDelay the upper bound of the first delay
	 * @param maxDelay the upper bound of every delay
	 * @return a new policy
	 */
	public ReconnectPolicy withDelays(Duration initialDelay, Duration maxDelay) {
		return new ReconnectPolicy(this.enabled, initialDelay, maxDelay, this.multiplier, this.jitter,
				this.maxAttempts);
	}

	/**
	 * Return this policy with another limit of attempts.
	 * @param maxAttempts the limit, 0 for none
	 * @return a new policy
	 */
	public ReconnectPolicy withMaxAttempts(int maxAttempts) {
		return new ReconnectPolicy(this.enabled, this.initialDelay, this.maxDelay, this.multiplier, this.jitter,
				maxAttempts);
	}

}
