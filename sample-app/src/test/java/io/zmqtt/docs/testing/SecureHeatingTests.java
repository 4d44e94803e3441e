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

import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.awaitility.Awaitility.await;

/**
 * The whole application with TLS and a password.
 */
@EmbeddedMqttBroker(tls = true, username = "heating", password = "secret")
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class SecureHeatingTests {

	@Test
	void heatsColdRooms(@Autowired MqttTemplate mqtt, @Autowired Boiler boiler) {
		mqtt.convertAndSend("home/hall/temperature", new Thermostat.Reading(15));
		await().atMost(Duration.ofSeconds(20)).until(() -> boiler.isHeating("hall"));
	}

}
