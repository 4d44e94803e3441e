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

package io.zmqtt.docs.quickstart;

import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.core.MqttTemplate;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.DestinationVariable;

@SpringBootApplication
public class QuickStartApplication {

	public static void main(String[] args) {
		SpringApplication.run(QuickStartApplication.class, args);
	}

	@Bean
	ApplicationRunner publisher(MqttTemplate mqtt) {
		return (args) -> mqtt.convertAndSend("home/kitchen/temperature", new Reading(21.5));
	}

	@MqttListener("home/{room}/temperature")
	void onTemperature(Reading reading, @DestinationVariable String room) {
		System.out.println(room + ": " + reading.celsius() + " °C");
	}

	record Reading(double celsius) {

	}

}
