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

/**
 * Runs a workload over an open connection.
 */
interface Drive extends AutoCloseable {

	/**
	 * Run for the given time, and until everything under way has arrived.
	 * @param nanos the time
	 * @return what was done
	 * @throws InterruptedException if interrupted
	 */
	Outcome run(long nanos) throws InterruptedException;

	/**
	 * Close the connection.
	 */
	@Override
	default void close() {
	}

	/**
	 * What a drive has done.
	 *
	 * @param messages the messages that arrived
	 * @param lost the messages that did not
	 * @param endNanos when the last one arrived, by {@link System#nanoTime()}
	 */
	record Outcome(long messages, long lost, long endNanos) {

	}

}
