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

import io.zmqtt.AckStallPolicy;
import io.zmqtt.MqttVersion;

/**
 * What one run is like, drawn from its seed: how the two ends are set up, and what goes
 * wrong how often.
 */
final class Profile {

	private static final int[] SMALL_WINDOWS = { 1, 1, 2, 2, 3, 4, 6, 20 };

	final MqttVersion version;

	final int steps;

	final int topics;

	// The client

	final boolean cleanStart;

	/**
	 * Seconds; a session of MQTT 3.1.1 that is not clean never ends.
	 */
	final long sessionExpiry;

	final int maxInflight;

	final int receiveMaximum;

	final int inboundAliases;

	final int outboundAliases;

	/**
	 * How many packets the peer takes before it is not writable.
	 */
	final int writable;

	final long handlerDelay;

	final int settleAtOncePercent;

	final long holdTime;

	final long ackStallTimeout;

	final AckStallPolicy ackStallPolicy;

	// The broker

	final int brokerAliases;

	final boolean orderedAcks;

	/**
	 * A copy of a message for each matching subscription.
	 */
	final boolean copies;

	final boolean subscriptionIdentifiers;

	/**
	 * Repeats on a live connection, which only MQTT 3.1.1 allows.
	 */
	final boolean repeats;

	final long ackDelay;

	final int refusedMessagesPercent;

	final int refusedFiltersPercent;

	final boolean keepsQos0;

	// The world

	final long networkDelay;

	final int lostSessionPercent;

	final int cutWeight;

	/**
	 * How many messages of QoS 2 of an earlier process the broker has without a PUBREL,
	 * or -1 if there is no such session.
	 */
	final int inherited;

	final boolean varyingLimits;

	private final World world;

	Profile(World world) {
		this.world = world;
		boolean v5 = world.chance(75);
		this.version = v5 ? MqttVersion.V5 : MqttVersion.V3_1_1;
		this.steps = 20 + world.below(world.chance(20) ? 250 : 80);
		this.topics = 1 + world.below(4);
		this.cleanStart = world.chance(10);
		this.sessionExpiry = world.chance(10) ? 0 : (world.chance(30) ? 1 + world.below(5) : 0xFFFF_FFFFL);
		this.maxInflight = SMALL_WINDOWS[world.below(SMALL_WINDOWS.length)];
		this.receiveMaximum = SMALL_WINDOWS[world.below(SMALL_WINDOWS.length)];
		this.inboundAliases = (v5 && world.chance(60)) ? 1 + world.below(3) : 0;
		this.outboundAliases = world.chance(80) ? 1 + world.below(4) : 0;
		this.writable = world.chance(60) ? 10_000 : 1 + world.below(4);
		this.handlerDelay = world.chance(30) ? 0 : world.between(1, 60) * World.MILLISECOND;
		this.settleAtOncePercent = 30 + world.below(71);
		this.holdTime = world.between(0, 2 * World.SECOND);
		this.ackStallTimeout = world.between(World.MILLISECOND, 5 * World.SECOND);
		this.ackStallPolicy = world.chance(20) ? AckStallPolicy.RELEASE : AckStallPolicy.REPORT;
		this.brokerAliases = (v5 && world.chance(60)) ? 1 + world.below(4) : 0;
		this.orderedAcks = world.chance(50);
		this.subscriptionIdentifiers = v5 && world.chance(70);
		this.copies = world.chance(40);
		this.repeats = !v5 && world.chance(50);
		this.ackDelay = world.chance(40) ? 0 : world.between(1, 100) * World.MILLISECOND;
		this.refusedMessagesPercent = (v5 && world.chance(40)) ? 20 : 0;
		this.refusedFiltersPercent = world.chance(30) ? 15 : 0;
		this.keepsQos0 = world.chance(50);
		this.networkDelay = world.chance(20) ? 0 : world.between(1, 30) * World.MILLISECOND;
		this.lostSessionPercent = world.chance(50) ? 0 : 30;
		this.cutWeight = world.chance(15) ? 0 : 2 + world.below(8);
		this.varyingLimits = v5 && world.chance(30);
		this.inherited = (!this.cleanStart && world.chance(25)) ? world.below(20) : -1;
	}

	boolean v5() {
		return this.version == MqttVersion.V5;
	}

	/**
	 * Return the receive maximum of the broker on the next connection.
	 */
	int brokerReceiveMaximum() {
		return v5() ? SMALL_WINDOWS[this.world.below(SMALL_WINDOWS.length)] : 0xFFFF;
	}

	@Override
	public String toString() {
		return "MQTT " + this.version + ", " + this.steps + " steps, " + this.topics + " topics, clean start "
				+ this.cleanStart + ", session expiry " + this.sessionExpiry + ", in flight " + this.maxInflight
				+ ", receive maximum " + this.receiveMaximum + ", aliases in " + this.inboundAliases + " out "
				+ this.outboundAliases + "/" + this.brokerAliases + ", writable " + this.writable + ", ordered acks "
				+ this.orderedAcks + ", copies " + this.copies + ", identifiers " + this.subscriptionIdentifiers
				+ ", repeats " + this.repeats + ", inherited " + this.inherited;
	}

}
