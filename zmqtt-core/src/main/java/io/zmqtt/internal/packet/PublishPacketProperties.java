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

package io.zmqtt.internal.packet;

import java.util.Arrays;

import io.zmqtt.PublishProperties;
import org.jspecify.annotations.Nullable;

/**
 * The properties of PUBLISH (MQTT 5.0, section 3.3.2.3): those of the message, and those
 * of one transmission.
 *
 * @param application the properties of the message
 * @param topicAlias the topic alias, 0 for none
 * @param subscriptionIdentifiers the subscription identifiers, which only a server sends
 */
public record PublishPacketProperties(PublishProperties application, int topicAlias, int[] subscriptionIdentifiers) {

	private static final int[] NO_IDENTIFIERS = {};

	/**
	 * No properties at all.
	 */
	public static final PublishPacketProperties NONE = new PublishPacketProperties(PublishProperties.none(), 0,
			NO_IDENTIFIERS);

	public static PublishPacketProperties of(PublishProperties application) {
		return application.isEmpty() ? NONE : new PublishPacketProperties(application, 0, NO_IDENTIFIERS);
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return this == obj || obj instanceof PublishPacketProperties other && this.topicAlias == other.topicAlias
				&& this.application.equals(other.application)
				&& Arrays.equals(this.subscriptionIdentifiers, other.subscriptionIdentifiers);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.application.hashCode() + this.topicAlias)
				+ Arrays.hashCode(this.subscriptionIdentifiers);
	}

}
