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

package io.zmqtt.internal.session;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;

/**
 * What the peer of the present connection allows (MQTT 5.0, section 3.2.2.3).
 *
 * @param version the protocol version
 * @param receiveMaximum how many publications of QoS 1 and 2 it takes at a time
 * @param maximumPacketSize the largest packet it takes, {@link Integer#MAX_VALUE} for any
 * @param maximumQos the highest QoS it supports
 * @param retainAvailable whether it supports retained messages
 * @param wildcardSubscriptionAvailable whether it supports wildcards in filters
 * @param sharedSubscriptionAvailable whether it supports shared subscriptions
 * @param subscriptionIdentifiersAvailable whether it supports subscription identifiers
 * @param topicAliasMaximum the highest topic alias it takes, 0 for none
 */
public record Limits(MqttVersion version, int receiveMaximum, int maximumPacketSize, QoS maximumQos,
		boolean retainAvailable, boolean wildcardSubscriptionAvailable, boolean sharedSubscriptionAvailable,
		boolean subscriptionIdentifiersAvailable, int topicAliasMaximum) {

	/**
	 * The limits of a peer of MQTT 3.1.1, which cannot name any.
	 */
	public static final Limits V3_1_1 = new Limits(MqttVersion.V3_1_1, 0xFFFF, Integer.MAX_VALUE, QoS.EXACTLY_ONCE,
			true, true, true, false, 0);

	boolean v5() {
		return this.version == MqttVersion.V5;
	}

}
