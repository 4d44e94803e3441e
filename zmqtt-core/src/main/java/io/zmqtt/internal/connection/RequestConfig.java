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
package io.zmqtt.internal.connection;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How requests are made.
 *
 * @param timeout the limit of a request that has none of its own
 * @param maximumPending the limit of requests that wait for their reply
 * @param replyTopicPrefix the beginning of the reply topic, or null for what the broker
 * says, else the default
 */
public record RequestConfig(Duration timeout, int maximumPending, @Nullable String replyTopicPrefix) {

}
