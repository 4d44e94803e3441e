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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answers of a {@link RoutingTree} for the latest topics, one for each slot. Valid
 * until a filter comes or goes.
 */
final class RoutingCache<T> {

	private static final int SIZE_BITS = 8;

	/** Longer topics are not kept, to bound the memory. */
	private static final int MAXIMUM_TOPIC_LENGTH = 512;

	private final @Nullable String[] topics = new @Nullable String[1 << SIZE_BITS];

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private final @Nullable List<T>[] results = new List[1 << SIZE_BITS];

	static int slot(String topic) {
		return (topic.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - SIZE_BITS);
	}

	@Nullable List<T> get(int slot, String topic) {
		return topic.equals(this.topics[slot]) ? this.results[slot] : null;
	}

	void put(int slot, String topic, List<T> result) {
		if (topic.length() <= MAXIMUM_TOPIC_LENGTH) {
			this.topics[slot] = topic;
			this.results[slot] = result;
		}
	}

}
