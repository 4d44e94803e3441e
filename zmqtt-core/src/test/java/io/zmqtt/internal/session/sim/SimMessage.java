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

import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.session.TestInFlight;

/**
 * A message that the application publishes, and what is known of its way.
 */
final class SimMessage extends TestInFlight {

	final int number;

	final int qos;

	private final World world;

	private final OutboundChecks checks;

	private final String topic;

	private final byte[] payload;

	private final PublishPacketProperties properties;

	private final long submitted;

	private final long deadline;

	private final long expiry;

	// What is known

	/**
	 * Somebody waits for the outcome.
	 */
	boolean open = true;

	/**
	 * The session has let go of it.
	 */
	boolean ended;

	boolean succeeded;

	int writes;

	/**
	 * In how many sessions it was written.
	 */
	int submissions;

	/**
	 * In which session it was written last.
	 */
	int lastLife = -1;

	/**
	 * On which connection it was written last.
	 */
	int lastLink = -1;

	int lastId;

	/**
	 * In which session its PUBREC came.
	 */
	int receivedLife = -1;

	int firstWrite;

	int accepted;

	int acceptedEpoch;

	boolean refused;

	/**
	 * The client has published it by itself, and nobody waits for it.
	 */
	boolean birth;

	// The slot

	SimMessage(World world, OutboundChecks checks, int number, String topic, int qos, int size, long timeout,
			long expiry) {
		this.world = world;
		this.checks = checks;
		this.number = number;
		this.topic = topic;
		this.qos = qos;
		this.payload = Packets.payload(number, size);
		this.expiry = expiry;
		this.properties = (expiry < 0) ? PublishPacketProperties.NONE
				: PublishPacketProperties.of(PublishProperties.builder().messageExpiryInterval(expiry).build());
		this.submitted = world.now();
		this.deadline = world.now() + timeout;
	}

	@Override
	public String topic() {
		return this.topic;
	}

	@Override
	public byte[] payload() {
		return this.payload;
	}

	@Override
	public PublishPacketProperties properties() {
		return this.properties;
	}

	@Override
	public byte flags() {
		return Publish.flags(QoS.of(this.qos), false, false);
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public long deadline() {
		return this.deadline;
	}

	@Override
	public long expiresAt() {
		return (this.expiry < 0) ? Long.MAX_VALUE : this.submitted + this.expiry * World.SECOND;
	}

	@Override
	public boolean isExpired() {
		return this.expiry >= 0 && expiresAt() - this.world.now() <= 0;
	}

	@Override
	public long remainingExpiry() {
		return (this.expiry < 0) ? -1 : Math.max(0, this.expiry - (this.world.now() - this.submitted) / World.SECOND);
	}

	@Override
	public void acknowledged(ReasonCode reasonCode, AckProperties properties, boolean resubmitted) {
		this.checks.acknowledged(this, reasonCode, resubmitted);
	}

	@Override
	public void dropped(DropReason reason, String detail) {
		this.checks.dropped(this, reason);
	}

	@Override
	public void timedOut(boolean written) {
		this.checks.timedOut(this, written);
	}

	@Override
	public String toString() {
		return "message " + this.number + " '" + this.topic + "' QoS " + this.qos;
	}

}
