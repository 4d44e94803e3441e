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
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import org.jspecify.annotations.Nullable;

/**
 * PUBLISH, and the message properties that the will shares with it.
 */
final class PublishCodec {

	private static final int FIRST_BYTE = 0x30;

	private static final int QOS = 0x06;

	/**
	 * Stands for the message expiry interval that the properties have.
	 */
	static final long OWN_EXPIRY = -1;

	private PublishCodec() {
	}

	/**
	 * Return which rule the flags of the fixed header break.
	 */
	static @Nullable String findProblem(int flags) {
		return switch (flags & QOS) {
			case QOS -> "PUBLISH with QoS 3";
			case 0 -> ((flags & Publish.DUP) != 0) ? "PUBLISH with DUP at QoS 0" : null;
			default -> null;
		};
	}

	static Publish decode(FrameReader reader, int flags, MqttVersion version, Sender sender) {
		String topic = reader.readTopicName();
		int packetId = decodePacketId(reader, flags);
		PublishPacketProperties properties = decodeProperties(reader, topic, version, sender);
		return new Publish(topic, reader.readRest(), properties, packetId, (byte) flags);
	}

	static int decodePacketId(FrameReader reader, int flags) {
		return ((flags & QOS) != 0) ? reader.readPacketId() : 0;
	}

	static PublishPacketProperties decodeProperties(FrameReader reader, String topic, MqttVersion version,
			Sender sender) {
		PublishPacketProperties properties = PublishPacketProperties.NONE;
		if (version == MqttVersion.V5) {
			PropertyReader values = reader.readProperties(
					(sender == Sender.CLIENT) ? PropertySection.CLIENT_PUBLISH : PropertySection.SERVER_PUBLISH);
			if (values != null) {
				properties = decodeProperties(values);
			}
		}
		if (topic.isEmpty() && properties.topicAlias() == 0) {
			throw DecodingException.protocolError("PUBLISH with neither topic name nor topic alias");
		}
		return properties;
	}

	private static PublishPacketProperties decodeProperties(PropertyReader values) {
		PublishProperties application = decodeApplicationProperties(values);
		int topicAlias = (int) values.number(Property.TOPIC_ALIAS);
		if (topicAlias == 0 && !values.has(Property.SUBSCRIPTION_IDENTIFIER)) {
			return PublishPacketProperties.of(application);
		}
		return new PublishPacketProperties(application, topicAlias, values.subscriptionIdentifiers());
	}

	static PublishProperties decodeApplicationProperties(PropertyReader values) {
		if (!values.hasApplicationProperties()) {
			return PublishProperties.none();
		}
		PublishProperties.Builder builder = PublishProperties.builder()
			.utf8Payload(values.number(Property.PAYLOAD_FORMAT_INDICATOR) == 1)
			.contentType(values.string(Property.CONTENT_TYPE))
			.correlationData(values.binary(Property.CORRELATION_DATA))
			.userProperties(values.userProperties());
		if (values.has(Property.MESSAGE_EXPIRY_INTERVAL)) {
			builder.messageExpiryInterval(values.number(Property.MESSAGE_EXPIRY_INTERVAL));
		}
		String responseTopic = values.string(Property.RESPONSE_TOPIC);
		if (responseTopic != null) {
			builder.responseTopic(TopicCache.requireTopicName(responseTopic));
		}
		return builder.build();
	}

	/**
	 * Return the remaining length, having checked everything but the topic's text.
	 */
	static int remainingLength(int topicLength, int flags, int packetId, PublishPacketProperties properties,
			int topicAlias, long payloadLength, MqttVersion version) {
		String problem = findProblem(flags);
		if (problem != null || (flags & ~0x0F) != 0) {
			throw new IllegalArgumentException((problem != null) ? problem : "PUBLISH has four flag bits only");
		}
		boolean aliased = version == MqttVersion.V5 && topicAlias != 0;
		if (topicLength == 0 && !aliased) {
			throw new IllegalArgumentException("PUBLISH with neither topic name nor topic alias");
		}
		long size = 2 + topicLength + payloadLength;
		if ((flags & QOS) != 0) {
			Fields.requirePacketId(packetId);
			size += 2;
		}
		else if (packetId != 0) {
			throw new IllegalArgumentException("PUBLISH has no packet identifier at QoS 0");
		}
		if (version == MqttVersion.V5) {
			size += encodeSection(null, properties, topicAlias, OWN_EXPIRY);
		}
		return PacketEncoder.requireRemainingLength(size);
	}

	static void encodeHeader(ByteBuf out, byte[] topic, int topicLength, int flags, int packetId,
			PublishPacketProperties properties, int topicAlias, long messageExpiry, int remainingLength,
			MqttVersion version) {
		if (remainingLength < 0x80) {
			out.writeInt((FIRST_BYTE | flags) << 24 | remainingLength << 16 | topicLength);
		}
		else {
			out.writeByte(FIRST_BYTE | flags);
			VariableByteInteger.write(out, remainingLength);
			out.writeShort(topicLength);
		}
		out.writeBytes(topic, 0, topicLength);
		if ((flags & QOS) != 0) {
			out.writeShort(packetId);
		}
		if (version == MqttVersion.V5) {
			encodeSection(out, properties, topicAlias, messageExpiry);
		}
	}

	private static long encodeSection(@Nullable ByteBuf out, PublishPacketProperties properties, int topicAlias,
			long messageExpiry) {
		if (properties == PublishPacketProperties.NONE && topicAlias == 0) {
			return Fields.writeByte(out, 0);
		}
		long length = encodeProperties(null, properties, topicAlias, messageExpiry);
		return Fields.writeVariableByteInteger(out, length)
				+ ((out != null) ? encodeProperties(out, properties, topicAlias, messageExpiry) : length);
	}

	private static long encodeProperties(@Nullable ByteBuf out, PublishPacketProperties properties, int topicAlias,
			long messageExpiry) {
		long size = 0;
		if (topicAlias != 0) {
			size += Fields.writeNumber(out, Property.TOPIC_ALIAS, topicAlias);
		}
		for (int identifier : properties.subscriptionIdentifiers()) {
			size += Fields.writeNumber(out, Property.SUBSCRIPTION_IDENTIFIER, identifier);
		}
		return size + encodeApplicationProperties(out, properties.application(), messageExpiry);
	}

	static long encodeApplicationProperties(@Nullable ByteBuf out, PublishProperties properties) {
		return encodeApplicationProperties(out, properties, OWN_EXPIRY);
	}

	private static long encodeApplicationProperties(@Nullable ByteBuf out, PublishProperties properties,
			long messageExpiry) {
		long size = 0;
		if (properties == PublishProperties.none()) {
			return size;
		}
		if (properties.utf8Payload()) {
			size += Fields.writeNumber(out, Property.PAYLOAD_FORMAT_INDICATOR, 1);
		}
		if (properties.messageExpiryInterval().isPresent()) {
			size += Fields.writeNumber(out, Property.MESSAGE_EXPIRY_INTERVAL,
					(messageExpiry != OWN_EXPIRY) ? messageExpiry : properties.messageExpiryInterval().getAsLong());
		}
		size += Fields.writeProperty(out, Property.CONTENT_TYPE, properties.contentType().orElse(null));
		size += Fields.writeProperty(out, Property.RESPONSE_TOPIC, properties.responseTopic().orElse(null));
		size += Fields.writeProperty(out, Property.CORRELATION_DATA, properties.correlationData().orElse(null));
		return size + Fields.writeProperties(out, properties.userProperties());
	}

}
