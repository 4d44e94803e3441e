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

package io.zmqtt.benchmarks;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Window}.
 */
class WindowTests {

	@Test
	void neverHasMoreInFlightThanItsSize() {
		Window window = new Window(10);
		AtomicInteger inFlight = new AtomicInteger();
		int most = 0;
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			for (int i = 0; i < 20_000; i++) {
				window.acquire();
				most = Math.max(most, inFlight.incrementAndGet());
				executor.execute(() -> {
					inFlight.decrementAndGet();
					window.accept(null, null);
				});
			}
			window.awaitAll();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(window.acquired()).isEqualTo(20_000);
		assertThat(inFlight).hasValue(0);
		assertThat(most).isBetween(2, 10);
	}

	@Test
	void reportsAFailedPublish() {
		Window window = new Window(2);
		window.acquire();
		window.acquire();
		window.accept(null, new IllegalArgumentException("no"));
		assertThatIllegalStateException().isThrownBy(window::awaitAll)
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

}
