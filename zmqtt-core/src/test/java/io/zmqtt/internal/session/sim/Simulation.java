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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import io.zmqtt.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Runs of the session against the model broker, each from one number. Only types of the
 * JDK are in what it gives out, so that it can be loaded beside another one.
 */
public final class Simulation implements LongFunction<@Nullable String> {

	private static final int MAXIMUM_EVENTS = 100_000;

	private static final List<String> FILTERS = List.of("top/0", "top/1", "top/2", "top/+", "top/#", "#", "+/0",
			"top/3");

	/**
	 * Create a simulation.
	 */
	public Simulation() {
	}

	/**
	 * Run once.
	 * @param seed what all choices follow from
	 * @return what is wrong, with the trace of the whole run, or null if nothing is
	 */
	@Override
	public @Nullable String apply(long seed) {
		String failure = run(seed, null);
		return (failure != null) ? "Seed " + seed + " fails: " + failure + System.lineSeparator() + trace(seed) : null;
	}

	/**
	 * Run once.
	 * @param seed what all choices follow from
	 * @return all that happens
	 */
	static String trace(long seed) {
		StringBuilder trace = new StringBuilder();
		run(seed, trace);
		return trace.toString();
	}

	private static @Nullable String run(long seed, @Nullable StringBuilder trace) {
		try {
			new Run(new World(seed, trace)).play();
			return null;
		}
		catch (SimulationFailure ex) {
			return ex.getMessage();
		}
		catch (RuntimeException ex) {
			StringWriter text = new StringWriter();
			ex.printStackTrace(new PrintWriter(text));
			return text.toString();
		}
	}

	/**
	 * One run.
	 */
	private static final class Run implements ModelWatch {

		private final World world;

		private final Profile profile;

		private final OutboundChecks outbound;

		private final InboundChecks inbound;

		private final ModelBroker broker;

		private final ClientEnd client;

		private int steps;

		Run(World world) {
			this.world = world;
			this.profile = new Profile(world);
			this.outbound = new OutboundChecks(world, this.profile.maxInflight);
			this.inbound = new InboundChecks(world, this.profile);
			this.broker = new ModelBroker(world, this.profile, this);
			this.client = new ClientEnd(world, this.profile, this.outbound, this.inbound, this.broker::accept,
					this.broker::forgetInherited);
			if (this.profile.inherited >= 0) {
				this.broker.inherit();
			}
		}

		void play() {
			if (this.world.isTraced()) {
				this.world.trace(this.profile.toString());
			}
			for (int i = this.world.below(3); i > 0; i--) {
				subscribe();
			}
			this.client.start();
			this.world.after(0, this::step);
			this.world.run(MAXIMUM_EVENTS);
			this.world.trace("the end");
			ModelSession held = this.broker.session();
			if (held == null) {
				throw new SimulationFailure("The client is not connected at the end");
			}
			held.received.keySet().removeAll(held.inherited);
			if (!held.queue.isEmpty() || !held.flights.isEmpty()
					|| !this.outbound.reserved().containsAll(held.received.keySet())) {
				throw new SimulationFailure("The broker still has " + held.queue.size() + " waiting, "
						+ held.flights.keySet() + " sent, " + held.received + " received");
			}
			Map<String, Integer> subscriptions = new HashMap<>();
			held.subscriptions.forEach((filter, subscription) -> subscriptions.put(filter, subscription.qos()));
			this.client.finished(subscriptions);
		}

		private void step() {
			if (this.steps++ == this.profile.steps) {
				this.world.trace("calm");
				this.world.calm();
				this.client.start();
				return;
			}
			act();
			long pause = this.world.chance(50) ? 0
					: this.world.between(0, (this.world.chance(3) ? 5000 : 30) * World.MILLISECOND);
			this.world.after(pause, this::step);
		}

		private void act() {
			int choice = this.world.below(100 + this.profile.cutWeight);
			if (choice < 42) {
				long timeout = this.world.chance(20) ? this.world.between(0, 2 * World.SECOND) : 3000 * World.SECOND;
				long expiry = (this.profile.v5() && this.world.chance(10)) ? 1 + this.world.below(3) : -1;
				this.client.publish(topic(), this.world.below(3), this.world.chance(10) ? 200 : 0, timeout, expiry);
			}
			else if (choice < 82) {
				long expiry = (this.profile.v5() && this.world.chance(10))
						? this.world.now() + this.world.between(0, 3 * World.SECOND) : Long.MAX_VALUE;
				this.broker.publish(topic(), this.world.below(3), expiry);
			}
			else if (choice < 88) {
				subscribe();
			}
			else if (choice < 92) {
				this.client.unsubscribe();
			}
			else if (choice < 96) {
				this.client.cancel();
			}
			else if (choice < 97) {
				this.client.stop();
				this.world.after(this.world.between(0, World.SECOND), this.client::start);
			}
			else if (choice < 98) {
				this.client.start();
			}
			else if (choice < 99) {
				this.client.renew();
			}
			else if (choice >= 100) {
				if (this.world.chance(this.profile.lostSessionPercent)) {
					this.broker.crash();
				}
				else {
					this.client.cut();
				}
			}
		}

		private void subscribe() {
			List<String> filters = List.of(FILTERS.get(this.world.below(FILTERS.size())));
			if (this.world.chance(20)) {
				String other = FILTERS.get(this.world.below(FILTERS.size()));
				if (!filters.contains(other)) {
					filters = List.of(filters.get(0), other);
				}
			}
			long timeout = this.world.chance(30) ? this.world.between(0, World.SECOND) : 3000 * World.SECOND;
			this.client.subscribe(filters, this.world.below(3), timeout);
		}

		private String topic() {
			return "top/" + this.world.below(this.profile.topics);
		}

		// What the broker did

		@Override
		public void accepted(int message, int epoch) {
			this.outbound.accepted(message, epoch);
		}

		@Override
		public void refused(int message, ReasonCode reasonCode) {
			this.outbound.refused(message);
		}

		@Override
		public void queued(ModelUnit unit) {
			this.inbound.queued(unit);
		}

		@Override
		public void completed(ModelUnit unit, ReasonCode reasonCode) {
			this.inbound.completed(unit);
		}

	}

}
