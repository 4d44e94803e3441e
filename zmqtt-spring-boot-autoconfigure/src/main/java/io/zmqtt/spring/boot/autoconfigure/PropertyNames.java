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

import java.util.function.Consumer;

import io.zmqtt.MqttInvalidTopicException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The names of the properties of a connection, for failures that say which one is wrong.
 *
 * @param prefix the prefix of the properties
 */
record PropertyNames(String prefix) {

	static final String ROOT = "zmqtt";

	static PropertyNames of(String connection) {
		return new PropertyNames(
				connection.equals(ConnectionNames.DEFAULT) ? ROOT : ROOT + ".connections." + connection);
	}

	/**
	 * Return the whole name of a property.
	 */
	String name(String name) {
		return this.prefix + "." + name;
	}

	/**
	 * Set something to the value of a property that has one. What the setter refuses is
	 * reported by the name of the property.
	 */
	<T> void apply(String name, @Nullable T value, Consumer<T> setter) {
		if (value == null) {
			return;
		}
		try {
			setter.accept(value);
		}
		catch (IllegalArgumentException | MqttInvalidTopicException ex) {
			throw new InvalidConfigurationPropertyValueException(name(name), value, String.valueOf(ex.getMessage()),
					ex);
		}
	}

	/**
	 * Return the value of a property that others need.
	 */
	<T> T required(String group, String name, @Nullable T value) {
		if (value == null) {
			throw invalid(group + "." + name, null, "Another property of " + name(group) + " is set, which needs it.");
		}
		return value;
	}

	InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(name(name), value, reason);
	}

}
