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
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.test.EmbeddedMqttBroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the suite on embedded Apache Artemis over plain TCP.
 */
class EmbeddedArtemisTests extends BrokerFeatures {

	@Override
	TestBroker start(Path directory) {
		return new ArtemisTestBroker(EmbeddedMqttBroker.start(), Scheme.MQTT, null);
	}

	/**
	 * Artemis does not say that nobody has subscribed.
	 */
	@Override
	void assertUnanswered(MqttClientV5 client, String topic) {
		RequestOptions options = RequestOptions.defaults().withTimeout(Duration.ofMillis(300));
		assertThatExceptionOfType(MqttTimeoutException.class)
			.isThrownBy(() -> client.request(topic, "anybody?", options))
			.satisfies((failure) -> assertThat(failure.outcomeUnknown()).isTrue());
	}

	@Override
	int serverReceiveMaximum() {
		return 65_535;
	}

	@Override
	Duration serverKeepAlive() {
		return Duration.ofMinutes(10);
	}

	/**
	 * Artemis sends a copy for each subscription, but every copy with the identifiers of
	 * all.
	 */
	@Override
	int copiesForTwoFilters(MqttVersion version) {
		return 2;
	}

	/**
	 * At QoS 2 Artemis 2.53 sends one message more, and stops after a few.
	 */
	@Override
	int usableReceiveMaximum(int receiveMaximum, QoS qos) {
		return (qos == QoS.EXACTLY_ONCE) ? 1000 : receiveMaximum;
	}

}
