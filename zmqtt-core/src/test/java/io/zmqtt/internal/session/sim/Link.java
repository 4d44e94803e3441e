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

import io.zmqtt.internal.packet.Packet;
import org.jspecify.annotations.Nullable;

/**
 * One simulated connection: packets arrive in order in each direction after random
 * delays, until it is cut. Then a random number of those under way still arrive in each
 * direction; the rest, and the one written in part, is lost.
 */
final class Link {

	private final World world;

	private final int number;

	private final long maximumDelay;

	private final Direction toBroker = new Direction("->");

	private final Direction toClient = new Direction("<-");

	private boolean cut;

	Link(World world, int number, long maximumDelay) {
		this.world = world;
		this.number = number;
		this.maximumDelay = maximumDelay;
	}

	int number() {
		return this.number;
	}

	Direction toBroker() {
		return this.toBroker;
	}

	Direction toClient() {
		return this.toClient;
	}

	boolean isCut() {
		return this.cut;
	}

	/**
	 * Lose the connection.
	 */
	void cut() {
		if (!this.cut) {
			this.cut = true;
			if (this.world.isTraced()) {
				this.world.trace("link " + this.number + " cut");
			}
			this.toBroker.cut();
			this.toClient.cut();
		}
	}

	/**
	 * What an end is told.
	 */
	interface Receiver {

		void received(Packet packet);

		/**
		 * The connection is gone; nothing more arrives.
		 */
		void closed();

	}

	/**
	 * One direction.
	 */
	final class Direction {

		private final ArrayDeque<Packet> underWay = new ArrayDeque<>();

		private final String arrow;

		private @Nullable Receiver receiver;

		private long lastArrival = Long.MIN_VALUE;

		private Direction(String arrow) {
			this.arrow = arrow;
		}

		void receiver(Receiver receiver) {
			this.receiver = receiver;
		}

		int underWay() {
			return this.underWay.size();
		}

		void send(Packet packet) {
			boolean lost = Link.this.cut;
			if (Link.this.world.isTraced()) {
				Link.this.world
					.trace(Link.this.number + " " + this.arrow + " " + Packets.text(packet) + (lost ? " (lost)" : ""));
			}
			if (!lost) {
				this.underWay.add(packet);
				long arrival = Link.this.world.now() + Link.this.world.between(0, Link.this.maximumDelay);
				this.lastArrival = Math.max(this.lastArrival, arrival);
				Link.this.world.at(this.lastArrival, this::arrive);
			}
		}

		private void arrive() {
			Packet packet = this.underWay.poll();
			Receiver target = this.receiver;
			if (packet != null && target != null) {
				if (Link.this.world.isTraced()) {
					Link.this.world.trace(Link.this.number + " " + this.arrow + "    arrived " + Packets.text(packet));
				}
				target.received(packet);
			}
		}

		/**
		 * The receiving end itself is gone.
		 */
		void abandon() {
			this.receiver = null;
			this.underWay.clear();
		}

		private void cut() {
			int kept = Link.this.world.below(this.underWay.size() + 1);
			while (this.underWay.size() > kept) {
				this.underWay.removeLast();
			}
			long notice = Link.this.world.now() + Link.this.world.between(0, 4 * Link.this.maximumDelay);
			Link.this.world.at(Math.max(this.lastArrival, notice), () -> {
				Receiver target = this.receiver;
				if (target != null) {
					abandon();
					target.closed();
				}
			});
		}

	}

}
