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

package io.zmqtt.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.zmqtt.MqttMessage;
import io.zmqtt.spring.TestMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Lanes alone. The lane of a topic of one letter is that of its code, so that letters
 * that follow each other have different ones.
 */
@Timeout(60)
class LanesTests {

	private static final long NO_LIMIT = Long.MAX_VALUE;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

	private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(50);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicInteger together = new AtomicInteger();

	private final AtomicInteger mostTogether = new AtomicInteger();

	/** One permit for each message that may go on. */
	private final Semaphore permits = new Semaphore(0);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private @Nullable Lanes created;

	@BeforeEach
	void recordLog() {
		this.log.start();
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).addAppender(this.log);
	}

	@AfterEach
	void end() {
		((Logger) LoggerFactory.getLogger(MqttListenerContainer.class)).detachAppender(this.log);
		this.threads.shutdownNow();
	}

	// Order and concurrency

	@Test
	void topicsOfDifferentLanesAreHandledTogetherButNoMoreThanThereAreLanes() {
		Lanes lanes = lanes(4, 100, NO_LIMIT, this::handleWithPermit);
		for (String topic : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
			lanes.add(message(topic, "1"));
			lanes.add(message(topic, "2"));
		}
		await().until(() -> this.entered.get() == 4);
		await().during(Duration.ofMillis(100)).atMost(Duration.ofSeconds(20)).until(() -> this.entered.get() == 4);
		assertThat(lanes.unfinished()).isEqualTo(16);
		this.permits.release(16);
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).hasSize(16).doesNotHaveDuplicates();
		for (String topic : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
			assertThat(this.handled).containsSubsequence(topic + "1", topic + "2");
		}
		assertThat(this.mostTogether.get()).isEqualTo(4);
	}

	@Test
	void slowTopicHoldsBackOnlyItsLane() {
		Lanes lanes = lanes(2, 100, NO_LIMIT, (message) -> {
			if (message.topic().equals("a")) {
				handleWithPermit(message);
			}
			else {
				handle(message);
			}
		});
		lanes.add(message("a", "1"));
		lanes.add(message("c", "1"));
		lanes.add(message("b", "1"));
		await().until(() -> this.handled.contains("b1"));
		// c has the lane of a
		assertThat(this.handled).containsExactly("b1");
		this.permits.release();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("b1", "a1", "c1");
	}

	@Test
	void withoutAnExecutorTheThreadThatBringsMessagesHandlesThem() {
		List<Thread> handlers = new CopyOnWriteArrayList<>();
		Lanes lanes = new Lanes("test", (message) -> {
			handlers.add(Thread.currentThread());
			handle(message);
		}, 1, null, this.threads, 10, NO_LIMIT);
		this.created = lanes;
		lanes.add(message("a", "1"));
		assertThat(handlers).containsExactly(Thread.currentThread());
		lanes.pause();
		lanes.add(message("a", "2"));
		lanes.open();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		// the thread that opens the lanes is not theirs
		assertThat(handlers).hasSize(2).last().isNotSameAs(Thread.currentThread());
	}

	// Limits

	@Test
	void addWaitsWhileThereAreAsManyMessagesAsMayBe() {
		Lanes lanes = lanes(2, 3, NO_LIMIT, this::handleWithPermit);
		for (int i = 0; i < 3; i++) {
			lanes.add(message("a", "" + i));
		}
		CompletableFuture<Void> fourth = addLater(lanes, message("b", "3"));
		assertThat(lanes.unfinished()).isEqualTo(3);
		this.permits.release();
		fourth.join();
		assertThat(this.handled).containsExactly("a0");
		assertThat(lanes.unfinished()).isEqualTo(3);
		this.permits.release(3);
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
	}

	@Test
	void addWaitsWhileThereAreAsManyBytesAsMayBe() {
		// 64 bytes for the message itself and 1 for its topic
		Lanes lanes = lanes(2, 100, 2 * (64 + 1 + 35), this::handleWithPermit);
		lanes.add(message("a", "x".repeat(35)));
		lanes.add(message("a", "y".repeat(35)));
		CompletableFuture<Void> third = addLater(lanes, message("b", ""));
		this.permits.release();
		third.join();
		CompletableFuture<Void> tooLargeTogether = addLater(lanes, message("b", "z".repeat(36)));
		this.permits.release(2);
		tooLargeTogether.join();
		this.permits.release();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).hasSize(4);
	}

	@Test
	void messageAboveTheLimitInBytesIsTakenAlone() {
		Lanes lanes = lanes(2, 100, 100, this::handleWithPermit);
		lanes.add(message("a", "x".repeat(1000)));
		CompletableFuture<Void> second = addLater(lanes, message("b", ""));
		this.permits.release();
		second.join();
		this.permits.release();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		CompletableFuture.runAsync(() -> lanes.add(message("a", "y".repeat(1000))), this.threads).join();
	}

	@Test
	void bytesAreFreeAgainInWhateverWayAMessageGoes() throws Exception {
		AtomicReference<Consumer<MqttMessage>> way = new AtomicReference<>(this::finish);
		Lanes lanes = lanes(1, 100, 2 * (64 + 1 + 1000), (message) -> way.get().accept(message));
		for (int i = 0; i < 5; i++) {
			lanes.add(message("a", "x".repeat(1000)));
		}
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		way.set((message) -> {
			throw new IllegalStateException("broken");
		});
		for (int i = 0; i < 5; i++) {
			lanes.add(message("a", "x".repeat(1000)));
		}
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		for (int i = 0; i < 5; i++) {
			lanes.pause();
			lanes.add(message("a", "x".repeat(1000)));
			assertThat(lanes.removeAll()).hasSize(1);
		}
		assertThat(lanes.unfinished()).isZero();
		lanes.pause();
		CompletableFuture.runAsync(() -> {
			lanes.add(message("a", "x".repeat(1000)));
			lanes.add(message("a", "x".repeat(1000)));
		}, this.threads).get(20, TimeUnit.SECONDS);
	}

	@Test
	void heldLanesTakeWhateverComes() {
		Lanes lanes = lanes(1, 1, NO_LIMIT, this::handle);
		lanes.pause();
		lanes.add(message("a", "1"));
		CompletableFuture<Void> second = addLater(lanes, message("a", "2"));
		lanes.hold();
		second.join();
		lanes.add(message("a", "3"));
		assertThat(this.handled).isEmpty();
		assertThat(lanes.unfinished()).isEqualTo(3);
		lanes.open();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1", "a2", "a3");
	}

	@Test
	void interruptEndsTheWaitForRoomButLosesNoMessage() throws Exception {
		Lanes lanes = lanes(1, 1, NO_LIMIT, this::handleWithPermit);
		lanes.add(message("a", "1"));
		AtomicBoolean interrupted = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			lanes.add(message("a", "2"));
			interrupted.set(Thread.currentThread().isInterrupted());
		});
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		thread.join(20_000);
		assertThat(interrupted).isTrue();
		this.permits.release(2);
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1", "a2");
	}

	// Gate

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void closedLanesFinishWhatTheyHaveBegunAndBeginNothing(boolean hold) {
		Lanes lanes = lanes(2, 100, NO_LIMIT, this::handleWithPermit);
		lanes.add(message("a", "1"));
		lanes.add(message("a", "2"));
		await().until(() -> this.entered.get() == 1);
		close(lanes, hold);
		assertThat(lanes.isHeld()).isEqualTo(hold);
		lanes.add(message("b", "1"));
		assertThat(lanes.awaitIdle(MOMENT)).isFalse();
		this.permits.release(10);
		assertThat(lanes.awaitIdle(PATIENCE)).isTrue();
		assertThat(lanes.awaitEmpty(MOMENT)).isFalse();
		assertThat(this.handled).containsExactly("a1");
		assertThat(lanes.unfinished()).isEqualTo(2);
		lanes.open();
		assertThat(lanes.isHeld()).isFalse();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactlyInAnyOrder("a1", "a2", "b1");
	}

	private static void close(Lanes lanes, boolean hold) {
		if (hold) {
			lanes.hold();
		}
		else {
			lanes.pause();
		}
	}

	@Test
	void whatIsPutBackComesFirst() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		Lanes lanes = lanes(2, 100, NO_LIMIT, (message) -> {
			if (refuse.get()) {
				lanes().hold();
				lanes().putBack(message);
			}
			else {
				handle(message);
			}
		});
		lanes.add(message("a", "1"));
		await().until(lanes::isHeld);
		assertThat(lanes.awaitIdle(PATIENCE)).isTrue();
		lanes.add(message("a", "2"));
		lanes.add(message("a", "3"));
		assertThat(lanes.unfinished()).isEqualTo(3);
		refuse.set(false);
		lanes.open();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1", "a2", "a3");
	}

	@Test
	void whatIsPutBackTooLateIsHandledAlthoughNothingElseComes() {
		AtomicReference<MqttMessage> kept = new AtomicReference<>();
		Lanes lanes = lanes(2, 100, NO_LIMIT, (message) -> {
			if (!kept.compareAndSet(null, message)) {
				handle(message);
			}
		});
		lanes.add(message("a", "1"));
		await().until(() -> kept.get() != null);
		lanes.hold();
		lanes.open();
		// as what waits without a thread does if it has seen that they were held
		lanes.putBack(kept.get());
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1");
	}

	@Test
	void whatNobodyHasBegunCanBeTakenAway() {
		Lanes lanes = lanes(2, 100, NO_LIMIT, this::handleWithPermit);
		lanes.add(message("a", "1"));
		await().until(() -> this.entered.get() == 1);
		lanes.add(message("a", "2"));
		lanes.add(message("a", "3"));
		assertThat(lanes.removeAll()).extracting(MqttMessage::text).containsExactly("2", "3");
		assertThat(lanes.removeAll()).isEmpty();
		assertThat(lanes.unfinished()).isEqualTo(1);
		this.permits.release();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1");
	}

	@Test
	void whatIsTakenAwayMakesRoom() {
		Lanes lanes = lanes(1, 1, NO_LIMIT, this::handle);
		lanes.pause();
		lanes.add(message("a", "1"));
		CompletableFuture<Void> second = addLater(lanes, message("a", "2"));
		assertThat(lanes.removeAll()).hasSize(1);
		second.join();
		assertThat(lanes.unfinished()).isEqualTo(1);
	}

	// Waiting

	@Test
	void nobodyWaitsForTheMessageOfTheirOwnThread() {
		LinkedBlockingQueue<Object> results = new LinkedBlockingQueue<>();
		Lanes other = new Lanes("other", (message) -> {
		}, 1, null, this.threads, 1, NO_LIMIT);
		Lanes lanes = lanes(2, 100, NO_LIMIT, (message) -> {
			results.add(lanes().isCurrent() && lanes().awaitIdle(PATIENCE) && lanes().awaitEmpty(PATIENCE));
			other.run(() -> results.add(other.isCurrent() && !lanes().isCurrent()));
			results.add(lanes().isCurrent());
			handle(message);
		});
		lanes.add(message("a", "1"));
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(results).containsExactly(true, true, true);
		assertThat(lanes.isCurrent()).isFalse();
	}

	@Test
	void whatRestsIsNotWaitedForUntilItGoesOn() {
		CountDownLatch rested = new CountDownLatch(1);
		Lanes lanes = lanes(2, 100, NO_LIMIT, (message) -> {
			lanes().rest(TimeUnit.HOURS.toMillis(1), () -> {
				assertThat(lanes().isCurrent()).isTrue();
				handleWithPermit(message);
			});
			rested.countDown();
		});
		lanes.add(message("a", "1"));
		assertThat(lanes.awaitIdle(PATIENCE)).isTrue();
		await().until(() -> rested.getCount() == 0);
		assertThat(lanes.awaitIdle(0)).isTrue();
		assertThat(lanes.awaitEmpty(MOMENT)).isFalse();
		lanes.rouse();
		assertThat(lanes.awaitIdle(MOMENT)).isFalse();
		this.permits.release();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(lanes.awaitIdle(0)).isTrue();
		assertThat(this.handled).containsExactly("a1");
		lanes.rouse();
		assertThat(this.handled).containsExactly("a1");
	}

	@Test
	void restEndsByItself() {
		Lanes lanes = lanes(1, 100, NO_LIMIT, (message) -> lanes().rest(20, () -> handle(message)));
		long start = System.nanoTime();
		lanes.add(message("a", "1"));
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
		assertThat(this.handled).containsExactly("a1");
	}

	@Test
	void waitEndsWhenTheLanesAreHeldOrSomethingElseHappens() {
		Lanes lanes = lanes(1, 100, NO_LIMIT, this::handle);
		assertThat(lanes.awaitHeld(MOMENT, () -> false)).isFalse();
		AtomicBoolean other = new AtomicBoolean();
		CompletableFuture<Boolean> wait = waitLater(() -> lanes.awaitHeld(PATIENCE, other::get));
		lanes.pause();
		assertThat(wait).isNotDone();
		other.set(true);
		lanes.rouse();
		assertThat(wait.join()).isTrue();
		other.set(false);
		CompletableFuture<Boolean> next = waitLater(() -> lanes.awaitHeld(PATIENCE, other::get));
		lanes.hold();
		assertThat(next.join()).isTrue();
	}

	// Failures

	@ParameterizedTest
	@ValueSource(classes = { RejectedExecutionException.class, IllegalStateException.class })
	void anotherThreadHandlesWhatTheExecutorRefuses(Class<? extends RuntimeException> refusal) {
		AtomicInteger refused = new AtomicInteger();
		Executor executor = (task) -> {
			refused.incrementAndGet();
			throw refusal.equals(IllegalStateException.class) ? new IllegalStateException("not initialized")
					: new RejectedExecutionException("full");
		};
		Lanes lanes = new Lanes("test", this::handle, 2, executor, this.threads, 100, NO_LIMIT);
		this.created = lanes;
		lanes.add(message("a", "1"));
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		lanes.pause();
		lanes.add(message("b", "1"));
		lanes.open();
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1", "b1");
		assertThat(refused).hasValue(2);
		assertThat(this.log.list).hasSize(2).allSatisfy((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.WARN);
			assertThat(event.getFormattedMessage()).contains("'test'");
		});
	}

	@Test
	void executorWithTooFewThreadsIsSlowButLosesNothing() {
		ExecutorService one = Executors.newSingleThreadExecutor();
		try {
			Lanes lanes = new Lanes("test", this::handle, 8, one, this.threads, 10, NO_LIMIT);
			this.created = lanes;
			for (int i = 0; i < 100; i++) {
				lanes.add(message("" + (char) ('a' + i % 16), "" + i));
			}
			assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
			assertThat(this.handled).hasSize(100).doesNotHaveDuplicates();
			assertThat(this.mostTogether.get()).isEqualTo(1);
		}
		finally {
			one.shutdownNow();
		}
	}

	@Test
	void laneGoesOnAfterAHandlerThatThrows() {
		Lanes lanes = lanes(1, 100, NO_LIMIT, (message) -> {
			switch (message.text()) {
				case "error" -> throw new AssertionError("broken");
				case "exception" -> throw new IllegalStateException("broken");
				default -> handle(message);
			}
		});
		for (String text : List.of("error", "1", "exception", "2")) {
			lanes.add(message("a", text));
		}
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(this.handled).containsExactly("a1", "a2");
		assertThat(lanes.awaitIdle(0)).isTrue();
		assertThat(this.log.list).hasSize(2)
			.allSatisfy((event) -> assertThat(event.getFormattedMessage()).contains("'test'", "'a'"));
	}

	// All together

	@ParameterizedTest
	@ValueSource(longs = { 1, 7, 2026 })
	void nothingIsLostDoneTwiceOrOutOfOrderUnderLoad(long seed) throws Exception {
		int topics = 40;
		int perTopic = 60;
		int producers = 3;
		Map<String, AtomicInteger> busy = new ConcurrentHashMap<>();
		Map<String, List<Integer>> done = new ConcurrentHashMap<>();
		AtomicInteger overlaps = new AtomicInteger();
		AtomicInteger putBack = new AtomicInteger();
		Lanes lanes = lanes(5, 16, 16 * 80, (message) -> {
			Random random = new Random(seed ^ message.topic().hashCode() * 31L ^ message.text().hashCode());
			this.mostTogether.accumulateAndGet(this.together.incrementAndGet(), Math::max);
			AtomicInteger own = busy.computeIfAbsent(message.topic(), (topic) -> new AtomicInteger());
			if (own.incrementAndGet() > 1) {
				overlaps.incrementAndGet();
			}
			if (random.nextInt(10) == 0) {
				LockSupport.parkNanos(random.nextInt(100_000));
			}
			boolean back = lanes().isHeld();
			if (!back) {
				done.computeIfAbsent(message.topic(), (topic) -> new CopyOnWriteArrayList<>())
					.add(Integer.valueOf(message.text()));
			}
			own.decrementAndGet();
			this.together.decrementAndGet();
			if (back) {
				putBack.incrementAndGet();
				lanes().putBack(message);
			}
			else if (random.nextInt(8) == 0) {
				this.threads.execute(() -> lanes().finished(message));
			}
			else {
				lanes().finished(message);
			}
		});
		List<CompletableFuture<Void>> producing = new ArrayList<>();
		for (int p = 0; p < producers; p++) {
			int first = p;
			producing.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < perTopic; i++) {
					for (int topic = first; topic < topics; topic += producers) {
						lanes.add(message("topic/" + topic, Integer.toString(i)));
					}
				}
			}, this.threads));
		}
		CompletableFuture<Void> produced = CompletableFuture.allOf(producing.toArray(new CompletableFuture<?>[0]));
		Random random = new Random(seed);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
		for (int i = 0; i < 300 && System.nanoTime() < deadline; i++) {
			if (random.nextBoolean()) {
				close(lanes, random.nextBoolean());
				LockSupport.parkNanos(random.nextInt(200_000));
			}
			lanes.open();
			LockSupport.parkNanos(random.nextInt(400_000));
		}
		produced.get(20, TimeUnit.SECONDS);
		assertThat(lanes.awaitEmpty(PATIENCE)).isTrue();
		assertThat(lanes.awaitIdle(0)).isTrue();
		List<Integer> expected = IntStream.range(0, perTopic).boxed().toList();
		assertThat(done).hasSize(topics)
			.allSatisfy((topic, numbers) -> assertThat(numbers).as(topic).isEqualTo(expected));
		assertThat(overlaps).hasValue(0);
		assertThat(this.mostTogether.get()).isBetween(2, 5);
		assertThat(lanes.removeAll()).isEmpty();
		assertThat(lanes.unfinished()).isZero();
		assertThat(this.log.list).isEmpty();
	}

	// What they share

	private void handleWithPermit(MqttMessage message) {
		this.mostTogether.accumulateAndGet(this.together.incrementAndGet(), Math::max);
		this.entered.incrementAndGet();
		this.permits.acquireUninterruptibly();
		this.together.decrementAndGet();
		finish(message);
	}

	private void handle(MqttMessage message) {
		this.mostTogether.accumulateAndGet(this.together.incrementAndGet(), Math::max);
		this.together.decrementAndGet();
		finish(message);
	}

	private void finish(MqttMessage message) {
		this.handled.add(message.topic() + message.text());
		lanes().finished(message);
	}

	private Lanes lanes() {
		Lanes lanes = this.created;
		assertThat(lanes).isNotNull();
		return lanes;
	}

	private Lanes lanes(int count, int limit, long byteLimit, Lanes.Handler handler) {
		Lanes lanes = new Lanes("test", handler, count, this.threads, (task) -> {
			throw new AssertionError("The executor has refused nothing");
		}, limit, byteLimit);
		this.created = lanes;
		return lanes;
	}

	/**
	 * Add a message that has to wait, and return when it does.
	 */
	private CompletableFuture<Void> addLater(Lanes lanes, MqttMessage message) {
		return waitLater(() -> {
			lanes.add(message);
			return true;
		}).thenAccept((added) -> {
		});
	}

	private CompletableFuture<Boolean> waitLater(BooleanSupplier action) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> result.complete(action.getAsBoolean()));
		thread.setDaemon(true);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		assertThat(result).isNotDone();
		return result;
	}

	private static TestMessage message(String topic, String text) {
		return TestMessage.of(topic, text);
	}

}
