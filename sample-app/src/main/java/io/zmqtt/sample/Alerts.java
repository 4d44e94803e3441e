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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqtt.spring.core.MqttOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Raises an alert when a room becomes too warm: one each time that it passes the limit.
 */
@Component
class Alerts {

	private static final Logger logger = LoggerFactory.getLogger(Alerts.class);

	private final Set<String> tooWarm = ConcurrentHashMap.newKeySet();

	private final MqttOperations mqtt;

	private final double limit;

	Alerts(MqttOperations mqtt, ClimateProperties properties) {
		this.mqtt = mqtt;
		this.limit = properties.alertAbove();
	}

	void check(Reading reading) {
		if (reading.celsius() <= this.limit) {
			this.tooWarm.remove(reading.room());
		}
		else if (this.tooWarm.add(reading.room())) {
			logger.warn("{} is too warm: {} °C, the limit is {} °C", reading.room(), reading.celsius(), this.limit);
			this.mqtt.convertAndSend("building/" + reading.room() + "/alert", new Alert(reading, this.limit));
		}
	}

}
