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

package io.zmqtt.broker;

import java.nio.file.Path;
import java.time.Duration;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.test.Mosquitto;

/**
 * Runs the suite on Mosquitto over plain TCP.
 */
class MosquittoTests extends BrokerFeatures {

	@Override
	TestBroker start(Path directory) {
		Mosquitto.assumeAvailable();
		return new MosquittoTestBroker(configured(Mosquitto.builder()).start(), Scheme.MQTT, null);
	}

	static Mosquitto.Builder configured(Mosquitto.Builder builder) {
		return builder.lines("max_keepalive 120");
	}

	/**
	 * With more than its {@code max_inflight_messages} unacknowledged at QoS 2 Mosquitto
	 * 2.0.11 acknowledges all, but stops passing them on. On MQTT 5 it names that limit.
	 */
	@Override
	int largestBurst(MqttVersion version, QoS qos) {
		return mosquittoBurst(version, qos);
	}

	static int mosquittoBurst(MqttVersion version, QoS qos) {
		return (version == MqttVersion.V3_1_1 && qos == QoS.EXACTLY_ONCE) ? 20 : 1000;
	}

	@Override
	int serverReceiveMaximum() {
		return 20;
	}

	@Override
	Duration serverKeepAlive() {
		return Duration.ofSeconds(120);
	}

	/**
	 * After each full window Mosquitto 2.0.11 sends three times as many at a time.
	 */
	@Override
	int usableReceiveMaximum(int receiveMaximum, QoS qos) {
		return (receiveMaximum > 1) ? 1000 : 1;
	}

}
