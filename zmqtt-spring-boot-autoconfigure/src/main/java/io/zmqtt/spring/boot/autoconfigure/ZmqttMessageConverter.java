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

import java.util.List;

import io.zmqtt.spring.support.MqttMessageConverters;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;

/**
 * Makes the converter of template and listeners: the application's converters first, JSON
 * with the application's mapper last.
 */
final class ZmqttMessageConverter {

	private ZmqttMessageConverter() {
	}

	static MessageConverter create(ObjectProvider<MessageConverter> converters, BeanFactory beanFactory) {
		List<MessageConverter> first = converters.orderedStream().toList();
		return MqttMessageConverters.withFirst(first, json(beanFactory));
	}

	private static @Nullable MessageConverter json(BeanFactory beanFactory) {
		return ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper",
				ZmqttMessageConverter.class.getClassLoader()) ? MqttMessageConverters.json(Jackson.mapper(beanFactory))
						: null;
	}

	/** Keeps Jackson out of the class above. */
	private static final class Jackson {

		private static @Nullable Object mapper(BeanFactory beanFactory) {
			return beanFactory.getBeanProvider(JsonMapper.class).getIfUnique();
		}

	}

}
