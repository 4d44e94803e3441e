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

package io.zmqtt.spring.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.ClassUtils;

/**
 * Makes the message converter of templates and listeners. The type that a listener method
 * asks for decides how a payload is read: a byte array gets the bytes, a {@code String}
 * the text, everything else is read as JSON, whatever content type the sender declared,
 * if it did at all.
 */
public final class MqttMessageConverters {

	private static final boolean JACKSON_PRESENT = ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper",
			MqttMessageConverters.class.getClassLoader());

	private MqttMessageConverters() {
	}

	/**
	 * Return the default converter: bytes, text, and JSON if Jackson 3 is on the class
	 * path.
	 * @return a new converter
	 */
	public static CompositeMessageConverter defaults() {
		return withFirst(List.of(), JACKSON_PRESENT ? json(null) : null);
	}

	/**
	 * Return a converter that asks the given ones before those for bytes, text and JSON.
	 * @param first the converters to ask first; they are left as they are
	 * @param json the converter of JSON, or null for none
	 * @return a new converter
	 * @see #json(Object)
	 */
	public static CompositeMessageConverter withFirst(Collection<? extends MessageConverter> first,
			@Nullable MessageConverter json) {
		List<MessageConverter> converters = new ArrayList<>(first);
		converters.add(byTargetType(new Bytes()));
		converters.add(byTargetType(new Text()));
		if (json != null) {
			converters.add(json);
		}
		return new CompositeMessageConverter(converters);
	}

	/**
	 * Return a converter of JSON. Needs Jackson 3 on the class path.
	 * @param jsonMapper a {@link JsonMapper}, or null for one with the defaults
	 * @return a new converter
	 */
	public static MessageConverter json(@Nullable Object jsonMapper) {
		return byTargetType((jsonMapper != null) ? new JacksonJsonMessageConverter((JsonMapper) jsonMapper)
				: new JacksonJsonMessageConverter());
	}

	/**
	 * Return whether a converter leaves an object as it is, or encodes it as UTF-8, by
	 * the default converters for bytes and text, so that it need not be asked.
	 * @param converter the converter of a template
	 * @param payload the payload of a message to be sent
	 * @return whether the payload is an array of bytes or a string, and no other
	 * converter is asked first
	 */
	public static boolean isPlain(MessageConverter converter, Object payload) {
		if (!(converter instanceof CompositeMessageConverter composite)) {
			return false;
		}
		List<MessageConverter> converters = composite.getConverters();
		if (payload instanceof byte[]) {
			return !converters.isEmpty() && converters.get(0) instanceof Bytes;
		}
		return payload instanceof String && converters.size() > 1 && converters.get(0) instanceof Bytes
				&& converters.get(1) instanceof Text;
	}

	private static MessageConverter byTargetType(AbstractMessageConverter converter) {
		converter.setContentTypeResolver(null);
		return converter;
	}

	private static final class Bytes extends ByteArrayMessageConverter {

	}

	private static final class Text extends StringMessageConverter {

	}

}
