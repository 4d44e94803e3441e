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

import io.zmqtt.ReasonCode;

/**
 * UNSUBACK (MQTT 5.0, section 3.11).
 *
 * @param packetId the packet identifier, never 0
 * @param reasonCodes one code for each topic filter of the UNSUBSCRIBE, in its order;
 * empty on MQTT 3.1.1
 * @param properties the properties
 */
public record UnsubAck(int packetId, List<ReasonCode> reasonCodes, AckProperties properties) implements Packet {

	public UnsubAck(int packetId, List<ReasonCode> reasonCodes) {
		this(packetId, reasonCodes, AckProperties.NONE);
	}

	@Override
	public PacketType type() {
		return PacketType.UNSUBACK;
	}

}
