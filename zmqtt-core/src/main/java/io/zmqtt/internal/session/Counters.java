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

import io.zmqtt.OverflowPolicy;

/**
 * What a client counts. Safe for use by several threads; on the hot path there are
 * tallies of the event loop only.
 */
public final class Counters {

	/**
	 * Messages that were received, by QoS.
	 */
	public final Tally[] received = { new Tally(), new Tally(), new Tally() };

	/**
	 * Bytes of their topics and payloads.
	 */
	public final Tally receivedBytes = new Tally();

	/**
	 * Messages that were published, by QoS.
	 */
	public final Tally[] published = { new Tally(), new Tally(), new Tally() };

	/**
	 * Bytes of their topics and payloads.
	 */
	public final Tally publishedBytes = new Tally();

	/**
	 * Messages that could not be published.
	 */
	public final Count failedPublishes = new Count();

	/**
	 * Repeats of messages that are still unacknowledged on the same connection, or of QoS
	 * 2 messages that the session has already.
	 */
	public final Count repeats = new Count();

	/**
	 * Messages that no subscription wanted.
	 */
	public final Count unrouted = new Count();

	/**
	 * Acknowledgements by the application that came after the connection was gone.
	 */
	public final Count lateAcks = new Count();

	/**
	 * Acknowledgements by the broker for packet identifiers that are not in use.
	 */
	public final Count unknownAcks = new Count();

	/**
	 * Messages of QoS 0 dropped at a limit.
	 */
	public final Count dropped = new Count();

	/**
	 * The same by overflow policy.
	 */
	private final Count[] droppedBy = { new Count(), new Count(), new Count() };

	/**
	 * Messages acknowledged on behalf of a subscription that was closed before they were
	 * handled.
	 */
	public final Count abandonedAcks = new Count();

	/**
	 * Acknowledgements that refused the message.
	 */
	public final Count negativeAcks = new Count();

	/**
	 * Messages of QoS 1 that were discarded unhandled because the broker repeats them on
	 * the resumed session.
	 */
	public final Count discarded = new Count();

	/**
	 * Messages that were not acknowledged for so long that they were reported.
	 */
	public final Count ackStalls = new Count();

	/**
	 * Messages to be published that expired before they were written.
	 */
	public final Count expired = new Count();

	/**
	 * Replies that no request waits for any more, or never did.
	 */
	public final Count lateReplies = new Count();

	/**
	 * Handlers that threw.
	 */
	public final Count handlerFailures = new Count();

	/**
	 * Count a message that was dropped.
	 */
	public void dropped(OverflowPolicy policy) {
		this.dropped.increment();
		this.droppedBy[policy.ordinal()].increment();
	}

	/**
	 * Return how many messages were dropped by a policy.
	 */
	public long droppedBy(OverflowPolicy policy) {
		return this.droppedBy[policy.ordinal()].sum();
	}

}
