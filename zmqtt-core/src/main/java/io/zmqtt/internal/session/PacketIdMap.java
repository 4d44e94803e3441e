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
 * A map from packet identifiers to values in pages of an array, which exist only where
 * they hold something; one emptied page is kept for the next need. For one thread.
 *
 * @param <T> the type of the values
 */
public final class PacketIdMap<T> {

	private static final int PAGE_BITS = 10;

	private static final int PAGE_SIZE = 1 << PAGE_BITS;

	private static final int PAGES = 0x10000 / PAGE_SIZE;

	private @Nullable Page @Nullable [] pages;

	private @Nullable Page spare;

	private int size;

	/**
	 * Return the value for an identifier.
	 * @param packetId the identifier, at most 65535
	 */
	public @Nullable T get(int packetId) {
		Page page = page(packetId);
		return (page != null) ? value(page, packetId) : null;
	}

	/**
	 * Set the value for an identifier.
	 * @param packetId the identifier, 1 to 65535
	 * @return the value it had before
	 */
	public @Nullable T put(int packetId, T value) {
		if (packetId < 1 || packetId > 0xFFFF) {
			throw new IllegalArgumentException("Packet identifier must be 1 to 65535, not " + packetId);
		}
		Page page = page(packetId);
		if (page == null) {
			page = newPage(packetId);
		}
		T previous = value(page, packetId);
		page.values[packetId & (PAGE_SIZE - 1)] = value;
		if (previous == null) {
			page.used++;
			this.size++;
		}
		return previous;
	}

	/**
	 * Remove an identifier.
	 * @param packetId the identifier, at most 65535
	 * @return the value it had
	 */
	public @Nullable T remove(int packetId) {
		Page page = page(packetId);
		T previous = (page != null) ? value(page, packetId) : null;
		if (page == null || previous == null) {
			return null;
		}
		page.values[packetId & (PAGE_SIZE - 1)] = null;
		this.size--;
		if (--page.used == 0 && this.pages != null) {
			this.pages[packetId >>> PAGE_BITS] = null;
			this.spare = page;
		}
		return previous;
	}

	public int size() {
		return this.size;
	}

	public boolean isEmpty() {
		return this.size == 0;
	}

	/**
	 * Visit all entries in the order of their identifiers. The visitor may change the
	 * map; whether it sees what it adds is open.
	 */
	public void forEach(Visitor<? super T> visitor) {
		for (int index = 0; index < PAGES && this.size > 0; index++) {
			int firstId = index << PAGE_BITS;
			for (int id = firstId; id < firstId + PAGE_SIZE; id++) {
				// looked up each time, as the visitor may have emptied the page
				Page page = page(id);
				if (page == null) {
					break;
				}
				T value = value(page, id);
				if (value != null) {
					visitor.visit(id, value);
				}
			}
		}
	}

	/**
	 * Remove everything and free the memory.
	 */
	public void clear() {
		this.pages = null;
		this.spare = null;
		this.size = 0;
	}

	int pageCount() {
		int count = 0;
		if (this.pages != null) {
			for (Page page : this.pages) {
				count += (page != null) ? 1 : 0;
			}
		}
		return count;
	}

	private @Nullable Page page(int packetId) {
		return (this.pages != null) ? this.pages[packetId >>> PAGE_BITS] : null;
	}

	private Page newPage(int packetId) {
		Page page = (this.spare != null) ? this.spare : new Page();
		this.spare = null;
		if (this.pages == null) {
			this.pages = new @Nullable Page[PAGES];
		}
		this.pages[packetId >>> PAGE_BITS] = page;
		return page;
	}

	@SuppressWarnings("unchecked")
	private @Nullable T value(Page page, int packetId) {
		return (T) page.values[packetId & (PAGE_SIZE - 1)];
	}

	/**
	 * Called for each entry.
	 *
	 * @param <T> the type of the values
	 */
	@FunctionalInterface
	public interface Visitor<T> {

		void visit(int packetId, T value);

	}

	private static final class Page {

		private final @Nullable Object[] values = new @Nullable Object[PAGE_SIZE];

		private int used;

	}

}
