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

package io.zmqtt.internal.session.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.session.InFlight.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the client publishes: on the wire, at the broker, and what the application
 * is told.
 */
final class OutboundChecks {

	private final World world;

	private final int maxInflight;

	private final List<SimMessage> messages = new ArrayList<>();

	/**
	 * Messages that hold an identifier, in the order in which they were written first.
	 */
	private final Map<Integer, SimMessage> active = new LinkedHashMap<>();

	/**
	 * Identifiers of SUBSCRIBE and UNSUBSCRIBE that are not answered.
	 */
	private final Map<Integer, Object> exchanges = new HashMap<>();

	/**
	 * Identifiers whose PUBREC came on this connection and whose PUBREL has to follow.
	 */
	private final ArrayDeque<Integer> releases = new ArrayDeque<>();

	/**
	 * Identifiers whose PUBREC came on an earlier connection.
	 */
	private final ArrayDeque<Integer> resumedReleases = new ArrayDeque<>();

	/**
	 * Identifiers that the broker may know though nothing is sent for them any more.
	 */
	private final Set<Integer> reserved = new HashSet<>();

	/**
	 * Identifiers that an earlier process may have used, and that are asked for.
	 */
	private final Set<Integer> clearing = new HashSet<>();

	/**
	 * The session is that of an earlier process.
	 */
	private boolean inherited;

	private boolean known;

	private final Map<String, Integer> lastAccepted = new HashMap<>();

	/**
	 * Which of the broker's sessions this is, as the client sees it.
	 */
	private int life;

	private int link = -1;

	private int window;

	private int inWindow;

	private int writes;

	private int lastRepeated;

	/**
	 * The birth message of this connection, until it is written or has ended.
	 */
	private @Nullable SimMessage birth;

	/**
	 * Nothing new may be written on this connection.
	 */
	private boolean held;

	private int maximumQos = 2;

	private int maximumPacketSize = Integer.MAX_VALUE;

	OutboundChecks(World world, int maxInflight) {
		this.world = world;
		this.maxInflight = maxInflight;
	}

	private static SimulationFailure failure(String problem, Object subject) {
		return new SimulationFailure(problem + ": " + subject);
	}

	private static void require(boolean condition, String problem, Object subject) {
		if (!condition) {
			throw failure(problem, subject);
		}
	}

	List<SimMessage> messages() {
		return this.messages;
	}

	// The connection

	void connected(int newLink, boolean sessionPresent, int receiveMaximum, int newMaximumQos,
			int newMaximumPacketSize) {
		this.link = newLink;
		this.window = Math.min(this.maxInflight, receiveMaximum);
		this.maximumQos = newMaximumQos;
		this.maximumPacketSize = newMaximumPacketSize;
		this.inWindow = 0;
		this.lastRepeated = 0;
		this.inherited = sessionPresent && (this.inherited || !this.known);
		this.known = true;
		if (sessionPresent) {
			this.active.forEach((id, message) -> {
				if (message.receivedLife == this.life) {
					this.resumedReleases.add(id);
				}
			});
		}
		else {
			this.life++;
			this.active.clear();
			this.reserved.clear();
			this.clearing.clear();
		}
	}

	/**
	 * Return whether identifiers are to be freed, now or on a connection that has QoS 2.
	 */
	boolean isClearing() {
		return !this.clearing.isEmpty();
	}

	void inheritedUnknown() {
		this.inherited = false;
		this.clearing.clear();
	}

	/**
	 * A message is to be written before all that wait.
	 */
	void born(SimMessage message) {
		message.birth = true;
		this.birth = message;
	}

	void held() {
		this.held = true;
	}

	/**
	 * The session says that nothing is on the way.
	 */
	void drained() {
		require(this.active.isEmpty(), "Nothing on the way is said to be, but there is", this.active);
	}

	void disconnected() {
		this.link = -1;
		this.held = false;
		// it is for this connection only
		this.birth = null;
		this.exchanges.clear();
		this.releases.clear();
		this.resumedReleases.clear();
	}

	// Written

	void publishWritten(SimMessage message, int id, boolean duplicate) {
		require(!message.ended, "Written after its end", message);
		require(message.lastLink != this.link, "Sent twice on one connection", message);
		boolean repeat = message.lastLife == this.life;
		require(duplicate == (repeat && message.qos > 0), "DUP is wrong", message);
		if (repeat) {
			require(message.qos > 0, "Repeated at QoS 0", message);
			require(id == message.lastId, "Repeated with another identifier", message);
			require(message.receivedLife != this.life, "PUBLISH after PUBREC", message);
			require(message.firstWrite > this.lastRepeated, "Repeated out of order", message);
			this.lastRepeated = message.firstWrite;
		}
		else {
			require(message.open, "Nobody waits for it, and it is submitted", message);
			require(message.receivedLife < 0, "Submitted anew after PUBREC", message);
			require(message.writes > 0 || !message.isExpired(), "Expired and submitted", message);
			require(message.qos == 0 || !this.held, "New and written while held", message);
			require(!message.birth || message == this.birth, "The birth message of another connection", message);
			require(message.qos == 0 || this.birth == null || message == this.birth, "Before the birth message",
					message);
			message.firstWrite = ++this.writes;
			message.submissions++;
		}
		if (message.qos == 0) {
			require(id == 0, "Identifier at QoS 0", message);
		}
		else {
			SimMessage holder = this.active.get(id);
			require(id != 0 && (repeat ? holder == message : holder == null) && isFree(id), "Identifier in use",
					message);
			this.active.putIfAbsent(id, message);
			require(++this.inWindow <= this.window, "Over the window", message);
		}
		if (message == this.birth) {
			this.birth = null;
		}
		message.writes++;
		message.lastLife = this.life;
		message.lastLink = this.link;
		message.lastId = id;
	}

	void pubRelWritten(int id, ReasonCode reasonCode) {
		if (this.inherited && !this.active.containsKey(id)) {
			require(this.clearing.contains(id) || isFree(id), "PUBREL for an identifier in use", id);
			this.clearing.add(id);
			return;
		}
		boolean resumed = id == ((this.resumedReleases.isEmpty()) ? -1 : this.resumedReleases.peek());
		Integer due = resumed ? this.resumedReleases.poll() : this.releases.poll();
		require(due != null && due == id, "PUBREL out of order or unasked", id);
		require(reasonCode == ReasonCode.SUCCESS, "PUBREL with a failure", id);
	}

	void exchangeWritten(int id, Object what) {
		require(id != 0 && !this.active.containsKey(id) && isFree(id), "Identifier is in use", what);
		this.exchanges.put(id, what);
	}

	private boolean isFree(int id) {
		return !this.exchanges.containsKey(id) && !this.reserved.contains(id) && !this.clearing.contains(id);
	}

	Set<Integer> reserved() {
		return this.reserved;
	}

	// Arrived

	void pubAckArrived(int id) {
		free(id);
	}

	void pubRecArrived(int id, ReasonCode reasonCode) {
		if (reasonCode.isFailure()) {
			free(id);
			return;
		}
		SimMessage message = this.active.get(id);
		if (message != null) {
			message.receivedLife = this.life;
			this.releases.add(id);
		}
	}

	void pubCompArrived(int id) {
		this.clearing.remove(id);
		free(id);
	}

	void exchangeAnswered(int id) {
		this.exchanges.remove(id);
	}

	private void free(int id) {
		SimMessage message = this.active.remove(id);
		if (message != null && message.lastLink == this.link) {
			this.inWindow--;
		}
	}

	// At the broker

	void accepted(int number, int epoch) {
		SimMessage message = this.messages.get(number - 1);
		require(message.writes > 0, "Never written, but accepted", message);
		require(message.qos != 2 || message.accepted == 0 || message.acceptedEpoch != epoch,
				"Accepted twice in one session", message);
		require(message.qos > 0 || message.accepted == 0, "Accepted twice at QoS 0", message);
		message.acceptedEpoch = epoch;
		if (message.accepted++ == 0) {
			Integer last = this.lastAccepted.put(message.topic() + message.qos, number);
			require(last == null || last < number, "Out of order", message);
		}
	}

	void refused(int number) {
		this.messages.get(number - 1).refused = true;
	}

	// What the application is told

	void acknowledged(SimMessage message, ReasonCode reasonCode, boolean resubmitted) {
		end(message, reasonCode.name());
		require(message.writes > 0, "Acknowledged but never written", message);
		if (message.qos > 0) {
			require(resubmitted == message.submissions > 1, "Resubmitted is wrong", message);
		}
		if (reasonCode.isFailure()) {
			require(message.refused, "Not refused by the broker, but reported so", message);
		}
		else if (message.qos > 0) {
			message.succeeded = true;
			require(message.accepted > 0, "Lost, but reported as published", message);
			require(message.qos == 1 || message.submissions > 1 || message.accepted == 1, "Accepted more than once",
					message);
		}
		message.open = false;
	}

	void dropped(SimMessage message, DropReason reason) {
		end(message, reason.name());
		boolean fits = switch (reason) {
			case OFFLINE -> message.qos == 0;
			case UNSUPPORTED -> message.qos > this.maximumQos || message.payload().length > this.maximumPacketSize;
			case OUTCOME_UNKNOWN -> message.qos == 2 && message.receivedLife >= 0 && message.receivedLife < this.life;
			case EXPIRED -> message.writes == 0 && message.isExpired();
			case ABANDONED -> !message.open || message.birth;
		};
		require(fits, "Ended for a reason that is none", message);
		if (this.active.get(message.lastId) == message) {
			this.active.remove(message.lastId);
			if (message.qos == 2) {
				this.reserved.add(message.lastId);
			}
		}
		message.open = false;
	}

	void timedOut(SimMessage message, boolean written) {
		if (this.world.isTraced()) {
			this.world.trace(message + " timed out");
		}
		require(message.open && !message.ended, "Timed out after its end", message);
		require(message.deadline() - this.world.now() <= 0, "Timed out too early", message);
		require(written == message.writes > 0, "Written or not is wrong", message);
		message.open = false;
	}

	private void end(SimMessage message, String how) {
		if (this.world.isTraced()) {
			this.world.trace(message + " ended: " + how);
		}
		require(!message.ended, "Ended twice", message);
		if (message == this.birth) {
			this.birth = null;
		}
		message.ended = true;
	}

	// The end

	void finished(@Nullable String unfinished) {
		for (SimMessage message : this.messages) {
			require(message.ended, "Never ended", message);
			require(!message.open, "The future was never completed", message);
		}
		require(this.active.isEmpty(), "Never answered", this.active);
		require(this.exchanges.isEmpty(), "Never answered", this.exchanges);
		require(this.releases.isEmpty() && this.resumedReleases.isEmpty(), "PUBREL never sent", this.releases);
		require(this.clearing.isEmpty() || this.maximumQos < 2, "PUBREL never answered", this.clearing);
		require(this.inWindow == 0, "Left in the window", this.inWindow);
		if (unfinished != null) {
			throw new SimulationFailure(unfinished);
		}
	}

}
