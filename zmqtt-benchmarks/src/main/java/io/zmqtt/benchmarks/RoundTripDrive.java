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
 * Sends messages and gets them back, as many as a window allows. The end of a message is
 * its way back.
 */
final class RoundTripDrive implements Drive {

	private static final int CLOCK_MASK = 63;

	private final Reflection reflection;

	private final int window;

	private final byte[] payload;

	RoundTripDrive(Reflection reflection, int window, int payload) {
		this.reflection = reflection;
		this.window = window;
		this.payload = new byte[payload];
	}

	@Override
	public Outcome run(long nanos) throws InterruptedException {
		Window window = new Window(this.window);
		this.reflection.receiver((payload) -> window.accept(null, null));
		long deadline = System.nanoTime() + nanos;
		while ((window.acquired() & CLOCK_MASK) != 0 || System.nanoTime() < deadline) {
			window.acquire();
			this.reflection.send(this.payload, (result, failure) -> {
				if (failure != null) {
					window.accept(null, failure);
				}
			});
		}
		window.awaitAll();
		return new Outcome(window.acquired(), 0, System.nanoTime());
	}

}
