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
import java.util.List;
import java.util.function.Consumer;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.session.InFlight.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of QoS 0, 1 and 2 (MQTT 5.0, sections 4.3, 4.4 and 4.9). Messages wait
 * in one list and, once written, stay in another in their first order until they are
 * answered.
 */
final class OutboundPublishes {

	/**
	 * Packet identifiers that publishes leave to SUBSCRIBE and UNSUBSCRIBE.
	 */
	private static final int RESERVED_IDS = 16;

	/**
	 * How many packet identifiers publishes use at most.
	 */
	static final int MAXIMUM_IDS = 0xFFFF - RESERVED_IDS;

	/**
	 * The PUBLISH was written on the present connection and takes a place in its window.
	 */
	private static final byte IN_WINDOW = 1;

	/**
	 * The message was submitted anew after a lost session.
	 */
	static final byte RESUBMITTED = 2;

	/**
	 * Nobody waits for the message any more.
	 */
	private static final byte TIMED_OUT = 4;

	/**
	 * The message is the birth message of a connection.
	 */
	private static final byte BIRTH = 8;

	private static final AckProperties DOWNGRADED = new AckProperties("The server acknowledged QoS 2 as QoS 1",
			List.of());

	private final PacketIds ids;

	private final InheritedIds inheritedIds;

	private final int maxInflight;

	private final boolean queueOffline;

	private final int maximumAliases;

	private final Counters counters;

	private final SessionEvents events;

	private final PacketIdMap<InFlight> inFlight = new PacketIdMap<>();

	private final InFlightList sent = new InFlightList();

	private final UnwrittenMessages waiting;

	/**
	 * Messages of QoS 0 that wait until the peer takes more.
	 */
	private final UnwrittenMessages stalled;

	private final Receipts receipts = new Receipts();

	/**
	 * Identifiers of messages of QoS 2 that may not be repeated; they stay in use until
	 * the session ends.
	 */
	private final BitSet reserved = new BitSet(0);

	private @Nullable SessionSink sink;

	private Limits limits = Limits.V3_1_1;

	private OutboundAliases aliases = new OutboundAliases(0);

	private int window;

	private int inWindow;

	private int timedOut;

	private @Nullable InFlight resendNext;

	/**
	 * Messages of QoS 1 and 2 that wait do so until there is another connection.
	 */
	private boolean held;

	OutboundPublishes(PacketIds ids, SessionConfig config, Counters counters, SessionEvents events) {
		this.ids = ids;
		this.inheritedIds = new InheritedIds(ids, config, events);
		this.maxInflight = config.maxInflight();
		this.queueOffline = config.queueOffline();
		this.maximumAliases = config.outboundTopicAliases();
		this.counters = counters;
		this.events = events;
		this.waiting = new UnwrittenMessages(counters);
		this.stalled = new UnwrittenMessages(counters);
	}

	void connected(SessionSink sink, Limits limits, boolean sessionPresent) {
		this.sink = sink;
		this.limits = limits;
		this.window = Math.min(this.maxInflight, limits.receiveMaximum());
		this.inWindow = 0;
		this.aliases = new OutboundAliases(Math.min(limits.topicAliasMaximum(), this.maximumAliases));
		this.inheritedIds.connected(sink, limits, sessionPresent);
		if (sessionPresent) {
			this.resendNext = this.sent.first();
		}
		else {
			submitAnew();
		}
	}

	void disconnected() {
		this.sink = null;
		this.held = false;
		InFlight first = this.waiting.first();
		this.inheritedIds.disconnected(first != null && first.qos() == 2);
		if (first != null && isBirth(first)) {
			this.waiting.remove(first);
			first.dropped(DropReason.ABANDONED, "");
		}
		this.stalled.drop(DropReason.OFFLINE);
		this.resendNext = null;
		this.inWindow = 0;
		for (InFlight message = this.sent.first(); message != null; message = message.next()) {
			message.marks((byte) (message.marks() & ~IN_WINDOW));
		}
	}

	void hold() {
		this.held = true;
	}

	/**
	 * Return whether all that was written is answered.
	 */
	boolean isDrained() {
		return this.sent.isEmpty() && this.stalled.isEmpty();
	}

	void reading(boolean reading) {
		this.inheritedIds.reading(reading);
	}

	/**
	 * Discard the state of a session that the broker has lost, and begin anew with what
	 * somebody still waits for.
	 */
	private void submitAnew() {
		releaseReserved();
		InFlightList again = new InFlightList();
		for (InFlight message = this.sent.first(); message != null; message = this.sent.first()) {
			remove(message);
			if (!message.isOpen() || isBirth(message)) {
				message.dropped(DropReason.ABANDONED, "");
			}
			else if (message.phase() == InFlight.RELEASED) {
				message.dropped(DropReason.OUTCOME_UNKNOWN, "");
			}
			else {
				message.phase(InFlight.WAITING);
				message.packetId(0);
				message.marks(RESUBMITTED);
				again.addLast(message);
			}
		}
		this.waiting.prepend(again);
	}

	private void releaseReserved() {
		this.reserved.stream().forEach(this.ids::release);
		this.reserved.clear();
	}

	/**
	 * Write a message before all that wait, or have it wait before them.
	 */
	void begin(InFlight birth) {
		birth.marks(BIRTH);
		if (birth.qos() == 0) {
			writeOnce(birth, requireSink());
		}
		else {
			InFlightList first = new InFlightList();
			first.addLast(birth);
			this.waiting.prepend(first);
		}
	}

	static boolean isBirth(InFlight message) {
		return (message.marks() & BIRTH) != 0;
	}

	void publish(InFlight message) {
		SessionSink target = this.sink;
		if (message.qos() == 0) {
			if (target == null) {
				message.dropped(DropReason.OFFLINE, "");
			}
			else if (this.stalled.isEmpty() && target.isWritable()) {
				writeOnce(message, target);
			}
			else {
				this.stalled.addLast(message);
			}
		}
		else if (target == null && !this.queueOffline) {
			message.dropped(DropReason.OFFLINE, "");
		}
		else if (target != null && this.waiting.isEmpty() && mayWrite(message, target)) {
			write(message, target);
		}
		else {
			this.waiting.addLast(message);
		}
	}

	private void writeOnce(InFlight message, SessionSink target) {
		if (isAllowed(message, target)) {
			write(message, target, 0, false);
		}
	}

	private void write(InFlight message, SessionSink target, int packetId, boolean duplicate) {
		int alias = this.aliases.resolve(message.topic());
		if (alias < 0) {
			target.publish(message, packetId, duplicate, -alias, true);
			this.aliases.written(-alias, message.topic());
		}
		else {
			target.publish(message, packetId, duplicate, alias, alias == 0);
		}
	}

	/**
	 * Write what the peer and the window have room for: first what is to be repeated,
	 * then what waits.
	 */
	void drain() {
		SessionSink target = this.sink;
		if (target == null) {
			return;
		}
		repeat(target);
		InFlight next = this.waiting.first();
		while (next != null && mayWrite(next, target)) {
			InFlight message = next;
			this.waiting.remove(message);
			if (message.isOpen()) {
				write(message, target);
			}
			else {
				message.dropped(DropReason.ABANDONED, "");
			}
			next = this.waiting.first();
		}
		next = this.stalled.first();
		while (next != null && target.isWritable()) {
			InFlight message = next;
			this.stalled.remove(message);
			if (message.isOpen()) {
				writeOnce(message, target);
			}
			else {
				message.dropped(DropReason.ABANDONED, "");
			}
			next = this.stalled.first();
		}
	}

	private void repeat(SessionSink target) {
		for (InFlight message = this.resendNext; message != null; message = this.resendNext) {
			if (message.phase() == InFlight.RELEASED) {
				this.resendNext = message.next();
				target.acknowledge(PacketType.PUBREL, message.packetId(), ReasonCode.SUCCESS);
			}
			else if (this.inWindow < this.window) {
				this.resendNext = message.next();
				repeat(message, target);
			}
			else {
				return;
			}
		}
	}

	private boolean mayWrite(InFlight message, SessionSink target) {
		return !this.held && this.resendNext == null && this.inWindow < this.window
				&& this.sent.size() < this.maxInflight && this.ids.inUse() < MAXIMUM_IDS && target.isWritable()
				&& (message.qos() != 2 || this.limits.maximumQos().value() < 2 || this.inheritedIds.isReady(target));
	}

	private void write(InFlight message, SessionSink target) {
		if (!isAllowed(message, target)) {
			return;
		}
		int id = this.ids.acquire();
		message.packetId(id);
		message.phase(InFlight.SENT);
		message.marks((byte) (message.marks() | IN_WINDOW));
		this.inFlight.put(id, message);
		this.sent.addLast(message);
		this.inWindow++;
		if (isBirth(message)) {
			message.marks((byte) (message.marks() | TIMED_OUT));
			this.timedOut++;
		}
		try {
			write(message, target, id, false);
		}
		catch (RuntimeException ex) {
			remove(message);
			throw ex;
		}
	}

	private void repeat(InFlight message, SessionSink target) {
		String refusal = findRefusal(message, target);
		if (refusal != null) {
			forget(message);
			if (message.qos() == 2) {
				// the session of the broker may know it, and would take another message
				// that has it for this one
				this.reserved.set(message.packetId());
			}
			else {
				this.ids.release(message.packetId());
			}
			message.dropped(DropReason.UNSUPPORTED, refusal);
			return;
		}
		message.marks((byte) (message.marks() | IN_WINDOW));
		this.inWindow++;
		write(message, target, message.packetId(), true);
	}

	private boolean isAllowed(InFlight message, SessionSink target) {
		if (message.isExpired() && (message.marks() & RESUBMITTED) == 0) {
			if (!isBirth(message)) {
				this.counters.expired.increment();
			}
			message.dropped(DropReason.EXPIRED, "");
			return false;
		}
		String refusal = findRefusal(message, target);
		if (refusal != null) {
			message.dropped(DropReason.UNSUPPORTED, refusal);
			return false;
		}
		return true;
	}

	private @Nullable String findRefusal(InFlight message, SessionSink target) {
		if (message.qos() > this.limits.maximumQos().value()) {
			return "the server supports at most QoS " + this.limits.maximumQos().value();
		}
		if ((message.flags() & Publish.RETAIN) != 0 && !this.limits.retainAvailable()) {
			return "the server does not support retained messages";
		}
		if (this.limits.maximumPacketSize() != Integer.MAX_VALUE) {
			int size = target.publishSize(message, this.aliases.isEnabled());
			if (size > this.limits.maximumPacketSize()) {
				return "the packet of " + size + " bytes exceeds the server's maximum packet size of "
						+ this.limits.maximumPacketSize();
			}
		}
		return null;
	}

	void pubAck(int packetId, ReasonCode reasonCode, AckProperties properties) {
		InFlight message = this.inFlight.get(packetId);
		if (message == null) {
			this.counters.unknownAcks.increment();
			this.events.unknownAck(PacketType.PUBACK, packetId);
			return;
		}
		if (message.qos() == 1) {
			end(message, reasonCode, properties);
		}
		else if (this.limits.v5() || message.phase() != InFlight.SENT) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBACK for a message of QoS 2");
		}
		else {
			// a broker without QoS 2, which MQTT 3.1.1 gives no way to say so; to close
			// would repeat the message and this answer for ever
			this.events.downgraded();
			end(message, reasonCode, DOWNGRADED);
		}
	}

	void pubRec(int packetId, ReasonCode reasonCode, AckProperties properties) {
		InFlight message = this.inFlight.get(packetId);
		if (message == null) {
			this.counters.unknownAcks.increment();
			this.events.unknownAck(PacketType.PUBREC, packetId);
			if (!reasonCode.isFailure()) {
				requireSink().acknowledge(PacketType.PUBREL, packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
			}
			return;
		}
		if (message.qos() != 2) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBREC for a message of QoS 1");
		}
		if (reasonCode.isFailure()) {
			end(message, reasonCode, properties);
			return;
		}
		message.phase(InFlight.RELEASED);
		this.receipts.received(packetId, reasonCode, properties);
		requireSink().acknowledge(PacketType.PUBREL, packetId, ReasonCode.SUCCESS);
	}

	void pubComp(int packetId, AckProperties properties) {
		InFlight message = this.inFlight.get(packetId);
		if (message == null) {
			if (this.inheritedIds.pubComp(packetId)) {
				drain();
			}
			else {
				this.counters.unknownAcks.increment();
				this.events.unknownAck(PacketType.PUBCOMP, packetId);
			}
			return;
		}
		if (message.phase() != InFlight.RELEASED) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "PUBCOMP before PUBREL");
		}
		// 0x92 says that the server has forgotten the identifier: the exchange is over
		// all the same
		ReasonCode received = this.receipts.reasonCode(packetId);
		end(message, received, this.receipts.complete(packetId, properties));
	}

	private void end(InFlight message, ReasonCode reasonCode, AckProperties properties) {
		remove(message);
		message.acknowledged(reasonCode, properties, (message.marks() & RESUBMITTED) != 0);
		drain();
	}

	private void remove(InFlight message) {
		forget(message);
		this.ids.release(message.packetId());
	}

	private void forget(InFlight message) {
		if (this.resendNext == message) {
			this.resendNext = message.next();
		}
		this.sent.remove(message);
		this.inFlight.remove(message.packetId());
		this.receipts.forget(message.packetId());
		if ((message.marks() & IN_WINDOW) != 0) {
			this.inWindow--;
			message.marks((byte) (message.marks() & ~IN_WINDOW));
		}
		if ((message.marks() & TIMED_OUT) != 0) {
			this.timedOut--;
		}
	}

	/**
	 * Return whether somebody waits for the outcome of a message.
	 */
	boolean isAwaited() {
		return this.sent.size() > this.timedOut || !this.waiting.isEmpty() || !this.stalled.isEmpty()
				|| this.inheritedIds.isAwaited();
	}

	/**
	 * End the wait for messages whose deadline has passed.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Math.min(this.waiting.expire(now), this.stalled.expire(now));
		for (InFlight message = this.sent.first(); message != null; message = message.next()) {
			if (message.isOpen()) {
				if (message.deadline() - now <= 0) {
					message.timedOut(true);
					message.marks((byte) (message.marks() | TIMED_OUT));
					this.timedOut++;
				}
				else {
					earliest = Math.min(earliest, message.deadline());
				}
			}
		}
		if (this.inheritedIds.expire(now)) {
			drain();
		}
		return Math.min(earliest, this.inheritedIds.until(now));
	}

	/**
	 * End the wait for all messages. Those that were written stay until the session ends
	 * or they are answered.
	 */
	void abandon(Consumer<InFlight> ending) {
		this.waiting.abandon(ending);
		this.stalled.abandon(ending);
		for (InFlight message = this.sent.first(); message != null; message = message.next()) {
			ending.accept(message);
		}
	}

	/**
	 * Forget everything.
	 */
	void clear() {
		abandon((message) -> {
		});
		for (InFlight message = this.sent.first(); message != null; message = this.sent.first()) {
			remove(message);
			message.dropped(DropReason.ABANDONED, "");
		}
		releaseReserved();
		this.inheritedIds.end();
	}

	int inFlightCount() {
		return this.sent.size();
	}

	int waitingCount() {
		return this.waiting.size();
	}

	private SessionSink requireSink() {
		SessionSink target = this.sink;
		if (target == null) {
			throw new IllegalStateException("No connection");
		}
		return target;
	}

}
