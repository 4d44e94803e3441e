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

import io.zmqtt.ReasonCode;

/**
 * PUBREL (MQTT 5.0, section 3.6). On MQTT 3.1.1 the reason code is always
 * {@link ReasonCode#SUCCESS} and there are no properties.
 *
 * @param packetId the packet identifier, never 0
 * @param reasonCode the reason code
 * @param properties the properties
 */
public record PubRel(int packetId, ReasonCode reasonCode, AckProperties properties) implements Packet {

	public PubRel(int packetId) {
		this(packetId, ReasonCode.SUCCESS, AckProperties.NONE);
	}

	public PubRel(int packetId, ReasonCode reasonCode) {
		this(packetId, reasonCode, AckProperties.NONE);
	}

	@Override
	public PacketType type() {
		return PacketType.PUBREL;
	}

}
