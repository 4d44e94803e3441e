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

import io.zmqtt.AckStallPolicy;
import io.zmqtt.Routing;

/**
 * What a session is made with. Times are in the unit of the clock of whoever drives it.
 *
 * @param maxInflight how many outbound messages may be unacknowledged
 * @param queueOffline whether messages of QoS 1 and 2 wait for a connection
 * @param receiveMaximum how many inbound messages may be unacknowledged on MQTT 5
 * @param topicAliasMaximum the highest topic alias that the peer may use
 * @param outboundTopicAliases how many topic aliases are used at most towards the peer
 * @param routing who receives a message that several subscriptions match
 * @param holdMessages how many unrouted messages are held for a subscription to come
 * @param holdBytes how many bytes of them
 * @param holdTime how long after the connect to a resumed session they are held
 * @param ackStallTimeout after which time a message that holds back the acknowledgements
 * of others is reported
 * @param ackStallPolicy what is done with it
 * @param retryDelay after which time a refused filter is asked for again at first
 * @param maxRetryDelay the limit of that time, which doubles
 * @param restoreTimeout how long the broker has to answer when subscriptions are made
 * again; a third of it when identifiers are freed
 */
public record SessionConfig(int maxInflight, boolean queueOffline, int receiveMaximum, int topicAliasMaximum,
		int outboundTopicAliases, Routing routing, int holdMessages, long holdBytes, long holdTime,
		long ackStallTimeout, AckStallPolicy ackStallPolicy, long retryDelay, long maxRetryDelay, long restoreTimeout) {

	private static final long SECOND = 1_000_000_000;

	/**
	 * Return a configuration with the defaults, in nanoseconds.
	 */
	public static SessionConfig of(int maxInflight, int receiveMaximum) {
		return new SessionConfig(maxInflight, true, receiveMaximum, 16, 16, Routing.ALL, 1000, 64L * 1024 * 1024,
				30 * SECOND, 30 * SECOND, AckStallPolicy.REPORT, SECOND, 60 * SECOND, 30 * SECOND);
	}

}
