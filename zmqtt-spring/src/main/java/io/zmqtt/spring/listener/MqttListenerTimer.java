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

import org.jspecify.annotations.Nullable;

/**
 * Is told how long listeners take, for metrics. Called on any thread; must be fast and
 * must not block. What it throws is logged.
 */
@FunctionalInterface
public interface MqttListenerTimer {

	/**
	 * A listener is done with a message.
	 * @param listenerId the id of the listener
	 * @param nanos the time since the listener was given the message, in nanoseconds:
	 * attempts, what is between them, recovery and reply
	 * @param failure why it failed, or null if it did not
	 */
	void onHandled(String listenerId, long nanos, @Nullable Throwable failure);

}
