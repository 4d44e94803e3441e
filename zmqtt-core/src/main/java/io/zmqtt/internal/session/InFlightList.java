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

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list through the links of the messages themselves.
 */
final class InFlightList {

	private @Nullable InFlight first;

	private @Nullable InFlight last;

	private int size;

	@Nullable InFlight first() {
		return this.first;
	}

	int size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	void addLast(InFlight message) {
		InFlight before = this.last;
		message.previous(before);
		message.next(null);
		if (before != null) {
			before.next(message);
		}
		else {
			this.first = message;
		}
		this.last = message;
		this.size++;
	}

	void remove(InFlight message) {
		InFlight before = message.previous();
		InFlight after = message.next();
		if (before != null) {
			before.next(after);
		}
		else {
			this.first = after;
		}
		if (after != null) {
			after.previous(before);
		}
		else {
			this.last = before;
		}
		message.previous(null);
		message.next(null);
		this.size--;
	}

	/**
	 * Put all of another list, which is empty afterwards, before what is here.
	 */
	void prepend(InFlightList other) {
		InFlight otherLast = other.last;
		if (otherLast == null) {
			return;
		}
		InFlight head = this.first;
		otherLast.next(head);
		if (head != null) {
			head.previous(otherLast);
		}
		else {
			this.last = otherLast;
		}
		this.first = other.first;
		this.size += other.size;
		other.first = null;
		other.last = null;
		other.size = 0;
	}

}
