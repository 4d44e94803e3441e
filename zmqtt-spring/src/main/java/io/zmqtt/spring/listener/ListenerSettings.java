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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

import io.zmqtt.MqttClient;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What a container needs to know of its listener.
 *
 * @param id the id of the listener
 * @param client the client
 * @param clientName the name of the client
 * @param topics what the listener listens to
 * @param spec the subscription
 * @param options the options that only MQTT 5 has, or null for none
 * @param concurrency how many messages are handled at a time
 * @param executor what runs the listener, or null for threads of the client
 * @param autoStartup whether the container starts with the context
 * @param shutdownTimeout how long stopping may take
 * @param idleInterval after which time without a message an event is published, or null
 * @param events takes events, or null
 */
record ListenerSettings(String id, MqttClient client, String clientName, List<TopicTemplate> topics,
		SubscriptionSpec spec, @Nullable SubscribeOptions options, int concurrency, @Nullable Executor executor,
		boolean autoStartup, Duration shutdownTimeout, @Nullable Duration idleInterval,
		@Nullable ApplicationEventPublisher events) {

}
