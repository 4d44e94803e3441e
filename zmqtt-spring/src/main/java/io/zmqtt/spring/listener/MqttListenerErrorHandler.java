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

import io.zmqtt.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * Handles what one listener throws, before anything else does. It is called for every
 * failed attempt, on a thread on which it may block.
 */
@FunctionalInterface
public interface MqttListenerErrorHandler {

	/**
	 * Handle a failure. Returning means that the message is dealt with: it is
	 * acknowledged. Throwing, the cause of the failure or something else, means that it
	 * is not: it is tried again if the retry policy says so, and recovered otherwise.
	 * @param message the message
	 * @param failure the failure; its cause is what the listener threw
	 * @return what is sent as if the listener had returned it, or null
	 * @throws Exception if the failure is not dealt with
	 */
	@Nullable Object handleError(MqttMessage message, ListenerExecutionFailedException failure) throws Exception;

}
