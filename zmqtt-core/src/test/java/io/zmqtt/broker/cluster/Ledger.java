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

package io.zmqtt.broker.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who was promised what, and what came of it.
 */
final class Ledger {

	private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

	private final Map<String, Set<String>> received = new ConcurrentHashMap<>();

	private final AtomicLong repeats = new AtomicLong();

	private final List<String> failures = new CopyOnWriteArrayList<>();

	void acknowledged(String message) {
		this.acknowledged.add(message);
	}

	/**
	 * Note a message that came for a topic filter.
	 */
	void received(String filter, String message) {
		if (!receivedFor(filter).add(message)) {
			this.repeats.incrementAndGet();
		}
	}

	void failed(String message, Throwable failure) {
		this.failures.add(message + ": " + failure);
	}

	/**
	 * Return what was acknowledged to a publisher and has not come for a topic filter
	 * yet.
	 */
	Set<String> missing(String filter) {
		Set<String> missing = new TreeSet<>(this.acknowledged);
		missing.removeAll(receivedFor(filter));
		return missing;
	}

	private Set<String> receivedFor(String filter) {
		return this.received.computeIfAbsent(filter, (key) -> ConcurrentHashMap.newKeySet());
	}

	int acknowledged() {
		return this.acknowledged.size();
	}

	long repeats() {
		return this.repeats.get();
	}

	List<String> failures() {
		return this.failures;
	}

}
