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
 * CONNACK (MQTT 5.0, section 3.2). The return codes of MQTT 3.1.1 stand as their MQTT 5
 * counterparts, see {@link ReasonCode}.
 *
 * @param sessionPresent whether the server holds a session
 * @param reasonCode the reason code
 * @param properties the properties, {@link ConnAckProperties#NONE} on MQTT 3.1.1
 */
public record ConnAck(boolean sessionPresent, ReasonCode reasonCode, ConnAckProperties properties) implements Packet {

	public ConnAck(boolean sessionPresent, ReasonCode reasonCode) {
		this(sessionPresent, reasonCode, ConnAckProperties.NONE);
	}

	@Override
	public PacketType type() {
		return PacketType.CONNACK;
	}

}
