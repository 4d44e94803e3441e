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
import java.util.UUID;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientBuilder;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttConnectException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.ReconnectPolicy;
import io.zmqtt.SubscriptionSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the suite on RabbitMQ 3, which speaks MQTT 3.1.1 only and knows no QoS 2, by
 * {@code zmqtt-core/other-brokers.sh} only.
 */
class RabbitMqSuite extends BrokerSuite {

	@Override
	TestBroker start(Path directory) {
		return OtherBroker.rabbitMq(directory);
	}

	@Override
	boolean speaks(MqttVersion version) {
		return version == MqttVersion.V3_1_1;
	}

	@Override
	QoS highestQos() {
		return QoS.AT_LEAST_ONCE;
	}

	@Override
	boolean knowsSharedSubscriptions() {
		return false;
	}

	@Test
	void saysThatMqtt5IsRefused() {
		try (MqttClientV5 client = MqttClient.builder(this.broker.address().host())
			.port(this.broker.address().port())
			.v5()
			.reconnect(ReconnectPolicy.disabled())
			.connectTimeout(Duration.ofSeconds(5))
			.build()) {
			assertThatExceptionOfType(MqttConnectException.class).isThrownBy(client::connect)
				.withMessageContaining("version");
		}
	}

	@Test
	void publishAtQos2EndsWithAHint() {
		PublishResult result = connected(MqttVersion.V3_1_1).publish(newTopic(), "text", QoS.EXACTLY_ONCE);
		assertThat(result.reasonCode().isFailure()).isFalse();
		assertThat(result.reasonString()).hasValueSatisfying((text) -> assertThat(text).contains("QoS 1"));
	}

	/**
	 * The client frees the identifiers of the earlier process by PUBREL, which a broker
	 * without QoS 2 need not know.
	 */
	@Test
	void publishAtQos2EndsInTheSessionOfAnEarlierProcess() {
		String clientId = "earlier-" + UUID.randomUUID().toString().substring(0, 13);
		String topic = newTopic();
		Consumer<MqttClientBuilder<?>> options = (builder) -> builder.clientId(clientId);
		MqttClient earlier = client(MqttVersion.V3_1_1, this.broker.address(), true, options);
		earlier.connect();
		earlier.subscribe(SubscriptionSpec.of(topic).withQos(QoS.AT_LEAST_ONCE));
		earlier.close();
		MqttClient client = client(MqttVersion.V3_1_1, this.broker.address(), true, options);
		assertThat(client.connect().sessionPresent()).isTrue();
		assertThat(client.publish(newTopic(), "text", QoS.EXACTLY_ONCE).reasonCode().isFailure()).isFalse();
	}

}
