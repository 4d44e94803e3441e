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
import java.util.HashSet;
import java.util.Set;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;

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

	private static final int MAXIMUM_SILENT = 16;

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

	/**
	 * Peers that have not answered, which are not asked again.
	 */
	private final Set<Object> silent = new HashSet<>(0);

	private final AnswerTimer timer;

	/**
	 * The peer of the last connection, null before the first.
	 */
	private @Nullable Object peer;

	private boolean active;

	private int unanswered;

	private boolean answered;

	private int failures;

	/**
	 * There is a connection, and its peer knows QoS 2.
	 */
	private boolean connected;

	InheritedIds(PacketIds ids, SessionConfig config, SessionEvents events) {
		this.ids = ids;
		this.config = config;
		this.events = events;
		this.timer = new AnswerTimer(config.restoreTimeout() / TIMEOUT_DIVISOR);
	}

	/**
	 * There is a connection. A session that its peer has is taken for one of an earlier
	 * process, unless the last connection was to the same peer.
	 */
	void connected(SessionSink sink, Limits limits, boolean sessionPresent) {
		Object present = sink.peer();
		boolean inherited = sessionPresent && !present.equals(this.peer);
		this.peer = present;
		this.connected = limits.maximumQos().value() == 2;
		this.answered = false;
		this.timer.restart();
		if (!sessionPresent) {
			end();
			return;
		}
		if (inherited) {
			end();
			this.active = !this.silent.contains(present);
		}
		if (isAwaited()) {
			this.taken.stream()
				.filter((id) -> !this.free.get(id))
				.forEach((id) -> sink.acknowledge(PacketType.PUBREL, id, ReasonCode.SUCCESS));
			this.events.expireSoon();
		}
	}

	/**
	 * The connection is gone.
	 * @param awaited whether a message waits for the identifiers
	 */
	void disconnected(boolean awaited) {
		boolean asked = isAwaited();
		this.connected = false;
		if (asked && awaited && !this.answered && ++this.failures == MAXIMUM_FAILURES) {
			giveUp();
			this.events.inheritedUnknown(false);
		}
	}

	/**
	 * Reading from the peer has begun or ended.
	 */
	void reading(boolean reading) {
		this.timer.reading(reading);
	}

	/**
	 * Return whether the peer has to answer before messages can go out.
	 */
	boolean isAwaited() {
		return this.unanswered > 0 && this.connected;
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
		this.timer.restart();
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
		this.timer.restart();
		this.free.set(packetId);
		if (--this.unanswered == 0) {
			giveBack();
		}
		return true;
	}

	/**
	 * Return when the answers have to be there, or {@link Long#MAX_VALUE}.
	 */
	long until(long now) {
		return isAwaited() ? this.timer.until(now) : Long.MAX_VALUE;
	}

	/**
	 * Give up if the peer has not answered in time.
	 * @return whether messages go out on this connection nevertheless
	 */
	boolean expire(long now) {
		if (!isAwaited() || !this.timer.isOver(now)) {
			return false;
		}
		giveUp();
		return this.events.inheritedUnknown(true);
	}

	private void giveUp() {
		end();
		if (this.peer != null && this.silent.size() < MAXIMUM_SILENT) {
			this.silent.add(this.peer);
		}
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
		this.failures = 0;
		giveBack();
		this.free.clear();
	}

}
