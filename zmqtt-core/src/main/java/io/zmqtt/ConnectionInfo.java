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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A connection as the broker granted it: what was negotiated in CONNACK (MQTT 5.0,
 * section 3.2.2.3), with the standard's default where the broker said nothing.
 *
 * @param server the broker
 * @param version the protocol version
 * @param clientId the client identifier in use, which the broker may have assigned
 * @param sessionPresent whether the broker resumed a session
 * @param keepAlive the keep-alive in use, zero for none
 * @param sessionExpiryInterval how long the broker keeps the session after the connection
 * has ended: what CONNACK says, else what the client asked for; 4,294,967,295 s means for
 * ever, which is also what MQTT 3.1.1 does unless the session is a clean one
 * @param receiveMaximum how many publications of QoS 1 and 2 the broker takes at a time
 * @param maximumPacketSize the largest packet in bytes that the broker takes
 * @param maximumQos the highest QoS that the broker supports
 * @param retainAvailable whether the broker supports retained messages
 * @param wildcardSubscriptionAvailable whether the broker supports wildcards in filters
 * @param sharedSubscriptionAvailable whether the broker supports shared subscriptions
 * @param subscriptionIdentifiersAvailable whether the broker supports subscription
 * identifiers
 * @param topicAliasMaximum the highest topic alias that the broker takes, 0 for none
 * @param responseInformation what the broker says about topics for replies (MQTT 5.0,
 * section 3.2.2.3.15), or null if it says nothing
 * @param tls whether the connection is encrypted
 * @param since when the connection was made
 */
public record ConnectionInfo(ServerAddress server, MqttVersion version, String clientId, boolean sessionPresent,
		Duration keepAlive, Duration sessionExpiryInterval, int receiveMaximum, long maximumPacketSize, QoS maximumQos,
		boolean retainAvailable, boolean wildcardSubscriptionAvailable, boolean sharedSubscriptionAvailable,
		boolean subscriptionIdentifiersAvailable, int topicAliasMaximum, @Nullable String responseInformation,
		boolean tls, Instant since) {

}
