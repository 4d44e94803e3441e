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

import io.netty.buffer.ByteBuf;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * AUTH. Its short form stands for success without properties; every other one names its
 * authentication method.
 */
final class AuthCodec {

	private AuthCodec() {
	}

	static Auth decode(FrameReader reader, Sender sender) {
		ReasonCode reasonCode = ReasonCode.SUCCESS;
		AuthProperties properties = AuthProperties.NONE;
		if (reader.remaining() > 0) {
			reasonCode = ReasonCodes.decode(PacketType.AUTH, reader.readUnsignedByte());
			properties = decodeProperties(reader);
		}
		if (reasonCode == ((sender == Sender.CLIENT) ? ReasonCode.SUCCESS : ReasonCode.REAUTHENTICATE)) {
			throw DecodingException.protocolError("AUTH with the reason code of the other side");
		}
		if (isMethodMissing(reasonCode, properties)) {
			throw DecodingException.protocolError("AUTH without AUTHENTICATION_METHOD");
		}
		return new Auth(reasonCode, properties);
	}

	private static boolean isMethodMissing(ReasonCode reasonCode, AuthProperties properties) {
		boolean shortForm = reasonCode == ReasonCode.SUCCESS && properties.equals(AuthProperties.NONE);
		return properties.authenticationMethod() == null && !shortForm;
	}

	private static AuthProperties decodeProperties(FrameReader reader) {
		PropertyReader values = reader.readProperties(PropertySection.AUTH);
		if (values == null) {
			return AuthProperties.NONE;
		}
		return new AuthProperties(values.string(Property.AUTHENTICATION_METHOD),
				values.binary(Property.AUTHENTICATION_DATA), values.string(Property.REASON_STRING),
				values.userProperties());
	}

	static long encode(@Nullable ByteBuf out, Auth packet, MqttVersion version) {
		if (version == MqttVersion.V3_1_1) {
			throw new IllegalArgumentException("MQTT 3.1.1 has no AUTH");
		}
		if (isMethodMissing(packet.reasonCode(), packet.properties())) {
			throw new IllegalArgumentException("AUTH without AUTHENTICATION_METHOD");
		}
		int code = ReasonCodes.encode(PacketType.AUTH, packet.reasonCode());
		long length = encodeProperties(null, packet.properties());
		if (code == 0 && length == 0) {
			return 0;
		}
		return Fields.writeByte(out, code) + Fields.writeVariableByteInteger(out, length)
				+ ((out != null) ? encodeProperties(out, packet.properties()) : length);
	}

	private static long encodeProperties(@Nullable ByteBuf out, AuthProperties properties) {
		long size = Fields.writeProperty(out, Property.AUTHENTICATION_METHOD, properties.authenticationMethod());
		size += Fields.writeProperty(out, Property.AUTHENTICATION_DATA, properties.authenticationData());
		size += Fields.writeProperty(out, Property.REASON_STRING, properties.reasonString());
		return size + Fields.writeProperties(out, properties.userProperties());
	}

}
