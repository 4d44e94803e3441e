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
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.packet.WillMessage;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT.
 */
final class ConnectCodec {

	private static final String PROTOCOL_NAME = "MQTT";

	private static final int RESERVED = 0x01;

	private static final int CLEAN_START = 0x02;

	private static final int WILL = 0x04;

	private static final int WILL_QOS = 0x18;

	private static final int WILL_QOS_SHIFT = 3;

	private static final int WILL_RETAIN = 0x20;

	private static final int PASSWORD = 0x40;

	private static final int USERNAME = 0x80;

	private ConnectCodec() {
	}

	static Connect decode(FrameReader reader) {
		MqttVersion version = decodeVersion(reader);
		int flags = reader.readUnsignedByte();
		checkFlags(flags, version);
		int keepAlive = reader.readUnsignedShort();
		ConnectProperties properties = (version == MqttVersion.V5) ? decodeProperties(reader) : ConnectProperties.NONE;
		String clientId = reader.readString();
		boolean cleanStart = (flags & CLEAN_START) != 0;
		if (clientId.isEmpty() && !cleanStart && version == MqttVersion.V3_1_1) {
			throw new DecodingException(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
					"MQTT 3.1.1 allows an empty client identifier only with Clean Session");
		}
		WillMessage will = ((flags & WILL) != 0) ? decodeWill(reader, flags, version) : null;
		String username = ((flags & USERNAME) != 0) ? reader.readString() : null;
		byte[] password = ((flags & PASSWORD) != 0) ? reader.readBinary() : null;
		return new Connect(version, clientId, cleanStart, keepAlive, username, password, will, properties);
	}

	private static MqttVersion decodeVersion(FrameReader reader) {
		boolean known = PROTOCOL_NAME.equals(reader.readString());
		int level = reader.readUnsignedByte();
		for (MqttVersion version : MqttVersion.values()) {
			if (known && version.level() == level) {
				return version;
			}
		}
		throw new DecodingException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol name or version");
	}

	private static void checkFlags(int flags, MqttVersion version) {
		if ((flags & RESERVED) != 0) {
			throw DecodingException.malformed("The reserved flag of CONNECT is set");
		}
		if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0) {
			throw DecodingException.malformed("Will QoS or Will Retain without a will");
		}
		if ((flags & WILL_QOS) == WILL_QOS) {
			throw DecodingException.malformed("Will QoS 3");
		}
		if (version == MqttVersion.V3_1_1 && (flags & (USERNAME | PASSWORD)) == PASSWORD) {
			throw DecodingException.malformed("MQTT 3.1.1 allows no password without a user name");
		}
	}

	private static WillMessage decodeWill(FrameReader reader, int flags, MqttVersion version) {
		PropertyReader values = (version == MqttVersion.V5) ? reader.readProperties(PropertySection.WILL) : null;
		long delayInterval = (values != null) ? values.number(Property.WILL_DELAY_INTERVAL) : 0;
		PublishProperties properties = (values != null) ? PublishCodec.decodeApplicationProperties(values)
				: PublishProperties.none();
		String topic = TopicCache.requireTopicName(reader.readString());
		return new WillMessage(topic, reader.readBinary(), QoS.of((flags & WILL_QOS) >> WILL_QOS_SHIFT),
				(flags & WILL_RETAIN) != 0, delayInterval, properties);
	}

	private static ConnectProperties decodeProperties(FrameReader reader) {
		PropertyReader values = reader.readProperties(PropertySection.CONNECT);
		if (values == null) {
			return ConnectProperties.NONE;
		}
		return new ConnectProperties(values.asLong(Property.SESSION_EXPIRY_INTERVAL),
				values.asInteger(Property.RECEIVE_MAXIMUM), values.asLong(Property.MAXIMUM_PACKET_SIZE),
				values.asInteger(Property.TOPIC_ALIAS_MAXIMUM), values.asBoolean(Property.REQUEST_RESPONSE_INFORMATION),
				values.asBoolean(Property.REQUEST_PROBLEM_INFORMATION), values.userProperties(),
				values.string(Property.AUTHENTICATION_METHOD), values.binary(Property.AUTHENTICATION_DATA));
	}

	static long encode(@Nullable ByteBuf out, Connect packet, MqttVersion version) {
		check(packet, version);
		WillMessage will = packet.will();
		String username = packet.username();
		byte[] password = packet.password();
		long size = Fields.writeString(out, PROTOCOL_NAME);
		size += Fields.writeByte(out, version.level());
		size += Fields.writeByte(out, flags(packet));
		size += Fields.writeShort(out, packet.keepAlive());
		if (version == MqttVersion.V5) {
			long length = encodeProperties(null, packet.properties());
			size += Fields.writeVariableByteInteger(out, length);
			size += (out != null) ? encodeProperties(out, packet.properties()) : length;
		}
		size += Fields.writeString(out, packet.clientId());
		if (will != null) {
			size += encodeWill(out, will, version);
		}
		if (username != null) {
			size += Fields.writeString(out, username);
		}
		if (password != null) {
			size += Fields.writeBinary(out, password);
		}
		return size;
	}

	private static void check(Connect packet, MqttVersion version) {
		if (packet.version() != version) {
			throw new IllegalArgumentException("CONNECT of MQTT " + packet.version() + " on MQTT " + version);
		}
		if (version == MqttVersion.V3_1_1) {
			if (packet.username() == null && packet.password() != null) {
				throw new IllegalArgumentException("MQTT 3.1.1 allows no password without a user name");
			}
			if (packet.clientId().isEmpty() && !packet.cleanStart()) {
				throw new IllegalArgumentException(
						"MQTT 3.1.1 allows an empty client identifier only with Clean Session");
			}
		}
		if (packet.will() != null && packet.will().topic().isEmpty()) {
			throw new IllegalArgumentException("Will topic must have at least one character");
		}
	}

	private static int flags(Connect packet) {
		int flags = packet.cleanStart() ? CLEAN_START : 0;
		WillMessage will = packet.will();
		if (will != null) {
			flags |= WILL | (will.qos().value() << WILL_QOS_SHIFT) | (will.retain() ? WILL_RETAIN : 0);
		}
		return flags | ((packet.username() != null) ? USERNAME : 0) | ((packet.password() != null) ? PASSWORD : 0);
	}

	private static long encodeWill(@Nullable ByteBuf out, WillMessage will, MqttVersion version) {
		long size = 0;
		if (version == MqttVersion.V5) {
			long length = encodeWillProperties(null, will);
			size += Fields.writeVariableByteInteger(out, length);
			size += (out != null) ? encodeWillProperties(out, will) : length;
		}
		return size + Fields.writeString(out, will.topic()) + Fields.writeBinary(out, will.payload());
	}

	private static long encodeWillProperties(@Nullable ByteBuf out, WillMessage will) {
		long size = 0;
		if (will.delayInterval() != 0) {
			size += Fields.writeNumber(out, Property.WILL_DELAY_INTERVAL, will.delayInterval());
		}
		return size + PublishCodec.encodeApplicationProperties(out, will.properties());
	}

	private static long encodeProperties(@Nullable ByteBuf out, ConnectProperties properties) {
		Fields.requireMethod(properties.authenticationMethod(), properties.authenticationData());
		long size = Fields.writeProperty(out, Property.SESSION_EXPIRY_INTERVAL, properties.sessionExpiryInterval());
		size += Fields.writeProperty(out, Property.RECEIVE_MAXIMUM, properties.receiveMaximum());
		size += Fields.writeProperty(out, Property.MAXIMUM_PACKET_SIZE, properties.maximumPacketSize());
		size += Fields.writeProperty(out, Property.TOPIC_ALIAS_MAXIMUM, properties.topicAliasMaximum());
		size += Fields.writeProperty(out, Property.REQUEST_RESPONSE_INFORMATION,
				properties.requestResponseInformation());
		size += Fields.writeProperty(out, Property.REQUEST_PROBLEM_INFORMATION, properties.requestProblemInformation());
		size += Fields.writeProperty(out, Property.AUTHENTICATION_METHOD, properties.authenticationMethod());
		size += Fields.writeProperty(out, Property.AUTHENTICATION_DATA, properties.authenticationData());
		return size + Fields.writeProperties(out, properties.userProperties());
	}

}
