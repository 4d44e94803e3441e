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
package io.zmqtt.internal.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import io.zmqtt.MqttClientV5;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * What tests of requests have in common: the test answers them itself.
 */
abstract class RequestScripts extends ScriptedTests {

	static final String REPLY_TOPIC = "zmqtt/reply/test";

	static final Consumer<MqttClientV5.Builder> DEFAULTS = (builder) -> {
	};

	MqttClientV5 requester(Consumer<MqttClientV5.Builder> options) {
		this.broker.manual(PacketType.PUBLISH);
		MqttClientV5 client = v5(options);
		client.connect();
		return client;
	}

	static ConnAck connAck(boolean sessionPresent, @Nullable Integer receiveMaximum,
			@Nullable String responseInformation) {
		return new ConnAck(sessionPresent, ReasonCode.SUCCESS, new ConnAckProperties(null, receiveMaximum, null, null,
				null, null, null, null, List.of(), null, null, null, null, responseInformation, null, null, null));
	}

	static Subscribe expectSubscribe(ScriptedConnection connection, String topic) {
		return connection.expect(Subscribe.class,
				(packet) -> packet.subscriptions().stream().anyMatch((one) -> one.topicFilter().equals(topic)));
	}

	static void acknowledge(ScriptedConnection connection, Publish request) {
		connection.send(new PubAck(request.packetId()));
	}

	static Publish replyTo(Publish request, String text) {
		return replyTo(request, text, QoS.AT_MOST_ONCE, 0);
	}

	static Publish replyTo(Publish request, String text, QoS qos, int packetId) {
		PublishProperties properties = request.properties().application();
		return Publish.of(properties.responseTopic().orElseThrow(), text.getBytes(StandardCharsets.UTF_8), qos, false,
				false, packetId,
				PublishPacketProperties.of(PublishProperties.builder()
					.correlationData(properties.correlationData().orElseThrow())
					.build()));
	}

	static String responseTopic(Publish request) {
		return request.properties().application().responseTopic().orElseThrow();
	}

	static long lateReplies(MqttClientV5 client) {
		return ((DefaultMqttClient) client).core().counters().lateReplies.sum();
	}

}
