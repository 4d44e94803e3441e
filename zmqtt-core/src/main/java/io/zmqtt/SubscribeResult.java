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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What the broker answered to a subscribe.
 *
 * @param reasonCodes the reason code for each topic filter: 0 to 2 is the granted QoS,
 * 0x80 and above a refusal
 * @param reasonString the broker's text, or null
 * @param userProperties the broker's user properties
 */
public record SubscribeResult(Map<TopicFilter, ReasonCode> reasonCodes, @Nullable String reasonString,
		List<UserProperty> userProperties) {

	/**
	 * Create a result.
	 */
	public SubscribeResult {
		reasonCodes = Collections.unmodifiableMap(new LinkedHashMap<>(reasonCodes));
		userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return the QoS that the broker granted for a filter.
	 * @param filter a topic filter
	 * @return the QoS, or empty if the filter was refused or has no answer
	 */
	public Optional<QoS> grantedQos(TopicFilter filter) {
		ReasonCode reasonCode = this.reasonCodes.get(filter);
		return (reasonCode == null || reasonCode.isFailure()) ? Optional.empty()
				: Optional.of(QoS.of(reasonCode.code()));
	}

	/**
	 * Return the QoS that the broker granted for each filter.
	 * @return an unmodifiable map; filters that were refused or have no answer are
	 * missing
	 */
	public Map<TopicFilter, QoS> grantedQos() {
		Map<TopicFilter, QoS> granted = new LinkedHashMap<>();
		this.reasonCodes.forEach((filter, reasonCode) -> {
			if (!reasonCode.isFailure()) {
				granted.put(filter, QoS.of(reasonCode.code()));
			}
		});
		return Collections.unmodifiableMap(granted);
	}

}
