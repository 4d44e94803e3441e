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

import java.util.ArrayList;
import java.util.List;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;

/**
 * One message of one client, and the moment at which something happens to it.
 */
record Scenario(MqttVersion version, boolean kept, Direction direction, QoS qos, Moment moment, Style style) {

	static List<Scenario> all(Event event) {
		List<Scenario> all = new ArrayList<>();
		for (MqttVersion version : MqttVersion.values()) {
			for (boolean kept : new boolean[] { false, true }) {
				for (Direction direction : Direction.values()) {
					for (QoS qos : QoS.values()) {
						for (Moment moment : Moment.of(direction, qos)) {
							// a process that is gone publishes nothing
							if (direction == Direction.RECEIVING || moment != Moment.OUTAGE
									|| event != Event.PROCESS_KILLED) {
								all.add(new Scenario(version, kept, direction, qos, moment, Style.HANDLER));
							}
						}
					}
				}
			}
			for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
				for (Style style : Style.values()) {
					if (style != Style.HANDLER) {
						all.add(new Scenario(version, true, Direction.RECEIVING, qos, Moment.HANDLER_ENDS_EARLY,
								style));
					}
				}
			}
		}
		return all;
	}

}
