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
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * DISCONNECT with its short forms.
 */
final class DisconnectCodec {

	private static final Disconnect NORMAL = new Disconnect(ReasonCode.SUCCESS);

	private DisconnectCodec() {
	}

	static Disconnect decode(FrameReader reader, MqttVersion version, Sender sender) {
		if (version == MqttVersion.V3_1_1 || reader.remaining() == 0) {
			return NORMAL;
		}
		ReasonCode reasonCode = ReasonCodes.decode(PacketType.DISCONNECT, reader.readUnsignedByte());
		if (reader.remaining() == 0) {
			return new Disconnect(reasonCode);
		}
		PropertyReader values = reader.readProperties(
				(sender == Sender.CLIENT) ? PropertySection.CLIENT_DISCONNECT : PropertySection.SERVER_DISCONNECT);
		if (values == null) {
			return new Disconnect(reasonCode);
		}
		return new Disconnect(reasonCode,
				new DisconnectProperties(values.asLong(Property.SESSION_EXPIRY_INTERVAL),
						values.string(Property.REASON_STRING), values.userProperties(),
						values.string(Property.SERVER_REFERENCE)));
	}

	static long encode(@Nullable ByteBuf out, Disconnect packet, MqttVersion version) {
		if (version == MqttVersion.V3_1_1) {
			return 0;
		}
		int code = ReasonCodes.encode(PacketType.DISCONNECT, packet.reasonCode());
		long length = encodeProperties(null, packet.properties());
		if (length == 0) {
			return (code == 0) ? 0 : Fields.writeByte(out, code);
		}
		return Fields.writeByte(out, code) + Fields.writeVariableByteInteger(out, length)
				+ ((out != null) ? encodeProperties(out, packet.properties()) : length);
	}

	private static long encodeProperties(@Nullable ByteBuf out, DisconnectProperties properties) {
		long size = Fields.writeProperty(out, Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiryInterval());
		size += Fields.writeProperty(out, Property.REASON_STRING, properties.reasonString());
		size += Fields.writeProperty(out, Property.SERVER_REFERENCE, properties.serverReference());
		return size + Fields.writeProperties(out, properties.userProperties());
	}

}
