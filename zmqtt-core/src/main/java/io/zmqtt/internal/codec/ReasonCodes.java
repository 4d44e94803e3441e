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

package io.zmqtt.internal.codec;

import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.PacketType;

/**
 * Which reason codes the standard lists for which packet, and the return codes of MQTT
 * 3.1.1.
 */
final class ReasonCodes {

	private static final long[] LISTED = new long[16];

	/**
	 * The return codes of CONNACK on MQTT 3.1.1, in their order.
	 */
	private static final ReasonCode[] RETURN_CODES = { ReasonCode.SUCCESS, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
			ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, ReasonCode.SERVER_UNAVAILABLE, ReasonCode.BAD_USER_NAME_OR_PASSWORD,
			ReasonCode.NOT_AUTHORIZED };

	static {
		list(PacketType.CONNACK, 0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90,
				0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
		list(PacketType.PUBACK, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
		list(PacketType.PUBREC, 0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99);
		list(PacketType.PUBREL, 0x00, 0x92);
		list(PacketType.PUBCOMP, 0x00, 0x92);
		list(PacketType.SUBACK, 0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);
		list(PacketType.UNSUBACK, 0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);
		list(PacketType.DISCONNECT, 0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90,
				0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2);
		list(PacketType.AUTH, 0x00, 0x18, 0x19);
	}

	private ReasonCodes() {
	}

	private static void list(PacketType type, int... codes) {
		for (int code : codes) {
			ReasonCode reasonCode = ReasonCode.find(code);
			if (reasonCode == null) {
				throw new IllegalStateException("No reason code " + code);
			}
			LISTED[type.code()] |= 1L << reasonCode.ordinal();
		}
	}

	private static boolean isListed(PacketType type, ReasonCode reasonCode) {
		return (LISTED[type.code()] & (1L << reasonCode.ordinal())) != 0;
	}

	static ReasonCode decode(PacketType type, int code) {
		ReasonCode reasonCode = ReasonCode.find(code);
		if (reasonCode == null || !isListed(type, reasonCode)) {
			throw unlisted(type, code);
		}
		return reasonCode;
	}

	static int encode(PacketType type, ReasonCode reasonCode) {
		if (!isListed(type, reasonCode)) {
			throw new IllegalArgumentException(type + " cannot carry " + reasonCode);
		}
		return reasonCode.code();
	}

	static ReasonCode decodeReturnCode(int code) {
		if (code >= RETURN_CODES.length) {
			throw unlisted(PacketType.CONNACK, code);
		}
		return RETURN_CODES[code];
	}

	static int encodeReturnCode(ReasonCode reasonCode) {
		for (int code = 0; code < RETURN_CODES.length; code++) {
			if (RETURN_CODES[code] == reasonCode) {
				return code;
			}
		}
		throw new IllegalArgumentException("CONNACK of MQTT 3.1.1 cannot carry " + reasonCode);
	}

	static ReasonCode decodeGranted(int code) {
		if (code > 2 && code != 0x80) {
			throw unlisted(PacketType.SUBACK, code);
		}
		return decode(PacketType.SUBACK, code);
	}

	static int encodeGranted(ReasonCode reasonCode) {
		int code = encode(PacketType.SUBACK, reasonCode);
		return (code <= 2) ? code : 0x80;
	}

	private static DecodingException unlisted(PacketType type, int code) {
		return DecodingException.protocolError(String.format("Reason code 0x%02X is not allowed in %s", code, type));
	}

}
