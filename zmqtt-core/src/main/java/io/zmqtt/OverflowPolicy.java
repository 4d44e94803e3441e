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

/**
 * What happens to a message of QoS 0 when the buffer of its subscription is full.
 * Messages of QoS 1 and 2 are never dropped: they wait unacknowledged.
 */
public enum OverflowPolicy {

	/**
	 * Stop reading the socket until there is room, so that TCP pushes back. While the
	 * application waits for the broker, reading goes on, and up to 8 MiB are kept beyond
	 * the buffer in order; what exceeds that is dropped and counted. The default.
	 */
	SUSPEND,

	/**
	 * Drop the oldest message of QoS 0 in the buffer: the one that came first, whatever
	 * the {@linkplain SubscriptionSpec#withOrder(java.util.Comparator) order} in which
	 * messages are handed over. If there is none, drop the one that has just arrived.
	 */
	DROP_OLDEST,

	/**
	 * Drop the message that has just arrived.
	 */
	DROP_NEWEST

}
