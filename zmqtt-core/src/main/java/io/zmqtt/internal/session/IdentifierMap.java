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
 * A map from subscription identifiers, which are hashes already, to what they stand for.
 */
final class IdentifierMap {

	private static final int MINIMUM_LENGTH = 8;

	private @Nullable Desired[] slots = new @Nullable Desired[MINIMUM_LENGTH];

	private int size;

	@Nullable Desired get(int identifier) {
		int mask = this.slots.length - 1;
		int slot = identifier & mask;
		Desired item = this.slots[slot];
		while (item != null) {
			if (item.identifier() == identifier) {
				return item;
			}
			slot = (slot + 1) & mask;
			item = this.slots[slot];
		}
		return null;
	}

	/**
	 * Add an item whose identifier is not there yet.
	 */
	void put(Desired item) {
		if (++this.size > this.slots.length / 2) {
			resize(this.slots.length * 2);
		}
		insert(item);
	}

	void remove(Desired item) {
		int mask = this.slots.length - 1;
		int slot = item.identifier() & mask;
		while (this.slots[slot] != item) {
			if (this.slots[slot] == null) {
				return;
			}
			slot = (slot + 1) & mask;
		}
		this.slots[slot] = null;
		this.size--;
		if (this.slots.length > MINIMUM_LENGTH && this.size < this.slots.length / 8) {
			resize(this.slots.length / 2);
			return;
		}
		// those behind it may have been looked for through its place
		for (slot = (slot + 1) & mask; this.slots[slot] != null; slot = (slot + 1) & mask) {
			Desired moved = this.slots[slot];
			this.slots[slot] = null;
			if (moved != null) {
				insert(moved);
			}
		}
	}

	int size() {
		return this.size;
	}

	private void insert(Desired item) {
		int mask = this.slots.length - 1;
		int slot = item.identifier() & mask;
		while (this.slots[slot] != null) {
			slot = (slot + 1) & mask;
		}
		this.slots[slot] = item;
	}

	private void resize(int length) {
		@Nullable Desired[] before = this.slots;
		this.slots = new @Nullable Desired[length];
		for (Desired item : before) {
			if (item != null) {
				insert(item);
			}
		}
	}

}
