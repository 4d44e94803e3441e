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

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.test.Mosquitto;

/**
 * Runs the suite on Mosquitto over WebSocket.
 */
class MosquittoWebSocketTests extends BrokerSuite {

	@Override
	TestBroker start(Path directory) {
		Mosquitto.assumeAvailable();
		return new MosquittoTestBroker(MosquittoTests.configured(Mosquitto.builder()).webSocket().start(), Scheme.WS,
				null);
	}

	@Override
	int largestBurst(MqttVersion version, QoS qos) {
		return MosquittoTests.mosquittoBurst(version, qos);
	}

	/**
	 * Through a WebSocket Mosquitto 2.0.11 passes about 50 kB/s either way, in frames of
	 * any size.
	 */
	@Override
	int largestPayload() {
		return 8 * 1024;
	}

}
