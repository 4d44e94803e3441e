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

package io.zmqtt.docs.testing;

import java.time.Duration;

import io.zmqtt.ClientState;
import io.zmqtt.MqttClient;
import io.zmqtt.spring.boot.test.MqttTest;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

import static org.awaitility.Awaitility.await;

/**
 * A slice of the application.
 */
@MqttTest
@Import(Boiler.class)
class ThermostatTests {

	@Autowired
	private MqttTemplate mqtt;

	@Autowired
	private Boiler boiler;

	@Test
	void heatsColdRooms() {
		this.mqtt.convertAndSend("home/attic/temperature", new Thermostat.Reading(12));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.boiler.isHeating("attic"));
	}

	@Test
	void goesOnAfterAnOutage(EmbeddedMqttBroker broker, @Autowired MqttClient client) {
		broker.cut();
		await().atMost(Duration.ofSeconds(20)).until(client::state, (state) -> state != ClientState.CONNECTED);
		broker.restore();
		this.mqtt.convertAndSend("home/cellar/temperature", new Thermostat.Reading(8));
		await().atMost(Duration.ofSeconds(20)).until(() -> this.boiler.isHeating("cellar"));
	}

}
