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

package io.zmqtt.internal.session;

/**
 * Measures how long the peer leaves the session without answers. While nothing is read,
 * because the application does not keep up, answers cannot come and no time passes.
 */
final class AnswerTimer {

	private final long timeout;

	private boolean reading = true;

	private boolean running;

	/**
	 * When the answers have to be there, valid if {@link #running}.
	 */
	private long until;

	AnswerTimer(long timeout) {
		this.timeout = timeout;
	}

	/**
	 * Begin anew with the next look.
	 */
	void restart() {
		this.running = false;
	}

	/**
	 * Reading has begun or ended.
	 */
	void reading(boolean reading) {
		this.reading = reading;
		this.running = false;
	}

	/**
	 * Return when the answers have to be there, or {@link Long#MAX_VALUE} while they
	 * cannot come.
	 */
	long until(long now) {
		if (!this.reading) {
			return Long.MAX_VALUE;
		}
		if (!this.running) {
			this.running = true;
			this.until = now + this.timeout;
		}
		return this.until;
	}

	/**
	 * Return whether the time is over that {@link #until} has returned.
	 */
	boolean isOver(long now) {
		return this.running && this.until - now <= 0;
	}

}
