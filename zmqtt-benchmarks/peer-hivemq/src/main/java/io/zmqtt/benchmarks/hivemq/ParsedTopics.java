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

package io.zmqtt.benchmarks.hivemq;

import java.util.HashMap;
import java.util.Map;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import org.jspecify.annotations.Nullable;

/**
 * Parses each topic once. Only one thread publishes.
 */
final class ParsedTopics {

	private final Map<String, MqttTopic> parsed = new HashMap<>();

	private @Nullable String lastName;

	private @Nullable MqttTopic last;

	MqttTopic parse(String topic) {
		MqttTopic last = this.last;
		if (last == null || !topic.equals(this.lastName)) {
			last = this.parsed.computeIfAbsent(topic, MqttTopic::of);
			this.last = last;
			this.lastName = topic;
		}
		return last;
	}

}
