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

import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttVersion;
import io.zmqtt.ProxyOptions;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.ProxyServer;
import org.junit.jupiter.api.AfterAll;

/**
 * Runs the suite on Mosquitto behind an HTTP proxy.
 */
class MosquittoProxyTests extends BrokerSuite {

	private static final String PASSWORD = "open-sesame";

	private ProxyServer proxy;

	@Override
	TestBroker start(Path directory) {
		Mosquitto.assumeAvailable();
		this.proxy = ProxyServer.tinyproxy("BasicAuth user " + PASSWORD, "MaxClients 1000");
		return new MosquittoTestBroker(MosquittoTests.configured(Mosquitto.builder()).start(), Scheme.MQTT, null);
	}

	@AfterAll
	void stopProxy() {
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	@Override
	void configure(MqttClientBuilder<?> builder) {
		builder.proxy(ProxyOptions.http(this.proxy.host(), this.proxy.port()).withCredentials("user", PASSWORD));
	}

	@Override
	int largestBurst(MqttVersion version, QoS qos) {
		return MosquittoTests.mosquittoBurst(version, qos);
	}

}
