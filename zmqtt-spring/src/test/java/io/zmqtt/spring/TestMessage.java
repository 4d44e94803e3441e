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

package io.zmqtt.spring;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqtt.MqttMessage;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;

/**
 * A received message that remembers how it was acknowledged.
 */
public record TestMessage(String topic, byte[] payload, QoS qos, boolean retain, boolean duplicate,
		PublishProperties properties, AtomicReference<ReasonCode> acknowledged) implements MqttMessage {

	public static TestMessage of(String topic, String payload) {
		return of(topic, payload, PublishProperties.none());
	}

	public static TestMessage of(String topic, String payload, PublishProperties properties) {
		return new TestMessage(topic, payload.getBytes(StandardCharsets.UTF_8), QoS.AT_LEAST_ONCE, false, false,
				properties, new AtomicReference<>());
	}

	public boolean isAcknowledged() {
		return this.acknowledged.get() != null;
	}

	@Override
	public void ack() {
		ack(ReasonCode.SUCCESS);
	}

	@Override
	public void ack(ReasonCode reasonCode) {
		this.acknowledged.compareAndSet(null, reasonCode);
	}

	@Override
	public void ack(ReasonCode reasonCode, String reasonString, List<UserProperty> userProperties) {
		ack(reasonCode);
	}

}
