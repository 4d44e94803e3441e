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

package io.zmqtt.sample;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

import io.zmqtt.QoS;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttOperations;
import io.zmqtt.spring.support.MqttHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Stands for the sensors and the heating of the rooms. It shares nothing with the rest of
 * the application but the broker.
 */
@Component
@ConditionalOnBooleanProperty(name = "climate.simulation.enabled")
class Simulation {

	private static final Logger logger = LoggerFactory.getLogger(Simulation.class);

	/** A lost reading is made up for by the next one. */
	private static final Map<String, Object> AT_MOST_ONCE = Map.of(MqttHeaders.QOS, QoS.AT_MOST_ONCE);

	private final Map<String, SimulatedRoom> rooms = new TreeMap<>();

	private final MqttOperations mqtt;

	Simulation(MqttOperations mqtt, ClimateProperties properties) {
		this.mqtt = mqtt;
		ClimateProperties.Simulation simulation = properties.simulation();
		simulation.rooms().forEach((room) -> this.rooms.put(room, new SimulatedRoom(simulation.setPoint())));
	}

	@Scheduled(fixedRateString = "${climate.simulation.interval}")
	void publish() {
		this.rooms.forEach((name, room) -> this.mqtt
			.sendAsync("building/" + name + "/temperature",
					new Temperature(room.step(), Instant.now().truncatedTo(ChronoUnit.MILLIS)), AT_MOST_ONCE)
			.exceptionally((ex) -> {
				logger.debug("The reading of room '{}' is lost: {}", name, ex.getMessage());
				return null;
			}));
	}

	@MqttListener(id = "set-points", topics = "building/{room}/set-point")
	void onSetPoint(SetPoint setPoint, @DestinationVariable("room") String name) {
		SimulatedRoom room = this.rooms.get(name);
		Double celsius = setPoint.celsius();
		if (room == null) {
			return;
		}
		if (celsius == null || !setPoint.isValid()) {
			logger.warn("Room '{}' ignored a set-point that is not a number from {} to {}", name, SetPoint.LOWEST,
					SetPoint.HIGHEST);
			return;
		}
		room.setPoint(celsius);
		logger.info("{} is now set to {} °C", name, celsius);
	}

}
