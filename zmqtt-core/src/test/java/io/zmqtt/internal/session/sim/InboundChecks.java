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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the client receives: at the broker, on the wire, and at the application.
 */
final class InboundChecks {

	private final World world;

	private final List<SimRoute> routes = new ArrayList<>();

	private final Map<Integer, Way> ways = new HashMap<>();

	/**
	 * Messages of QoS 1 on this connection that are not acknowledged, by identifier, in
	 * the order of receipt.
	 */
	private final Map<Integer, Receipt> atLeastOnce = new LinkedHashMap<>();

	/**
	 * Messages of QoS 2 of the session whose PUBREL has not come.
	 */
	private final Map<Integer, Receipt> exactlyOnce = new HashMap<>();

	/**
	 * Identifiers of QoS 2 in the order in which PUBREC is due on this connection.
	 */
	private final ArrayDeque<Integer> receipts = new ArrayDeque<>();

	private final ArrayDeque<Integer> completions = new ArrayDeque<>();

	private final Map<String, Integer> lastHanded = new HashMap<>();

	private @Nullable Receipt current;

	private int connection;

	private final Profile profile;

	/**
	 * The filter of each subscription identifier that the client uses.
	 */
	private final Map<Integer, String> identifiers = new HashMap<>();

	/**
	 * What nobody wants is held, because the session was resumed not long ago.
	 */
	private boolean holding;

	private long holdUntil;

	InboundChecks(World world, Profile profile) {
		this.world = world;
		this.profile = profile;
	}

	private static void require(boolean condition, String problem, Object subject) {
		if (!condition) {
			throw new SimulationFailure(problem + ": " + subject);
		}
	}

	List<SimRoute> routes() {
		return this.routes;
	}

	// At the broker

	void queued(ModelUnit unit) {
		this.ways.put(unit.number(), new Way(unit));
	}

	void completed(ModelUnit unit) {
		Way way = way(unit.number());
		require(way.acknowledged, "Completed but never acknowledged", way);
	}

	// The connection

	void connected(boolean sessionPresent) {
		for (Way way : this.ways.values()) {
			Receipt receipt = way.receipt;
			if (receipt != null && this.holdUntil - this.world.now() <= 0) {
				receipt.holdOver = true;
			}
			if (receipt != null && way.unit.qos() == 1 && !receipt.acknowledged) {
				if (sessionPresent && receipt.sessionLives) {
					receipt.superseded = true;
				}
				receipt.sessionLives &= sessionPresent;
			}
		}
		if (!sessionPresent) {
			this.exactlyOnce.clear();
		}
		else {
			this.holdUntil = this.world.now() + this.profile.holdTime;
		}
		this.holding = sessionPresent;
	}

	void subscribeWritten(Subscribe packet) {
		if (packet.subscriptionIdentifier() != 0) {
			String filter = packet.subscriptions().get(0).topicFilter();
			String other = this.identifiers.put(packet.subscriptionIdentifier(), filter);
			require(other == null || other.equals(filter), "Identifier of another filter", filter);
		}
	}

	/**
	 * A route came, and the session was told of it.
	 */
	void subscribed(SimRoute route) {
		for (Way way : this.ways.values()) {
			Receipt receipt = way.receipt;
			if (route.live && receipt != null && receipt.isHeld() && way.unit.qos() == 2
					&& this.holdUntil - this.world.now() > 0) {
				boolean meant = way.unit.hasIdentifier() ? identified(way.unit).contains(route)
						: route.matches(way.unit.topic());
				require(!meant, "Held and not delivered", way);
			}
		}
	}

	void disconnected() {
		this.connection++;
		this.atLeastOnce.clear();
		this.receipts.clear();
		this.completions.clear();
	}

	// On the wire

	/**
	 * A message arrives; the session is given it next.
	 */
	void publishArrives(Publish packet) {
		Way way = way(Packets.number(packet));
		int id = packet.packetId();
		this.current = null;
		switch (way.unit.qos()) {
			case 0 -> this.current = new Receipt(way);
			case 1 -> {
				if (!this.atLeastOnce.containsKey(id)) {
					this.current = new Receipt(way);
					this.atLeastOnce.put(id, this.current);
				}
			}
			default -> {
				Receipt known = this.exactlyOnce.get(id);
				if (known == null) {
					this.current = new Receipt(way);
					this.exactlyOnce.put(id, this.current);
				}
				Receipt receipt = (known != null) ? known : this.current;
				if (receipt != null && receipt.connection != this.connection) {
					receipt.connection = this.connection;
					this.receipts.add(id);
				}
				else if (receipt != null && receipt.acknowledged) {
					// a repeat on a live connection is answered again
					this.receipts.add(id);
				}
			}
		}
		if (this.current != null) {
			way.receipt = this.current;
			if (way.first == null) {
				way.first = this.current;
			}
		}
	}

	/**
	 * The session has been given the message.
	 */
	void publishArrived() {
		Receipt receipt = this.current;
		this.current = null;
		if (receipt != null) {
			Set<SimRoute> expected = identified(receipt.way.unit);
			boolean matching = expected.isEmpty();
			if (matching) {
				this.routes.stream()
					.filter((route) -> route.live && route.matches(receipt.way.unit.topic()))
					.forEach(expected::add);
			}
			// whether an identifier that is not in use any more is still known is open
			boolean none = matching && receipt.deliveries.isEmpty() && receipt.way.unit.hasIdentifier();
			if (!none && (receipt.deliveries.size() != expected.size()
					|| !receipt.deliveries.stream().allMatch((delivery) -> expected.contains(delivery.route)))) {
				throw new SimulationFailure(
						"Delivered to " + receipt.deliveries + " instead of " + expected + ": " + receipt.way);
			}
			receipt.held = receipt.way.unit.qos() > 0 && receipt.deliveries.isEmpty() && this.holding
					&& this.holdUntil - this.world.now() > 0;
			receipt.ended = receipt.way.unit.hasIdentifier() && identified(receipt.way.unit).isEmpty();
		}
	}

	private Set<SimRoute> identified(ModelUnit unit) {
		Set<SimRoute> identified = new LinkedHashSet<>();
		for (int identifier : unit.identifiers()) {
			String filter = this.identifiers.get(identifier);
			for (SimRoute route : this.routes) {
				if (route.live && filter != null && route.has(filter)) {
					identified.add(route);
				}
			}
		}
		return identified;
	}

	void pubRelArrived(int id) {
		this.completions.add(id);
		this.receipts.removeIf((other) -> other == id);
		this.exactlyOnce.remove(id);
	}

	void pubAckWritten(int id, ReasonCode reasonCode) {
		Iterator<Map.Entry<Integer, Receipt>> entries = this.atLeastOnce.entrySet().iterator();
		require(entries.hasNext(), "PUBACK for nothing", id);
		Map.Entry<Integer, Receipt> head = entries.next();
		require(head.getKey() == id, "PUBACK out of order", id);
		entries.remove();
		acknowledged(head.getValue(), reasonCode);
	}

	void pubRecWritten(int id, ReasonCode reasonCode) {
		Integer due = this.receipts.poll();
		require(due != null && due == id, "PUBREC out of order or again", id);
		Receipt receipt = this.exactlyOnce.get(id);
		if (receipt == null) {
			throw new SimulationFailure("PUBREC for nothing: " + id);
		}
		acknowledged(receipt, reasonCode);
		if (reasonCode.isFailure()) {
			this.exactlyOnce.remove(id);
			receipt.way.refused = true;
		}
	}

	void pubCompWritten(int id) {
		Integer due = this.completions.poll();
		require(due != null && due == id, "PUBCOMP out of order or again", id);
	}

	private void acknowledged(Receipt receipt, ReasonCode reasonCode) {
		boolean allSucceeded = true;
		for (SimDelivery delivery : receipt.deliveries) {
			require(delivery.finished || receipt.released, "Acknowledged before the end of its handling", delivery);
			allSucceeded &= delivery.answer == ReasonCode.SUCCESS;
			receipt.way.owed.add(delivery.route);
		}
		require(!receipt.isHeld() || this.holdUntil - this.world.now() <= 0, "Acknowledged while it is held", receipt);
		if (!receipt.released && (allSucceeded || receipt.deliveries.size() == 1)) {
			require(reasonCode == (allSucceeded ? ReasonCode.SUCCESS : receipt.deliveries.get(0).answer),
					"Acknowledged with another reason code", receipt.way);
		}
		receipt.acknowledged = true;
		receipt.way.acknowledged = true;
	}

	// At the application

	void delivered(SimDelivery delivery) {
		Way way = way(delivery.number);
		require(delivery.route.live, "Delivered after the end of the subscription", delivery);
		Receipt receipt = this.current;
		if (receipt == null && way.receipt != null && way.receipt.held && !way.receipt.superseded
				&& (!way.receipt.acknowledged || way.receipt.released)) {
			receipt = way.receipt;
			// from now on it is the application that may hold back others
			receipt.stalledOn = -1;
		}
		if (receipt == null || receipt.way != way) {
			throw new SimulationFailure("Delivered though it is a repeat or did not arrive: " + delivery);
		}
		require(delivery.topic().equals(way.unit.topic()), "Delivered with another topic", delivery);
		require(delivery.route.matches(way.unit.topic()), "Delivered to who has not subscribed to it", delivery);
		require(receipt.deliveries.stream().noneMatch((other) -> other.route == delivery.route), "Delivered twice",
				delivery);
		receipt.deliveries.add(delivery);
		delivery.receipt = receipt;
	}

	void handed(SimDelivery delivery) {
		if (this.world.isTraced()) {
			this.world.trace("handed " + delivery);
		}
		Way way = way(delivery.number);
		Receipt receipt = receipt(delivery);
		require(!receipt.superseded || receipt.acknowledged, "Handed over though the broker repeats it", delivery);
		require(!delivery.handed, "Handed over twice", delivery);
		if (way.handed.add(delivery.route)) {
			if (way.first != null
					&& way.first.deliveries.stream().noneMatch((other) -> other.route == delivery.route)) {
				// who subscribed between the first time and a repeat has no order of both
				return;
			}
			Integer last = this.lastHanded.put(delivery.route.number + " " + way.unit.qos() + way.unit.topic(),
					way.unit.number());
			require(last == null || last < way.unit.number(), "Out of order", delivery);
		}
		else {
			// a message refused in PUBREC is a new one when it comes again (MQTT-4.3.3-9)
			require(way.unit.qos() == 1 || way.refused, "Handed over again", delivery);
		}
	}

	void discarded(SimDelivery delivery) {
		if (this.world.isTraced()) {
			this.world.trace("discarded " + delivery);
		}
		Receipt receipt = receipt(delivery);
		require(receipt.superseded && !receipt.acknowledged, "Discarded though nobody repeats it", delivery);
	}

	void abandoned(SimDelivery delivery) {
		way(delivery.number).handed.add(delivery.route);
	}

	private static Receipt receipt(SimDelivery delivery) {
		Receipt receipt = delivery.receipt;
		if (receipt == null) {
			throw new SimulationFailure("Never delivered: " + delivery);
		}
		return receipt;
	}

	void stalled(int number, int behind) {
		Way way = way(number);
		Receipt receipt = way.receipt;
		require(behind > 0 && receipt != null && !receipt.acknowledged, "Stalled without need", way);
		if (receipt != null) {
			require(receipt.stalledOn != this.connection, "Reported twice as stalled", way);
			receipt.stalledOn = this.connection;
			receipt.released = this.profile.ackStallPolicy == AckStallPolicy.RELEASE;
		}
	}

	// The end

	void finished() {
		for (SimRoute route : this.routes) {
			require(route.isIdle(), "Has work left", route);
		}
		require(this.atLeastOnce.isEmpty(), "Never acknowledged", this.atLeastOnce);
		require(this.receipts.isEmpty(), "PUBREC never sent", this.receipts);
		require(this.completions.isEmpty(), "PUBCOMP never sent", this.completions);
		require(this.exactlyOnce.isEmpty(), "Never released", this.exactlyOnce);
		for (Way way : this.ways.values()) {
			require(way.handed.containsAll(way.owed), "Acknowledged but never handed over", way);
		}
	}

	private Way way(int number) {
		Way way = this.ways.get(number);
		if (way == null) {
			throw new SimulationFailure("Not a message of the broker: " + number);
		}
		return way;
	}

	/**
	 * What is known of one message of the broker.
	 */
	private static final class Way {

		private final ModelUnit unit;

		private final Set<SimRoute> handed = new HashSet<>();

		/**
		 * Where it was delivered to and for whom it was acknowledged.
		 */
		private final Set<SimRoute> owed = new HashSet<>();

		private boolean acknowledged;

		private boolean refused;

		/**
		 * The latest.
		 */
		private @Nullable Receipt receipt;

		private @Nullable Receipt first;

		Way(ModelUnit unit) {
			this.unit = unit;
		}

		@Override
		public String toString() {
			return this.unit.toString();
		}

	}

	/**
	 * One time that a message came and was not a repeat.
	 */
	static final class Receipt {

		private final Way way;

		private final List<SimDelivery> deliveries = new ArrayList<>(2);

		private boolean acknowledged;

		/**
		 * On which connection it came last.
		 */
		private int connection = -1;

		/**
		 * The session it came in was there at all connects since.
		 */
		private boolean sessionLives = true;

		/**
		 * The broker repeats it.
		 */
		private boolean superseded;

		/**
		 * Nobody wanted it when it came, and it waits for somebody.
		 */
		private boolean held;

		/**
		 * It was meant for filters that have ended, so that it need not be held.
		 */
		private boolean ended;

		/**
		 * It was held long enough.
		 */
		private boolean holdOver;

		/**
		 * It is acknowledged though not all have finished.
		 */
		private boolean released;

		private int stalledOn = -1;

		Receipt(Way way) {
			this.way = way;
		}

		boolean isHeld() {
			return this.held && !this.ended && !this.holdOver && !this.released && this.deliveries.isEmpty()
					&& !this.acknowledged && !this.superseded;
		}

		@Override
		public String toString() {
			return this.way.toString();
		}

	}

}
