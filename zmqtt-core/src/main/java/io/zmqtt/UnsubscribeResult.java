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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How an unsubscribe ended.
 *
 * @param reasonCodes the broker's answer for each topic filter that it was asked about;
 * always {@link ReasonCode#SUCCESS} on MQTT 3.1.1. A filter that another subscription of
 * the client still holds was not asked about and is missing here.
 * @param reasonString the broker's text, or null
 * @param userProperties the broker's user properties
 */
public record UnsubscribeResult(Map<TopicFilter, ReasonCode> reasonCodes, @Nullable String reasonString,
		List<UserProperty> userProperties) {

	/**
	 * Create a result.
	 */
	public UnsubscribeResult {
		reasonCodes = Map.copyOf(reasonCodes);
		userProperties = List.copyOf(userProperties);
	}

}
