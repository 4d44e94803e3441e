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
import io.zmqtt.test.containers.MosquittoContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with a broker in a container. The environment variable
 * {@code ZMQTT_MOSQUITTO_IMAGE} names another image than that of Docker Hub.
 */
@ExtendWith(RequiredDocker.class)
@Testcontainers(disabledWithoutDocker = true)
@SpringBootTest(classes = RoundTrip.class, properties = { "zmqtt.fail-fast=true", "spring.main.banner-mode=off" })
@DirtiesContext
class MosquittoServiceConnectionTests {

	@Container
	@ServiceConnection
	static final MosquittoContainer mosquitto = container().withCredentials("user", "secret");

	@Autowired
	private MqttTemplate template;

	@Autowired
	private RoundTrip application;

	@Autowired
	private ZmqttConnectionDetails details;

	@Test
	void hearsWhatItPublishes() throws InterruptedException {
		assertThat(this.details.getServers()).containsExactly(mosquitto.getMqttUri());
		this.application.check(this.template);
	}

	private static MosquittoContainer container() {
		String image = System.getenv("ZMQTT_MOSQUITTO_IMAGE");
		return (image != null && !image.isBlank())
				? new MosquittoContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("eclipse-mosquitto"))
				: new MosquittoContainer();
	}

}
