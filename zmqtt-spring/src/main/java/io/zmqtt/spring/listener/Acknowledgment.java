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

package io.zmqtt.spring.listener;

import java.util.EnumSet;
import java.util.Set;

import io.zmqtt.MqttMessage;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.ReasonCode;

import org.springframework.util.Assert;

/**
 * Acknowledges a message.
 */
record Acknowledgment(MqttMessage message) implements MqttAcknowledgment {

	private static final Set<ReasonCode> REFUSALS = EnumSet.of(ReasonCode.UNSPECIFIED_ERROR,
			ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_NAME_INVALID,
			ReasonCode.PACKET_IDENTIFIER_IN_USE, ReasonCode.QUOTA_EXCEEDED, ReasonCode.PAYLOAD_FORMAT_INVALID);

	@Override
	public void acknowledge() {
		this.message.ack();
	}

	@Override
	public void reject(ReasonCode reasonCode) {
		reject(this.message, reasonCode);
	}

	/**
	 * Check that a reason code is one by which PUBACK and PUBREC refuse a message (MQTT
	 * 5.0, section 3.4.2.1).
	 */
	static void requireRefusal(ReasonCode reasonCode) {
		Assert.isTrue(REFUSALS.contains(reasonCode),
				() -> "A message cannot be refused with " + reasonCode + ", but with one of " + REFUSALS);
	}

	static void reject(MqttMessage message, ReasonCode reasonCode) {
		requireRefusal(reasonCode);
		try {
			message.ack(reasonCode);
		}
		catch (MqttUnsupportedException ex) {
			// MQTT 3.1.1
			message.ack();
		}
	}

}
