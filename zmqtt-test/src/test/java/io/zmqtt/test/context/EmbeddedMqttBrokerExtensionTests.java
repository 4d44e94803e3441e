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

package io.zmqtt.test.context;

import java.io.IOException;

import io.zmqtt.test.RawMqtt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EmbeddedMqttBroker @EmbeddedMqttBroker} without Spring.
 */
@EmbeddedMqttBroker
class EmbeddedMqttBrokerExtensionTests {

	private final io.zmqtt.test.EmbeddedMqttBroker broker;

	EmbeddedMqttBrokerExtensionTests(io.zmqtt.test.EmbeddedMqttBroker broker) {
		this.broker = broker;
	}

	@Test
	void injectsARunningBroker(io.zmqtt.test.EmbeddedMqttBroker parameter) throws IOException {
		assertThat(parameter).isSameAs(this.broker);
		RawMqtt.connect(parameter.host(), parameter.port(), 5).close();
	}

	@RepeatedTest(2)
	void restoresTheBrokerAfterEachTest() throws IOException {
		RawMqtt.connect(this.broker.host(), this.broker.port(), 5).close();
		this.broker.cut();
	}

	@Nested
	class InANestedClass {

		@Test
		void isTheSame(io.zmqtt.test.EmbeddedMqttBroker parameter) {
			assertThat(parameter).isSameAs(EmbeddedMqttBrokerExtensionTests.this.broker);
		}

	}

	@Nested
	@EmbeddedMqttBroker(username = "user", password = "secret")
	class InANestedClassWithAnnotation {

		@Test
		void isAnother(io.zmqtt.test.EmbeddedMqttBroker parameter) {
			assertThat(parameter).isNotSameAs(EmbeddedMqttBrokerExtensionTests.this.broker);
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> RawMqtt.connect(parameter.host(), parameter.port(), 5))
				.withMessageContaining("CONNACK");
		}

	}

}
