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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When messages are due that follow each other at a rate, whatever becomes of them.
 */
final class Schedule {

	private final long start;

	private final double rate;

	/**
	 * Create a schedule.
	 * @param start when the first message is due, by {@link System#nanoTime()}
	 * @param rate messages per second
	 */
	Schedule(long start, double rate) {
		this.start = start;
		this.rate = rate;
	}

	/**
	 * Return when a message is due.
	 * @param index how many messages come before it
	 * @return the time by {@link System#nanoTime()}
	 */
	long due(long index) {
		return this.start + Math.round(index * (TimeUnit.SECONDS.toNanos(1) / this.rate));
	}

	/**
	 * Wait until a message is due. It returns at once if that time has passed, so that
	 * what was held up is made up for.
	 * @param index how many messages come before it
	 * @return when it was due
	 */
	long await(long index) {
		long due = due(index);
		for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		return due;
	}

}
