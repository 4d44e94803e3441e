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

import org.jspecify.annotations.Nullable;

/**
 * A reason code of MQTT 5 (MQTT 5.0, section 2.4). Codes of 0x80 and above are failures.
 * <p>
 * The return codes of MQTT 3.1.1 are reported as their MQTT 5 counterparts: CONNACK 1 to
 * 5 as {@link #UNSUPPORTED_PROTOCOL_VERSION}, {@link #CLIENT_IDENTIFIER_NOT_VALID},
 * {@link #SERVER_UNAVAILABLE}, {@link #BAD_USER_NAME_OR_PASSWORD} and
 * {@link #NOT_AUTHORIZED}, and the SUBACK failure as {@link #UNSPECIFIED_ERROR}.
 */
public enum ReasonCode {

	/**
	 * 0x00. Success; also the normal disconnection and granted QoS 0.
	 */
	SUCCESS(0x00),

	/**
	 * 0x01. The subscription was granted with at most QoS 1.
	 */
	GRANTED_QOS_1(0x01),

	/**
	 * 0x02. The subscription was granted with at most QoS 2.
	 */
	GRANTED_QOS_2(0x02),

	/**
	 * 0x04. Disconnect, and publish the will all the same.
	 */
	DISCONNECT_WITH_WILL(0x04),

	/**
	 * 0x10. The message was accepted but nobody subscribes to its topic.
	 */
	NO_MATCHING_SUBSCRIBERS(0x10),

	/**
	 * 0x11. There was no such subscription to end.
	 */
	NO_SUBSCRIPTION_EXISTED(0x11),

	/**
	 * 0x18. Go on with the authentication exchange.
	 */
	CONTINUE_AUTHENTICATION(0x18),

	/**
	 * 0x19. Begin a re-authentication.
	 */
	REAUTHENTICATE(0x19),

	/**
	 * 0x80. The peer does not say what is wrong.
	 */
	UNSPECIFIED_ERROR(0x80),

	/**
	 * 0x81. A packet could not be parsed.
	 */
	MALFORMED_PACKET(0x81),

	/**
	 * 0x82. A packet was well-formed but not allowed.
	 */
	PROTOCOL_ERROR(0x82),

	/**
	 * 0x83. The peer's implementation does not accept it.
	 */
	IMPLEMENTATION_SPECIFIC_ERROR(0x83),

	/**
	 * 0x84. The server does not speak this version of MQTT.
	 */
	UNSUPPORTED_PROTOCOL_VERSION(0x84),

	/**
	 * 0x85. The server does not allow this client identifier.
	 */
	CLIENT_IDENTIFIER_NOT_VALID(0x85),

	/**
	 * 0x86. The server does not accept the user name or password.
	 */
	BAD_USER_NAME_OR_PASSWORD(0x86),

	/**
	 * 0x87. The client is not authorized.
	 */
	NOT_AUTHORIZED(0x87),

	/**
	 * 0x88. The server is not available.
	 */
	SERVER_UNAVAILABLE(0x88),

	/**
	 * 0x89. The server is busy; try again later.
	 */
	SERVER_BUSY(0x89),

	/**
	 * 0x8A. The client has been banned.
	 */
	BANNED(0x8A),

	/**
	 * 0x8B. The server is shutting down.
	 */
	SERVER_SHUTTING_DOWN(0x8B),

	/**
	 * 0x8C. The authentication method is not supported or not the one in use.
	 */
	BAD_AUTHENTICATION_METHOD(0x8C),

	/**
	 * 0x8D. Nothing was received within 1.5 times the keep-alive.
	 */
	KEEP_ALIVE_TIMEOUT(0x8D),

	/**
	 * 0x8E. Another connection uses the same client identifier.
	 */
	SESSION_TAKEN_OVER(0x8E),

	/**
	 * 0x8F. The topic filter is well-formed but not allowed.
	 */
	TOPIC_FILTER_INVALID(0x8F),

	/**
	 * 0x90. The topic name is well-formed but not allowed.
	 */
	TOPIC_NAME_INVALID(0x90),

	/**
	 * 0x91. The packet identifier is in use already.
	 */
	PACKET_IDENTIFIER_IN_USE(0x91),

	/**
	 * 0x92. The packet identifier is not known.
	 */
	PACKET_IDENTIFIER_NOT_FOUND(0x92),

	/**
	 * 0x93. More unacknowledged publications than the receiver allows.
	 */
	RECEIVE_MAXIMUM_EXCEEDED(0x93),

	/**
	 * 0x94. The topic alias is out of range or not known.
	 */
	TOPIC_ALIAS_INVALID(0x94),

	/**
	 * 0x95. The packet exceeds the receiver's maximum packet size.
	 */
	PACKET_TOO_LARGE(0x95),

	/**
	 * 0x96. The rate of messages is too high.
	 */
	MESSAGE_RATE_TOO_HIGH(0x96),

	/**
	 * 0x97. A limit of the implementation or the administrator was exceeded.
	 */
	QUOTA_EXCEEDED(0x97),

	/**
	 * 0x98. The connection was closed by an administrator.
	 */
	ADMINISTRATIVE_ACTION(0x98),

	/**
	 * 0x99. The payload does not match its format indicator.
	 */
	PAYLOAD_FORMAT_INVALID(0x99),

	/**
	 * 0x9A. The server does not support retained messages.
	 */
	RETAIN_NOT_SUPPORTED(0x9A),

	/**
	 * 0x9B. The server does not support this QoS.
	 */
	QOS_NOT_SUPPORTED(0x9B),

	/**
	 * 0x9C. Use another server for now.
	 */
	USE_ANOTHER_SERVER(0x9C),

	/**
	 * 0x9D. The server has moved for good.
	 */
	SERVER_MOVED(0x9D),

	/**
	 * 0x9E. The server does not support shared subscriptions.
	 */
	SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E),

	/**
	 * 0x9F. The limit of the connection rate was exceeded.
	 */
	CONNECTION_RATE_EXCEEDED(0x9F),

	/**
	 * 0xA0. The longest time allowed for a connection is over.
	 */
	MAXIMUM_CONNECT_TIME(0xA0),

	/**
	 * 0xA1. The server does not support subscription identifiers.
	 */
	SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1),

	/**
	 * 0xA2. The server does not support wildcard subscriptions.
	 */
	WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2);

	private static final @Nullable ReasonCode[] BY_CODE = new @Nullable ReasonCode[256];

	static {
		for (ReasonCode reasonCode : values()) {
			BY_CODE[reasonCode.code] = reasonCode;
		}
	}

	private final int code;

	ReasonCode(int code) {
		this.code = code;
	}

	/**
	 * Return the number that stands for this reason on the wire.
	 * @return a number from 0 to 255
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return whether this code reports a failure.
	 * @return whether the code is 0x80 or above
	 */
	public boolean isFailure() {
		return this.code >= 0x80;
	}

	/**
	 * Return the reason code with the given number.
	 * @param code a number from 0 to 255
	 * @return the reason code, or null if the standard lists none with that number
	 */
	public static @Nullable ReasonCode find(int code) {
		return (code < 0 || code > 255) ? null : BY_CODE[code];
	}

	/**
	 * Return the name and the number, for example {@code NOT_AUTHORIZED (0x87)}.
	 */
	@Override
	public String toString() {
		return String.format("%s (0x%02X)", name(), this.code);
	}

}
