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

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * Notices when the first message of a queue is not acknowledged for long while others
 * wait behind it.
 */
final class AckWatch {

	private final long timeout;

	private @Nullable Delivery head;

	private long since;

	private boolean stalled;

	AckWatch(long timeout) {
		this.timeout = timeout;
	}

	/**
	 * Look at a queue.
	 * @return whether its head has become stalled since the last look
	 */
	boolean look(ArrayDeque<Delivery> queue, long now) {
		Delivery first = (queue.size() > 1) ? queue.peek() : null;
		if (first == null || first != this.head || first.isFinished()) {
			this.head = first;
			this.since = now;
			this.stalled = false;
			return false;
		}
		if (this.stalled || now - this.since < this.timeout) {
			return false;
		}
		this.stalled = true;
		return true;
	}

	/**
	 * Return whether the head was stalled at the last look.
	 */
	boolean isStalled() {
		return this.stalled;
	}

}
