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

import java.util.BitSet;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.PacketType;

/**
 * Frees the packet identifiers that a session of an earlier process may still hold. The
 * peer would take a message of QoS 2 that has such an identifier for a repeat: it would
 * answer it and deliver nothing (MQTT 5.0, section 4.3.3). A PUBREL makes it let the
 * identifier go, whether it holds it or not, so none is used at QoS 2 before that is
 * answered.
 */
final class InheritedIds {

	/**
	 * How many identifiers are freed at once at most.
	 */
	private static final int MAXIMUM_BATCH = 512;

	/**
	 * What part of the time for other answers the peer has for these.
	 */
	private static final int TIMEOUT_DIVISOR = 3;

	/**
	 * How many connections may end without any answer before the peer is believed not to
	 * know this use of PUBREL.
	 */
	private static final int MAXIMUM_FAILURES = 3;

	private final PacketIds ids;

	private final SessionConfig config;

	private final SessionEvents events;

	/**
	 * Identifiers that the peer does not hold.
	 */
	private final BitSet free = new BitSet(0);

	/**
	 * Identifiers that are taken until all of them are free.
	 */
	private final BitSet taken = new BitSet(0);

	private boolean active;

	private int unanswered;

	private boolean answered;

	private int failures;

	private boolean connected;

	private boolean timed;

	/**
	 * When the answers have to be there, valid if {@link #timed}.
	 */
	private long until;

	InheritedIds(PacketIds ids, SessionConfig config, SessionEvents events) {
		this.ids = ids;
		this.config = config;
		this.events = events;
	}

	/**
	 * The peer has the session of an earlier process.
	 */
	void inherited() {
		this.active = true;
	}

	void connected(SessionSink sink, boolean sessionPresent) {
		this.connected = true;
		this.answered = false;
		this.timed = false;
		if (!sessionPresent) {
			end();
		}
		else if (this.unanswered > 0) {
			this.taken.stream()
				.filter((id) -> !this.free.get(id))
				.forEach((id) -> sink.acknowledge(PacketType.PUBREL, id, ReasonCode.SUCCESS));
			this.events.expireSoon();
		}
	}

	void disconnected() {
		this.connected = false;
		if (this.unanswered > 0 && !this.answered && ++this.failures == MAXIMUM_FAILURES) {
			end();
			this.events.inheritedUnknown(false);
		}
	}

	/**
	 * Return whether the next identifier can be used at QoS 2; if not, make sure that it
	 * will be.
	 */
	boolean isReady(SessionSink sink) {
		if (!this.active) {
			return true;
		}
		if (this.unanswered > 0) {
			return false;
		}
		if (this.free.get(this.ids.peek())) {
			return true;
		}
		int count = Math.min(this.config.maxInflight() + PacketIds.REUSE_THRESHOLD, MAXIMUM_BATCH);
		count = Math.min(count, OutboundPublishes.MAXIMUM_IDS - this.ids.inUse());
		for (int i = 0; i < count; i++) {
			int id = this.ids.acquire();
			this.taken.set(id);
			if (!this.free.get(id)) {
				this.unanswered++;
				sink.acknowledge(PacketType.PUBREL, id, ReasonCode.SUCCESS);
			}
		}
		this.timed = false;
		this.events.expireSoon();
		return false;
	}

	/**
	 * Take a PUBCOMP.
	 * @return whether it was awaited here
	 */
	boolean pubComp(int packetId) {
		if (!this.taken.get(packetId) || this.free.get(packetId)) {
			return false;
		}
		this.answered = true;
		this.failures = 0;
		this.free.set(packetId);
		if (--this.unanswered == 0) {
			giveBack();
		}
		return true;
	}

	/**
	 * Give up if the peer does not answer.
	 * @return the time at which to look again, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		if (this.unanswered == 0 || !this.connected) {
			return Long.MAX_VALUE;
		}
		if (!this.timed) {
			this.timed = true;
			this.until = now + this.config.restoreTimeout() / TIMEOUT_DIVISOR;
		}
		if (this.until - now > 0) {
			return this.until;
		}
		end();
		this.events.inheritedUnknown(true);
		return Long.MAX_VALUE;
	}

	private void giveBack() {
		this.taken.stream().forEach(this.ids::release);
		this.taken.clear();
	}

	/**
	 * Have no more doubts about identifiers.
	 */
	void end() {
		this.active = false;
		this.unanswered = 0;
		giveBack();
		this.free.clear();
	}

}
