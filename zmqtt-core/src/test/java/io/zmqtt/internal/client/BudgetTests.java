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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Budget}.
 */
@Timeout(20)
class BudgetTests {

	@Test
	void countsMessagesAndBytes() throws InterruptedException {
		Budget budget = new Budget(2, 100);
		assertThat(budget.tryAcquire(10)).isTrue();
		assertThat(budget.tryAcquire(91)).isFalse();
		assertThat(budget.tryAcquire(90)).isTrue();
		assertThat(budget.tryAcquire(0)).isFalse();
		assertThat(budget.messages()).isEqualTo(2);
		assertThat(budget.bytes()).isEqualTo(100);
		assertThat(budget.acquire(0, TimeUnit.MILLISECONDS.toNanos(60))).isFalse();
		budget.release(2, 100);
		assertThat(budget.messages()).isZero();
		assertThat(budget.bytes()).isZero();
	}

	@Test
	void takesOneMessageOfAnySizeWhenEmpty() {
		Budget budget = new Budget(10, 100);
		assertThat(budget.tryAcquire(1000)).isTrue();
		assertThat(budget.tryAcquire(1)).isFalse();
		budget.release(1, 1000);
		assertThat(budget.tryAcquire(1)).isTrue();
		assertThat(budget.tryAcquire(1000)).isFalse();
	}

	@Test
	void aFailedAcquireNeverTakesRoomFromAnother() {
		Budget budget = new Budget(1000, 100);
		assertThat(budget.tryAcquire(50)).isTrue();
		CompletableFuture<Void> greedy = ScriptedTests.inBackground(() -> {
			for (int i = 0; i < 200_000; i++) {
				assertThat(budget.tryAcquire(60)).isFalse();
			}
			return null;
		});
		int refused = 0;
		while (!greedy.isDone()) {
			if (budget.tryAcquire(50)) {
				budget.release(1, 50);
			}
			else {
				refused++;
			}
		}
		ScriptedTests.result(greedy);
		assertThat(refused).isZero();
	}

	@Test
	void neverExceedsItsLimits() {
		int messages = 3;
		int bytes = 100;
		Budget budget = new Budget(messages, bytes);
		AtomicInteger held = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicLong heldBytes = new AtomicLong();
		AtomicLong mostBytes = new AtomicLong();
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		for (int thread = 0; thread < 4; thread++) {
			int weight = 20 + 10 * thread;
			ends.add(ScriptedTests.inBackground(() -> {
				for (int i = 0; i < 2000; i++) {
					assertThat(budget.acquire(weight, TimeUnit.SECONDS.toNanos(10))).isTrue();
					most.accumulateAndGet(held.incrementAndGet(), Math::max);
					mostBytes.accumulateAndGet(heldBytes.addAndGet(weight), Math::max);
					if (i % 100 == 0) {
						Thread.yield();
					}
					held.decrementAndGet();
					heldBytes.addAndGet(-weight);
					budget.release(1, weight);
				}
				return null;
			}));
		}
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).orTimeout(15, TimeUnit.SECONDS).join();
		assertThat(most.get()).isBetween(1, messages);
		assertThat(mostBytes.get()).isBetween(20L, (long) bytes);
		assertThat(budget.messages()).isZero();
		assertThat(budget.bytes()).isZero();
	}

	@Test
	void waitersSleepAndAllProceedWhenThereIsRoom() throws InterruptedException {
		int count = 4;
		Budget budget = new Budget(count, 1000);
		for (int i = 0; i < count; i++) {
			assertThat(budget.tryAcquire(1)).isTrue();
		}
		CountDownLatch proceeded = new CountDownLatch(count);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Thread thread = new Thread(() -> {
				try {
					if (budget.acquire(1, TimeUnit.SECONDS.toNanos(15))) {
						proceeded.countDown();
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		ScriptedTests.eventually(
				() -> assertThat(threads).extracting(Thread::getState).containsOnly(Thread.State.TIMED_WAITING));
		ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
		long before = threads.stream().mapToLong((thread) -> cpu.getThreadCpuTime(thread.getId())).sum();
		assertThat(proceeded.await(500, TimeUnit.MILLISECONDS)).isFalse();
		long used = threads.stream().mapToLong((thread) -> cpu.getThreadCpuTime(thread.getId())).sum() - before;
		assertThat(Duration.ofNanos(used)).isLessThan(Duration.ofMillis(200));
		assertThat(proceeded.getCount()).isEqualTo(count);
		budget.release(count, count);
		assertThat(proceeded.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(budget.messages()).isEqualTo(count);
	}

}
