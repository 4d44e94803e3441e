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

import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/**
 * Reads a quality of service by its number or its name.
 */
final class QosConverter implements GenericConverter {

	@Override
	public Set<ConvertiblePair> getConvertibleTypes() {
		return Set.of(new ConvertiblePair(String.class, QoS.class), new ConvertiblePair(Number.class, QoS.class));
	}

	@Override
	public Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
		return switch (String.valueOf(source).trim().toLowerCase(Locale.ROOT).replace('_', '-')) {
			case "0", "at-most-once" -> QoS.AT_MOST_ONCE;
			case "1", "at-least-once" -> QoS.AT_LEAST_ONCE;
			case "2", "exactly-once" -> QoS.EXACTLY_ONCE;
			default -> throw new IllegalArgumentException("the QoS must be 0, 1 or 2 (or at-most-once, at-least-once"
					+ " or exactly-once), not '" + source + "'");
		};
	}

}
