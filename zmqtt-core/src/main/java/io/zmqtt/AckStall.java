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

package io.zmqtt;

import java.time.Duration;
import java.util.Objects;

/**
 * A message that the application has not acknowledged for long, while others are finished
 * behind it or wait there: acknowledgements go out in the order of receipt (MQTT 5.0,
 * section 4.6).
 *
 * @param subscription the name of the subscription that has the message
 * @param topic the topic of the message
 * @param behind how many messages wait behind it
 * @param timeout after which time this is reported
 */
public record AckStall(String subscription, String topic, int behind, Duration timeout) {

	/**
	 * Create a report.
	 */
	public AckStall {
		Objects.requireNonNull(subscription, "subscription");
		Objects.requireNonNull(topic, "topic");
		Objects.requireNonNull(timeout, "timeout");
	}

}
