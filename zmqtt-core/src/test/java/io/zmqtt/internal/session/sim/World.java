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

package io.zmqtt.internal.session.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Simulated time in nanoseconds, what is to happen in it, and all random choices: one
 * thread and one seed, so that a run can be repeated exactly.
 */
final class World {

	static final long MILLISECOND = 1_000_000;

	static final long SECOND = 1_000_000_000;

	private final SplittableRandom random;

	private final PriorityQueue<Event> events = new PriorityQueue<>();

	private final @Nullable StringBuilder trace;

	private final long start;

	private long now;

	private long sequence;

	private boolean calm;

	World(long seed, @Nullable StringBuilder trace) {
		this.random = new SplittableRandom(seed);
		this.trace = trace;
		this.start = between(-5 * SECOND, 5 * SECOND);
		this.now = this.start;
	}

	long now() {
		return this.now;
	}

	/**
	 * Return a number from 0 to below a bound.
	 */
	int below(int bound) {
		return this.random.nextInt(bound);
	}

	/**
	 * Return a number from one to another, both included.
	 */
	long between(long lowest, long highest) {
		return lowest + this.random.nextLong(highest - lowest + 1);
	}

	boolean chance(int percent) {
		return percent > 0 && this.random.nextInt(100) < percent;
	}

	/**
	 * From now on nothing goes wrong any more.
	 */
	void calm() {
		this.calm = true;
	}

	boolean isCalm() {
		return this.calm;
	}

	void after(long delay, Runnable task) {
		at(this.now + delay, task);
	}

	void at(long time, Runnable task) {
		this.events.add(new Event(Math.max(time, this.now), this.sequence++, task));
	}

	/**
	 * Let everything happen that is to happen.
	 * @param maximum how many events there may be
	 */
	void run(int maximum) {
		for (int executed = 0; !this.events.isEmpty(); executed++) {
			if (executed == maximum) {
				throw new SimulationFailure("No end after " + maximum + " events");
			}
			Event event = this.events.remove();
			this.now = event.time;
			event.task.run();
		}
	}

	boolean isTraced() {
		return this.trace != null;
	}

	void trace(String text) {
		if (this.trace != null) {
			this.trace.append(String.format("%12.3f ms  %s%n", (this.now - this.start) / 1e6, text));
		}
	}

	void trace(Supplier<String> text) {
		if (this.trace != null) {
			trace(text.get());
		}
	}

	private static final class Event implements Comparable<Event> {

		private final long time;

		private final long sequence;

		private final Runnable task;

		Event(long time, long sequence, Runnable task) {
			this.time = time;
			this.sequence = sequence;
			this.task = task;
		}

		@Override
		public int compareTo(Event other) {
			int order = Long.compare(this.time, other.time);
			return (order != 0) ? order : Long.compare(this.sequence, other.sequence);
		}

	}

}
