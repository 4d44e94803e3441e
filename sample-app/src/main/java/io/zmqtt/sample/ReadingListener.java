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

import io.zmqtt.spring.annotation.MqttListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.stereotype.Component;

/**
 * Receives what the sensors publish.
 */
@Component
class ReadingListener {

	private static final Logger logger = LoggerFactory.getLogger(ReadingListener.class);

	private final Readings readings;

	private final Alerts alerts;

	ReadingListener(Readings readings, Alerts alerts) {
		this.readings = readings;
		this.alerts = alerts;
	}

	@MqttListener(id = "readings", topics = "building/{room}/temperature")
	void onTemperature(Temperature temperature, @DestinationVariable String room) {
		Double celsius = temperature.celsius();
		if (celsius == null || !temperature.isPlausible()) {
			logger.warn("Ignored a reading of room '{}' without a plausible temperature", room);
			return;
		}
		Instant at = temperature.at();
		Reading reading = new Reading(room, celsius, (at != null) ? at : Instant.now().truncatedTo(ChronoUnit.MILLIS));
		if (!this.readings.keep(reading)) {
			logger.warn("Ignored room '{}': there are too many rooms", room);
			return;
		}
		this.alerts.check(reading);
	}

}
