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
 * The topic aliases that stand for topics on the way to the peer of one connection (MQTT
 * 5.0, section 3.3.2.3.4). A topic finds its place by its hash, in one of a few slots;
 * one that is not used gives way to the next topic that wants it.
 */
final class OutboundAliases {

	/**
	 * Shorter topics would gain nothing, because the property itself takes three bytes.
	 */
	private static final int SHORTEST = 4;

	private static final int WAYS = 4;

	private final @Nullable String[] topics;

	private final int[] hashes;

	private final boolean[] used;

	OutboundAliases(int maximum) {
		this.topics = new @Nullable String[maximum];
		this.hashes = new int[maximum];
		this.used = new boolean[maximum];
	}

	boolean isEnabled() {
		return this.topics.length > 0;
	}

	/**
	 * Return the alias for a topic.
	 * @return the alias if the peer knows it, its negative if the topic has to go with
	 * it, or 0 for none
	 */
	int resolve(String topic) {
		int length = this.topics.length;
		if (length == 0 || topic.length() < SHORTEST) {
			return 0;
		}
		int hash = topic.hashCode();
		int first = Math.floorMod(hash ^ (hash >>> 15), length);
		int ways = Math.min(WAYS, length);
		int free = -1;
		for (int i = 0, slot = first; i < ways; i++) {
			String known = this.topics[slot];
			if (known == null) {
				free = (free >= 0) ? free : slot;
			}
			else if (this.hashes[slot] == hash && known.equals(topic)) {
				this.used[slot] = true;
				return slot + 1;
			}
			slot = (slot + 1 < length) ? slot + 1 : 0;
		}
		if (free >= 0) {
			return -(free + 1);
		}
		if (this.used[first]) {
			// its topic has come again since the last look; it stays for now
			this.used[first] = false;
			return 0;
		}
		return -(first + 1);
	}

	/**
	 * The packet that tells the peer an alias is in the written buffer.
	 */
	void written(int alias, String topic) {
		this.topics[alias - 1] = topic;
		this.hashes[alias - 1] = topic.hashCode();
		this.used[alias - 1] = false;
	}

}
