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

import java.util.Set;

import io.zmqtt.QoS;

/**
 * Where Apache Artemis makes something else of a message than Mosquitto does.
 */
enum ArtemisDifference {

	PASSES_ON_AT_PUBLISH("""
			A message of QoS 2 is passed on when its PUBLISH arrives; Mosquitto does it when the PUBREL arrives. \
			The standard allows both. A message that the client submits anew, because its session is gone, comes \
			twice then; one whose outcome is unknown, or whose publisher was killed, has been passed on.""", "once",
			"twice", "once, outcome unknown") {

		@Override
		boolean applies(Event event, Scenario scenario) {
			return isPublishing(scenario) && (scenario.moment() == Moment.PUBREC || scenario.moment() == Moment.PUBREL)
					&& (!scenario.kept() || event == Event.PROCESS_KILLED);
		}

	},

	FORGETS_PUBLISHERS("""
			After a restart Artemis does not know a session any more that has no subscription, nor the identifiers \
			of messages of QoS 2 that it has received. A message of QoS 2 in flight then comes twice, or fails with \
			an unknown outcome.""", "twice", "once, outcome unknown") {

		@Override
		boolean applies(Event event, Scenario scenario) {
			return isPublishing(scenario) && scenario.kept() && event == Event.BROKER_KILLED
					&& (scenario.moment() == Moment.PUBREC || scenario.moment() == Moment.PUBREL
							|| scenario.moment() == Moment.PUBCOMP);
		}

	},

	REPEATS_UNDER_ANOTHER_IDENTIFIER("""
			A message of QoS 2 that a client received and had not acknowledged when the connection ended is sent \
			again under another packet identifier (against MQTT-4.4.0-1), so that the client cannot know it: it can \
			come twice. After a restart of the broker the identifiers begin anew, and it comes once or twice.""",
			"once", "twice") {

		@Override
		boolean applies(Event event, Scenario scenario) {
			return isReceiving(scenario) && (event == Event.LINK_LOST || event == Event.BROKER_KILLED)
					&& (scenario.moment() == Moment.BUFFERED || scenario.moment().isInHandler()
							|| scenario.moment() == Moment.PUBREC);
		}

	},

	SWALLOWS_THE_NEXT_MESSAGE("""
			A restarted Artemis uses packet identifiers again under which a client that has not been restarted may \
			still hold messages of QoS 2. The first new message that is sent under such an identifier is taken for a \
			repeat and does not arrive.""", "once, swallows the next one", "lost, swallows the next one") {

		@Override
		boolean applies(Event event, Scenario scenario) {
			return event == Event.BROKER_KILLED && isReceiving(scenario);
		}

	},

	QUEUES_QOS_0("""
			Messages of QoS 0 can wait in the session of a client that is away (the standard leaves this open).""",
			"once") {

		@Override
		boolean applies(Event event, Scenario scenario) {
			return scenario.qos() == QoS.AT_MOST_ONCE && scenario.moment() == Moment.OUTAGE && scenario.kept()
					&& scenario.direction() == Direction.RECEIVING;
		}

	};

	private final String text;

	private final Set<String> outcomes;

	ArtemisDifference(String text, String... outcomes) {
		this.text = text;
		this.outcomes = Set.of(outcomes);
	}

	abstract boolean applies(Event event, Scenario scenario);

	boolean explains(Event event, Scenario scenario, Outcome outcome) {
		return applies(event, scenario) && this.outcomes.contains(outcome.toString());
	}

	private static boolean isPublishing(Scenario scenario) {
		return scenario.direction() == Direction.PUBLISHING && scenario.qos() == QoS.EXACTLY_ONCE;
	}

	private static boolean isReceiving(Scenario scenario) {
		return scenario.direction() == Direction.RECEIVING && scenario.qos() == QoS.EXACTLY_ONCE && scenario.kept();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
