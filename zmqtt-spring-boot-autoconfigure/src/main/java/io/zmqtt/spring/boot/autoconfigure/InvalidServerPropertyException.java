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

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a property cannot be used that may hold a secret. Unlike with the exception
 * of Spring Boot, its value is not looked up and shown.
 */
final class InvalidServerPropertyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String name;

	/**
	 * Create an exception.
	 * @param name the name of the property
	 * @param value its value, or null if nothing of it may be shown
	 * @param reason what is wrong with it
	 * @param cause the cause, or null
	 */
	InvalidServerPropertyException(String name, @Nullable String value, String reason, @Nullable Throwable cause) {
		super("The value " + ((value != null) ? "'" + withoutSecrets(value) + "' " : "") + "of the property '" + name
				+ "' is invalid: " + reason, cause);
		this.name = name;
	}

	/**
	 * Replace what stands before the last at sign, and queries.
	 */
	private static String withoutSecrets(String value) {
		return value.replaceAll("(?s).*@", "***@").replaceAll("(?s)\\?.*", "?***");
	}

	String getName() {
		return this.name;
	}

}
