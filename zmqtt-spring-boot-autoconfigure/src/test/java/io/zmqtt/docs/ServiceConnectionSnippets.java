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

import io.zmqtt.test.containers.MosquittoContainer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.PemTrustStore;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;

/**
 * The code of docs/service-connections.md. The tests of the sample compare it with the
 * page.
 */
final class ServiceConnectionSnippets {

	private ServiceConnectionSnippets() {
	}

	static class OtherImage {

		@Container
		@ServiceConnection
		static final GenericContainer<?> broker = new GenericContainer<>("emqx/emqx:5.8").withExposedPorts(1883);

	}

	static class Encrypted {

		@Container
		@ServiceConnection
		@PemTrustStore(certificate = "classpath:ca.pem")
		static final GenericContainer<?> broker = new GenericContainer<>("emqx/emqx:5.8").withExposedPorts(8883);

	}

	static class DevelopmentApplication {

		public static void main(String[] args) {
			SpringApplication.from(HeatingApplication::main).with(Containers.class).run(args);
		}

		@TestConfiguration(proxyBeanMethods = false)
		static class Containers {

			@Bean
			@ServiceConnection
			MosquittoContainer broker() {
				return new MosquittoContainer();
			}

		}

	}

}
