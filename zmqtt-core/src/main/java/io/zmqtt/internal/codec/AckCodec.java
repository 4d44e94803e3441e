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

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;
import org.jspecify.annotations.Nullable;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP with their short forms, SUBACK and UNSUBACK.
 */
final class AckCodec {

	private AckCodec() {
	}

	static Packet decode(PacketType type, FrameReader reader, MqttVersion version) {
		int packetId = reader.readPacketId();
		ReasonCode reasonCode = ReasonCode.SUCCESS;
		AckProperties properties = AckProperties.NONE;
		if (version == MqttVersion.V5 && reader.remaining() > 0) {
			reasonCode = ReasonCodes.decode(type, reader.readUnsignedByte());
			if (reader.remaining() > 0) {
				properties = decodeProperties(reader);
			}
		}
		return switch (type) {
			case PUBACK -> new PubAck(packetId, reasonCode, properties);
			case PUBREC -> new PubRec(packetId, reasonCode, properties);
			case PUBREL -> new PubRel(packetId, reasonCode, properties);
			case PUBCOMP -> new PubComp(packetId, reasonCode, properties);
			default -> throw new IllegalArgumentException("No acknowledgement of PUBLISH: " + type);
		};
	}

	static SubAck decodeSubAck(FrameReader reader, MqttVersion version) {
		int packetId = reader.readPacketId();
		if (version == MqttVersion.V3_1_1) {
			ReasonCode[] reasonCodes = new ReasonCode[requireCodes(reader)];
			for (int i = 0; i < reasonCodes.length; i++) {
				reasonCodes[i] = ReasonCodes.decodeGranted(reader.readUnsignedByte());
			}
			return new SubAck(packetId, list(reasonCodes));
		}
		AckProperties properties = decodeProperties(reader);
		return new SubAck(packetId, decodeReasonCodes(PacketType.SUBACK, reader), properties);
	}

	static UnsubAck decodeUnsubAck(FrameReader reader, MqttVersion version) {
		int packetId = reader.readPacketId();
		if (version == MqttVersion.V3_1_1) {
			return new UnsubAck(packetId, List.of());
		}
		AckProperties properties = decodeProperties(reader);
		return new UnsubAck(packetId, decodeReasonCodes(PacketType.UNSUBACK, reader), properties);
	}

	private static List<ReasonCode> decodeReasonCodes(PacketType type, FrameReader reader) {
		ReasonCode[] reasonCodes = new ReasonCode[requireCodes(reader)];
		for (int i = 0; i < reasonCodes.length; i++) {
			reasonCodes[i] = ReasonCodes.decode(type, reader.readUnsignedByte());
		}
		return list(reasonCodes);
	}

	private static int requireCodes(FrameReader reader) {
		if (reader.remaining() == 0) {
			throw DecodingException.protocolError("SUBACK or UNSUBACK without a reason code");
		}
		return reader.remaining();
	}

	private static List<ReasonCode> list(ReasonCode[] reasonCodes) {
		return Collections.unmodifiableList(Arrays.asList(reasonCodes));
	}

	private static AckProperties decodeProperties(FrameReader reader) {
		PropertyReader values = reader.readProperties(PropertySection.ACK);
		return (values != null) ? new AckProperties(values.string(Property.REASON_STRING), values.userProperties())
				: AckProperties.NONE;
	}

	static long encode(@Nullable ByteBuf out, PacketType type, int packetId, ReasonCode reasonCode,
			AckProperties properties, MqttVersion version) {
		long size = Fields.writePacketId(out, packetId);
		if (version == MqttVersion.V3_1_1) {
			return size;
		}
		int code = ReasonCodes.encode(type, reasonCode);
		long length = encodeProperties(null, properties);
		if (length == 0) {
			return (code == 0) ? size : size + Fields.writeByte(out, code);
		}
		return size + Fields.writeByte(out, code) + encodeSection(out, length, properties);
	}

	static long encode(@Nullable ByteBuf out, SubAck packet, MqttVersion version) {
		List<ReasonCode> reasonCodes = packet.reasonCodes();
		requireCodes(reasonCodes);
		long size = Fields.writePacketId(out, packet.packetId());
		if (version == MqttVersion.V5) {
			size += encodeSection(out, encodeProperties(null, packet.properties()), packet.properties());
		}
		for (int i = 0; i < reasonCodes.size(); i++) {
			ReasonCode reasonCode = reasonCodes.get(i);
			size += Fields.writeByte(out, (version == MqttVersion.V5)
					? ReasonCodes.encode(PacketType.SUBACK, reasonCode) : ReasonCodes.encodeGranted(reasonCode));
		}
		return size;
	}

	static long encode(@Nullable ByteBuf out, UnsubAck packet, MqttVersion version) {
		long size = Fields.writePacketId(out, packet.packetId());
		if (version == MqttVersion.V3_1_1) {
			return size;
		}
		List<ReasonCode> reasonCodes = packet.reasonCodes();
		requireCodes(reasonCodes);
		size += encodeSection(out, encodeProperties(null, packet.properties()), packet.properties());
		for (int i = 0; i < reasonCodes.size(); i++) {
			size += Fields.writeByte(out, ReasonCodes.encode(PacketType.UNSUBACK, reasonCodes.get(i)));
		}
		return size;
	}

	private static void requireCodes(List<ReasonCode> reasonCodes) {
		if (reasonCodes.isEmpty()) {
			throw new IllegalArgumentException("SUBACK or UNSUBACK without a reason code");
		}
	}

	private static long encodeSection(@Nullable ByteBuf out, long length, AckProperties properties) {
		return Fields.writeVariableByteInteger(out, length)
				+ ((out != null) ? encodeProperties(out, properties) : length);
	}

	private static long encodeProperties(@Nullable ByteBuf out, AckProperties properties) {
		return Fields.writeProperty(out, Property.REASON_STRING, properties.reasonString())
				+ Fields.writeProperties(out, properties.userProperties());
	}

}
