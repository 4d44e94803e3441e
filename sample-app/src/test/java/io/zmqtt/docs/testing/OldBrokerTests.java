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

import io.zmqtt.MqttClient;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.QoS;
import io.zmqtt.test.BrokerVersion;
import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client alone, and a broker that knows MQTT 3.1.1 only.
 */
@EmbeddedMqttBroker(versions = BrokerVersion.V3_1_1)
class OldBrokerTests {

	@Test
	void refusesMqtt5(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (MqttClient client = MqttClient.builder(broker.host()).port(broker.port()).v5().build()) {
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(client::connect);
		}
	}

	@Test
	void limitsHowLongAPublishWaits(io.zmqtt.test.EmbeddedMqttBroker broker) {
		try (MqttClient client = MqttClient.builder(broker.host())
			.port(broker.port())
			.operationTimeout(Duration.ofSeconds(1))
			.build()) {
			client.connect();
			broker.stall();
			assertThatExceptionOfType(MqttTimeoutException.class)
				.isThrownBy(() -> client.publish("home/door", "open", QoS.AT_LEAST_ONCE));
			broker.restore();
			client.publish("home/door", "open", QoS.AT_LEAST_ONCE);
		}
	}

}
