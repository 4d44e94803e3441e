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

package io.zmqtt.docs;

import io.zmqtt.spring.core.MqttTemplate;
import io.zmqtt.test.containers.MosquittoContainer;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

/**
 * The test in docs/service-connections.md. The build only compiles it, because it needs
 * an image of Docker Hub.
 */
@SpringBootTest
@Testcontainers(disabledWithoutDocker = true)
class HeatingIT {

	@Container
	@ServiceConnection
	static final MosquittoContainer broker = new MosquittoContainer().withCredentials("user", "secret");

	@Test
	void publishes(@Autowired MqttTemplate template) {
		template.convertAndSend("rooms/kitchen/temperature", "21.5");
	}

}
