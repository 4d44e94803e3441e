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

import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.EmbeddedMqttBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a container in a field of the test, which is known by its image. No
 * Docker is needed: behind the container is a broker in this JVM.
 */
@SpringBootTest(classes = RoundTrip.class, properties = { "zmqtt.fail-fast=true", "spring.main.banner-mode=off" })
@DirtiesContext
class ServiceConnectionFieldTests {

	private static final EmbeddedMqttBroker broker = EmbeddedMqttBroker.start();

	@ServiceConnection
	static final FakeContainer container = new FakeContainer("hivemq/hivemq-ce:2025.5", 1883) {
		@Override
		public String getHost() {
			return broker.host();
		}

		@Override
		public Integer getMappedPort(int port) {
			return broker.port();
		}
	};

	@Autowired
	private MqttTemplate template;

	@Autowired
	private RoundTrip application;

	@Autowired
	private ZmqttConnectionDetails details;

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void hearsWhatItPublishes() throws InterruptedException {
		assertThat(this.details.getServers()).containsExactly("mqtt://" + broker.host() + ":" + broker.port());
		assertThat(container.isRunning()).isTrue();
		this.application.check(this.template);
	}

}
