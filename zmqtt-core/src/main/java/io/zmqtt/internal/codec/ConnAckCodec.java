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
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.PacketType;
import org.jspecify.annotations.Nullable;

/**
 * CONNACK.
 */
final class ConnAckCodec {

	private ConnAckCodec() {
	}

	static ConnAck decode(FrameReader reader, MqttVersion version) {
		int flags = reader.readUnsignedByte();
		if (flags > 1) {
			throw DecodingException.malformed("A reserved flag of CONNACK is set");
		}
		boolean sessionPresent = flags == 1;
		int code = reader.readUnsignedByte();
		ReasonCode reasonCode;
		ConnAckProperties properties = ConnAckProperties.NONE;
		if (version == MqttVersion.V3_1_1 || isRefusedVersion(reader, code)) {
			reasonCode = ReasonCodes.decodeReturnCode(code);
		}
		else {
			reasonCode = ReasonCodes.decode(PacketType.CONNACK, code);
			properties = decodeProperties(reader);
		}
		if (sessionPresent && reasonCode.isFailure()) {
			throw DecodingException.protocolError("CONNACK with Session Present and a failure");
		}
		return new ConnAck(sessionPresent, reasonCode, properties);
	}

	/**
	 * A server that knows only MQTT 3.1.1 refuses a CONNECT of MQTT 5 in its own format.
	 */
	private static boolean isRefusedVersion(FrameReader reader, int code) {
		return code == 1 && reader.remaining() == 0;
	}

	private static ConnAckProperties decodeProperties(FrameReader reader) {
		PropertyReader values = reader.readProperties(PropertySection.CONNACK);
		if (values == null) {
			return ConnAckProperties.NONE;
		}
		return new ConnAckProperties(values.asLong(Property.SESSION_EXPIRY_INTERVAL),
				values.asInteger(Property.RECEIVE_MAXIMUM), values.asQos(Property.MAXIMUM_QOS),
				values.asBoolean(Property.RETAIN_AVAILABLE), values.asLong(Property.MAXIMUM_PACKET_SIZE),
				values.string(Property.ASSIGNED_CLIENT_IDENTIFIER), values.asInteger(Property.TOPIC_ALIAS_MAXIMUM),
				values.string(Property.REASON_STRING), values.userProperties(),
				values.asBoolean(Property.WILDCARD_SUBSCRIPTION_AVAILABLE),
				values.asBoolean(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE),
				values.asBoolean(Property.SHARED_SUBSCRIPTION_AVAILABLE), values.asInteger(Property.SERVER_KEEP_ALIVE),
				values.string(Property.RESPONSE_INFORMATION), values.string(Property.SERVER_REFERENCE),
				values.string(Property.AUTHENTICATION_METHOD), values.binary(Property.AUTHENTICATION_DATA));
	}

	static long encode(@Nullable ByteBuf out, ConnAck packet, MqttVersion version) {
		if (packet.sessionPresent() && packet.reasonCode().isFailure()) {
			throw new IllegalArgumentException("CONNACK with Session Present and a failure");
		}
		long size = Fields.writeByte(out, packet.sessionPresent() ? 1 : 0);
		if (version == MqttVersion.V3_1_1) {
			return size + Fields.writeByte(out, ReasonCodes.encodeReturnCode(packet.reasonCode()));
		}
		size += Fields.writeByte(out, ReasonCodes.encode(PacketType.CONNACK, packet.reasonCode()));
		long length = encodeProperties(null, packet.properties());
		size += Fields.writeVariableByteInteger(out, length);
		return size + ((out != null) ? encodeProperties(out, packet.properties()) : length);
	}

	private static long encodeProperties(@Nullable ByteBuf out, ConnAckProperties properties) {
		Fields.requireMethod(properties.authenticationMethod(), properties.authenticationData());
		QoS maximumQos = properties.maximumQos();
		long size = Fields.writeProperty(out, Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiryInterval());
		size += Fields.writeProperty(out, Property.RECEIVE_MAXIMUM, properties.receiveMaximum());
		size += (maximumQos != null) ? Fields.writeNumber(out, Property.MAXIMUM_QOS, maximumQos.value()) : 0;
		size += Fields.writeProperty(out, Property.RETAIN_AVAILABLE, properties.retainAvailable());
		size += Fields.writeProperty(out, Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize());
		size += Fields.writeProperty(out, Property.ASSIGNED_CLIENT_IDENTIFIER, properties.assignedClientIdentifier());
		size += Fields.writeProperty(out, Property.TOPIC_ALIAS_MAXIMUM, properties.topicAliasMaximum());
		size += Fields.writeProperty(out, Property.REASON_STRING, properties.reasonString());
		size += Fields.writeProperty(out, Property.WILDCARD_SUBSCRIPTION_AVAILABLE,
				properties.wildcardSubscriptionAvailable());
		size += Fields.writeProperty(out, Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
				properties.subscriptionIdentifiersAvailable());
		size += Fields.writeProperty(out, Property.SHARED_SUBSCRIPTION_AVAILABLE,
				properties.sharedSubscriptionAvailable());
		size += Fields.writeProperty(out, Property.SERVER_KEEP_ALIVE, properties.serverKeepAlive());
		size += Fields.writeProperty(out, Property.RESPONSE_INFORMATION, properties.responseInformation());
		size += Fields.writeProperty(out, Property.SERVER_REFERENCE, properties.serverReference());
		size += Fields.writeProperty(out, Property.AUTHENTICATION_METHOD, properties.authenticationMethod());
		size += Fields.writeProperty(out, Property.AUTHENTICATION_DATA, properties.authenticationData());
		return size + Fields.writeProperties(out, properties.userProperties());
	}

}
