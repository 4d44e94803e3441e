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

import java.util.Map;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Connect;
import org.jspecify.annotations.Nullable;

/**
 * A small broker for one client, written from the standard and not from the client: it
 * takes every liberty that the standard leaves, and none that it does not.
 */
final class ModelBroker {

	private final World world;

	private final Profile profile;

	private final ModelWatch watch;

	private @Nullable ModelSession session;

	private @Nullable ModelConnection connection;

	private int epochs;

	private int units;

	ModelBroker(World world, Profile profile, ModelWatch watch) {
		this.world = world;
		this.profile = profile;
		this.watch = watch;
	}

	World world() {
		return this.world;
	}

	Profile profile() {
		return this.profile;
	}

	ModelWatch watch() {
		return this.watch;
	}

	/**
	 * Have a session of an earlier process of the client.
	 */
	void inherit() {
		ModelSession left = new ModelSession(++this.epochs);
		for (int i = 0; i < this.profile.inherited; i++) {
			int id = 1 + this.world.below(60);
			left.inherited.add(id);
			left.received.put(id, 0);
			left.answered.add(id);
		}
		this.session = left;
	}

	/**
	 * Forget the messages of the earlier process.
	 */
	void forgetInherited() {
		ModelSession present = this.session;
		if (present != null) {
			present.received.keySet().removeAll(present.inherited);
			present.answered.removeAll(present.inherited);
			present.inherited.clear();
		}
	}

	@Nullable ModelSession session() {
		return this.session;
	}

	void accept(Link link) {
		link.toBroker().receiver(new ModelConnection(this, link));
	}

	/**
	 * A client connects.
	 * @return whether there was a session (MQTT 5.0, section 3.1.2.4)
	 */
	boolean connected(ModelConnection newConnection, Connect connect) {
		ModelConnection old = this.connection;
		if (old != null) {
			old.takenOver();
		}
		ModelSession held = this.session;
		if (held != null && (connect.cleanStart() || held.endsAt - this.world.now() <= 0)) {
			held = null;
		}
		boolean present = held != null;
		this.session = (held != null) ? held : new ModelSession(++this.epochs);
		this.session.endsAt = Long.MAX_VALUE;
		this.connection = newConnection;
		return present;
	}

	/**
	 * A connection has ended.
	 * @param endsAt when the session ends
	 */
	void disconnected(ModelConnection oldConnection, long endsAt) {
		if (this.connection == oldConnection) {
			this.connection = null;
			ModelSession held = this.session;
			if (held != null) {
				held.endsAt = endsAt;
				if (!this.profile.keepsQos0) {
					held.queue.removeIf((unit) -> unit.qos() == 0);
				}
			}
		}
	}

	/**
	 * Fail, and forget the session.
	 */
	void crash() {
		this.world.trace("broker loses all sessions");
		ModelConnection lost = this.connection;
		if (lost != null) {
			lost.takenOver();
		}
		this.connection = null;
		this.session = null;
	}

	/**
	 * Return how the broker refuses a message of the client; always in the same way.
	 */
	@Nullable ReasonCode refusal(int message) {
		if (Math.floorMod(message * 0x9E3779B9 >>> 8, 100) >= this.profile.refusedMessagesPercent) {
			return null;
		}
		return (message % 2 == 0) ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.NOT_AUTHORIZED;
	}

	/**
	 * Deliver a message to the client, if it has subscribed to it.
	 */
	void publish(String topic, int qos, long expiresAt) {
		ModelSession target = this.session;
		if (target == null || target.endsAt - this.world.now() <= 0) {
			return;
		}
		Map<String, ModelSession.Held> matching = target.matching(topic);
		if (this.profile.copies) {
			matching.values()
				.forEach((held) -> queue(target, topic, Math.min(qos, held.qos()), expiresAt, held.identifier()));
		}
		else if (!matching.isEmpty()) {
			int highest = matching.values().stream().mapToInt(ModelSession.Held::qos).max().orElse(0);
			queue(target, topic, Math.min(qos, highest), expiresAt,
					matching.values().stream().mapToInt(ModelSession.Held::identifier).toArray());
		}
		ModelConnection present = this.connection;
		if (present != null) {
			present.pump();
		}
	}

	private void queue(ModelSession target, String topic, int qos, long expiresAt, int... identifiers) {
		if (qos == 0 && this.connection == null && !this.profile.keepsQos0) {
			return;
		}
		ModelUnit unit = new ModelUnit(++this.units, topic, qos, expiresAt, identifiers);
		if (this.world.isTraced()) {
			this.world.trace("broker queues message " + unit.number() + " '" + topic + "' QoS " + qos);
		}
		target.queue.add(unit);
		this.watch.queued(unit);
	}

}
