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

import java.util.Locale;
import java.util.Set;

import io.zmqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Reads a protocol version: YAML gives {@code 5.0} as a number, {@code 3.1.1} as a text.
 */
final class MqttVersionConverter implements GenericConverter {

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		return Set.of(new ConvertiblePair(String.class, MqttVersion.class),
				new ConvertiblePair(Number.class, MqttVersion.class));
	}

	@Override
	public Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		return switch (String.valueOf(source).trim().toLowerCase(Locale.ROOT)) {
			case "3.1.1" -> MqttVersion.V3_1_1;
			case "5", "5.0" -> MqttVersion.V5;
			default ->
				throw new IllegalArgumentException("the MQTT version must be 3.1.1 or 5.0, not '" + source + "'");
		};
	}

}
