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

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import java.util.List;

import org.testcontainers.containers.Container;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.ClassUtils;

/**
 * Knows containers by their image, of brokers that let anyone connect.
 */
class ImageContainerConnectionDetailsFactory extends BrokerContainerConnectionDetailsFactory<Container<?>> {

	private static final List<String> TYPES_WITH_FACTORIES = List
		.of(MosquittoContainerConnectionDetailsFactory.CONTAINER, HiveMqContainerConnectionDetailsFactory.CONTAINER);

	ImageContainerConnectionDetailsFactory() {
		super(List.of("eclipse-mosquitto", "hivemq/hivemq-ce", "emqx/emqx"));
	}

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType)
				&& TYPES_WITH_FACTORIES.stream()
					.noneMatch((type) -> isOfType(source, type, requiredConnectionDetailsType));
	}

	private static boolean isOfType(ContainerConnectionSource<Container<?>> source, String type, Class<?> details) {
		return ClassUtils.isPresent(type, null)
				&& source.accepts(ANY_CONNECTION_NAME, ClassUtils.resolveClassName(type, null), details);
	}

}
