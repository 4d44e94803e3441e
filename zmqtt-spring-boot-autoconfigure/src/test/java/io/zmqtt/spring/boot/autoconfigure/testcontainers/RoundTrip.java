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

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.boot.autoconfigure.ZmqttAutoConfiguration;
import io.zmqtt.spring.core.MqttTemplate;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small application that hears what it publishes.
 */
@ImportAutoConfiguration({ ServiceConnectionAutoConfiguration.class, ZmqttAutoConfiguration.class })
class RoundTrip {

	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	@MqttListener("rooms/+/temperature")
	void on(String celsius) {
		this.received.add(celsius);
	}

	void check(MqttTemplate template) throws InterruptedException {
		template.convertAndSend("rooms/kitchen/temperature", "21.5");
		assertThat(this.received.poll(20, TimeUnit.SECONDS)).isEqualTo("21.5");
	}

}
