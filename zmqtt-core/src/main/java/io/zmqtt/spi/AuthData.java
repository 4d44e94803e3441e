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

package io.zmqtt.spi;

import java.util.List;
import java.util.Objects;

import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * What one side says in a step of an authentication exchange (MQTT 5.0, section
 * 3.15.2.2). The data are shared, not copied, and are not in {@link #toString()}.
 *
 * @param data the authentication data, or null for none; at most 65,535 bytes
 * @param reasonString a text for people, or null. The client leaves it out of CONNECT,
 * which has no room for it, and wherever the packet would be too large for the broker
 * @param userProperties user properties. On CONNECT they follow those of the client; they
 * are left out where the packet would be too large for the broker
 */
public record AuthData(byte @Nullable [] data, @Nullable String reasonString, List<UserProperty> userProperties) {

	private static final int MAXIMUM_BYTES = 0xFFFF;

	private static final AuthData NONE = new AuthData(null, null, List.of());

	/**
	 * Create a step.
	 * @throws IllegalArgumentException if the data have more than 65,535 bytes
	 */
	public AuthData {
		if (data != null && data.length > MAXIMUM_BYTES) {
			throw new IllegalArgumentException("Authentication data must be at most 65535 bytes, not " + data.length);
		}
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return a step with nothing but data.
	 * @param data the authentication data
	 * @return the step
	 * @throws IllegalArgumentException if the data have more than 65,535 bytes
	 */
	public static AuthData of(byte[] data) {
		return new AuthData(Objects.requireNonNull(data, "data"), null, List.of());
	}

	/**
	 * Return a step without data.
	 * @return the step
	 */
	public static AuthData none() {
		return NONE;
	}

	@Override
	public String toString() {
		byte[] bytes = this.data;
		return "AuthData[" + ((bytes != null) ? bytes.length + " bytes" : "no data") + "]";
	}

}
