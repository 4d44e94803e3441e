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

package io.zmqtt.spring.support;

/**
 * Names of message headers. Those that begin with {@code mqtt_received} are set on what
 * was received, the others are read from what is sent, so that headers which are copied
 * from a received message to a sent one do not change how it is sent.
 * <p>
 * A received user property of MQTT 5 is also a header of its own name, unless that name
 * begins with {@code mqtt_} or is one of Spring's. Likewise a header to be sent whose
 * value is a text, a number, a truth value, an enum constant or a UUID becomes a user
 * property on MQTT 5; MQTT 3.1.1 has nowhere to put it.
 */
public final class MqttHeaders {

	/**
	 * The beginning of all names in this class.
	 */
	public static final String PREFIX = "mqtt_";

	/**
	 * The QoS to send at: an {@link io.zmqtt.QoS}, or 0, 1 or 2.
	 */
	public static final String QOS = PREFIX + "qos";

	/**
	 * Whether to send a retained message: a {@link Boolean}.
	 */
	public static final String RETAIN = PREFIX + "retain";

	/**
	 * The topic to publish to where no other is given: a {@link String}.
	 */
	public static final String TOPIC = PREFIX + "topic";

	/**
	 * How long publishing may take: a {@link java.time.Duration}.
	 */
	public static final String TIMEOUT = PREFIX + "timeout";

	/**
	 * User properties to send, in their order and besides those of other headers: a
	 * {@link java.util.List} of {@link io.zmqtt.UserProperty}. MQTT 5 only.
	 */
	public static final String USER_PROPERTIES = PREFIX + "userProperties";

	/**
	 * Whether the payload is declared to be UTF-8 text (payload format indicator): a
	 * {@link Boolean}. MQTT 5 only.
	 */
	public static final String UTF8_PAYLOAD = PREFIX + "utf8Payload";

	/**
	 * The topic to which a response is asked for: a {@link String}. MQTT 5 only.
	 */
	public static final String RESPONSE_TOPIC = PREFIX + "responseTopic";

	/**
	 * The data that ties a response to this message: a byte array. MQTT 5 only.
	 */
	public static final String CORRELATION_DATA = PREFIX + "correlationData";

	/**
	 * After which time the broker discards a message that was not delivered: a
	 * {@link java.time.Duration} or a number of seconds. MQTT 5 only.
	 */
	public static final String MESSAGE_EXPIRY_INTERVAL = PREFIX + "messageExpiryInterval";

	/**
	 * The topic to which a received message was published: a {@link String}.
	 */
	public static final String RECEIVED_TOPIC = PREFIX + "receivedTopic";

	/**
	 * The QoS of a received message: an {@link io.zmqtt.QoS}.
	 */
	public static final String RECEIVED_QOS = PREFIX + "receivedQos";

	/**
	 * Whether a received message was a retained one: a {@link Boolean}.
	 */
	public static final String RECEIVED_RETAINED = PREFIX + "receivedRetained";

	/**
	 * Whether the broker may have sent a received message before: a {@link Boolean}.
	 */
	public static final String RECEIVED_DUPLICATE = PREFIX + "receivedDuplicate";

	/**
	 * The content type of a received message as it was sent: a {@link String}. MQTT 5
	 * only.
	 */
	public static final String RECEIVED_CONTENT_TYPE = PREFIX + "receivedContentType";

	/**
	 * The response topic of a received message: a {@link String}. MQTT 5 only.
	 */
	public static final String RECEIVED_RESPONSE_TOPIC = PREFIX + "receivedResponseTopic";

	/**
	 * The correlation data of a received message: a byte array. MQTT 5 only.
	 */
	public static final String RECEIVED_CORRELATION_DATA = PREFIX + "receivedCorrelationData";

	/**
	 * All user properties of a received message in their order: a {@link java.util.List}
	 * of {@link io.zmqtt.UserProperty}. MQTT 5 only.
	 */
	public static final String RECEIVED_USER_PROPERTIES = PREFIX + "receivedUserProperties";

	private MqttHeaders() {
	}

}
