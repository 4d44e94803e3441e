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

import java.util.Objects;

/**
 * A user property of MQTT 5: a name and a value whose meaning only the application knows.
 * The same name may appear more than once, and order is kept (MQTT 5.0, section 1.5.7).
 *
 * @param name the name
 * @param value the value
 */
public record UserProperty(String name, String value) {

	/**
	 * Create a user property.
	 * @throws NullPointerException if the name or the value is null
	 * @throws IllegalArgumentException if the name or the value cannot be sent as an MQTT
	 * string (MQTT 5.0, section 1.5.4)
	 */
	public UserProperty {
		MqttStrings.requireValid(Objects.requireNonNull(name, "name"), "User property name");
		MqttStrings.requireValid(Objects.requireNonNull(value, "value"), "User property value");
	}

}
