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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The handlers of a client that has one callback for all messages. Its filters have no
 * wildcard, or a single one for the last level.
 */
public final class Handlers {

	private final Map<String, Consumer<byte[]>> byFilter = new ConcurrentHashMap<>();

	/**
	 * Add a handler.
	 * @param filter its topic filter
	 * @param handler the handler
	 */
	public void put(String filter, Consumer<byte[]> handler) {
		this.byFilter.put(filter, handler);
	}

	/**
	 * Return the handler of a topic.
	 * @param topic the topic
	 * @return the handler, or {@code null} if there is none
	 */
	public @Nullable Consumer<byte[]> find(String topic) {
		Consumer<byte[]> handler = this.byFilter.get(topic);
		return (handler != null) ? handler : this.byFilter.get(topic.substring(0, topic.lastIndexOf('/') + 1) + '+');
	}

}
