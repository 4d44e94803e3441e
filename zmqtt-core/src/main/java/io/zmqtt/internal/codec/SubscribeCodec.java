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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.RetainHandling;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;

/**
 * SUBSCRIBE and UNSUBSCRIBE.
 */
final class SubscribeCodec {

	private static final String SHARED = "$share/";

	private static final int QOS = 0x03;

	private static final int NO_LOCAL = 0x04;

	private static final int RETAIN_AS_PUBLISHED = 0x08;

	private static final int RETAIN_HANDLING_SHIFT = 4;

	private SubscribeCodec() {
	}

	static Subscribe decode(FrameReader reader, MqttVersion version) {
		int packetId = reader.readPacketId();
		int subscriptionIdentifier = 0;
		List<UserProperty> userProperties = List.of();
		if (version == MqttVersion.V5) {
			PropertyReader values = reader.readProperties(PropertySection.SUBSCRIBE);
			if (values != null) {
				subscriptionIdentifier = (int) values.number(Property.SUBSCRIPTION_IDENTIFIER);
				userProperties = values.userProperties();
			}
		}
		List<Subscription> subscriptions = new ArrayList<>(1);
		do {
			subscriptions.add(decodeSubscription(decodeTopicFilter(reader), reader.readUnsignedByte(), version));
		}
		while (reader.remaining() > 0);
		return new Subscribe(packetId, Collections.unmodifiableList(subscriptions), subscriptionIdentifier,
				userProperties);
	}

	private static String decodeTopicFilter(FrameReader reader) {
		if (reader.remaining() == 0) {
			throw DecodingException.protocolError("SUBSCRIBE or UNSUBSCRIBE without a topic filter");
		}
		String topicFilter = reader.readString();
		if (topicFilter.isEmpty()) {
			throw DecodingException.malformed("A topic filter is empty");
		}
		return topicFilter;
	}

	private static Subscription decodeSubscription(String topicFilter, int options, MqttVersion version) {
		if ((options & ((version == MqttVersion.V5) ? 0xC0 : 0xFC)) != 0) {
			throw DecodingException.malformed("A reserved bit of the subscription options is set");
		}
		int qos = options & QOS;
		int retainHandling = options >> RETAIN_HANDLING_SHIFT;
		boolean noLocal = (options & NO_LOCAL) != 0;
		if (qos > 2 || retainHandling > 2) {
			throw DecodingException.protocolError("Subscription options with QoS 3 or retain handling 3");
		}
		if (noLocal && topicFilter.startsWith(SHARED)) {
			throw DecodingException.protocolError("No Local on a shared subscription");
		}
		return new Subscription(topicFilter, QoS.of(qos), noLocal, (options & RETAIN_AS_PUBLISHED) != 0,
				RetainHandling.of(retainHandling));
	}

	static Unsubscribe decodeUnsubscribe(FrameReader reader, MqttVersion version) {
		int packetId = reader.readPacketId();
		PropertyReader values = (version == MqttVersion.V5) ? reader.readProperties(PropertySection.UNSUBSCRIBE) : null;
		List<UserProperty> userProperties = (values != null) ? values.userProperties() : List.of();
		List<String> topicFilters = new ArrayList<>(1);
		do {
			topicFilters.add(decodeTopicFilter(reader));
		}
		while (reader.remaining() > 0);
		return new Unsubscribe(packetId, Collections.unmodifiableList(topicFilters), userProperties);
	}

	static long encode(@Nullable ByteBuf out, Subscribe packet, MqttVersion version) {
		List<Subscription> subscriptions = packet.subscriptions();
		requireFilters(subscriptions);
		long size = Fields.writePacketId(out, packet.packetId());
		if (version == MqttVersion.V5) {
			long length = encodeProperties(null, packet);
			size += Fields.writeVariableByteInteger(out, length);
			size += (out != null) ? encodeProperties(out, packet) : length;
		}
		for (int i = 0; i < subscriptions.size(); i++) {
			Subscription subscription = subscriptions.get(i);
			size += encodeTopicFilter(out, subscription.topicFilter());
			size += Fields.writeByte(out, options(subscription, version));
		}
		return size;
	}

	private static long encodeProperties(@Nullable ByteBuf out, Subscribe packet) {
		int identifier = packet.subscriptionIdentifier();
		return ((identifier != 0) ? Fields.writeNumber(out, Property.SUBSCRIPTION_IDENTIFIER, identifier) : 0)
				+ Fields.writeProperties(out, packet.userProperties());
	}

	private static int options(Subscription subscription, MqttVersion version) {
		int qos = subscription.qos().value();
		if (version == MqttVersion.V3_1_1) {
			return qos;
		}
		if (subscription.noLocal() && subscription.topicFilter().startsWith(SHARED)) {
			throw new IllegalArgumentException("No Local on a shared subscription");
		}
		return qos | (subscription.noLocal() ? NO_LOCAL : 0)
				| (subscription.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)
				| (subscription.retainHandling().value() << RETAIN_HANDLING_SHIFT);
	}

	static long encode(@Nullable ByteBuf out, Unsubscribe packet, MqttVersion version) {
		List<String> topicFilters = packet.topicFilters();
		requireFilters(topicFilters);
		long size = Fields.writePacketId(out, packet.packetId());
		if (version == MqttVersion.V5) {
			size += Fields.writeVariableByteInteger(out, Fields.writeProperties(null, packet.userProperties()));
			size += Fields.writeProperties(out, packet.userProperties());
		}
		for (int i = 0; i < topicFilters.size(); i++) {
			size += encodeTopicFilter(out, topicFilters.get(i));
		}
		return size;
	}

	private static void requireFilters(List<?> filters) {
		if (filters.isEmpty()) {
			throw new IllegalArgumentException("SUBSCRIBE or UNSUBSCRIBE without a topic filter");
		}
	}

	private static int encodeTopicFilter(@Nullable ByteBuf out, String topicFilter) {
		if (topicFilter.isEmpty()) {
			throw new IllegalArgumentException("Topic filter must have at least one character");
		}
		return Fields.writeString(out, topicFilter);
	}

}
