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

import io.zmqtt.AckMode;
import io.zmqtt.MqttMessage;
import io.zmqtt.ReasonCode;

/**
 * Acknowledges the message that a listener handles, as a parameter of its method. Needed
 * with {@link AckMode#MANUAL}; with {@link AckMode#AUTO} it acknowledges earlier than the
 * container would. Acknowledging again does nothing. Safe for use by any thread, also
 * after the method has returned; never blocks.
 *
 * @see MqttMessage#ack()
 */
public interface MqttAcknowledgment {

	/**
	 * Acknowledge the message. Acknowledgements go out in the order in which the messages
	 * came in (MQTT-4.6.0-2): one that is never given holds back those of later messages.
	 */
	void acknowledge();

	/**
	 * Tell the broker that the message is refused. MQTT has no redelivery on a live
	 * connection: the broker discards the message. On MQTT 3.1.1, which cannot say so,
	 * the message is acknowledged.
	 * @param reasonCode a reason code of 0x80 or above that PUBACK and PUBREC may carry
	 * (MQTT 5.0, section 3.4.2.1)
	 * @throws IllegalArgumentException if it is another one
	 */
	void reject(ReasonCode reasonCode);

}
