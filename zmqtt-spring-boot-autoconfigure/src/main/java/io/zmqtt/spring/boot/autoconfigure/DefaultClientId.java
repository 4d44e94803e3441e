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

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Makes client identifiers that tell which application a client belongs to.
 */
final class DefaultClientId {

	private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

	private static final int RANDOM_LENGTH = 10;

	private static final SecureRandom random = new SecureRandom();

	private DefaultClientId() {
	}

	/**
	 * Return the name of the application and random characters. What is no letter, digit,
	 * hyphen, dot or underscore becomes a hyphen, because brokers use client identifiers
	 * in topics and file names.
	 */
	static String generate(Environment environment) {
		String application = environment.getProperty("spring.application.name");
		StringBuilder id = new StringBuilder();
		id.append(StringUtils.hasText(application) ? application.strip().replaceAll("[^A-Za-z0-9._-]", "-")
				: PropertyNames.ROOT);
		id.append('-');
		for (int i = 0; i < RANDOM_LENGTH; i++) {
			id.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
		}
		return id.toString();
	}

}
