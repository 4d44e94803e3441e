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

package io.zmqtt.spring.listener;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zmqtt.TopicTemplate;

/**
 * Takes the values of variables out of topic names. The first template that matches wins.
 */
final class TopicVariables {

	private final List<TopicTemplate> topics;

	private final boolean present;

	TopicVariables(List<TopicTemplate> topics) {
		this.topics = topics;
		this.present = topics.stream().anyMatch((topic) -> !topic.variableNames().isEmpty());
	}

	boolean isPresent() {
		return this.present;
	}

	Map<String, String> of(String topicName) {
		for (TopicTemplate topic : this.topics) {
			Optional<Map<String, String>> values = topic.match(topicName);
			if (values.isPresent()) {
				return values.get();
			}
		}
		return Map.of();
	}

}
