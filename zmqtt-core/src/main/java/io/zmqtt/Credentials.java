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

package io.zmqtt;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A user name and a password. Arrays are shared, not copied.
 *
 * @param username the user name, or null for none
 * @param password the password, or null for none; MQTT 3.1.1 allows one only together
 * with a user name
 */
public record Credentials(@Nullable String username, byte @Nullable [] password) {

	/**
	 * No user name and no password.
	 */
	public static final Credentials NONE = new Credentials(null, null);

	/**
	 * Create credentials.
	 * @throws IllegalArgumentException if the user name cannot be sent as an MQTT string
	 * or the password has more than 65,535 bytes
	 */
	public Credentials {
		if (username != null) {
			MqttStrings.requireValid(username, "User name");
		}
		if (password != null && password.length > MqttStrings.MAXIMUM_BYTES) {
			throw new IllegalArgumentException("Password must be at most 65535 bytes");
		}
	}

	/**
	 * Create credentials with a password of text, sent as UTF-8.
	 * @param username the user name
	 * @param password the password, or null for none
	 * @return the credentials
	 */
	public static Credentials of(String username, @Nullable String password) {
		return new Credentials(username, (password != null) ? password.getBytes(StandardCharsets.UTF_8) : null);
	}

	/**
	 * Return which of the two are set, never their values.
	 */
	@Override
	public String toString() {
		return "Credentials[username=" + ((this.username != null) ? "set" : "none") + ", password="
				+ ((this.password != null) ? "set" : "none") + "]";
	}

}
