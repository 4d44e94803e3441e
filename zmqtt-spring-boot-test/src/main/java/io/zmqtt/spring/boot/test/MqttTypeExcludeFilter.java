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

package io.zmqtt.spring.boot.test;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.zmqtt.spi.WebSocketRequestProvider;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.annotation.MqttListeners;
import io.zmqtt.spring.boot.autoconfigure.ZmqttClientCustomizer;
import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import io.zmqtt.spring.listener.MqttListenerErrorHandler;
import io.zmqtt.spring.listener.MqttMessageRecoverer;
import io.zmqtt.spring.observation.MqttListenerObservationConvention;
import io.zmqtt.spring.observation.MqttTemplateObservationConvention;
import io.zmqtt.spring.support.MqttMessageInterceptor;

import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;

/**
 * {@link TypeExcludeFilter} of {@link MqttTest @MqttTest}.
 */
final class MqttTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<MqttTest> {

	private static final List<Class<?>> TYPES = List.of(MqttMessageInterceptor.class, MqttMessageRecoverer.class,
			MqttListenerErrorHandler.class, MqttListenerObservationConvention.class,
			MqttTemplateObservationConvention.class, MessageConverter.class, ZmqttClientCustomizer.class,
			ZmqttConnectionDetails.class, WebSocketRequestProvider.class);

	private static final List<String> OPTIONAL_TYPES = List.of("org.springframework.boot.jackson.JacksonComponent",
			"tools.jackson.databind.JacksonModule");

	private static final List<String> LISTENERS = List.of(MqttListener.class.getName(), MqttListeners.class.getName());

	MqttTypeExcludeFilter(Class<?> testClass) {
		super(testClass);
	}

	@Override
	protected Set<Class<?>> getKnownIncludes() {
		ClassLoader classLoader = MqttTypeExcludeFilter.class.getClassLoader();
		Set<Class<?>> includes = new LinkedHashSet<>(TYPES);
		for (String name : OPTIONAL_TYPES) {
			if (ClassUtils.isPresent(name, classLoader)) {
				includes.add(ClassUtils.resolveClassName(name, classLoader));
			}
		}
		return includes;
	}

	@Override
	protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory readers) throws IOException {
		return super.defaultInclude(reader, readers) || hasListeners(reader, readers);
	}

	private static boolean hasListeners(MetadataReader reader, MetadataReaderFactory readers) throws IOException {
		AnnotationMetadata metadata = reader.getAnnotationMetadata();
		if (LISTENERS.stream().anyMatch(metadata::hasAnnotatedMethods)) {
			return true;
		}
		for (String name : metadata.getInterfaceNames()) {
			if (hasListeners(name, readers)) {
				return true;
			}
		}
		String superclass = metadata.getSuperClassName();
		return superclass != null && hasListeners(superclass, readers);
	}

	private static boolean hasListeners(String name, MetadataReaderFactory readers) throws IOException {
		return !name.startsWith("java.") && hasListeners(readers.getMetadataReader(name), readers);
	}

}
