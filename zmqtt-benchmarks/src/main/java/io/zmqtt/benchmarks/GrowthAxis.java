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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What grows.
 */
enum GrowthAxis {

	/**
	 * Topic filters that a client is subscribed to.
	 */
	subscriptions("receive, subscriptions", 1, 100, 10_000, 100_000),

	/**
	 * Messages in flight.
	 */
	window("publish, in flight", 100, 1_000, 10_000, 65_535),

	/**
	 * Clients in one JVM.
	 */
	clients("publish, clients", 1, 10, 100, 1_000, 5_000),

	/**
	 * Threads that publish on one client.
	 */
	producers("publish, producer threads", 1, 2, 4, 8, 16);

	private final String label;

	private final int[] sizes;

	GrowthAxis(String label, int... sizes) {
		this.label = label;
		this.sizes = sizes;
	}

	int[] sizes() {
		return this.sizes.clone();
	}

	boolean isFirst(int size) {
		return size == this.sizes[0];
	}

	/**
	 * Return what the figures at a size are about.
	 * @param size the size
	 * @return the subject
	 */
	String subject(int size) {
		return String.format(Locale.ROOT, "%s: %,d", this.label, size);
	}

	/**
	 * Return the subjects of all sizes.
	 * @return the subjects in their order
	 */
	List<String> subjects() {
		return Arrays.stream(this.sizes).mapToObj(this::subject).toList();
	}

}
