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
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import io.zmqtt.ReconnectPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private static final ReconnectPolicy EXACT = new ReconnectPolicy(true, Duration.ofSeconds(1),
			Duration.ofSeconds(60), 2, false, 0);

	private static final ReconnectPolicy JITTER = ReconnectPolicy.defaults();

	@Test
	void delaysDoubleUpToTheLongest() {
		Backoff backoff = new Backoff(EXACT, new Random(1));
		assertThat(IntStream.range(0, 8).mapToObj((i) -> backoff.next(false).toSeconds())).containsExactly(1L, 2L, 4L,
				8L, 16L, 32L, 60L, 60L);
		assertThat(backoff.nextAttempt()).isEqualTo(9);
	}

	/**
	 * The guard against storms: a broker that accepts and drops at once does not begin
	 * the delays anew.
	 */
	@Test
	void onlyALastingConnectionBeginsAnew() {
		Backoff backoff = new Backoff(EXACT, new Random(1));
		backoff.next(false);
		backoff.next(false);
		backoff.ended(Duration.ZERO);
		assertThat(backoff.next(false)).isEqualTo(Duration.ofSeconds(4));
		backoff.ended(Backoff.LASTING.minusNanos(1));
		assertThat(backoff.next(false)).isEqualTo(Duration.ofSeconds(8));
		backoff.ended(Duration.ofSeconds(30));
		assertThat(backoff.next(false)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void jitterIsFull() {
		Random random = new Random(7);
		long[] delays = IntStream.range(0, 3000)
			.mapToLong((i) -> new Backoff(JITTER, random).next(false).toMillis())
			.toArray();
		assertThat(Arrays.stream(delays)).allMatch((millis) -> millis >= 0 && millis <= 1000);
		for (int third = 0; third < 3; third++) {
			long from = third * 333L;
			assertThat(Arrays.stream(delays).filter((millis) -> millis >= from && millis < from + 333))
				.hasSizeGreaterThan(800);
		}
	}

	@Test
	void atMaximumIsAtLeastHalfOfIt() {
		Random random = new Random(7);
		for (int i = 0; i < 1000; i++) {
			assertThat(new Backoff(JITTER, random).next(true)).isBetween(Duration.ofSeconds(30),
					Duration.ofSeconds(60));
		}
	}

	@Test
	void attemptsAreLimited() {
		Backoff backoff = new Backoff(EXACT.withMaxAttempts(2), new Random(1));
		backoff.next(false);
		assertThat(backoff.isExhausted()).isFalse();
		backoff.next(false);
		assertThat(backoff.isExhausted()).isTrue();
		backoff.reset();
		assertThat(backoff.isExhausted()).isFalse();
	}

}
