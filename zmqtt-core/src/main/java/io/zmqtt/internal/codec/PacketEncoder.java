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
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets. On MQTT 3.1.1 properties and the reason codes of acknowledgements are
 * left out, and the other reason codes become return codes.
 * <p>
 * Everything throws {@link IllegalArgumentException}, before a byte is written, for what
 * the standard does not allow on the wire. Wildcards in topic names and the grammar of
 * topic filters are the business of the API.
 */
public final class PacketEncoder {

	private static final int ACK_LENGTH = 2;

	private PacketEncoder() {
	}

	/**
	 * Write a packet.
	 */
	public static void encode(Packet packet, MqttVersion version, ByteBuf out) {
		if (packet instanceof Publish publish) {
			byte[] payload = publish.payload();
			encodePublishHeader(publish.topic(), publish.flags(), publish.packetId(), publish.properties(),
					payload.length, version, out);
			out.writeBytes(payload);
			return;
		}
		int remainingLength = requireRemainingLength(encodeBody(packet, version, null));
		out.ensureWritable(packetSize(remainingLength));
		out.writeByte(firstByte(packet.type()));
		VariableByteInteger.write(out, remainingLength);
		encodeBody(packet, version, out);
	}

	/**
	 * Return the size of a packet in bytes, fixed header included.
	 */
	public static int encodedSize(Packet packet, MqttVersion version) {
		return packetSize((packet instanceof Publish publish) ? remainingLength(publish, version)
				: requireRemainingLength(encodeBody(packet, version, null)));
	}

	/**
	 * Write a PUBLISH up to its payload, for which no room is made.
	 */
	public static void encodePublishHeader(String topic, byte flags, int packetId, PublishPacketProperties properties,
			int payloadLength, MqttVersion version, ByteBuf out) {
		encodePublishHeader(new TopicEncoder(), topic, flags, packetId, properties, properties.topicAlias(),
				PublishCodec.OWN_EXPIRY, payloadLength, version, out);
	}

	/**
	 * Write a PUBLISH up to its payload, for which no room is made.
	 * @param topics encodes the topic names of one connection
	 * @param topicAlias the topic alias, 0 for none; the one in the properties is not
	 * used
	 * @param messageExpiry the message expiry interval that remains, if the properties
	 * have one; negative for theirs
	 */
	public static void encodePublishHeader(TopicEncoder topics, String topic, byte flags, int packetId,
			PublishPacketProperties properties, int topicAlias, long messageExpiry, int payloadLength,
			MqttVersion version, ByteBuf out) {
		byte[] bytes = topics.encode(topic);
		int topicLength = topics.length();
		int remainingLength = PublishCodec.remainingLength(topicLength, flags, packetId, properties, topicAlias,
				payloadLength, version);
		out.ensureWritable(packetSize(remainingLength) - payloadLength);
		PublishCodec.encodeHeader(out, bytes, topicLength, flags, packetId, properties, topicAlias, messageExpiry,
				remainingLength, version);
	}

	/**
	 * Return the size of a PUBLISH in bytes, fixed header and payload included.
	 */
	public static int publishSize(String topic, byte flags, PublishPacketProperties properties, int payloadLength,
			MqttVersion version) {
		return publishSize(topic, flags, properties, properties.topicAlias(), payloadLength, version);
	}

	/**
	 * Return the size of a PUBLISH in bytes, fixed header and payload included.
	 * @param topicAlias the topic alias, 0 for none; the one in the properties is not
	 * used
	 */
	public static int publishSize(String topic, byte flags, PublishPacketProperties properties, int topicAlias,
			int payloadLength, MqttVersion version) {
		int packetId = ((flags & 0x06) != 0) ? 1 : 0;
		return packetSize(PublishCodec.remainingLength(Utf8.length(topic), flags, packetId, properties, topicAlias,
				payloadLength, version));
	}

	/**
	 * Write PUBACK, PUBREC, PUBREL or PUBCOMP with the reason code 0 and without
	 * properties, which is the same in both versions.
	 */
	public static void encodeAck(PacketType type, int packetId, ByteBuf out) {
		if (type.code() < PacketType.PUBACK.code() || type.code() > PacketType.PUBCOMP.code()) {
			throw new IllegalArgumentException("No acknowledgement of PUBLISH: " + type);
		}
		Fields.requirePacketId(packetId);
		out.writeInt(firstByte(type) << 24 | ACK_LENGTH << 16 | packetId);
	}

	/**
	 * Return the string if it can be sent.
	 */
	public static String requireString(String string, String what) {
		try {
			Utf8.length(string);
			return string;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(what + " cannot be sent: " + ex.getMessage(), ex);
		}
	}

	private static int remainingLength(Publish packet, MqttVersion version) {
		return PublishCodec.remainingLength(Utf8.length(packet.topic()), packet.flags(), packet.packetId(),
				packet.properties(), packet.properties().topicAlias(), packet.payload().length, version);
	}

	private static long encodeBody(Packet packet, MqttVersion version, @Nullable ByteBuf out) {
		return switch (packet.type()) {
			case CONNECT -> ConnectCodec.encode(out, (Connect) packet, version);
			case CONNACK -> ConnAckCodec.encode(out, (ConnAck) packet, version);
			case PUBACK -> encodeAck(out, (PubAck) packet, version);
			case PUBREC -> encodeAck(out, (PubRec) packet, version);
			case PUBREL -> encodeAck(out, (PubRel) packet, version);
			case PUBCOMP -> encodeAck(out, (PubComp) packet, version);
			case SUBSCRIBE -> SubscribeCodec.encode(out, (Subscribe) packet, version);
			case SUBACK -> AckCodec.encode(out, (SubAck) packet, version);
			case UNSUBSCRIBE -> SubscribeCodec.encode(out, (Unsubscribe) packet, version);
			case UNSUBACK -> AckCodec.encode(out, (UnsubAck) packet, version);
			case DISCONNECT -> DisconnectCodec.encode(out, (Disconnect) packet, version);
			case AUTH -> AuthCodec.encode(out, (Auth) packet, version);
			case PINGREQ, PINGRESP -> 0;
			case PUBLISH -> throw new IllegalArgumentException("PUBLISH has its own way");
		};
	}

	private static long encodeAck(@Nullable ByteBuf out, PubAck packet, MqttVersion version) {
		return AckCodec.encode(out, packet.type(), packet.packetId(), packet.reasonCode(), packet.properties(),
				version);
	}

	private static long encodeAck(@Nullable ByteBuf out, PubRec packet, MqttVersion version) {
		return AckCodec.encode(out, packet.type(), packet.packetId(), packet.reasonCode(), packet.properties(),
				version);
	}

	private static long encodeAck(@Nullable ByteBuf out, PubRel packet, MqttVersion version) {
		return AckCodec.encode(out, packet.type(), packet.packetId(), packet.reasonCode(), packet.properties(),
				version);
	}

	private static long encodeAck(@Nullable ByteBuf out, PubComp packet, MqttVersion version) {
		return AckCodec.encode(out, packet.type(), packet.packetId(), packet.reasonCode(), packet.properties(),
				version);
	}

	private static int firstByte(PacketType type) {
		return type.code() << 4 | PacketDecoder.fixedFlags(type);
	}

	private static int packetSize(int remainingLength) {
		return 1 + VariableByteInteger.size(remainingLength) + remainingLength;
	}

	static int requireRemainingLength(long length) {
		if (length > VariableByteInteger.MAXIMUM) {
			throw new IllegalArgumentException("Remaining length must be at most 268435455 bytes, not " + length);
		}
		return (int) length;
	}

}
