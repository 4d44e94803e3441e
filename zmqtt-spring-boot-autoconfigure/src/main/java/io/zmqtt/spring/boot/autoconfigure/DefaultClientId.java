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

package io.zmqtt.spring.boot.autoconfigure;

import java.security.SecureRandom;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The client identifiers of connections that configure none. They stay the same as long
 * as the process runs, also when the application context is made anew; contexts that run
 * at the same time have different ones. Safe for use by any number of threads.
 */
final class DefaultClientId {

	private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

	private static final int RANDOM_LENGTH = 10;

	private static final SecureRandom random = new SecureRandom();

	/** What no context uses at present, by application and connection. */
	private static final Map<List<String>, Deque<String>> unused = new ConcurrentHashMap<>();

	private DefaultClientId() {
	}

	/**
	 * Take the identifier of a connection: the name of the application and random
	 * characters. What is no letter, digit, hyphen, dot or underscore becomes a hyphen,
	 * because brokers use client identifiers in topics and file names.
	 */
	static Lease take(Environment environment, String connection) {
		String application = environment.getProperty("spring.application.name");
		String name = StringUtils.hasText(application) ? application.strip().replaceAll("[^A-Za-z0-9._-]", "-")
				: PropertyNames.ROOT;
		List<String> key = List.of(name, connection);
		String id = unused.computeIfAbsent(key, (absent) -> new ConcurrentLinkedDeque<>()).pollFirst();
		return new Lease(key, (id != null) ? id : generate(name));
	}

	private static String generate(String name) {
		StringBuilder id = new StringBuilder(name).append('-');
		for (int i = 0; i < RANDOM_LENGTH; i++) {
			id.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
		}
		return id.toString();
	}

	/**
	 * An identifier in use.
	 */
	record Lease(List<String> key, String id) {

		/**
		 * Leave the identifier to the next context.
		 */
		void end() {
			unused.computeIfAbsent(this.key, (absent) -> new ConcurrentLinkedDeque<>()).addLast(this.id);
		}

	}

}
