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

import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.RequestOptions;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.TlsOptions;
import io.zmqtt.test.EmbeddedMqttBroker;
import io.zmqtt.test.TestCertificates;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the suite on embedded Apache Artemis over TLS.
 */
class EmbeddedArtemisTlsTests extends BrokerSuite {

	@Override
	TestBroker start(Path directory) {
		TestCertificates certificates = TestCertificates.create(directory);
		return new ArtemisTestBroker(
				EmbeddedMqttBroker.builder().tls(certificates.server().keyStore(), TestCertificates.PASSWORD).start(),
				Scheme.MQTTS, TlsOptions.builder().trustCertificates(certificates.authority()).build());
	}

	/**
	 * Artemis does not say that nobody has subscribed.
	 */
	@Override
	void assertUnanswered(MqttClientV5 client, String topic) {
		RequestOptions options = RequestOptions.defaults().withTimeout(Duration.ofMillis(300));
		assertThatExceptionOfType(MqttTimeoutException.class)
			.isThrownBy(() -> client.request(topic, "anybody?", options));
	}

}
