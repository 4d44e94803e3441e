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
import java.util.List;

import io.zmqtt.AckMode;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.session.Arrival;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.session.Route;
import org.jspecify.annotations.Nullable;

/**
 * A subscription with its buffer and its handler, which takes its time.
 */
final class SimRoute implements Route {

	final int number;

	final List<TopicFilter> filters;

	final int qos;

	/**
	 * Whether the session routes messages to it.
	 */
	boolean live;

	/**
	 * Whether the application has it, so that it can end it.
	 */
	boolean given;

	private final World world;

	private final Profile profile;

	private final ClientEnd client;

	private final InboundChecks checks;

	private final AckMode mode;

	private final ArrayDeque<SimDelivery> buffer = new ArrayDeque<>();

	private final List<SimDelivery> handling = new ArrayList<>();

	private boolean busy;

	SimRoute(World world, Profile profile, ClientEnd client, InboundChecks checks, int number,
			List<TopicFilter> filters, int qos) {
		this.world = world;
		this.profile = profile;
		this.client = client;
		this.checks = checks;
		this.number = number;
		this.filters = filters;
		this.qos = qos;
		this.mode = AckMode.values()[world.below(AckMode.values().length)];
	}

	boolean has(String filter) {
		return this.filters.stream().anyMatch((other) -> other.text().equals(filter));
	}

	boolean matches(String topic) {
		return this.filters.stream().anyMatch((filter) -> ModelSession.matches(filter.text(), topic));
	}

	@Override
	public Delivery accept(Arrival arrival, @Nullable Delivery first) {
		return new SimDelivery(arrival, this, (SimDelivery) first);
	}

	@Override
	public void deliver(Delivery delivery) {
		SimDelivery received = (SimDelivery) delivery;
		this.checks.delivered(received);
		this.buffer.add(received);
		if (this.mode == AckMode.ON_RECEIVE) {
			finish(received, ReasonCode.SUCCESS);
		}
		takeLater();
	}

	@Override
	public void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties) {
		this.client.answered(filter, reasonCode);
	}

	private void takeLater() {
		if (!this.busy) {
			this.busy = true;
			this.world.after((this.mode == AckMode.AUTO) ? 0 : delay(), this::take);
		}
	}

	private long delay() {
		if (!this.world.isCalm() && this.world.chance(2)) {
			return this.world.between(0, 5 * World.SECOND);
		}
		return this.world.between(0, this.profile.handlerDelay);
	}

	private void take() {
		SimDelivery next = this.buffer.poll();
		while (next != null && next.isRepeated()) {
			this.checks.discarded(next);
			next.finish(ReasonCode.SUCCESS);
			next = this.buffer.poll();
		}
		if (next == null) {
			this.busy = false;
			return;
		}
		SimDelivery taken = next;
		this.checks.handed(taken);
		taken.handed = true;
		this.handling.add(taken);
		this.world.after(delay(), () -> {
			this.handling.remove(taken);
			boolean refused = this.mode == AckMode.MANUAL && this.profile.v5() && this.world.chance(5);
			finish(taken, refused ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS);
			if (this.mode == AckMode.AUTO) {
				take();
			}
		});
		if (this.mode != AckMode.AUTO) {
			this.world.after(this.buffer.isEmpty() ? 0 : delay(), this::take);
		}
	}

	private void finish(SimDelivery delivery, ReasonCode reasonCode) {
		if (delivery.finish(reasonCode)) {
			this.client.settleSoon();
		}
	}

	/**
	 * Nothing waits for what is left.
	 */
	void abandon() {
		this.handling.addAll(this.buffer);
		this.buffer.clear();
		List.copyOf(this.handling).forEach(this::abandoned);
		this.handling.clear();
	}

	/**
	 * Nothing waits for a message.
	 */
	void abandoned(SimDelivery delivery) {
		this.checks.abandoned(delivery);
		finish(delivery, this.profile.v5() ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR : ReasonCode.SUCCESS);
	}

	boolean isIdle() {
		return this.buffer.isEmpty() && this.handling.isEmpty();
	}

	@Override
	public String toString() {
		return "route " + this.number + " " + this.filters + " " + this.mode;
	}

}
