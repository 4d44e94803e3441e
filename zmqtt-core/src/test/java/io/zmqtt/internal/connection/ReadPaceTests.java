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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReadPaceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final int ACK = 4;

	/**
	 * More small reads than have to follow one another.
	 */
	private static final int SEVERAL = 20;

	private final PacedChannel channel = new PacedChannel();

	private final ReadPace pace = new ReadPace(this.channel);

	@AfterEach
	void close() {
		this.channel.checkException();
		this.channel.finishAndReleaseAll();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, ReadPace.MANY - 1 })
	void neverWaitsWithFewInFlight(int inFlight) {
		for (int i = 0; i < 1000; i++) {
			this.pace.read(i % 200, inFlight);
			assertThat(isAutoRead()).isTrue();
		}
		assertThat(this.channel.hasTask()).isFalse();
	}

	@Test
	void neverWaitsAfterLargeReads() {
		for (int i = 0; i < 1000; i++) {
			this.pace.read(65 + i * 10, 60_000);
			assertThat(isAutoRead()).isTrue();
		}
		assertThat(this.channel.hasTask()).isFalse();
	}

	@Test
	void neverWaitsWhereLargeReadsAreAmongSmallOnes() {
		for (int i = 1; i < 1000; i++) {
			this.pace.read((i % 8 == 0) ? 1000 : ACK, 60_000);
			assertThat(isAutoRead()).isTrue();
		}
	}

	@Test
	void fewInFlightBeginTheCountAgain() {
		for (int i = 1; i < 1000; i++) {
			this.pace.read(ACK, (i % 8 == 0) ? ReadPace.MANY - 1 : ReadPace.MANY);
			assertThat(isAutoRead()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { ReadPace.MANY, 1000, 65_535 })
	void waitsAfterSmallReadsAndGoesOnByItself(int inFlight) {
		assertThat(readUntilPaused(inFlight)).isBetween(2, SEVERAL);
		resume();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void waitsAgainAfterTheNextSmallRead() {
		readUntilPaused(1000);
		for (int i = 0; i < 50; i++) {
			resume();
			assertThat(isAutoRead()).isTrue();
			this.pace.read(ACK * (i + 1), 1000);
			assertThat(isAutoRead()).isFalse();
		}
		resume();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void waitsNoMoreAfterHalfOfThemCame() {
		readUntilPaused(1000);
		resume();
		this.pace.read(500 * ACK - 1, 1000);
		assertThat(isAutoRead()).isFalse();
		resume();
		this.pace.read(500 * ACK, 1000);
		assertThat(isAutoRead()).isTrue();
		assertThat(readUntilPaused(1000)).isGreaterThan(1);
		resume();
	}

	@Test
	void waitsNoMoreAfterFewAreInFlight() {
		readUntilPaused(1000);
		resume();
		this.pace.read(ACK, ReadPace.MANY - 1);
		assertThat(isAutoRead()).isTrue();
		assertThat(readUntilPaused(1000)).isGreaterThan(1);
		resume();
	}

	@Test
	void readsDuringThePauseBeginNoOther() {
		readUntilPaused(1000);
		for (int i = 0; i < SEVERAL; i++) {
			this.pace.read(ACK, 1000);
			assertThat(isAutoRead()).isFalse();
		}
		resume();
		assertThat(isAutoRead()).isTrue();
		this.pace.read(1_000_000, 1000);
		assertThat(this.channel.hasTask()).isFalse();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void staysOffAfterThePauseIfNotWanted() {
		readUntilPaused(1000);
		assertThat(this.pace.reading(false)).isTrue();
		assertThat(this.pace.reading(false)).isFalse();
		assertThat(isAutoRead()).isFalse();
		resume();
		assertThat(isAutoRead()).isFalse();
		assertThat(this.pace.reading(false)).isFalse();
		assertThat(this.pace.reading(true)).isTrue();
		assertThat(isAutoRead()).isTrue();
		assertThat(this.pace.reading(true)).isFalse();
	}

	@Test
	void waitsForTheEndOfThePauseIfWantedAgain() {
		readUntilPaused(1000);
		assertThat(this.pace.reading(true)).isFalse();
		assertThat(this.pace.reading(false)).isTrue();
		assertThat(this.pace.reading(true)).isTrue();
		assertThat(isAutoRead()).isFalse();
		resume();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void switchesWithoutAPause() {
		assertThat(this.pace.reading(true)).isFalse();
		assertThat(this.pace.reading(false)).isTrue();
		assertThat(isAutoRead()).isFalse();
		assertThat(this.pace.reading(false)).isFalse();
		assertThat(this.pace.reading(true)).isTrue();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void aPauseDoesNotTurnOnWhatIsOff() {
		this.pace.reading(false);
		for (int i = 0; i < SEVERAL; i++) {
			this.pace.read(ACK, 1000);
			assertThat(isAutoRead()).isFalse();
		}
		resume();
		assertThat(isAutoRead()).isFalse();
		assertThat(this.pace.reading(true)).isTrue();
		assertThat(isAutoRead()).isTrue();
	}

	@Test
	void closedChannelDoesNotWait() {
		this.channel.close();
		this.channel.runTasks();
		for (int i = 0; i < SEVERAL; i++) {
			this.pace.read(ACK, 1000);
			assertThat(isAutoRead()).isTrue();
		}
		assertThat(this.channel.hasTask()).isFalse();
	}

	@Test
	void channelMayCloseDuringThePause() {
		readUntilPaused(1000);
		awaitEndOfPause();
		this.channel.close();
		this.channel.runTasks();
		assertThat(isAutoRead()).isTrue();
	}

	private int readUntilPaused(int inFlight) {
		for (int i = 1; i <= SEVERAL; i++) {
			this.pace.read(ACK, inFlight);
			if (!isAutoRead()) {
				return i;
			}
		}
		throw new AssertionError("No pause after " + SEVERAL + " small reads");
	}

	private boolean isAutoRead() {
		return this.channel.config().isAutoRead();
	}

	private void resume() {
		awaitEndOfPause();
		assertThat(this.channel.runTasks()).isEqualTo(1);
	}

	/**
	 * Wait for the end of the pause, which nothing but the clock brings.
	 */
	private void awaitEndOfPause() {
		Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(this.channel::hasTask);
	}

	/**
	 * Collects the tasks that other threads give to its event loop, which itself takes
	 * them from one thread only.
	 */
	private static final class PacedChannel extends EmbeddedChannel {

		private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

		private final @Nullable EventLoop collecting;

		PacedChannel() {
			EventLoop embedded = super.eventLoop();
			this.collecting = (EventLoop) Proxy.newProxyInstance(EventLoop.class.getClassLoader(),
					new Class<?>[] { EventLoop.class }, (proxy, method, arguments) -> {
						if (method.getName().equals("execute")) {
							this.tasks.add((Runnable) arguments[0]);
							return null;
						}
						try {
							return method.invoke(embedded, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

		@Override
		public EventLoop eventLoop() {
			// the channel is registered before there is another
			return (this.collecting != null) ? this.collecting : super.eventLoop();
		}

		boolean hasTask() {
			return !this.tasks.isEmpty();
		}

		int runTasks() {
			int count = 0;
			for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
				task.run();
				count++;
			}
			return count;
		}

	}

}
