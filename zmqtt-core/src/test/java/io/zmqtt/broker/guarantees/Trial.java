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

package io.zmqtt.broker.guarantees;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * A scenario under way.
 */
final class Trial implements AutoCloseable {

	/**
	 * Where a subscriber is away when something happens.
	 */
	static final String STORED = "guarantees/stored/";

	/**
	 * Where a subscriber is connected.
	 */
	static final String LIVE = "guarantees/live/";

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final String id;

	private final Scenario scenario;

	private final Notes notes;

	private final Line line;

	private final Subject.Settings settings;

	/**
	 * Whether the messages of a publisher wait for a subscriber that is away.
	 */
	private final boolean stored;

	private @Nullable Subject subject;

	Trial(String id, Event event, Scenario scenario, int brokerPort, Notes notes) {
		this.id = id;
		this.scenario = scenario;
		this.notes = notes;
		this.line = new Line("localhost", brokerPort);
		Moment moment = scenario.moment();
		boolean receiving = scenario.direction() == Direction.RECEIVING;
		String waitsFor = (moment == Moment.BUFFERED) ? Subject.BLOCKER : moment.isInHandler() ? Subject.MESSAGE : "";
		this.stored = moment == Moment.ACKNOWLEDGED || event == Event.BROKER_KILLED;
		this.settings = new Subject.Settings(id, (this.stored ? STORED : LIVE) + id, scenario.version(),
				scenario.kept(), this.line.port(), receiving, scenario.qos(), scenario.style(), waitsFor,
				!receiving && moment != Moment.OUTAGE);
		if (moment.packetType() != 0) {
			this.line.hold(moment.packetType(), moment.isTowardsBroker(scenario.direction()));
		}
	}

	Scenario scenario() {
		return this.scenario;
	}

	Subject.Settings settings() {
		return this.settings;
	}

	/**
	 * Start the subject in this process.
	 */
	void start() {
		Subject started = new Subject(this.settings, this.notes::add);
		this.subject = started;
		started.start();
		if (this.settings.publishes()) {
			started.publish();
		}
	}

	/**
	 * Bring the message to where the event is to find it.
	 */
	void reach(MqttClient helper) throws InterruptedException {
		this.notes.await(this.id, "ready", 1);
		Moment moment = this.scenario.moment();
		if (moment == Moment.BUFFERED) {
			helper.publish(this.settings.topic(), Subject.BLOCKER, this.scenario.qos());
			this.notes.await(this.id, "begun " + Subject.BLOCKER, 1);
		}
		if (this.settings.receiving() && moment != Moment.OUTAGE) {
			helper.publish(this.settings.topic(), Subject.MESSAGE, this.scenario.qos());
		}
		switch (moment) {
			case PUBACK, PUBCOMP -> {
				awaitHeld();
				if (!this.settings.receiving() && !this.stored) {
					this.notes.await(this.id, "witnessed " + Subject.MESSAGE, 1);
				}
			}
			case ACKNOWLEDGED -> this.notes.await(this.id, "published", 1);
			case BUFFERED -> {
				if (this.subject != null) {
					this.subject.awaitBuffered();
				}
				this.notes.await(this.id, "buffered", 1);
			}
			case HANDLER_ENDS_EARLY, HANDLER_ENDS_LATE -> this.notes.await(this.id, "begun " + Subject.MESSAGE, 1);
			case OUTAGE -> {
			}
			default -> awaitHeld();
		}
	}

	private void awaitHeld() throws InterruptedException {
		if (!this.line.awaitHeld(20)) {
			throw new AssertionError("The packet was not seen: " + this.scenario);
		}
	}

	void cut() {
		this.line.cut();
	}

	/**
	 * What happens while the client is away.
	 */
	void outage(MqttClient helper) {
		if (this.subject != null) {
			this.subject.awaitState(ClientState.RECONNECTING);
		}
		if (this.scenario.moment() == Moment.OUTAGE) {
			if (this.settings.receiving()) {
				helper.publish(this.settings.topic(), Subject.MESSAGE, this.scenario.qos());
				// at QoS 0 only this says that the broker has it
				helper.ping();
			}
			else if (this.subject != null) {
				this.subject.publish();
			}
		}
		if (this.scenario.moment() == Moment.HANDLER_ENDS_EARLY && this.subject != null) {
			this.subject.goOn();
			this.notes.await(this.id, "finished " + Subject.MESSAGE, 1);
		}
	}

	/**
	 * Let the client come back, or another one of its name.
	 */
	void recover() {
		int restored = this.notes.count(this.id, "restored");
		this.line.open();
		Subject current = this.subject;
		if (current == null) {
			current = new Subject(this.settings, this.notes::add);
			this.subject = current;
			current.startAgain();
		}
		current.awaitState(ClientState.CONNECTED);
		if (this.settings.receiving()) {
			this.notes.await(this.id, "restored", restored + 1);
		}
		current.goOn();
	}

	/**
	 * See what came until something has come that was sent after all.
	 */
	Outcome outcome(MqttClient helper) {
		Subject current = this.subject;
		if (current == null) {
			throw new IllegalStateException("Not recovered");
		}
		if (this.settings.receiving()) {
			boolean swallowed = isNextSwallowed(
					(text) -> helper.publish(this.settings.topic(), text, this.scenario.qos()), "finished ");
			int finished = this.notes.count(this.id, "finished " + Subject.MESSAGE);
			int begun = this.notes.count(this.id, "begun " + Subject.MESSAGE);
			return new Outcome((finished == 0) ? 0 : begun, Outcome.Seen.NOTHING, swallowed);
		}
		boolean swallowed = isNextSwallowed(current::publish, "witnessed ");
		return new Outcome(this.notes.count(this.id, "witnessed " + Subject.MESSAGE), current.seen(), swallowed);
	}

	/**
	 * Send two messages, wait for the second, and return whether the first was swallowed.
	 */
	private boolean isNextSwallowed(Consumer<String> publish, String note) {
		publish.accept("next");
		publish.accept("last");
		if (this.scenario.qos() == QoS.AT_MOST_ONCE) {
			// each may be lost, and Artemis may change their order
			for (int i = 0; i < 10 && !this.notes.await(this.id, note + "last", 1, PATIENCE_NANOS); i++) {
				publish.accept("last");
			}
			this.notes.await(this.id, note + Subject.MESSAGE, 1, PATIENCE_NANOS);
		}
		this.notes.await(this.id, note + "last", 1);
		return this.scenario.qos() != QoS.AT_MOST_ONCE && !this.notes.await(this.id, note + "next", 1, PATIENCE_NANOS);
	}

	@Override
	public void close() {
		if (this.subject != null) {
			this.subject.close();
		}
		this.line.close();
	}

}
