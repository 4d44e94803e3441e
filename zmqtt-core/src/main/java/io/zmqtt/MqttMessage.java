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

package io.zmqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A received message. Safe for use by several threads.
 */
public interface MqttMessage {

	/**
	 * Return the topic to which the message was published.
	 * @return the topic name, never empty
	 */
	String topic();

	/**
	 * Return the payload. The array is shared by all subscriptions that received the
	 * message, not copied: do not change it.
	 * @return the payload, empty if there is none
	 */
	byte[] payload();

	/**
	 * Return the payload as UTF-8 text; bytes that are not UTF-8 become U+FFFD.
	 * @return the text
	 */
	default String text() {
		return new String(payload(), StandardCharsets.UTF_8);
	}

	/**
	 * Return the quality of service at which the broker delivered the message.
	 * @return the quality of service
	 */
	QoS qos();

	/**
	 * Return whether the broker sent the message because it was retained; with Retain As
	 * Published of MQTT 5, whether it was published with RETAIN.
	 * @return the RETAIN flag
	 */
	boolean retain();

	/**
	 * Return whether the broker says that it may have sent this message before. Always
	 * false at QoS 0.
	 * @return the DUP flag
	 */
	boolean duplicate();

	/**
	 * Return the properties of MQTT 5.
	 * @return the properties, {@link PublishProperties#none()} on MQTT 3.1.1
	 */
	PublishProperties properties();

	/**
	 * Acknowledge the message. Acknowledgements go out in the order in which the messages
	 * came in (MQTT-4.6.0-2), when every message before it was acknowledged too. Does
	 * nothing at QoS 0, when called again, and for a message of a connection that is
	 * gone. Needed with {@link AckMode#MANUAL} only. Never blocks.
	 */
	void ack();

	/**
	 * Acknowledge the message with a reason code. A code of 0x80 or above tells the
	 * broker that the message was refused; the standard knows no redelivery on a live
	 * connection, so the broker discards it.
	 * @param reasonCode a reason code that PUBACK and PUBREC may carry (MQTT 5.0, section
	 * 3.4.2.1)
	 * @throws MqttUnsupportedException on MQTT 3.1.1, unless the code is
	 * {@link ReasonCode#SUCCESS}
	 * @throws IllegalArgumentException if PUBACK may not carry the code
	 * @see #ack()
	 */
	void ack(ReasonCode reasonCode);

	/**
	 * Acknowledge the message with a reason code and what explains it. What would make
	 * the packet larger than the broker takes is left out: the user properties, or else
	 * the text, or both (MQTT-3.4.2-2, MQTT-3.4.2-3). Of several subscriptions to which
	 * the message went the last word counts.
	 * @param reasonCode a reason code that PUBACK and PUBREC may carry (MQTT 5.0, section
	 * 3.4.2.1)
	 * @param reasonString a text for people, or null
	 * @param userProperties the user properties
	 * @throws MqttUnsupportedException on MQTT 3.1.1, unless the code is
	 * {@link ReasonCode#SUCCESS} and there is nothing else
	 * @throws IllegalArgumentException if PUBACK may not carry the code, or the text or a
	 * property cannot be sent as MQTT strings
	 * @see #ack(ReasonCode)
	 */
	void ack(ReasonCode reasonCode, @Nullable String reasonString, List<UserProperty> userProperties);

}
