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

package io.zmqtt.internal.packet;

import java.util.List;

import io.zmqtt.UserProperty;

/**
 * SUBSCRIBE (MQTT 5.0, section 3.8).
 *
 * @param packetId the packet identifier, never 0
 * @param subscriptions at least one topic filter
 * @param subscriptionIdentifier the subscription identifier, 0 for none
 * @param userProperties the user properties
 */
public record Subscribe(int packetId, List<Subscription> subscriptions, int subscriptionIdentifier,
		List<UserProperty> userProperties) implements Packet {

	public Subscribe(int packetId, List<Subscription> subscriptions) {
		this(packetId, subscriptions, 0, List.of());
	}

	@Override
	public PacketType type() {
		return PacketType.SUBSCRIBE;
	}

}
