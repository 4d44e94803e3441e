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
import io.zmqtt.TlsOptions;
import io.zmqtt.test.Mosquitto;
import io.zmqtt.test.TestCertificates;

/**
 * Runs the suite on Mosquitto over TLS with client certificates.
 */
class MosquittoMutualTlsTests extends BrokerSuite {

	@Override
	TestBroker start(Path directory) {
		Mosquitto.assumeAvailable();
		TestCertificates certificates = TestCertificates.create(directory);
		TestCertificates.Identity server = certificates.server();
		TestCertificates.Identity client = certificates.client("sensor");
		Mosquitto broker = MosquittoTests.configured(Mosquitto.builder())
			.tls(server.certificate(), server.key())
			.clientCertificates(certificates.authority())
			.start();
		return new MosquittoTestBroker(broker, Scheme.MQTTS,
				TlsOptions.builder()
					.trustCertificates(certificates.authority())
					.clientCertificate(client.certificate(), client.key(), null)
					.build());
	}

	@Override
	int largestBurst(MqttVersion version, QoS qos) {
		return MosquittoTests.mosquittoBurst(version, qos);
	}

}
